import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.inference.means import (
    mean_interval,
    mover_difference,
    mover_ratio,
    standardised_difference,
    welch_ratio_z,
    welch_z,
)
from evenhand.inference.proportion import wilson


def sums(values):
    return values.sum(), (values**2).sum(), len(values)


def samples(seed=1, sizes=(12, 30)):
    random = np.random.default_rng(seed)
    return random.normal(10, 2, sizes[0]), random.normal(11, 5, sizes[1])


def test_the_interval_of_a_mean_is_students():
    values, _ = samples()
    theirs = stats.t.interval(0.9, len(values) - 1, values.mean(), stats.sem(values))
    np.testing.assert_allclose(mean_interval(*sums(values), level=0.9), theirs)


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_values_have_no_interval(n):
    assert np.isnan(mean_interval(n * 3.0, n * 9.0, n, level=0.95)).all()
    assert np.isnan(welch_z(3 * n, 9 * n, n, 15, 55, 5))
    assert np.isnan(standardised_difference(3 * n, 9 * n, n, 15, 55, 5)).all()


def test_equal_values_have_no_spread_but_rounding():
    low, high = mean_interval(3000.3, 3000.3**2 / 1000, 1000, level=0.95)
    assert low == high == pytest.approx(3.0003)


def test_the_test_of_two_means_is_welchs():
    first, second = samples()
    p = stats.ttest_ind(first, second, equal_var=False, alternative="greater").pvalue
    assert stats.norm.sf(welch_z(*sums(first), *sums(second))) == pytest.approx(p)
    shifted = stats.ttest_ind(first + 3, second, equal_var=False, alternative="greater").pvalue
    assert stats.norm.sf(welch_z(*sums(first), *sums(second), -3)) == pytest.approx(shifted)


def test_the_test_of_a_ratio_scales_the_second_mean():
    first, second = samples()
    p = stats.ttest_ind(first, 0.8 * second, equal_var=False, alternative="greater").pvalue
    z = welch_ratio_z(*sums(first), *sums(second), 0.8)
    assert stats.norm.sf(z) == pytest.approx(p)


def test_a_ratio_to_a_mean_that_is_not_positive_is_undefined():
    assert np.isnan(welch_ratio_z(15, 55, 5, [0.0, -20.0], [10.0, 90.0], 5)).all()


def test_constant_groups_are_decided_by_their_difference():
    z = welch_z([4, 8, 2], [8, 32, 2], 2, [4, 4, 4], [8, 8, 8], 2)
    assert z.tolist() == [0, np.inf, -np.inf]


def test_a_statistic_beyond_the_reach_of_tails_stays_finite_and_signed():
    n, gap = 1e6, 1.0
    z = welch_z(gap * n, (1 + gap**2) * n, n, 0, n, n, [0.0, 2.0])
    assert np.isfinite(z).all()
    assert z[0] > 100
    assert z[1] == pytest.approx(-z[0])


def test_the_difference_of_rates_is_newcombes():
    # Newcombe (1998), table II, example (a), method 10: 56/70 against 48/80.
    (l1, u1), (l2, u2) = wilson(56, 70), wilson(48, 80)
    low, high = mover_difference(56 / 70, l1, u1, 48 / 80, l2, u2)
    assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_a_ratio_needs_positive_figures():
    low, high = mover_ratio([-1, 0, 2, 2], 1, 3, 2, [1, 1, 1, 0], 3)
    assert np.isnan(low[:2]).all()
    assert np.isnan(high[:2]).all()
    assert low[2] > 0
    assert np.isnan(high[3])
    assert low[3] == low[2]


@settings(deadline=None)
@given(
    st.lists(st.floats(0.1, 100), min_size=6, max_size=6).map(
        lambda numbers: (*sorted(numbers[:3]), *sorted(numbers[3:]))
    )
)
def test_intervals_hold_what_they_are_of(figures):
    l1, v1, u1, l2, v2, u2 = figures
    low, high = mover_difference(v1, l1, u1, v2, l2, u2)
    assert low <= v1 - v2 <= high
    low, high = mover_ratio(v1, l1, u1, v2, l2, u2)
    assert low <= v1 / v2 * (1 + 1e-9)
    assert high >= v1 / v2 * (1 - 1e-9)


def test_hedges_g_is_the_difference_in_pooled_standard_deviations():
    first, second = samples()
    pooled = np.sqrt((11 * first.var(ddof=1) + 29 * second.var(ddof=1)) / 40)
    g, low, high = standardised_difference(*sums(first), *sums(second))
    assert g == pytest.approx((first.mean() - second.mean()) / pooled * (1 - 3 / 159))
    half = 1.959964 * np.sqrt(1 / 12 + 1 / 30 + g**2 / 84)
    assert (low, high) == (pytest.approx(g - half), pytest.approx(g + half))


def test_groups_that_do_not_vary_have_no_standardised_difference():
    assert np.isnan(standardised_difference(4, 8, 2, 8, 32, 2)).all()


def test_the_standardised_difference_is_covered():
    random = np.random.default_rng(2)
    first, second = random.normal(0.5, 1, (2000, 25)), random.normal(0, 1, (2000, 40))
    _, low, high = standardised_difference(
        first.sum(axis=1),
        (first**2).sum(axis=1),
        25,
        second.sum(axis=1),
        (second**2).sum(axis=1),
        40,
    )
    assert ((low <= 0.5) & (high >= 0.5)).mean() == pytest.approx(0.95, abs=0.017)
