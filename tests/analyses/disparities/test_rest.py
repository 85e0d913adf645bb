"""Each group against everybody else."""

import pytest

from evenhand.analyses.disparities.rest import rest
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval, ratio_interval


def selected(*pairs):
    return [[0, 0, n - x, 0, 0, x] for x, n in pairs]


def test_a_group_is_compared_with_all_others_together(panel, table, only):
    rows = list(rest(panel(table(*selected((30, 100), (50, 100), (10, 50))))))
    row = only(rows, metric="selection_rate", comparison="difference", group=("a",))
    assert row.value == pytest.approx(0.3 - 60 / 150)
    assert row.reference == ()
    assert row.against == "rest"
    low, high = difference_interval(30, 100, 60, 150, critical=z(0.975))
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    row = only(rows, metric="selection_rate", comparison="ratio", group=("a",))
    assert row.value == pytest.approx(0.3 / 0.4)
    low, high = ratio_interval(30, 100, 60, 150, critical=z(0.975))
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    assert not row.simultaneous


def test_a_rest_without_anybody_selected_makes_the_ratio_undefined(panel, table, only):
    rows = rest(panel(table(*selected((3, 10), (0, 10)))))
    row = only(rows, metric="selection_rate", comparison="ratio", group=("a",))
    assert row.undefined == "zero_denominator"


def test_a_rest_without_labels_makes_both_undefined(panel, table):
    rows = rest(panel(table([3, 3, 0, 3, 3, 0], [0, 0, 5, 0, 0, 5])))
    some = [row for row in rows if row.metric == "accuracy"]
    assert len(some) == 4
    assert {row.undefined for row in some} == {"undefined_estimate"}
