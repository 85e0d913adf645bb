"""Gates from a plan to what is told: windows, strata, what is missing, and who answers."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.errors import PlanError
from evenhand.plan import Plan
from evenhand.plan.lines import Source

PLAN = {
    "decision": {"column": "hired", "favourable": "yes"},
    "protected": [{"column": "sex", "reference": "M"}],
    "columns": {"time": "at"},
    "window": "month",
    "intersections": False,
    "inference": {"draws": 100},
    "slices": {"depth": 0},
}
GATE = {"metric": "selection_rate", "comparison": "ratio", "tolerance": 0.8}
# Counted in each month: (sex, department) -> hired and all. Within departments all are alike.
JANUARY = {
    ("M", "a"): (300, 400),
    ("M", "b"): (40, 200),
    ("F", "a"): (150, 200),
    ("F", "b"): (80, 400),
}
FEBRUARY = {("M", "a"): (300, 400), ("F", "a"): (150, 400)}


def log(*months):
    rows = [
        (sex, job, "yes" if i < yes else "no", pd.Timestamp(2025, at, 1 + i % 28), i % 3)
        for at, counted in enumerate(months, start=1)
        for (sex, job), (yes, n) in counted.items()
        for i in range(n)
    ]
    return pd.DataFrame(rows, columns=["sex", "job", "hired", "at", "stayed"])


@pytest.fixture
def judged():
    """Return a function from months, gates and more of a plan to the audit of them."""

    def run(months, *gates, day=datetime(2026, 1, 15, tzinfo=UTC), source=None, **more):
        asked = Plan.model_validate({**PLAN, "gates": [{**GATE, **one} for one in gates], **more})
        lines = {} if source is None else {"plan_source": source}
        return audit(log(*months), asked, as_of=day, **lines)

    return run


def states(found):
    return {gate.id: gate.state for gate in found.gates}


def test_within_strata_what_the_strata_account_for_is_no_flag(judged):
    found = judged(
        [JANUARY], {}, {"id": "like", "attributes": "sex", "condition": "job"}, conditions=["job"]
    )
    assert states(found) == {"selection_rate-ratio:sex": "fail", "like": "pass"}
    alike = found.gates[1]
    assert (alike.condition, alike.title) == ("job", "Selection rate ratio by sex within job")
    assert alike.value == pytest.approx(1)
    assert alike.groups[0].needed is None
    row = next(row for row in found.disparities if row.id == alike.groups[0].disparity)
    assert (row.condition, row.comparison) == ("job", "ratio")


def test_a_gate_on_each_window_is_one_gate_a_window(judged):
    found = judged([JANUARY, FEBRUARY], {"id": "hire", "window": "each"})
    assert states(found) == {"hire:sex@2025-01": "fail", "hire:sex@2025-02": "fail"}
    january, february = found.gates
    assert january.title == "Selection rate ratio by sex, January 2025"
    assert january.value == pytest.approx((230 / 600) / (340 / 600))
    assert (february.window, february.n) == ("2025-02-01", 800)
    assert february.groups[0].disparity is None
    assert february.reason.startswith(
        "In the window from 1 February 2025, the selection rate of F is"
    )
    # All gates share the allowance for many of them.
    assert january.p_adjusted >= january.p_value


def test_the_last_full_window_is_judged_by_an_id_that_stays(judged):
    even = {("M", "a"): (300, 400), ("F", "a"): (300, 400)}
    begun = {("M", "a"): (30, 40), ("F", "a"): (0, 2)}
    found = judged([JANUARY, even, begun], {"window": "last"})
    (gate,) = found.gates
    assert (gate.id, gate.window, gate.state) == (
        "selection_rate-ratio:sex@last",
        "2025-02-01",
        "pass",
    )
    assert found.notes[0] == (
        "Gates on the last full window look at February 2025: the log ends on 28 March 2025."
    )


def test_a_window_in_which_nothing_was_decided_is_undecided_and_told(judged):
    found = judged([JANUARY, {}, JANUARY], {"id": "hire", "window": "each"})
    empty = found.gates[1]
    assert empty.state == "insufficient"
    assert empty.reason == "Nothing was decided in February 2025: there is nothing to compare."
    assert "Gates look at windows in which nothing was decided: February 2025." in found.notes


def test_without_a_full_window_the_last_one_is_undecided(judged):
    few = {("M", "a"): (5, 9), ("F", "a"): (5, 9)}
    within = {"window": "last", "id": "w", "condition": "job"}
    found = judged([few], {"window": "last"}, within, conditions=["job"])
    assert {gate.state for gate in found.gates} == {"insufficient"}
    assert found.gates[0].reason == "The log has no full window yet."
    assert found.gates[0].window is None


def test_labels_are_judged_in_windows_that_have_matured():
    young = log(JANUARY, FEBRUARY)
    young.loc[young["at"] >= pd.Timestamp(2025, 2, 1), "stayed"] = None
    young["known"] = young["at"] + timedelta(days=20)
    gates = [
        {"metric": "true_positive_rate", "tolerance": 0.2, "window": window, "id": window}
        for window in ("each", "last")
    ]
    label = {"column": "stayed", "positive": "1", "time": "known", "missing": "at_random"}
    asked = Plan.model_validate({**PLAN, "gates": gates, "label": label})
    found = audit(young, asked, as_of=datetime(2025, 3, 1, tzinfo=UTC))
    january, february, last = found.gates
    assert january.value is not None
    assert february.reason == "The labels of February 2025 have not had the time to arrive."
    assert (last.window, last.value) == ("2025-01-01", january.value)


def test_a_window_needs_times(judged):
    with pytest.raises(
        PlanError, match=r"^gates.1: window = \"each\" asks for windows, and the log"
    ):
        judged([JANUARY], {"window": "each"}, columns={})


def test_a_group_that_is_expected_and_missing_keeps_gates_from_passing_and_is_found(judged):
    sex = [{"column": "sex", "reference": "M", "expected": ["M", "X"]}]
    even = {("M", "a"): (300, 400), ("F", "a"): (300, 400)}
    targets = [{"metric": "selection_rate", "at_least": 0.5, "attributes": "sex"}]
    found = judged([even], {}, protected=sex, targets=targets)
    assert {gate.state for gate in found.gates} == {"insufficient"}
    assert all("The plan expects decisions about X of sex" in gate.reason for gate in found.gates)
    (finding,) = [one for one in found.findings if one.kind == "missing_groups"]
    assert finding.title == "The log has no decisions about X of sex, whom the plan expects."
    both = judged([even], {}, protected=[{**sex[0], "expected": ["M", "F"]}])
    assert states(both) == {"selection_rate-ratio:sex": "pass"}


def test_a_group_may_be_missing_from_one_window_alone(judged):
    sex = [{"column": "sex", "reference": "M", "expected": "F"}]
    even = {("M", "a"): (300, 400), ("F", "a"): (300, 400)}
    found = judged([even, {("M", "a"): (300, 400)}], {"window": "each"}, protected=sex)
    first, second = found.gates
    assert (first.state, second.state) == ("pass", "insufficient")
    assert second.reason.endswith("about F of sex, and there are none.")


WAIVER = {
    "id": "W1", "gate": "selection_rate-ratio:sex", "owner": "Ada", "reason": "Known",
    "expires": "2026-01-15",
}  # fmt: skip


def test_a_waiver_holds_on_its_last_day_in_the_zone_of_the_plan(judged):
    late = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
    found = judged([JANUARY], {}, waivers=[WAIVER], day=late)
    assert (found.gates[0].waived.id, found.verdict.exit_code) == ("W1", 0)
    (finding,) = [one for one in found.findings if one.kind == "gate_fail"]
    assert finding.severity == "medium"
    assert finding.title.endswith("for F: waived until 2026-01-15.")
    assert finding.detail.endswith("Waived until 2026-01-15 by Ada (W1): Known.")
    assert not any(one.rule == "investigate" for one in found.recommendations)
    # There it is the 16th already.
    found = judged([JANUARY], {}, waivers=[WAIVER], day=late, timezone="Europe/Berlin")
    assert (found.gates[0].waived, found.verdict.exit_code) == (None, 1)


def test_gates_know_their_lines_and_errors_their_entries(judged):
    source = Source("my.toml", {"gates": (4,), "targets": (9,)})
    target = {"metric": "selection_rate", "at_least": 0.1}
    found = judged([JANUARY], {}, targets=[target, {**target, "id": "two"}], source=source)
    assert [gate.line for gate in found.gates] == [4, 9, None]
    assert found.plan_file == "my.toml"
    with pytest.raises(PlanError, match=r"^waivers.W1: the gate 'selection_rate-ratio:sex' has no"):
        judged([JANUARY], {}, waivers=[{**WAIVER, "groups": ["X"]}])
    with pytest.raises(PlanError, match=r"^protected.sex: sex has no group 'N' to compare with$"):
        judged([JANUARY], {}, protected=[{"column": "sex", "reference": "N"}])


def test_a_gate_of_the_plan_on_the_whole_period_goes_before_one_on_its_windows():
    asked = Plan.model_validate(
        {**PLAN, "gates": [{**GATE, "tolerance": 0.5}, {**GATE, "window": "each"}]}
    )
    found = audit(log(JANUARY), asked, as_of=datetime(2026, 1, 15, tzinfo=UTC))
    assert [gate.id for gate in found.gates] == [
        "selection_rate-ratio:sex",
        "selection_rate-ratio:sex@2025-01",
    ]
