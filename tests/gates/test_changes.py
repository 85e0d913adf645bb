"""Changes since a baseline judged, from groups given as (counted, all) then and now."""

import dataclasses

import numpy as np
import pytest

from evenhand.gates.baseline import Approved, Kept, KeptGate, Meaning
from evenhand.gates.change_policy import PlannedChange
from evenhand.gates.changes import Held, judge_changes
from evenhand.metrics import METRICS
from evenhand.plan import Plan


@pytest.fixture
def held(measured, settings):
    """Return a builder of a baseline from the groups of a metric."""

    def build(metric, groups, *, same_rows=False):
        found, _ = measured(metric, list(groups.values()))
        kept = tuple(
            Kept(
                metric=metric, attributes=("g",), group=(name,), n=round(float(found.n[i])),
                value=float(found.value[i]), low=float(found.low[i]), high=float(found.high[i]),
            )
            for i, name in enumerate(groups)
        )  # fmt: skip
        approved = Approved(
            audit="a", as_of="2026-01-01", approved="2026-01-02", by="Ada", reason="Because",
            evenhand="1", verdict="pass", rows=1, first=None, last=None, files=(),
            level=settings.level, meaning=Meaning(favourable=(), positive=(), bands={}),
            gates=(KeptGate(id="x", metric=metric, comparison="ratio", attributes=("g",),
                            state="pass", judged=()),), estimates=kept,
        )  # fmt: skip
        return Held(approved, None, same_rows)

    return build


@pytest.fixture
def changed(held, measured, grouping, settings):
    """Return a function from groups then and now to the change judged."""

    def run(then, now, *, metric="selection_rate", reference=None, same_rows=False, **fields):
        gap = fields.pop("gap", True)
        plain = {"comparison": "difference", "tolerance": 0.02, "direction": "either"}
        planned = PlannedChange(metric=metric, attributes=("g",), gap=gap, **{**plain, **fields})
        found, decisions = measured(metric, list(now.values()))
        return judge_changes(
            [planned],
            held(metric, then, same_rows=same_rows),
            {(("g",), metric): found, (("g",), "decisions"): decisions},
            {("g",): grouping(now, reference)},
            settings,
            Plan(),
            METRICS,
            {metric: METRICS[metric].unit},
        )

    return run


def test_a_gap_that_widened_beyond_doubt_fails(changed):
    # B was 1 point below A, and is 9.
    (gate,) = changed(
        {"A": (2500, 5000), "B": (2450, 5000)}, {"A": (2500, 5000), "B": (2050, 5000)}
    )
    assert (gate.state, gate.group, gate.reference, gate.basis) == (
        "fail",
        ("B",),
        ("A",),
        "baseline",
    )
    assert gate.value == pytest.approx(0.08)
    (group,) = gate.groups
    assert group.before == pytest.approx(0.01)
    assert group.low < 0.08 < group.high
    assert gate.reason.startswith("The selection rate gap between B and A was 1.0 points")
    assert "evenhand baseline approve audit/audit.json --by NAME --reason TEXT" in gate.reason


def test_a_gap_that_seems_to_have_widened_warns(changed):
    (gate,) = changed(
        {"A": (2500, 5000), "B": (2500, 5000)}, {"A": (2500, 5000), "B": (2350, 5000)}
    )
    assert (gate.state, round(gate.value, 3)) == ("warn", 0.03)
    assert "the evidence does not show it yet" in gate.reason


def test_a_gap_that_narrowed_passes(changed):
    (gate,) = changed(
        {"A": (2500, 5000), "B": (2050, 5000)}, {"A": (2500, 5000), "B": (2450, 5000)}
    )
    assert (gate.state, round(gate.value, 3)) == ("pass", -0.08)


def test_a_gap_within_that_is_not_shown_to_be_is_insufficient_with_what_it_takes(changed):
    (gate,) = changed(
        {"A": (1500, 3000), "B": (1500, 3000)}, {"A": (1500, 3000), "B": (1480, 3000)}
    )
    assert gate.state == "insufficient"
    assert gate.reason.endswith("That is within, but it takes more decisions to show it.")
    # The baseline alone is too small for the tolerance: no number of decisions now decides.
    assert gate.groups[0].needed is None
    (larger,) = changed(
        {"A": (9500, 19000), "B": (9500, 19000)}, {"A": (1500, 3000), "B": (1500, 3000)}
    )
    best, likely = larger.groups[0].needed
    assert best == likely > 3000


def test_groups_that_are_too_small_are_not_judged_unless_they_fail(changed):
    (gate,) = changed({"A": (200, 400), "B": (200, 400)}, {"A": (200, 400), "B": (190, 400)})
    assert gate.state == "insufficient"
    assert gate.reason.startswith("No change can be judged: it takes 2,401 decisions")
    (plain,) = changed({"A": (200, 400), "B": (200, 400)}, {"A": (200, 400), "B": (80, 400)})
    assert plain.state == "fail"


def test_a_group_of_the_baseline_that_is_gone_keeps_the_gate_from_passing(changed):
    then = {"A": (2500, 5000), "B": (2050, 5000), "C": (2000, 5000)}
    (gate,) = changed(then, {"A": (2500, 5000), "B": (2450, 5000)})
    assert gate.state == "insufficient"
    assert gate.reason.startswith("The baseline judged what has no figure now: C.")
    (missing,) = [one for one in gate.groups if one.group == ("C",)]
    assert (missing.value, missing.testable, missing.state) == (None, True, "insufficient")


def test_a_small_group_that_is_gone_does_not(changed):
    then = {"A": (2500, 5000), "B": (2050, 5000), "C": (5, 10)}
    (gate,) = changed(then, {"A": (2500, 5000), "B": (2450, 5000)})
    assert gate.state == "pass"


def test_a_failure_says_what_is_gone_and_what_is_new(changed):
    then = {"A": (2500, 5000), "B": (2450, 5000), "C": (2500, 5000)}
    (gate,) = changed(then, {"A": (2500, 5000), "B": (2050, 5000), "D": (2500, 5000)})
    assert gate.state == "fail"
    assert gate.reason.endswith("Not there any more: C. Not in the baseline: D.")


def test_the_same_rows_have_not_moved(changed):
    rows = {"A": (250, 500), "B": (150, 500)}
    (gate,) = changed(rows, rows, same_rows=True, tolerance=0.0)
    assert (gate.state, gate.value, gate.low, gate.high) == ("pass", 0, 0, 0)
    assert gate.reason.endswith("The baseline is of the same rows.")


def test_other_figures_of_the_same_rows_are_judged_as_if_rows_were_others(changed):
    (gate,) = changed({"A": (250, 500), "B": (250, 500)}, {"A": (250, 500), "B": (240, 500)},
                      same_rows=True)  # fmt: skip
    assert gate.low < gate.value < gate.high


def test_a_ratio_is_judged_as_a_share_of_what_it_was(changed):
    # 0.95 times, then 0.75 times: 0.75 / 0.95 is 21 % less.
    (gate,) = changed(
        {"A": (4000, 8000), "B": (3800, 8000)}, {"A": (4000, 8000), "B": (3000, 8000)},
        comparison="ratio", tolerance=0.1,
    )  # fmt: skip
    assert (gate.state, round(gate.value, 3)) == ("fail", 0.211)
    assert gate.groups[0].before == pytest.approx(0.95)
    assert "between B and A was 0.950 at the baseline, and has fallen by 21.1 %" in gate.reason


def test_where_less_is_better_the_ratio_is_that_of_the_better_off(changed):
    (gate,) = changed(
        {"A": (400, 8000), "B": (420, 8000)}, {"A": (400, 8000), "B": (800, 8000)},
        metric="false_negative_rate", comparison="ratio", tolerance=0.1,
    )  # fmt: skip
    assert gate.group == ("B",)
    assert gate.groups[0].before == pytest.approx(400 / 420)
    assert gate.value == pytest.approx(1 - 420 / 800)


def test_groups_are_held_against_the_reference_of_the_plan(changed):
    then = {"A": (2500, 5000), "B": (2500, 5000), "C": (2500, 5000)}
    now = {"A": (2500, 5000), "B": (2900, 5000), "C": (2500, 5000)}
    (gate,) = changed(then, now, reference="A")
    assert (gate.state, gate.group, gate.reference) == ("fail", ("B",), ("A",))
    (worse,) = changed(then, now, reference="A", direction="worse")
    assert worse.state in {"pass", "insufficient"}


def test_without_its_reference_nothing_is_compared(changed):
    (gate,) = changed({"B": (2500, 5000)}, {"A": (2500, 5000), "B": (2500, 5000)}, reference="A")
    assert (gate.state, gate.groups) == ("insufficient", ())
    assert gate.reason.startswith("Nothing can be compared with the baseline")


def test_a_figure_by_itself_moves_toward_harm(changed):
    (fell,) = changed({"A": (3000, 5000)}, {"A": (2500, 5000)}, gap=False)
    assert (fell.state, fell.reference, round(fell.value, 3)) == ("fail", (), 0.1)
    assert "of A was 60.0 % at the baseline, and has fallen by 10.0 points" in fell.reason
    (rose,) = changed({"A": (2500, 5000)}, {"A": (3000, 5000)}, gap=False)
    assert (rose.state, round(rose.value, 3)) == ("pass", -0.1)
    (more,) = changed({"A": (1000, 5000)}, {"A": (2000, 5000)}, metric="false_negative_rate",
                      gap=False)  # fmt: skip
    assert more.state == "fail"
    assert "has risen by" in more.reason


def test_a_cost_is_judged_as_a_share_of_what_it_was(changed):
    (gate,) = changed({"A": (10, 3, 400)}, {"A": (13, 3, 400)}, metric="cost_per_decision",
                      gap=False, comparison="ratio", tolerance=0.1)  # fmt: skip
    assert (gate.state, round(gate.value, 2), gate.minimum_n) == ("fail", 0.3, 30)


def test_a_change_of_a_figure_that_favours_nobody_counts_either_way(
    held, measured, grouping, settings
):
    metric = "matthews_correlation"
    plain = dataclasses.replace(METRICS["selection_rate"], favours="neither")
    found, decisions = measured("selection_rate", [(2500, 5000)])
    found = dataclasses.replace(found, metric=plain)
    planned = PlannedChange(metric="selection_rate", attributes=("g",), gap=False,
                            comparison="difference", tolerance=0.02)  # fmt: skip
    for before in (2000, 3000):
        (gate,) = judge_changes(
            [planned], held("selection_rate", {"A": (before, 5000)}),
            {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions},
            {("g",): grouping({"A": 0})}, settings, Plan(),
            {"selection_rate": plain, metric: METRICS[metric]}, {"selection_rate": "rate"},
        )  # fmt: skip
        assert (gate.state, round(gate.value, 3)) == ("fail", 0.1)
        assert "has moved by 10.0 points" in gate.reason


def test_what_is_measured_no_more_is_undecided(held, settings):
    planned = [
        PlannedChange(
            metric=metric, attributes=("g",), gap=metric == "accuracy", comparison="ratio",
            tolerance=0.1,
        )
        for metric in ("own_kpi", "accuracy")
    ]  # fmt: skip
    before = held("selection_rate", {"A": (5, 10), "B": (5, 10)})
    approved = dataclasses.replace(
        before.approved,
        estimates=tuple(
            dataclasses.replace(row, metric="own_kpi") for row in before.approved.estimates
        ),
    )
    (gate,) = judge_changes(
        planned, Held(approved, None, same_rows=False), {}, {}, settings, Plan(), METRICS, {}
    )
    assert (gate.state, gate.title) == ("insufficient", "Change of own_kpi")
    assert gate.reason.startswith("The baseline judged what has no figure now: A; B.")


def test_what_the_baseline_does_not_hold_is_no_gate(held, measured, grouping, settings):
    found, decisions = measured("selection_rate", [(5, 10), (5, 10)])
    planned = PlannedChange(metric="selection_rate", attributes=("g",), gap=True,
                            comparison="difference", tolerance=0.02)  # fmt: skip
    for before in (held("true_positive_rate", {"A": (5, 10)}), Held(None, None, same_rows=False)):
        table = {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions}
        groups = {("g",): grouping("AB")}
        found_none = judge_changes([planned], before, table, groups, settings, Plan(), METRICS, {})
        assert found_none == ()


def test_many_changes_are_allowed_for(held, measured, grouping, settings):
    then, now = {"A": (2500, 5000), "B": (2500, 5000)}, {"A": (2500, 5000), "B": (2270, 5000)}
    planned = PlannedChange(metric="selection_rate", attributes=("g",), gap=True,
                            comparison="difference", tolerance=0.02)  # fmt: skip
    found, decisions = measured("selection_rate", list(now.values()))
    table = {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions}

    def judge(times):
        return judge_changes([planned] * times, held("selection_rate", then), table,
                             {("g",): grouping("AB")}, settings, Plan(), METRICS, {})  # fmt: skip

    (alone,) = judge(1)
    assert alone.state == "fail"
    assert {one.state for one in judge(20)} == {"warn"}
    assert judge(20)[0].p_adjusted == pytest.approx(20 * alone.p_value)


def test_a_figure_that_was_undefined_cannot_be_compared(changed):
    (gate,) = changed({"A": (0, 0), "B": (5, 10)}, {"A": (5, 10), "B": (5, 10)})
    assert (gate.state, gate.value) == ("insufficient", None)


def test_the_tolerance_is_the_plans_only_where_the_plan_says_it(changed):
    (gate,) = changed({"A": (5, 10), "B": (5, 10)}, {"A": (5, 10), "B": (5, 10)})
    assert gate.source == "default"


def test_the_smallest_change_that_would_be_seen_is_told(changed):
    (gate,) = changed(
        {"A": (2500, 5000), "B": (2500, 5000)}, {"A": (2500, 5000), "B": (2500, 5000)}
    )
    # sqrt(4 * .25 / 5000) = .01414; .02 + (1.645 + .842) * .01414
    assert gate.groups[0].detectable == pytest.approx(0.0552, abs=4e-4)
    assert np.isfinite(gate.p_value)


def test_a_rate_of_zero_has_no_ratio_and_keeps_the_gate_from_passing(changed):
    rows = {"A": (2500, 5000), "B": (2500, 5000), "C": (0, 5000)}
    (gate,) = changed(rows, rows, comparison="ratio", tolerance=0.1)
    assert gate.state == "insufficient"
    assert [one.group for one in gate.groups if one.value is None] == [("C",)]


def test_each_group_is_shown_in_the_comparison_that_speaks_most_against_it(changed):
    then = dict.fromkeys("ABC", (2500, 5000))
    now = {"A": (2500, 5000), "B": (2700, 5000), "C": (2000, 5000)}
    (gate,) = changed(then, now)
    worst = {one.group: one for one in gate.groups}
    assert set(worst) == {("A",), ("C",)}
    assert worst["C",].reference == ("B",)
