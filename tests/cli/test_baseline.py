"""`evenhand baseline` and `evenhand audit --baseline`, as a person or a build runs them."""

import json

import pytest

FLAGS = (
    "--decision", "decision", "--favourable", "yes", "--protected", "sex", "--reference", "sex=M",
    "--quiet", "--format", "json", "--as-of", "2026-01-01",
)  # fmt: skip
WHO = ("--by", "Ada", "--reason", "As it should be.", "--as-of", "2026-01-02")


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a log of a thousand women and men, so many women favoured."""

    def to_file(women, name="log.csv", men=500):
        lines = ["sex,decision"]
        lines += ["F,yes"] * women + ["F,no"] * (1000 - women)
        lines += ["M,yes"] * men + ["M,no"] * (1000 - men)
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return tmp_path / name

    return to_file


@pytest.fixture
def approved(run, write, tmp_path):
    """Return the file of an approved baseline."""
    assert run("audit", write(480), *FLAGS).code == 0
    ended = run("baseline", "approve", "audit/audit.json", *WHO)
    assert (ended.code, ended.out) == (0, "evenhand-baseline.json\n")
    return tmp_path / "evenhand-baseline.json"


def changes(tmp_path):
    result = json.loads((tmp_path / "audit" / "audit.json").read_text())
    return [gate for gate in result["gates"] if gate["basis"] == "baseline"]


def test_a_regression_fails_the_build_and_says_how_to_approve_it(run, write, approved, tmp_path):
    ended = run("audit", write(300), *FLAGS, "--baseline", approved)
    assert ended.code == 1
    (gate,) = changes(tmp_path)
    assert gate["state"] == "fail"
    assert "evenhand baseline approve audit/audit.json --by NAME --reason TEXT" in gate["reason"]
    assert "Change of the selection rate ratio" in ended.out


def test_once_approved_it_passes(run, write, approved, tmp_path):
    log = write(300)
    run("audit", log, *FLAGS, "--baseline", approved)
    ended = run("baseline", "approve", "audit/audit.json", *WHO)
    assert "approved with" in ended.err
    run("audit", log, *FLAGS, "--baseline", approved)
    (gate,) = changes(tmp_path)
    assert (gate["state"], gate["value"]) == ("pass", 0)


def test_the_baseline_of_a_plan_lies_beside_the_plan(run, write, approved, tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    approved.rename(folder / "b.json")
    (folder / "evenhand.toml").write_text('[baseline]\nfile = "b.json"\nrelative = 0.9\n')
    ended = run("audit", write(300), *FLAGS, "--plan", folder / "evenhand.toml")
    assert ended.code == 1, ended.err  # the gate of the period
    (gate,) = changes(tmp_path)
    assert (gate["state"], gate["tolerance"], gate["source"]) == ("pass", 0.9, "plan")
    result = json.loads((tmp_path / "audit" / "audit.json").read_text())
    assert result["plan"]["baseline"]["file"] is None


def test_the_baseline_is_shown(run, approved):
    ended = run("baseline", "show")
    assert ended.code == 0
    assert ended.out.startswith("Approved on 2026-01-02 by Ada: As it should be.")
    assert "selection_rate-ratio:sex" in ended.out
    assert "everybody" in ended.out
    assert json.loads(approved.read_text())["sha256"] in ended.out


def test_an_edited_baseline_stops_the_audit(run, write, approved):
    approved.write_text(approved.read_text().replace('"Ada"', '"Eve"'))
    ended = run("audit", write(300), *FLAGS, "--baseline", approved)
    assert ended.code == 2
    assert "evenhand-baseline.json was edited" in ended.err
    assert "hint: bring it back from version control" in ended.err


def test_another_favourable_value_stops_the_audit(run, write, approved):
    ended = run("audit", write(300), *FLAGS, "--baseline", approved, "--favourable", "no")
    assert ended.code == 2
    assert "favourable was 'yes' and is 'no', 'yes'" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("audit", "log.csv", *FLAGS, "--baseline", "gone.json"), "gone.json cannot be read"),
        (("baseline", "show", "log.csv"), "log.csv is no baseline: it is not JSON"),
        (("baseline", "approve", "log.csv", *WHO), "not an evenhand result"),
        (("baseline", "approve", "gone.json", *WHO), "gone.json cannot be read"),
        (("baseline", "approve", "audit/audit.json", "--by", "", "--reason", "x"), "by somebody"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(run, write, arguments, said):
    log = write(480)
    run("audit", log, *FLAGS)
    ended = run(*arguments)
    assert ended.code == 2
    assert said in ended.err
    assert "hint: " in ended.err
    assert "Traceback" not in ended.err
