"""Performance that fell."""

import pytest

from evenhand.gates.findings.performance import performance


@pytest.fixture
def found(facts, disparity):
    def run(value, low, high, attributes=("window",)):
        row = disparity(
            "accuracy", "difference", "May 2025", value, low, high, attributes=attributes, id="d9"
        )
        return performance(facts((), [row]))

    return run


def test_a_fall_is_told_in_points_with_its_periods(found):
    (one,) = found(-0.061, -0.083, -0.039)
    assert one.title == "Accuracy fell by 6.1 points."
    assert one.detail == "May 2025 is compared with A: the fall lies between 3.9 and 8.3 points."
    assert (one.severity, one.evidence) == ("high", ("d9",))


@pytest.mark.parametrize(
    ("value", "low", "high", "severity"),
    [
        (-0.03, -0.04, -0.02, "high"),
        (-0.03, -0.05, -0.01, "medium"),
        (-0.02, -0.03, -0.01, "medium"),
        (-0.0199, -0.03, -0.01, None),
        (-0.03, -0.06, 0.0, None),
        (0.05, 0.02, 0.08, None),
        (None, None, None, None),
        (-0.05, -0.1, None, None),
        (-0.05, None, -0.01, None),
    ],
)
def test_only_a_certain_fall_of_two_points_is_raised(found, value, low, high, severity):
    raised = found(value, low, high)
    assert [one.severity for one in raised] == ([severity] if severity else [])


def test_a_difference_between_groups_is_no_fall(found):
    assert found(-0.2, -0.3, -0.1, attributes=("g",)) == []
