"""The two-standard-deviation rule."""

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

from evenhand.analyses.disparities.standard_deviations import standard_deviations


def test_it_is_the_pooled_z_of_two_rates(panel, table, only):
    row = only(standard_deviations(panel(table([0, 0, 60, 0, 0, 40], [0, 0, 85, 0, 0, 15]))))
    z, p = proportions_ztest([15, 40], [100, 100])
    assert row.value == pytest.approx(z)
    assert row.p_value == pytest.approx(p)
    assert row.method == "pooled_z"


def test_where_few_are_expected_the_p_value_is_fishers(panel, table, only):
    row = only(standard_deviations(panel(table([0, 0, 96, 0, 0, 4], [0, 0, 17, 0, 0, 3]))))
    assert row.p_value == pytest.approx(stats.fisher_exact([[3, 17], [4, 96]]).pvalue)
    assert row.method == "fisher"


def test_where_all_decisions_are_alike_it_is_undefined(panel, table, only):
    row = only(standard_deviations(panel(table([0, 0, 9, 0, 0, 0], [0, 0, 5, 0, 0, 0]))))
    assert row.value is None
    assert row.undefined == "zero_denominator"


def test_a_group_in_which_nothing_was_decided_is_undefined(panel, table, only):
    row = only(standard_deviations(panel(table([0, 0, 9, 0, 0, 3], [0, 0, 0, 0, 0, 0]))))
    assert row.undefined == "zero_denominator"
    assert row.p_value is None
