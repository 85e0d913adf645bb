"""Gates judged: the four states, who is named, and what the build is told."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.settings import Settings
from evenhand.gates.gate import Waived
from evenhand.gates.judge import decide, judge
from evenhand.gates.policy import PlannedGate
from evenhand.inference.power import needed_to_pass
from evenhand.plan import Gate


def part(result, name):
    return next((one for one in result.groups if one.group == (name,)), None)


FAIL = {"A": (1000, 2000), "B": (600, 2000)}
WARN = {"A": (100, 200), "B": (76, 200)}
INSUFFICIENT = {"A": (100, 200), "B": (90, 200)}
PASS = {"A": (1000, 2000), "B": (980, 2000)}


@pytest.mark.parametrize(
    ("groups", "state"),
    [(FAIL, "fail"), (WARN, "warn"), (INSUFFICIENT, "insufficient"), (PASS, "pass")],
)
@pytest.mark.parametrize("reference", ["A", None])
def test_a_gate_has_one_of_four_states(judged, groups, state, reference):
    result = judged(groups, reference=reference)
    assert result.state == state
    assert part(result, "B").state == state
    assert (result.group, result.reference) == (("B",), ("A",))
    assert result.reason


@pytest.mark.parametrize("metric", ["true_positive_rate", "false_positive_rate"])
@pytest.mark.parametrize(
    ("groups", "state"),
    [(FAIL, "fail"), (WARN, "warn"), (INSUFFICIENT, "insufficient"), (PASS, "pass")],
)
def test_so_has_a_gate_on_a_difference(judged, metric, groups, state):
    fields = {"metric": metric, "comparison": "difference", "tolerance": 0.1}
    assert judged(groups, reference="A", **fields).state == state
    turned = {"A": groups["B"], "B": groups["A"]}
    assert judged(turned, reference="A", **fields).state == state


def test_a_figure_past_the_warning_level_warns_though_it_is_shown_to_be_within(judged):
    result = judged({"A": (5000, 10_000), "B": (4500, 10_000)}, reference="A", warn=0.95)
    assert result.state == "warn"
    assert "past the warning level of 0.95" in result.reason


def test_the_figures_are_those_of_the_worst_group(judged):
    result = judged({**FAIL, "C": (900, 2000)}, reference="A")
    assert result.group == ("B",)
    assert result.value == pytest.approx(0.6)
    assert part(result, "C").state == "pass"


def test_a_group_too_small_to_judge_does_not_keep_the_others_from_passing(judged):
    result = judged({**PASS, "C": (10, 30)}, reference="A")
    assert result.state == "pass"
    assert part(result, "C").state == "insufficient"
    assert not part(result, "C").testable
    assert "One group has too few decisions" in result.reason


def test_a_group_too_small_to_judge_still_fails_on_clear_evidence(judged):
    result = judged({"A": (1900, 2000), "B": (1880, 2000), "C": (1, 30)}, reference="A")
    assert result.state == "fail"
    assert result.group == ("C",)
    assert not part(result, "C").testable


def test_where_every_group_is_too_small_nothing_is_decided(judged):
    result = judged({"A": (10, 20), "B": (9, 20)}, reference="A")
    assert result.state == "insufficient"
    assert result.reason == (
        "No group can be judged: each comparison needs 97 decisions in both groups."
    )


def test_a_reference_too_small_to_judge_by_decides_nothing(judged):
    result = judged({"A": (10, 20), "B": (700, 2000), "C": (1000, 2000)}, reference="A")
    assert result.state == "insufficient"
    assert "each comparison needs 97 decisions in both groups" in result.reason


def test_without_a_reference_a_small_group_that_fares_best_is_told_and_blocks_nothing(judged):
    result = judged({"A": (1000, 2000), "B": (980, 2000), "C": (12, 20)})
    assert result.state == "pass"
    assert [one.group for one in result.groups] == [("B",), ("C",)]
    best = part(result, "C")
    assert (best.reference, best.state, best.testable) == (("A",), "insufficient", False)
    assert best.value == pytest.approx(1.2)
    assert best.low < 1.2 < best.high
    gap = judged(
        {"A": (1000, 2000), "B": (980, 2000), "C": (12, 20)}, comparison="difference", tolerance=0.1
    )
    assert part(gap, "C").value == pytest.approx(0.1)
    assert part(gap, "C").low < 0.1 < part(gap, "C").high


def test_a_ratio_to_a_group_that_nobody_was_selected_in_has_no_value(judged):
    best = part(judged({"A": (0, 2000), "B": (1, 20)}), "B")
    assert best.value is None
    assert best.state == "insufficient"


def test_one_group_has_nothing_to_be_compared_with(judged):
    result = judged({"A": (10, 20)})
    assert result.state == "insufficient"
    assert (result.value, result.group, result.groups) == (None, (), ())
    assert result.reason == "There is only one group: nothing to compare."


@pytest.mark.parametrize("reference", ["A", None])
def test_a_metric_that_no_group_has_is_insufficient(judged, reference):
    result = judged({"A": (0, 0), "B": (0, 0)}, reference=reference, metric="true_positive_rate")
    assert result.state == "insufficient"
    assert result.reason == "True positive rate cannot be compared: it is not defined."
    assert result.p_value is None


@pytest.mark.parametrize("reference", ["A", None])
def test_a_group_without_the_metric_is_listed_and_neither_passes_nor_fails(judged, reference):
    result = judged({**PASS, "C": (0, 0)}, reference=reference)
    assert result.state == "pass"
    missing = part(result, "C")
    assert (missing.state, missing.value, missing.n, missing.testable) == (
        "insufficient",
        None,
        0,
        False,
    )
    assert missing.reference == (("A",) if reference else ())


@pytest.mark.parametrize("decide_by", ["evidence", "point"])
def test_an_undefined_ratio_neither_passes_nor_fails(judged, decide_by):
    result = judged({"A": (0, 500), "B": (250, 500)}, reference="A", decide_by=decide_by)
    assert result.state == "insufficient"
    assert result.value is None
    assert decide([result]).exit_code == 0


def test_a_large_group_without_the_metric_keeps_a_gate_from_passing(judged):
    groups = {"A": (1990, 2000), "B": (0, 2000)}  # nobody of B was wrong or selected: no MCC
    result = judged(
        groups, reference="A", metric="matthews_correlation", comparison="difference", tolerance=0.1
    )
    assert result.state == "insufficient"
    assert result.value is None


def test_by_point_the_estimate_decides(judged):
    assert judged(WARN, reference="A", decide_by="point").state == "fail"
    assert judged(INSUFFICIENT, reference="A", decide_by="point").state == "pass"
    assert judged(INSUFFICIENT, reference="A", decide_by="point", warn=0.95).state == "warn"
    assert part(judged(WARN, decide_by="point"), "B").p_value is None


def test_by_point_the_worst_figure_is_shown_not_the_surest(judged):
    groups = {"A": (5000, 10_000), "B": (3800, 10_000), "C": (40, 100)}
    groups["D"] = (35, 100)
    result = judged(groups, reference="A", decide_by="point")
    assert result.group == ("D",)
    assert result.value == pytest.approx(0.7)


def test_by_point_small_groups_are_not_judged_either(judged):
    result = judged({"A": (50, 100), "B": (5, 20)}, reference="A", decide_by="point")
    assert result.state == "insufficient"
    result = judged({"A": (5, 20), "B": (50, 100)}, reference="A", decide_by="point")
    assert result.state == "insufficient"


def test_a_pair_at_the_tolerance_is_not_past_it(judged):
    groups = {"A": (1000, 2000), "B": (800, 2000)}
    assert judged(groups, reference="A", decide_by="point").state == "pass"
    fewer = {"A": (1000, 2000), "B": (799, 2000)}
    assert judged(fewer, reference="A", decide_by="point").state == "fail"


@pytest.mark.parametrize(("x", "state"), [(500, "fail"), (800, "pass"), (1200, "fail")])
def test_a_ratio_of_what_favours_nobody_may_be_neither_low_nor_high(judged, x, state):
    groups = {"A": (800, 2000), "B": (x, 2000)}
    result = judged(groups, reference="A", metric="false_positive_rate")
    assert result.state == state
    assert result.value == pytest.approx(x / 800)


def test_direction_follows_what_favours_people(judged):
    groups = {"A": (400, 2000), "B": (800, 2000)}  # B's qualified people are refused twice as often
    result = judged(groups, reference="A", metric="false_negative_rate")
    assert result.state == "fail"
    assert result.value == 0.5
    assert result.reason.startswith("The false negative rate of A is 0.50 times that of B")
    better = judged(
        {"A": (800, 2000), "B": (400, 2000)}, reference="A", metric="false_negative_rate"
    )
    assert better.state == "pass"


def test_means_are_judged_and_have_no_number_of_decisions_that_would_decide(judged):
    fields = {"metric": "cost_per_decision", "reference": "A", "tolerance": 0.8}
    assert judged({"A": (2.0, 1.0, 900), "B": (4.0, 1.0, 900)}, **fields).state == "fail"
    assert judged({"A": (2.0, 1.0, 900), "B": (2.0, 1.0, 900)}, **fields).state == "pass"
    open_ = judged({"A": (2.0, 4.0, 100), "B": (2.0, 4.0, 100)}, **fields)
    assert open_.state == "insufficient"
    assert part(open_, "B").needed is None


# ---- how many more decisions


def test_more_decisions_are_told_in_the_best_case_and_as_estimated(judged):
    result = judged(INSUFFICIENT, reference="A")
    best, estimated = part(result, "B").needed
    equal = needed_to_pass(0.5, 0.5, comparison="ratio", tolerance=0.8, size_ratio=1.0)
    assert best == int(equal) - 200
    likely = needed_to_pass(0.45, 0.5, comparison="ratio", tolerance=0.8, size_ratio=1.0)
    assert estimated == int(likely) - 200
    assert 0 <= best < estimated


def test_an_estimate_too_near_the_tolerance_has_no_number(judged):
    result = judged({"A": (100, 200), "B": (81, 200)}, reference="A")
    assert part(result, "B").needed[1] is None


def test_rates_that_do_not_vary_have_no_number(judged):
    result = judged({"A": (300, 300), "B": (30, 30)}, reference="A")
    assert part(result, "B").needed is None


def test_neither_group_is_judged_before_both_are_large_enough(judged):
    result = judged({"A": (1960, 2000), "B": (49, 50)}, reference="A")
    # Six dozen would show it, at rates near 1; but a gate at 0.8 judges no group below 97.
    assert part(result, "B").needed[0] == 97 - 50
    smaller = judged({"A": (49, 50), "B": (196, 200)}, reference="A")
    assert part(smaller, "B").needed[0] == 4 * 97 - 200


def test_decisions_that_do_not_count_are_needed_as_well(judged):
    fields = {"metric": "true_positive_rate", "comparison": "difference", "tolerance": 0.1}
    plain = judged(INSUFFICIENT, reference="A", **fields)
    half = judged(INSUFFICIENT, reference="A", others=200, **fields)
    total = [part(one, "B").needed[0] + n for one, n in ((plain, 200), (half, 400))]
    assert total[1] == pytest.approx(2 * total[0], abs=2)


def test_people_who_come_back_make_more_decisions_needed(judged):
    plain = judged(INSUFFICIENT, reference="A")
    wide = judged(INSUFFICIENT, reference="A", effect=2.0)
    assert part(wide, "B").needed[0] + 200 == pytest.approx(
        2 * (part(plain, "B").needed[0] + 200), abs=2
    )


@pytest.mark.parametrize(("metric", "mine"), [("selection_rate", 90), ("false_negative_rate", 110)])
def test_the_estimated_number_follows_the_direction_of_the_metric(judged, metric, mine):
    result = judged({"A": (100, 200), "B": (mine, 200)}, reference="A", metric=metric)
    best, estimated = part(result, "B").needed
    assert estimated > best


@pytest.mark.parametrize("mine", [92, 108])
def test_where_the_metric_favours_nobody_both_directions_need_more(judged, mine):
    result = judged(
        {"A": (100, 200), "B": (mine, 200)}, reference="A", metric="false_positive_rate"
    )
    best, estimated = part(result, "B").needed
    assert estimated > best


def test_by_point_no_number_is_told(judged):
    result = judged({"A": (50, 100), "B": (5, 20)}, reference="A", decide_by="point")
    assert part(result, "B").needed is None


# ---- which pair is shown


def test_a_warning_shows_a_pair_that_is_past_the_tolerance(judged):
    # C is nearer to the tolerance against the many of A, and past it against the few of B.
    groups = {"A": (5000, 10_000), "B": (120, 200), "C": (90, 200)}
    result = judged(groups)
    shown = part(result, "C")
    assert result.state == "warn"
    assert shown.reference == ("B",)
    assert shown.value < 0.8


def test_an_open_gate_shows_a_pair_that_could_be_judged(judged):
    groups = {"A": (100, 200), "B": (90, 200), "C": (20, 30)}
    result = judged(groups)
    assert result.state == "insufficient"
    assert part(result, "B").reference == ("A",)
    assert "That is within" in result.reason


def test_a_group_that_only_small_groups_surpass_is_not_listed_unless_it_fails(judged):
    assert part(judged({"A": (1000, 2000), "B": (14, 20), "C": (990, 2000)}), "A") is None
    failing = judged({"A": (200, 2000), "B": (20, 20), "C": (200, 2000)})
    assert part(failing, "A").state == "fail"


def row(row_id, reference="A", against="reference", attributes=("g",), condition=None):
    return Disparity(
        id=row_id, criterion=None, metric="selection_rate", attributes=attributes, group=("B",),
        reference=(reference,), against=against, comparison="ratio", condition=condition, value=0.6,
        low=0.5, high=0.7, level=0.95, simultaneous=True, p_value=None, method="koopman", n=4000,
        support=None, undefined=None,
    )  # fmt: skip


def test_a_group_points_at_the_row_of_its_own_attribute_and_plainest_kind(judged):
    rows = [
        row("d1", attributes=("other",)),
        row("d2", condition="job"),
        row("d9", against="all"),
        row("d3"),
        row("d4", against="highest"),
    ]
    assert part(judged(FAIL, reference="A", rows=rows), "B").disparity == "d3"
    assert part(judged(FAIL, reference="A"), "B").disparity is None


# ---- several gates


@pytest.fixture
def several(grouping, measured, settings):
    """Return a function that judges one gate on each table, together."""

    def run(*tables, **fields):
        gate = Gate.model_validate(
            {"metric": "selection_rate", "comparison": "ratio", "tolerance": 0.8, **fields}
        )
        planned, groupings, measurements = [], {}, {}
        for place, groups in enumerate(tables):
            key = (f"g{place}",)
            planned.append(PlannedGate(f"gate{place}", gate, key, default=True))
            groupings[key] = grouping(groups, "A")
            found, decisions = measured("selection_rate", list(groups.values()))
            measurements[key, "selection_rate"], measurements[key, "decisions"] = found, decisions
        return judge(planned, groupings, measurements, settings, ())

    return run


def test_evidence_allows_for_all_gates_by_holm(several):
    unsure = {"A": (500, 1000), "B": (358, 1000)}
    (alone,) = several(unsure)
    assert alone.state == "fail"
    assert 0.01 < alone.p_value == alone.p_adjusted < 0.05
    among = several(unsure, PASS, PASS, PASS)
    assert among[0].p_adjusted == pytest.approx(4 * alone.p_value)
    assert among[0].state == "warn"
    assert "among all gates" in among[0].reason
    beside = several(unsure, FAIL)
    assert beside[0].p_adjusted == pytest.approx(alone.p_value)
    assert [one.state for one in beside] == ["fail", "fail"]


def test_gates_by_point_neither_need_nor_cost_an_allowance(several):
    found = several(WARN, WARN, decide_by="point")
    assert {one.p_adjusted for one in found} == {None}
    assert {one.state for one in found} == {"fail"}


def test_overwhelming_evidence_has_a_p_value_of_zero_and_fails(several):
    found = several({"A": (10**7, 10**7), "B": (10, 10**7)}, PASS)
    assert found[0].p_adjusted == 0.0
    assert found[0].state == "fail"


def test_the_source_of_a_gate_is_told(judged):
    assert judged(PASS, default=True).source == "default"
    assert judged(PASS).source == "plan"


# ---- the verdict


@pytest.mark.parametrize(
    ("states", "worst", "code"),
    [
        (["pass", "fail", "warn"], "fail", 1),
        (["pass", "warn", "insufficient"], "warn", 0),
        (["pass", "insufficient"], "insufficient", 0),
        (["pass", "pass"], "pass", 0),
        ([], "insufficient", 0),
    ],
)
def test_the_worst_gate_is_the_verdict(gate_result, states, worst, code):
    verdict = decide([gate_result(state=state) for state in states])
    assert (verdict.state, verdict.exit_code) == (worst, code)
    assert verdict.passed == states.count("pass")
    assert verdict.warned == states.count("warn")
    assert verdict.failed == states.count("fail")
    assert verdict.insufficient == states.count("insufficient")


@pytest.mark.parametrize(
    ("state", "decide_by", "code"),
    [
        ("fail", "evidence", 1),
        ("warn", "evidence", 3),
        ("warn", "point", 0),
        ("insufficient", "evidence", 3),
        ("insufficient", "point", 3),
        ("pass", "evidence", 0),
    ],
)
def test_a_gate_that_must_be_decided_ends_in_3_if_it_is_not(gate_result, state, decide_by, code):
    strict = gate_result(state=state, decide_by=decide_by, on_insufficient="fail")
    assert decide([strict]).exit_code == code
    lax = gate_result(state=state, decide_by=decide_by)
    assert decide([lax]).exit_code == (1 if state == "fail" else 0)
    assert decide([strict, gate_result(state="fail")]).exit_code == 1


def test_levels_are_those_of_the_settings(grouping, measured):
    found, decisions = measured("selection_rate", [(500, 1000), (358, 1000)])
    gate = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)
    for alpha, state in ((0.05, "fail"), (0.01, "warn")):
        (result,) = judge(
            [PlannedGate("gate", gate, ("g",), default=False)],
            {("g",): grouping("AB", "A")},
            {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions},
            Settings(level=0.95, alpha=alpha, seed=1, draws=500),
            (),
        )
        assert (result.state, result.alpha) == (state, alpha)
        assert np.isfinite(result.p_value)


def test_a_gate_that_waits_for_labels_says_so(settings, grouping, measured):
    found, decisions = measured("true_positive_rate", [(0, 0), (0, 0)])
    found = replace(found, why=np.array(["labels_not_mature"] * 2, dtype=object))
    gate = Gate(metric="true_positive_rate", tolerance=0.1)
    (result,) = judge(
        [PlannedGate("gate", gate, ("g",), default=False)],
        {("g",): grouping("AB", "A")},
        {(("g",), gate.metric): found, (("g",), "decisions"): decisions},
        settings,
        (),
    )
    assert result.state == "insufficient"
    assert result.reason.startswith("No decision is old enough for its label")


@pytest.mark.parametrize(
    ("metric", "worse"), [("selection_rate", "B"), ("false_negative_rate", "A")]
)
def test_a_group_that_fares_better_breaks_nothing_where_only_worse_does(judged, metric, worse):
    asked = {"metric": metric, "comparison": "difference", "tolerance": 0.1, "reference": "R"}
    groups = {"R": (1000, 2000), "A": (1400, 2000), "B": (600, 2000)}
    both, one = judged(groups, **asked), judged(groups, direction="worse", **asked)
    assert {part(both, name).state for name in "AB"} == {"fail"}
    better = "AB".replace(worse, "")
    assert (part(one, worse).state, part(one, better).state) == ("fail", "pass")
    assert (one.group, one.direction) == ((worse,), "worse")


def test_other_figures_have_one_side_too(judged):
    asked = {"metric": "cost_per_decision", "comparison": "difference", "tolerance": 2.0}
    groups = {"R": (10.0, 2.0, 500), "A": (20.0, 2.0, 500), "B": (1.0, 2.0, 500)}
    result = judged(groups, reference="R", **asked)
    assert {part(result, name).state for name in "AB"} == {"fail"}


def test_the_groups_that_were_judged_are_named_the_best_ones_too(judged):
    result = judged({**PASS, "C": (10, 30)})
    assert result.judged == (("A",), ("B",))
    assert judged({"A": (10, 20)}).judged == ()


def test_a_verdict_over_a_waived_failure_counts_it_apart(gate_result):
    answered = Waived(id="W1", owner="Ada", reason="Known", expires="2026-03-31")
    waived = gate_result("fail", waived=answered)
    verdict = decide([waived, gate_result("fail"), gate_result("pass")])
    assert (verdict.state, verdict.failed, verdict.passed, verdict.waived) == ("fail", 1, 1, 1)
    assert verdict.sentence.startswith("1 gate fails of 3. ")
    assert verdict.sentence.endswith(" 1 failure is waived.")
    verdict = decide([waived, waived, gate_result("warn")])
    assert (verdict.state, verdict.warned, verdict.exit_code) == ("warn", 1, 0)
    assert verdict.sentence.endswith(" 2 failures are waived.")
    undecided = gate_result("insufficient", on_insufficient="fail")
    assert decide([waived, undecided]).exit_code == 3
