"""How many people parity would have favoured."""

import pytest

from evenhand.analyses.disparities.shortfall import shortfall
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval


def test_the_shortfall_is_the_gap_times_the_group_in_people(panel, table, only):
    row = only(shortfall(panel(table([0, 0, 50, 0, 0, 50], [0, 0, 70, 0, 0, 30]))))
    assert row.value == pytest.approx(20)
    low, high = difference_interval(50, 100, 30, 100, critical=z(0.975))
    assert (row.low, row.high) == pytest.approx((100 * float(low), 100 * float(high)))


def test_a_group_that_does_better_has_a_negative_shortfall(panel, table, only):
    row = only(shortfall(panel(table([0, 0, 70, 0, 0, 30], [0, 0, 25, 0, 0, 25]))))
    assert row.value == pytest.approx(-10)
    assert row.low < row.value < row.high
