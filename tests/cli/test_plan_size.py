"""How many decisions an audit needs, through real processes."""

import json

import pytest

from evenhand.inference.power import needed_to_fail

PLAN = """
[decision]
column = "decision"
favourable = "yes"

[[protected]]
column = "sex"
reference = "M"

[[gates]]
metric = "selection_rate"
comparison = "difference"
tolerance = 0.1
"""


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture
def audited(run, tmp_path):
    """Return the result file of an audit of 600 decisions of two groups in sixty days."""
    rows = ["at,sex,decision"]
    for n in range(600):
        chosen = n % 10 < (5 if n % 3 else 4)
        day = f"2025-{1 + n // 300:02d}-{1 + n % 30:02d}".replace("02-29", "02-28")
        day = day.replace("02-30", "02-28")
        rows.append(f"{day},{'M' if n % 3 else 'F'},{'yes' if chosen else 'no'}")
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "evenhand.toml").write_text('log = "log.csv"\n[columns]\ntime = "at"\n' + PLAN)
    ended = run("audit", "--quiet", "--format", "json", "--out", "out")
    assert ended.code in {0, 1}, ended.err
    return tmp_path / "out" / "audit.json"


def test_options_alone_are_enough(run):
    ended = run("plan-size", "--rate", "0.4", "--smallest-group", "0.1", "--gap", "0.5", "--json")
    assert (ended.code, ended.err) == (0, "")
    (gate,) = json.loads(ended.out)["gates"]
    equal, apart = gate["lines"]
    assert [equal["goal"], apart["goal"]] == ["pass_if_equal", "fail_as_assumed"]
    assert apart["decisions"] == needed_to_fail(
        0.2, 0.4, comparison="ratio", tolerance=0.8, size_ratio=9.0
    )
    assert apart["total"] == 10 * apart["decisions"]


def test_a_table_tells_group_total_and_days(run):
    ended = run("plan-size", "--rate", "0.4", "--per-day", "50", "--change", "0.06")
    assert "Selection rate ratio: at least 0.80" in ended.out
    assert "to pass, if the groups are equal" in ended.out
    assert "the smallest" in ended.out
    assert "to fail, at a ratio of 0.64" in ended.out
    assert "to see the gap widen by 6.0 points" in " ".join(ended.out.split())
    assert "Days" in ended.out
    assert "a chance of 80 % at least, at a level of 0.05" in " ".join(ended.out.split())


def test_what_no_number_decides_and_what_is_no_rate_are_told(run):
    ended = run("plan-size", "--rate", "0.4", "--gap", "0.79")
    assert "to fail, at a ratio of 0.79" in ended.out
    assert "no reasonable number" in ended.out
    ended = run("plan-size", "--rate", "0.4", "--metric", "latency_p95")
    assert "Not told: 95th percentile of latency is no rate" in ended.out


def test_the_gates_of_a_plan_are_sized(run, tmp_path):
    (tmp_path / "gates.toml").write_text(PLAN, "utf-8")
    ended = run("plan-size", "--plan", "gates.toml", "--rate", "0.4")
    assert "Selection rate difference: at most 10.0 points" in " ".join(ended.out.split())
    (tmp_path / "plain.toml").write_text(PLAN.partition("[[gates]]")[0], "utf-8")
    ended = run("plan-size", "--plan", "plain.toml", "--rate", "0.4", "--base-rate", "0.5")
    assert "allowing for all comparisons and three gates." in " ".join(ended.out.split())


def test_an_earlier_audit_says_how_the_groups_fare(run, audited):
    ended = run("plan-size", "--from", audited, "--json")
    (gate,) = json.loads(ended.out)["gates"]
    assert gate["title"] == "Selection rate difference by sex"
    assert {tuple(line["group"]) for line in gate["lines"]} == {("F",)}
    assert gate["lines"][0]["share"] == pytest.approx(1 / 3)
    assert gate["lines"][0]["days"] is not None
    told = run("plan-size", "--from", audited).out
    assert "; the earlier audit had 600" in " ".join(told.split())


def test_a_plan_asks_its_own_gates_of_an_earlier_audit(run, audited, tmp_path):
    (tmp_path / "other.toml").write_text(PLAN.replace("0.1", "0.2"), "utf-8")
    ended = run("plan-size", "--from", audited, "--plan", "other.toml", "--json")
    assert [gate["tolerance"] for gate in json.loads(ended.out)["gates"]] == [0.2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("is not known", "--rate 0.4")),
        (("--rate", "4"), ("--rate 4 does not lie between 0 and 1",)),
        (("--rate", "0.4", "--smallest-group", "0.6"), ("--smallest-group 0.6", "--groups")),
        (("--rate", "0.4", "--metric", "selection_rat"), ("did you mean 'selection_rate'?",)),
        (("--from", "nothing.json"), ("nothing.json cannot be read",)),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(run, arguments, words):
    ended = run("plan-size", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err
