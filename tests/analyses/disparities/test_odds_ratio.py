"""Odds ratios of a favourable decision."""

import pytest
from scipy.stats import contingency

from evenhand.analyses.disparities.odds_ratio import odds_ratio


def test_the_odds_ratio_is_that_of_the_table(panel, table, only):
    row = only(odds_ratio(panel(table([0, 0, 60, 0, 0, 40], [0, 0, 40, 0, 0, 10]))))
    assert row.value == pytest.approx((10 / 40) / (40 / 60))
    sample = contingency.odds_ratio([[10, 40], [40, 60]], kind="sample")
    assert row.value == pytest.approx(sample.statistic)
    assert row.method == "cornfield_mid_p"


def test_its_interval_lies_within_the_fully_exact_one(panel, table, only):
    row = only(odds_ratio(panel(table([0, 0, 60, 0, 0, 40], [0, 0, 40, 0, 0, 10]))))
    exact = contingency.odds_ratio([[10, 40], [40, 60]]).confidence_interval(0.95)
    assert exact.low < row.low < row.value < row.high < exact.high


def test_a_reference_that_is_always_selected_makes_it_zero_or_undefined(panel, table, only):
    row = only(odds_ratio(panel(table([0, 0, 5, 0, 0, 0], [0, 0, 5, 0, 0, 5]))))
    assert row.undefined == "zero_denominator"
    assert row.value is None
