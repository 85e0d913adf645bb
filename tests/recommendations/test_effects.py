"""What doing something would change, in tolerances and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.recommendations._effects import (
    accounted,
    bought,
    cost_of,
    enough,
    excess,
    removed,
    why_not,
)
from evenhand.recommendations.recommendation import Effect


def effect(comparison="ratio", before=0.7, after=0.9, *, low=None, high=None, tolerance=0.8):
    return Effect(
        text="", comparison=comparison, before=before, after=after, low=low, high=high,
        tolerance=tolerance, by="tried", row="m1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("comparison", "value", "tolerance", "expected"),
    [
        ("ratio", 0.7, 0.8, 0.5),
        ("ratio", 1 / 0.7, 0.8, 0.5),
        ("ratio", 0.0, 0.8, 4.0),
        ("ratio", 0.85, 0.8, 0.0),
        ("difference", 0.15, 0.05, 2.0),
        ("difference", -0.15, 0.05, 2.0),
        ("difference", 0.02, 0.0, 0.02),
    ],
)
def test_how_far_a_gap_is_past_its_tolerance_is_counted_in_tolerances(
    comparison, value, tolerance, expected
):
    assert excess(comparison, value, tolerance) == pytest.approx(expected)


def test_the_less_favourable_end_of_an_interval_counts():
    # From half a tolerance past to none at 0.9; at 0.75, a quarter is left.
    assert removed(effect()) == pytest.approx(0.5)
    assert removed(effect(low=0.75, high=0.95)) == pytest.approx(0.25)
    assert removed(effect(low=0.6, high=0.95)) == 0.0
    # A gap that would turn over is a gap.
    assert removed(
        effect("difference", -0.15, 0.0, low=-0.02, high=0.12, tolerance=0.05)
    ) == pytest.approx(0.6)


@pytest.mark.parametrize(
    "none",
    [None, effect(before=None), effect(tolerance=None), effect(after=None)],
    ids=["no effect", "before", "tolerance", "after"],
)
def test_what_is_not_known_takes_nothing_away(none):
    assert removed(none) == 0.0


def test_a_gap_is_closed_enough_where_its_less_favourable_end_is_within():
    assert enough(effect(low=0.81, high=1.1))
    assert not enough(effect(low=0.79, high=1.1))
    assert not enough(effect(tolerance=None))
    assert not enough(None)


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9), st.floats(0.01, 0.3))
def test_nothing_takes_away_more_than_there_is(before, after, tolerance):
    there = excess("difference", before, tolerance)
    assert 0.0 <= removed(effect("difference", before, after, tolerance=tolerance)) <= there


def test_of_remedies_that_were_tried_the_one_that_closes_more_is_bought(case, gate_result, remedy):
    given_ = [remedy("reweigh", value=0.75), remedy("constrain", value=0.85), remedy("refit")]
    found = bought(case(gates=[gate_result()], remedies=given_), ("reweigh", "constrain"))
    assert found.remedy.key == "constrain"
    assert found.effect.text == (
        "The ratio in selection rate, B against A: 0.70 as decided, 0.85 (0.83 to 0.87) with it; "
        "the tolerance is 0.80."
    )
    assert (
        found.cost
        == "5.0 more favourable decisions in 100; accuracy \u22121.0 points (\u22122.0 to +0.0)"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"refused": "There are no labels."},
        {"unlike": "It ranks worse."},
        {"change": (-0.05, 0.3)},
        {"change": (None, None)},
        {"value": 0.705, "change": (0.001, 0.01)},
        {"deployed": 0.9, "value": 0.95, "change": (0.01, 0.1)},
    ],
    ids=["refused", "another model", "chance", "no interval", "next to nothing", "none was past"],
)
def test_what_may_be_chance_or_stands_for_another_model_buys_nothing(
    case, gate_result, remedy, more
):
    assert (
        bought(case(gates=[gate_result()], remedies=[remedy("refit", **more)]), ("refit",)) is None
    )


def test_a_gate_that_passes_needs_nothing(case, gate_result, remedy):
    assert bought(case(gates=[gate_result("pass")], remedies=[remedy("refit")]), ("refit",)) is None


def test_a_figure_without_a_value_buys_nothing(case, gate_result, remedy):
    tried = remedy("refit")
    unknown = type(tried.gaps[0].outcome)(
        deployed=None, value=None, low=None, high=None, change=None, change_low=None,
        change_high=None,
    )  # fmt: skip
    gap = type(tried.gaps[0])(
        **{
            **{name: getattr(tried.gaps[0], name) for name in tried.gaps[0].__slots__},
            "outcome": unknown,
        }
    )
    found = case(gates=[gate_result()], remedies=[remedy("refit", gaps=(gap,))])
    assert bought(found, ("refit",)) is None


def test_why_no_effect_is_known_is_said(case, remedy):
    assert "--simulate" in why_not(case(), ("refit",))
    refused = remedy("refit", refused="There are no labels.")
    assert why_not(case(remedies=[refused]), ("refit",)) == "There are no labels."
    assert "by more than chance" in why_not(case(remedies=[remedy("refit")]), ("refit",))


def test_what_has_no_figures_costs_nothing_that_can_be_told(remedy):
    assert cost_of(remedy("refit", selection_rate=None, accuracy=None)) == ""
    worse = remedy("refit").selection_rate
    hardly = type(worse)(
        deployed=0.45, value=0.45, low=0.44, high=0.46, change=-0.0004, change_low=-0.01,
        change_high=0.01,
    )  # fmt: skip
    assert "accuracy +0.0 points" in cost_of(remedy("refit", accuracy=hardly))
    fewer = type(worse)(
        deployed=0.45, value=0.4, low=None, high=None, change=-0.05, change_low=None,
        change_high=None,
    )  # fmt: skip
    told = cost_of(remedy("refit", selection_rate=fewer, accuracy=fewer))
    assert told == "5.0 fewer favourable decisions in 100; accuracy \u22125.0 points"


def test_a_gap_without_what_a_factor_accounts_for(case, gate_result, decomposition):
    gate = gate_result(comparison="difference", tolerance=0.1)
    made = decomposition(("scores", -0.05, -0.08, -0.02), ("override", -0.15, -0.18, -0.12))
    found = accounted(case(gates=[gate], decompositions=[made]), gate, {"override"}, ["k1"])
    assert (found.before, found.after) == (-0.2, pytest.approx(-0.05))
    assert (found.low, found.high) == (pytest.approx(-0.08), pytest.approx(-0.02))
    assert (found.tolerance, found.by, found.row) == (0.1, "accounted", "k1")
    assert "if this were alike for both and nothing else changed" in found.text


def test_a_ratio_gate_has_no_tolerance_for_a_difference(case, gate_result, decomposition):
    made = decomposition(("override", -0.15, -0.18, -0.12))
    found = accounted(case(decompositions=[made]), gate_result(), {"override"}, ["k1"])
    assert found.tolerance is None


@pytest.mark.parametrize(
    "part",
    [
        ("override", 0.05, 0.02, 0.08),
        ("override", -0.15, -0.31, 0.01),
        ("override", -0.15, None, None),
        ("scores", -0.15, -0.2, -0.1),
    ],
    ids=["against the gap", "may be chance", "no interval", "another factor"],
)
def test_a_factor_that_may_not_add_to_the_gap_accounts_for_nothing(
    case, gate_result, decomposition, part
):
    found = case(decompositions=[decomposition(part)])
    assert accounted(found, gate_result(), {"override"}, ["k1"]) is None


def test_changes_other_gates_and_other_rows_are_not_taken_for_it(case, gate_result, decomposition):
    part = ("override", -0.15, -0.18, -0.12)
    others = [
        decomposition(part, kind="change"),
        decomposition(part, of=("another",)),
        decomposition(part, id="k2"),
    ]
    assert accounted(case(decompositions=others), gate_result(), {"override"}, ["k1"]) is None


def test_a_gap_the_other_way_round_is_read_from_its_other_end(case, gate_result, decomposition):
    half_known = decomposition(("override", 0.15, 0.12, None), total=0.2)
    found = accounted(case(decompositions=[half_known]), gate_result(), {"override"}, ["k1"])
    assert (found.after, found.low, found.high) == (pytest.approx(0.05), None, None)
