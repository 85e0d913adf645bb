"""Gates of a plan, waivers and coverage, through real processes: exit codes and what is said."""

import csv
import json

import pytest

PLAN = """
log = "log.csv"
conditions = ["job"]
[decision]
column = "hired"
favourable = "yes"

[[protected]]
column = "sex"
reference = "M"

[[gates]]
id = "hire"
metric = "selection_rate"
comparison = "ratio"
tolerance = 0.8
attributes = "sex"
clause = "29 CFR 1607.4(D)"
note = "Agreed"
"""
WAIVER = """
[[waivers]]
id = "W1"
gate = "hire"
owner = "Ada"
reason = "A new model comes in April"
expires = 2026-03-31
"""

TWICE = """[[gates]]
id = "hire"
metric = "selection_rate"
tolerance = 0.1
attributes = "sex"
[[waivers]]"""
AGAIN = """[[waivers]]
id = "W1"
gate = "hire"
owner = "Bob"
reason = "Known"
expires = 2026-01-01
[[waivers]]"""


@pytest.fixture
def audited(forked, tmp_path):
    """Return a function from a plan, and a day, to how its audit ends and what it finds."""
    with (tmp_path / "log.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["sex", "job", "hired"])
        for sex, hired in (("M", 300), ("F", 150)):
            rows.writerows([sex, "cook", "yes" if i < hired else "no"] for i in range(500))

    def run(plan, day="2026-03-31"):
        (tmp_path / "evenhand.toml").write_text(plan, "utf-8")
        ended = forked("audit", "--format", "json", "--as-of", day, "--quiet")
        found = tmp_path / "audit" / "audit.json"
        return ended, json.loads(found.read_text("utf-8")) if found.exists() else None

    return run


def test_a_waiver_holds_on_its_last_day_and_the_gate_fails_on_the_next(audited):
    ended, found = audited(PLAN + WAIVER)
    assert ended.code == 0
    assert "waived" in ended.out
    (gate,) = found["gates"]
    assert (gate["state"], gate["waived"]["id"], gate["line"]) == ("fail", "W1", 12)
    assert (gate["clause"], gate["note"]) == ("29 CFR 1607.4(D)", "Agreed")
    assert (found["verdict"]["waived"], found["verdict"]["failed"]) == (1, 0)
    assert found["plan_file"] == "evenhand.toml"
    ended, found = audited(PLAN + WAIVER, "2026-04-01")
    assert ended.code == 1
    assert "The waiver W1 of Ada expired on 2026-03-31." in found["gates"][0]["reason"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('gate = "hire"', 'gate = "hier"', "line 21: waivers.W1: there is no gate 'hier'"),
        ('owner = "Ada"', 'owner = " "', "line 21: waivers.W1: the owner is empty"),
        ("2026-03-31", "2026-02-31", "line 26, is not valid TOML"),
        ('owner = "Ada"', "groups = 'X'\nowner = 'A'", "line 21: waivers.W1: the gate 'hire' has"),
        ('"selection_rate"', '"selektion_rate"', "line 12: gates.hire: there is no metric"),
        ('= "sex"\nclause', '= "sexe"\nclause', "line 12: gates.hire: 'sexe' is not a protected"),
        ("0.8", '0.8\ncondition = "jop"', "line 12: gates.hire: 'jop' is not among the conditions"),
        ("0.8", '0.8\nwindow = "last"', 'line 12: gates.hire: window = "last" asks for windows'),
        ('"M"', '"N"', "line 8: protected.sex: sex has no group 'N' to compare with"),
        ("[[waivers]]", TWICE, "line 21: gates.hire: two gates have the id 'hire'"),
        ("[[waivers]]", AGAIN, "line 27: waivers.W1: two waivers have the id 'W1'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_line_and_what_to_do(audited, old, new, said):
    plan = PLAN + WAIVER
    assert old in plan
    ended, found = audited(plan.replace(old, new, 1))
    assert (ended.code, found) == (2, None)
    assert f"evenhand.toml, {said}" in ended.err
    assert "hint: " in ended.err
    assert "Traceback" not in ended.err


def test_a_group_that_is_expected_and_missing_is_undecided_and_can_fail_a_build(audited):
    plan = PLAN.replace('"M"', '"M"\nexpected = ["M", "F", "X"]')
    plan = plan.replace("0.8", '0.3\non_insufficient = "fail"')
    ended, found = audited(plan)
    assert ended.code == 3
    assert "The plan expects decisions about X of sex" in found["gates"][0]["reason"]
    assert [one["kind"] for one in found["findings"] if one["kind"] == "missing_groups"]
