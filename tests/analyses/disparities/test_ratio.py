"""Ratios to the reference, of every metric that has a natural zero."""

import numpy as np
import pytest

from evenhand.analyses.disparities.ratio import ratio
from evenhand.inference.normal import z
from evenhand.inference.score import ratio_interval
from evenhand.metrics._metric import Kpi

#          tn  fn  -   fp  tp  -
CELLS = [[30, 10, 20, 10, 25, 5], [5, 5, 0, 2, 8, 0]]


def test_rates_are_divided_by_hand(panel, table, only):
    row = only(ratio(panel(table(*CELLS))), metric="selection_rate")
    assert row.value == pytest.approx(0.5 / 0.4)
    assert row.criterion == "disparate_impact"
    low, high = ratio_interval(10, 20, 40, 100, critical=z(0.975))
    # With one group besides the reference there is nothing to allow for.
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    assert row.method == "koopman"


def test_koopmans_published_interval_is_reproduced(panel, table, only):
    rows = ratio(panel(table([27, 0, 0, 7, 0, 0], [33, 0, 0, 1, 0, 0]), reference=1))
    row = only(rows, metric="error_rate")
    assert (row.low, row.high) == pytest.approx((1.22, 42.6), abs=0.05)


def test_a_reference_of_nobody_makes_the_ratio_undefined_and_its_upper_bound_unknown(
    panel, table, only
):
    row = only(
        ratio(panel(table([10, 0, 0, 0, 0, 0], [5, 0, 0, 5, 0, 0]))), metric="selection_rate"
    )
    assert row.value is None
    assert row.undefined == "zero_denominator"


def test_nobody_selected_in_the_group_is_zero_with_an_upper_bound(panel, table, only):
    row = only(
        ratio(panel(table([5, 0, 0, 5, 0, 0], [10, 0, 0, 0, 0, 0]))), metric="selection_rate"
    )
    assert row.value == 0.0
    assert row.low == 0.0
    assert 0 < row.high < 1


def test_a_group_without_labels_is_undefined(panel, table, only):
    rows = list(ratio(panel(table(CELLS[0], [0, 0, 9, 0, 0, 1]))))
    assert only(rows, metric="accuracy").undefined == "undefined_estimate"


def test_means_are_combined_on_the_log_scale(panel, table, only):
    cost = Kpi(
        decisions=np.array([5.0, 5.0]), n=np.array([5.0, 5.0]), total=np.array([15.0, 20.0]),
        squares=np.array([46.0, 82.0]), histogram=np.zeros((2, 0)), centres=np.zeros(0), days=1.0,
    )  # fmt: skip
    row = only(ratio(panel(table(*CELLS), kpis={"cost": cost})), metric="cost_per_decision")
    assert row.value == pytest.approx(4 / 3)
    assert row.method == "mover"
    assert row.low * row.high == pytest.approx((4 / 3) ** 2, rel=0.02)
    assert 0.9 < row.low < 4 / 3 < row.high


def test_figures_that_can_be_negative_have_no_ratio(panel, table):
    metrics = {row.metric for row in ratio(panel(table(*CELLS)))}
    assert not {"matthews_correlation", "share", "decisions"} & metrics
