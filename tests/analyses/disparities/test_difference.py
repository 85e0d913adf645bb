"""Differences to the reference, of every kind of metric."""

import numpy as np
import pytest

from evenhand.analyses.disparities.difference import difference
from evenhand.inference.means import mover_difference
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval
from evenhand.metrics._metric import Kpi

#          tn  fn  -   fp  tp  -
CELLS = [[30, 10, 20, 10, 25, 5], [5, 5, 0, 2, 8, 0], [0, 0, 9, 0, 0, 1]]


def test_rates_differ_by_hand(panel, table, only):
    rows = list(difference(panel(table(*CELLS))))
    assert only(rows, metric="selection_rate", group=("b",)).value == pytest.approx(0.5 - 0.4)
    assert only(rows, metric="true_positive_rate", group=("b",)).value == pytest.approx(
        8 / 13 - 25 / 35
    )


def test_a_rate_without_a_criterion_has_the_published_interval(panel, table, only):
    # Fagerland, Lydersen and Laake (2015): 7 of 34 against 1 of 34; here with N / (N - 1).
    rows = list(difference(panel(table([27, 0, 0, 7, 0, 0], [33, 0, 0, 1, 0, 0]), reference=1)))
    row = only(rows, metric="error_rate")
    low, high = difference_interval(7, 34, 1, 34, critical=z(0.975))
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    assert (row.low, row.high) == pytest.approx((0.028, 0.34), abs=0.006)
    assert not row.simultaneous
    assert row.method == "miettinen_nurminen"


def test_named_criteria_hold_for_all_groups_together(panel, table, only):
    rows = list(difference(panel(table(*CELLS))))
    row = only(rows, metric="selection_rate", group=("b",))
    alone = difference_interval(10, 20, 40, 100, critical=z(0.975))
    assert row.simultaneous
    assert row.criterion == "demographic_parity"
    assert row.low < float(alone[0])
    assert row.high > float(alone[1])


def test_functions_of_counts_are_resampled_together(panel, table, only):
    found = panel(table(*CELLS))
    row = only(difference(found), metric="f1_score", group=("b",))
    draws = found.measurements["f1_score"].draws
    assert row.method == "bootstrap"
    assert row.low == pytest.approx(np.quantile(draws[:, 1] - draws[:, 0], 0.025), abs=0.02)


def test_means_are_combined_from_their_intervals(panel, table, only):
    cost = Kpi(
        decisions=np.array([5.0, 5.0]), n=np.array([5.0, 5.0]), total=np.array([15.0, 20.0]),
        squares=np.array([55.0, 90.0]), histogram=np.zeros((2, 0)), centres=np.zeros(0), days=1.0,
    )  # fmt: skip
    found = panel(table(*CELLS[:2]), kpis={"cost": cost})
    row = only(difference(found), metric="cost_per_decision")
    one = found.measurements["cost_per_decision"]
    low, high = mover_difference(
        one.value[1], one.low[1], one.high[1], one.value[0], one.low[0], one.high[0]
    )
    assert row.value == 1.0
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    assert row.method == "mover"


def test_a_group_without_labels_is_undefined_not_zero(panel, table, only):
    row = only(difference(panel(table(*CELLS))), metric="accuracy", group=("c",))
    assert (row.value, row.low, row.high) == (None, None, None)
    assert row.undefined == "undefined_estimate"


def test_sizes_of_groups_are_not_compared(panel, table):
    metrics = {row.metric for row in difference(panel(table(*CELLS)))}
    assert not {"share", "decisions"} & metrics
