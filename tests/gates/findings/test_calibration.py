"""Groups whose scores promise more or less than what turns out."""

import pytest

from evenhand.gates.findings.calibration import calibration

KEY = "calibration_in_the_large"


@pytest.mark.parametrize(
    ("value", "word", "side"), [(0.08, "low", "above"), (-0.08, "high", "below")]
)
def test_scores_that_are_off_are_told_with_their_direction(facts, estimate, value, word, side):
    (found,) = calibration(facts([estimate(KEY, "B", value, value - 0.02, value + 0.02)]))
    assert found.title == f"Scores of B are too {word} by 0.08 on average."
    assert f"{side} the mean score" in found.detail
    assert (found.severity, found.group, found.evidence) == ("medium", ("B",), (f"e-{KEY}-B",))


@pytest.mark.parametrize(("value", "raised"), [(0.0499, False), (0.05, True), (-0.0499, False)])
def test_a_small_gap_is_not_worth_knowing_however_certain(facts, estimate, value, raised):
    found = calibration(facts([estimate(KEY, "B", value, value - 0.001, value + 0.001)]))
    assert bool(found) == raised


def test_a_gap_that_may_be_chance_is_not_raised(facts, estimate):
    assert calibration(facts([estimate(KEY, "B", 0.08, -0.01, 0.17)])) == []


def test_looking_at_many_groups_is_allowed_for(facts, estimate):
    unsure = estimate(KEY, "B", 0.08, 0.005, 0.155)
    assert calibration(facts([unsure]))
    others = [estimate(KEY, f"C{i}", 0.0, -0.05, 0.05) for i in range(9)]
    assert calibration(facts([unsure, *others])) == []


def test_the_level_of_the_interval_is_taken_into_account(facts, estimate):
    # At 80 % an interval that just excludes zero is no evidence at 5 %.
    assert calibration(facts([estimate(KEY, "B", 0.08, 0.01, 0.15, level=0.8)])) == []
    assert calibration(facts([estimate(KEY, "B", 0.08, 0.01, 0.15, level=0.99)]))


def test_the_unknown_undefined_and_certain_are_left_out(facts, estimate):
    rows = [
        estimate(KEY, "unknown", 0.2, 0.1, 0.3),
        estimate(KEY, "B", None, None, None),
        estimate(KEY, "C", 0.2, 0.2, 0.2),
    ]
    assert calibration(facts(rows)) == []
    assert calibration(facts()) == []
