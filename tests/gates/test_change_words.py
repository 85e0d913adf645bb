"""Changes since a baseline in words."""

from dataclasses import replace

import pytest

from evenhand.gates import change_words
from evenhand.metrics import METRICS


@pytest.fixture
def change(gate_result, group_state):
    """Return a builder of a change from its value, bounds and the figure of the baseline."""

    def build(value=0.05, low=0.03, high=0.07, before=0.01, state="fail", **more):
        plain = {
            "comparison": "difference", "tolerance": 0.02, "unit": "rate", "basis": "baseline",
            "subject": "selection rate", "favours": "high", "metric": "selection_rate",
            "value": value, "low": low, "high": high, **more,
        }  # fmt: skip
        gate = gate_result(state=state, **plain)
        one = group_state(
            gate.group, state, reference=gate.reference, value=value, low=low, high=high,
            before=before,
        )  # fmt: skip
        return replace(gate, groups=(one,))

    return build


def test_a_gap_of_rates_reads_in_points(change):
    assert change_words.figures(change()) == (
        "The selection rate gap between B and A was 1.0 points at the baseline, and has widened by "
        "5.0 points (3.0 to 7.0); the tolerance is at most 2 points."
    )


def test_a_gap_that_narrowed_is_told_as_such(change):
    text = change_words.figures(change(value=-0.05, low=-0.07, high=0.01))
    assert "has narrowed by 5.0 points (\N{MINUS SIGN}1.0 to 7.0)" in text


def test_a_gap_that_turned_over_says_so(change):
    assert "was 1.0 points, the other way round, at the baseline" in change_words.figures(
        change(before=-0.01)
    )


def test_a_ratio_reads_as_a_share_of_what_it_was(change):
    gate = change(0.2, 0.15, 0.25, before=0.95, comparison="ratio", tolerance=0.1)
    assert change_words.figures(gate) == (
        "The selection rate ratio between B and A was 0.950 at the baseline, and has fallen by "
        "20.0 % (15.0 to 25.0); the tolerance is at most 10 %."
    )
    assert "has risen by 20.0 %" in change_words.clause(
        change(-0.2, -0.25, -0.15, before=0.8, comparison="ratio", tolerance=0.1)
    )


def test_a_figure_by_itself_keeps_its_unit(change):
    gate = change(
        0.5, None, None, before=400.0, comparison="ratio", tolerance=0.1, unit="ms",
        reference=(), group=(), subject="95th percentile of latency", favours="low",
    )  # fmt: skip
    assert change_words.clause(gate) == (
        "The 95th percentile of latency was 400 ms at the baseline, and has risen by 50.0 %"
    )
    assert change_words.figures(gate).count("(") == 0


def test_a_gap_of_a_number_has_no_points(change):
    gate = change(0.05, before=0.1, unit="number", metric="matthews_correlation", tolerance=0.02)
    assert change_words.amount(gate, 0.05) == "0.0500"
    assert change_words.limits(gate) == "at most 0.02"
    assert "was 0.100 at the baseline" in change_words.clause(gate)


@pytest.mark.parametrize(
    ("tolerance", "text"),
    [(0.02, "at most 2 points"), (0.1, "at most 10 points"), (0.005, "at most 0.5 points")],
)
def test_a_tolerance_reads_as_the_plan_has_it(change, tolerance, text):
    assert change_words.limits(change(tolerance=tolerance)) == text


def test_what_has_no_value_cannot_be_compared(change):
    gate = change(None, None, None, None)
    text = "The selection rate gap between B and A cannot be compared with the baseline"
    assert change_words.figures(gate) == f"{text}."
    assert change_words.clause(gate) == text


def test_a_figure_that_favours_nobody_moves(change):
    gate = change(reference=(), favours="neither", before=0.4)
    assert "has moved by 5.0 points" in change_words.clause(gate)


def test_many_groups_are_counted_rather_than_named(change):
    gate = change(state="insufficient")
    text = change_words.reason(gate, gone=[f"G{i}" for i in range(9)])
    assert "G0; G1; G2; G3; G4; G5 and 3 more" in text


def test_a_pass_says_how_much_was_too_small(change, group_state):
    gate = change(state="pass")
    gate = replace(gate, groups=(*gate.groups, group_state("C", "insufficient", testable=False)))
    assert change_words.reason(gate).endswith("1 of 2 comparisons rest on too little.")


def test_titles_say_what_is_compared():
    metric = METRICS["true_positive_rate"]
    assert change_words.title(metric, "difference", ("sex", "race"), gap=True) == (
        "Change of the true positive rate gap by sex and race"
    )
