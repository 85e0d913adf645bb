"""`evenhand compare`, as a person runs it."""

import json

import pytest

FLAGS = (
    "--decision", "decision", "--favourable", "yes", "--protected", "sex", "--reference", "sex=M",
    "--time", "at", "--model-version", "model", "--window", "month", "--quiet", "--format", "json",
    "--as-of", "2026-01-01",
)  # fmt: skip


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture
def results(run, tmp_path):
    """Return the results of two audits, and run both."""
    for name, women in (("spring", 48), ("autumn", 20)):
        month = "04" if name == "spring" else "10"
        lines = ["sex,decision,at,model"]
        for i in range(400):
            sex = "FM"[i % 2]
            good = (i // 2) % 100 < (women if sex == "F" else 50)
            day, model = 1 + i % 28, f"v{1 + (i >= 200)}"
            last = f"{int(month) + (i >= 200):02d}"
            lines.append(f"{sex},{'yes' if good else 'no'},2025-{last}-{day:02d},{model}")
        log = tmp_path / f"{name}.csv"
        log.write_text("\n".join(lines) + "\n")
        assert run("audit", log, *FLAGS, "--out", name).code in {0, 1}
    return "spring/audit.json", "autumn/audit.json"


def test_two_results_stand_side_by_side(run, results, tmp_path):
    ended = run("compare", *results, "--format", "html,json", "--out", "both")
    assert ended.code == 0, ended.err
    assert "spring" in ended.out
    assert "F less M" in ended.out
    found = json.loads((tmp_path / "both" / "comparison.json").read_text())
    assert [side["name"] for side in found["sides"]] == ["spring", "autumn"]
    (gap,) = [one for one in found["gaps"] if one["metric"] == "selection_rate"]
    assert gap["change"] == pytest.approx(-0.28)
    assert gap["low"] < -0.28 < gap["high"]
    page = (tmp_path / "both" / "comparison.html").read_text()
    assert "http" not in page.replace("http-equiv", "")


def test_a_baseline_can_be_the_first(run, results):
    run("baseline", "approve", results[0], "--by", "Ada", "--reason", "So be it")
    ended = run("compare", "evenhand-baseline.json", results[1])
    assert ended.code == 0
    assert "A baseline keeps no plan" in ended.out


@pytest.mark.parametrize(("by", "first"), [("model-version", "v1"), ("window", "2025-04-01")])
def test_the_parts_of_one_result_are_compared(run, results, by, first):
    ended = run("compare", results[0], "--by", by)
    assert ended.code == 0, ended.err
    assert first in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("spring/audit.json",), "a comparison takes two results"),
        (("spring.csv", "spring/audit.json"), "spring.csv is a log"),
        (("spring.csv", "--by", "window"), "spring.csv is a log"),
        (("spring/audit.json", "--by", "day"), "nothing to compare by"),
        (("spring/audit.json", "autumn/audit.json", "--by", "window"), "within one result"),
        (("spring/audit.json", "gone.json"), "gone.json cannot be read"),
        (("spring/audit.json", "autumn/audit.json", "--format", "pdf"), "no format 'pdf'"),
    ],
)
@pytest.mark.usefixtures("results")
def test_what_cannot_be_compared_is_refused_with_what_to_do(run, arguments, said):
    ended = run("compare", *arguments)
    assert ended.code == 2
    assert said in ended.err
    assert "hint: " in ended.err


def test_results_of_one_name_are_told_apart(run, results, tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "autumn").rename(tmp_path / "old" / "spring")
    ended = run("compare", results[0], "old/spring/audit.json")
    assert "old/spring/audit.json" in ended.out
    again = run("compare", results[0], results[0])
    assert "spring/audit.json (2)" in again.out
