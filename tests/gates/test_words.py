"""Gates in words: true for the figures that they stand under, whatever those are."""

import itertools
import re

import pytest

from evenhand.gates.judge import decide
from evenhand.gates.words import (
    amount,
    exact,
    figures,
    gate_reason,
    gate_title,
    limits,
    metric_of,
    number,
    past,
)
from evenhand.metrics import METRICS
from evenhand.plan import Gate

STATES = ("pass", "warn", "fail", "insufficient")
FORBIDDEN = re.compile(
    r"\b(compliant|fair|unfair|violat\w*|discriminat\w*|bias detected|nan|None)\b", re.IGNORECASE
)


def test_a_gate_is_called_by_its_metric_comparison_and_attributes():
    gate = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)
    metric = METRICS["selection_rate"]
    assert gate_title(gate, metric, ["race"]) == "Selection rate ratio by race"
    assert gate_title(gate, metric, ["race", "sex"]) == "Selection rate ratio by race and sex"


@pytest.mark.parametrize(
    ("value", "tolerance", "text"),
    [
        (0.7512, None, "0.75"),
        (0.796, 0.8, "0.796"),
        (0.804, 0.8, "0.804"),
        (0.8, 0.8, "0.80"),
        (0.79996, 0.8, "0.79996"),
        (0.7999999, 0.8, "0.7999999"),
        (-0.0996, 0.1, "-0.0996"),
        (0.1249, 0.124, "0.1249"),
        (0.0004, 0.001, "0.0004"),
        (-0.001, None, "0.00"),
        (1.2499, 1 / 0.8, "1.2499"),
        (1.118, 1 / 0.9, "1.12"),
    ],
)
def test_a_number_is_never_rounded_onto_or_across_the_tolerance(value, tolerance, text):
    assert number(value, tolerance) == text


def test_a_tolerance_is_told_as_it_was_set():
    assert [exact(value) for value in (0.8, 0.125, 2.0, 0.00001, 500.0)] == [
        "0.80",
        "0.125",
        "2.00",
        "0.00001",
        "500.00",
    ]


@pytest.mark.parametrize("tolerance", [0.8, 0.75, 0.9, 0.125, 0.333])
def test_rounding_keeps_every_number_on_its_side(tolerance):
    for off in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 0.0):
        for value in (tolerance - off, tolerance + off):
            shown = float(number(value, tolerance))
            assert (shown < tolerance) == (value < tolerance)
            assert (shown > tolerance) == (value > tolerance)


METRICS_OF_EACH_DIRECTION = ("selection_rate", "false_negative_rate", "false_positive_rate")
RATIOS = {"fail": (0.5, 0.4, 0.6), "warn": (0.79, 0.6, 1.0), "insufficient": (0.9, 0.7, 1.1)}
GAPS = {"fail": (-0.3, -0.4, -0.2), "warn": (-0.12, -0.2, 0.1), "insufficient": (-0.05, -0.2, 0.1)}


@pytest.mark.parametrize(
    ("state", "defined"),
    [*((state, True) for state in STATES), ("insufficient", False), ("pass", False)],
)
@pytest.mark.parametrize("comparison", ["ratio", "difference"])
@pytest.mark.parametrize("metric", METRICS_OF_EACH_DIRECTION)
@pytest.mark.parametrize("decide_by", ["evidence", "point"])
@pytest.mark.parametrize("turned", [False, True])
def test_every_reason_is_a_sentence_that_says_what_is_so(  # noqa: PLR0917
    gate_result, group_state, state, comparison, metric, decide_by, turned, defined
):
    table = RATIOS if comparison == "ratio" else GAPS
    value, low, high = table.get(state, table["insufficient"])
    if turned:
        value, low, high = (
            (1 / value, 1 / high, 1 / low) if comparison == "ratio" else (-value, -high, -low)
        )
    if not defined:
        value = low = high = None
    result = gate_result(
        state=state, metric=metric, comparison=comparison, decide_by=decide_by,
        tolerance=0.8 if comparison == "ratio" else 0.1, value=value, low=low, high=high,
        groups=[group_state(state=state, value=value), group_state("C", state=state)],
    )  # fmt: skip
    for groups, judged in itertools.product((0, 1, 2), (0, 1)):
        text = gate_reason(result, groups=groups, judged=judged)
        assert text.endswith(".")
        assert text[0].isupper()
        assert not FORBIDDEN.search(text), text
        if value is not None and comparison == "difference" and " that of " in text:
            assert (" above that of A" in text) == (value > 0)
            assert (" below that of A" in text) == (value < 0)
        if value is not None and comparison == "ratio" and "times" in text:
            swapped = metric == "false_negative_rate"
            assert text.startswith(
                f"The {METRICS[metric].title.lower()} of {'A' if swapped else 'B'} is"
            )


def test_equal_rates_are_said_to_be_equal(gate_result):
    text = figures(
        gate_result(comparison="difference", value=0.0, low=-0.1, high=0.1, tolerance=0.1)
    )
    assert (
        text
        == "The selection rate of B is that of A (\u221210.0 to 10.0); the tolerance is 10 points."
    )


def test_an_interval_without_a_bound_is_not_told(gate_result):
    text = figures(gate_result(high=None))
    assert text == "The selection rate of B is 0.70 times that of A; the tolerance is 0.80."


def test_a_ratio_with_two_limits_tells_both(gate_result):
    text = figures(gate_result(metric="false_positive_rate", value=1.2499, low=1.1, high=1.4))
    assert text == (
        "The false positive rate of B is 1.2499 times that of A (1.10 to 1.40); "
        "the tolerance is 0.80 to 1.25."
    )


def test_an_intersection_is_named_by_both_of_its_groups(gate_result):
    text = figures(gate_result(group=("Black", "F"), reference=("White", "M")))
    assert "of Black, F is" in text
    assert "of White, M" in text


def test_what_cannot_be_compared_is_said(gate_result, group_state):
    result = gate_result(state="insufficient", value=None,
                         groups=[group_state(value=None), group_state("C")])  # fmt: skip
    assert gate_reason(result, groups=3, judged=1) == "The selection rate of B cannot be compared."


@pytest.mark.parametrize(
    ("small", "told"),
    [(0, ""), (1, " One group has too few decisions to judge."), (2, " 2 groups have too few")],
)
def test_groups_too_small_are_counted(gate_result, group_state, small, told):
    parts = [group_state("B", "pass")]
    parts += [group_state(name, "insufficient", testable=False) for name in "CD"[:small]]
    text = gate_reason(gate_result(state="pass", groups=parts), groups=4, judged=1)
    assert text.startswith("Every group that can be judged is shown to be within the tolerance.")
    assert told in text
    assert ("too few" in text) == bool(small)


@pytest.mark.parametrize(
    ("fields", "is_past"),
    [
        ({"value": 0.79}, True),
        ({"value": 0.8}, False),
        ({"value": 1.3}, False),
        ({"value": 1.3, "metric": "false_positive_rate"}, True),
        ({"value": -0.11, "comparison": "difference", "tolerance": 0.1}, True),
        ({"value": 0.1, "comparison": "difference", "tolerance": 0.1}, False),
        ({"value": None}, False),
    ],
)
def test_a_figure_past_a_limit_is_known_as_such(gate_result, fields, is_past):
    result = gate_result(**fields)
    assert past(result, result.tolerance) == is_past


@pytest.mark.parametrize(
    ("states", "start"),
    [
        ([], "No gate was judged: the log gives nothing to compare."),
        (["fail"], "1 gate fails of 1. The selection rate of B is 0.70 times"),
        (["fail", "fail", "pass"], "2 gates fail of 3. The"),
        (["warn", "pass"], "No gate fails; 1 gate warns of 2. The"),
        (["warn", "warn"], "No gate fails; 2 gates warn of 2. The"),
        (["insufficient"], "No flag at the configured tolerance, but 1 of 1 gate cannot"),
        (["insufficient", "pass"], "No flag at the configured tolerance, but 1 of 2 gates cannot"),
        (["pass"], "No flag at the configured tolerance: the gate is shown to be within."),
        (["pass"] * 3, "No flag at the configured tolerance: all 3 gates are shown to be within."),
    ],
)
def test_the_verdict_can_be_read_aloud(gate_result, states, start):
    sentence = decide([gate_result(state=state) for state in states]).sentence
    assert sentence.startswith(start)
    assert sentence.endswith(".")


def test_a_gap_between_groups_leads_the_verdict_before_a_target(gate_result):
    target = gate_result(comparison="at_most", metric="latency_p95", value=1.0, p_adjusted=1e-9)
    gap = gate_result(p_adjusted=0.01)
    assert figures(gap) in decide([target, gap]).sentence


def test_the_clearest_failing_gate_leads_the_verdict(gate_result):
    unsure = gate_result(p_adjusted=0.04, group=("C",))
    assert " of B is" in decide([unsure, gate_result(p_adjusted=0.001)]).sentence


@pytest.mark.parametrize(
    ("value", "tolerance", "words"),
    [
        (-0.137, 0.1, "13.7 points below that of A (\u221216.9 to \u221210.6)"),
        (-0.10004, 0.1, "10.004 points below that of A"),
        (0.0999, 0.1, "9.99 points above that of A"),
    ],
)
def test_a_difference_of_rates_reads_in_points_on_its_side_of_the_tolerance(
    gate_result, value, tolerance, words
):
    text = figures(
        gate_result(
            comparison="difference", value=value, low=-0.169, high=-0.106, tolerance=tolerance
        )
    )
    assert words in text
    assert text.endswith("the tolerance is 10 points.")


def test_a_gate_on_a_figure_of_ones_own_says_what_it_is(gate_result):
    own = {"metric": "refunds", "subject": "share of refunds", "unit": "rate", "favours": "low"}
    found = gate_result(**own, comparison="difference", value=0.2, low=0.1, high=0.3, tolerance=0.1)
    metric = metric_of(found)
    assert (metric.key, metric.title, metric.unit) == ("refunds", "Share of refunds", "rate")
    assert metric.favours == "low"
    assert figures(found) == (
        "The share of refunds of B is 20.0 points above that of A (10.0 to 30.0); "
        "the tolerance is 10 points."
    )
    spent = metric_of(gate_result(metric="spent", subject="money spent"))
    assert (spent.unit, spent.phrase) == ("column", "money spent")


def test_a_change_since_a_baseline_has_words_of_its_own(gate_result, group_state):
    fields = {"basis": "baseline", "value": 0.2, "low": 0.15, "high": 0.25, "tolerance": 0.1}
    part = group_state(value=0.2, before=0.9)
    gate = gate_result(**fields, groups=[part], subject="selection rate")
    assert figures(gate) == (
        "The selection rate ratio between B and A was 0.900 at the baseline, and has fallen by "
        "20.0 % (15.0 to 25.0); the tolerance is at most 10 %."
    )
    assert amount(gate, 0.2) == "20.0 %"
    assert limits(gate, 0.1) == "at most 10 %"
    assert past(gate, 0.1)
    assert not past(gate, 0.3)


def test_figures_say_within_what_and_in_which_window_they_are(gate_result):
    within = gate_result(condition="grade")
    assert figures(within).startswith("Within grade, the selection rate of B is 0.70 times")
    both = gate_result(condition="grade", window="2025-06-01")
    assert figures(both).startswith(
        "Within grade and in the window from 1 June 2025, the selection"
    )
    blank = gate_result(window="2025-06-01", value=None)
    assert (
        figures(blank)
        == "In the window from 1 June 2025, the selection rate of B cannot be compared."
    )


@pytest.mark.parametrize(
    ("metric", "value", "broken"),
    [
        ("selection_rate", -0.2, True),
        ("selection_rate", 0.2, False),
        ("false_negative_rate", 0.2, True),
        ("false_negative_rate", -0.2, False),
    ],
)
def test_only_what_is_worse_is_past_a_tolerance_of_one_side(gate_result, metric, value, broken):
    asked = {"metric": metric, "comparison": "difference", "tolerance": 0.1, "value": value}
    assert past(gate_result(direction="worse", **asked), 0.1) is broken
    assert past(gate_result(**asked), 0.1)
