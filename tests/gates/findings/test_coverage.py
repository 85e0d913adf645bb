"""Labels that are known for some groups more often than for others."""

import pytest

from evenhand.gates.findings.coverage import coverage

KEY = "label_coverage"


@pytest.fixture
def found(facts, estimate, disparity):
    def run(value, low, high, share=0.7):
        gap = disparity(KEY, "difference", "B", value, low, high)
        return coverage(facts([estimate(KEY, "B", share)], [gap]))

    return run


def test_fewer_known_outcomes_are_told_in_points(found):
    (one,) = found(-0.096, -0.12, -0.07)
    assert one.title == "Outcomes of B are known less often."
    assert "70.0 % of their decisions have a label, 9.6 points fewer than of A" in one.detail
    assert one.evidence == ("e-label_coverage-B", "d-label_coverage-B")


@pytest.mark.parametrize(("value", "raised"), [(-0.0499, False), (-0.05, True), (0.2, False)])
def test_a_small_gap_is_not_raised_nor_one_in_favour(found, value, raised):
    assert bool(found(value, value - 0.001, value + 0.001)) == raised


def test_a_gap_that_may_be_chance_is_not_raised(found):
    assert found(-0.08, -0.17, 0.01) == []


def test_looking_at_many_groups_is_allowed_for(facts, estimate, disparity):
    rows = [estimate(KEY, name, 0.7) for name in "BCDEFGHIJ"]
    unsure = disparity(KEY, "difference", "B", -0.08, -0.155, -0.005)
    others = [disparity(KEY, "difference", name, 0.0, -0.05, 0.05) for name in "CDEFGHIJ"]
    assert coverage(facts(rows, [unsure]))
    assert coverage(facts(rows, [unsure, *others])) == []


def test_what_is_not_known_is_not_raised(facts, estimate, found):
    assert found(None, None, None) == []
    assert found(-0.2, -0.3, -0.1, share=None) == []
    assert coverage(facts([estimate(KEY, "B")])) == []
