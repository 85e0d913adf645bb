import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from evenhand.inference.normal import two_sided, z
from evenhand.inference.score import (
    difference_interval,
    difference_z,
    ratio_interval,
    ratio_z,
)

Z = two_sided(0.95)
SMALL = np.array(
    [
        (x1, n1, x2, n2)
        for n1, n2 in itertools.product(range(1, 7), repeat=2)
        for x1, x2 in itertools.product(range(n1 + 1), range(n2 + 1))
    ],
    dtype=float,
).T
TABLES = [
    (7, 34, 1, 34),
    (0, 30, 40, 60),
    (0, 30, 0, 60),
    (30, 30, 60, 60),
    (5, 30, 0, 60),
    (30, 30, 0, 60),
    (1, 1, 0, 1),
    (3, 200, 30, 400),
    (12.5, 30.25, 41.75, 60.5),
    (100, 10**9, 3, 10**6),
    (999_990, 10**6, 19_000, 20_000),
]


def part(count, rate):
    return 0.0 if count == 0 else count / rate


def most_likely(slope, least, most):
    """Return where a concave likelihood peaks, given its slope."""
    inset = (most - least) * 1e-13
    if slope(least + inset) <= 0:
        return least
    if slope(most - inset) >= 0:
        return most
    return brentq(slope, least + inset, most - inset, xtol=1e-18, rtol=1e-14)


def brute_force_difference(x1, n1, x2, n2, d):
    def slope(rate):
        return (
            part(x1, rate)
            - part(n1 - x1, 1 - rate)
            + part(x2, rate - d)
            - part(n2 - x2, 1 - rate + d)
        )

    first = most_likely(slope, max(0, d), min(1, 1 + d))
    second = min(max(first - d, 0), 1)
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    return (x1 / n1 - x2 / n2 - d) / np.sqrt(variance * (n1 + n2) / (n1 + n2 - 1))


def brute_force_ratio(x1, n1, x2, n2, r):
    def slope(rate):
        return (
            part(x1, rate)
            - r * part(n1 - x1, 1 - r * rate)
            + part(x2, rate)
            - part(n2 - x2, 1 - rate)
        )

    second = most_likely(slope, 0, min(1, 1 / r))
    first = min(r * second, 1)
    variance = first * (1 - first) / n1 + r**2 * second * (1 - second) / n2
    return (x1 / n1 - r * x2 / n2) / np.sqrt(variance)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("margin", [-0.9, -0.2, -0.05, -1e-4, 0.03, 0.05, 0.5, 0.95])
def test_the_difference_statistic_is_at_the_constrained_likelihood_peak(table, margin):
    theirs = brute_force_difference(*table, margin)
    assert difference_z(*table, margin) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("table", [table for table in TABLES if table[0] + table[2] > 0])
@pytest.mark.parametrize("margin", [0.01, 0.5, 0.8, 0.99, 1.25, 3, 100])
def test_the_ratio_statistic_is_at_the_constrained_likelihood_peak(table, margin):
    theirs = brute_force_ratio(*table, margin)
    assert ratio_z(*table, margin) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_small_rates_of_large_groups_keep_their_digits():
    table = (100, 10**9, 230, 10**9)
    margin = 5e-9
    theirs = brute_force_difference(*table, margin)
    assert difference_z(*table, margin) == pytest.approx(theirs, rel=1e-6)


def test_no_difference_is_the_pooled_test():
    x1, n1, x2, n2 = 12, 40, 30, 60
    pooled = (x1 + x2) / (n1 + n2)
    se = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    expected = (x1 / n1 - x2 / n2) / se
    assert difference_z(x1, n1, x2, n2, 0, corrected=False) == pytest.approx(expected)
    assert ratio_z(x1, n1, x2, n2, 1) == pytest.approx(expected)


def test_a_margin_that_rules_the_counts_out_is_infinitely_far():
    assert difference_z(3, 4, 1, 4, 1) == -np.inf
    assert difference_z(3, 4, 1, 4, -1) == np.inf
    assert difference_z(4, 4, 0, 4, 1) == 0


def test_the_published_interval_is_met():
    # Fagerland, Lydersen and Laake (2015): 7 of 34 against 1 of 34, without N / (N - 1).
    low, high = difference_interval(7, 34, 1, 34, critical=Z, corrected=False)
    assert low == pytest.approx(0.028, abs=5e-4)
    assert high == pytest.approx(0.34, abs=5e-3)


def test_statistics_and_intervals_agree_with_the_checked_reference(reference):
    random = np.random.default_rng(5)
    n1, n2 = random.integers(1, 400, (2, 500))
    x1, x2 = random.binomial(n1, 0.3), random.binomial(n2, 0.1)
    with np.errstate(all="ignore"):
        d = reference.mn_z(x1, n1, x2, n2, 0.05)
        r = reference.koopman_z(x1, n1, x2, n2, 0.8)
        d_ci = reference.diff_ci(x1, n1, x2, n2, z=2.5)
        r_ci = reference.ratio_ci(x1, n1, x2, n2, z=2.5)
    np.testing.assert_allclose(difference_z(x1, n1, x2, n2, 0.05), d, atol=1e-6)
    np.testing.assert_allclose(ratio_z(x1, n1, x2, n2, 0.8), r, atol=1e-9)
    np.testing.assert_allclose(difference_interval(x1, n1, x2, n2, critical=2.5), d_ci, atol=1e-7)
    mine = ratio_interval(x1, n1, x2, n2, critical=2.5)
    # The reference searches up to e**30 where the bound is not finite.
    both = (x1 > 0) & (x2 > 0)
    np.testing.assert_allclose(np.array(mine)[:, both], np.array(r_ci)[:, both], rtol=1e-7)


def test_every_small_table_has_an_interval_that_holds_its_estimate():
    x1, n1, x2, n2 = SMALL
    low, high = difference_interval(*SMALL, critical=Z)
    estimate = x1 / n1 - x2 / n2
    assert ((low >= -1) & (low <= estimate) & (estimate <= high) & (high <= 1)).all()
    low, high = ratio_interval(*SMALL, critical=Z)
    assert (low[x1 == 0] == 0).all()
    assert (high[x2 == 0] == np.inf).all()
    assert np.isfinite(high[x2 > 0]).all()
    assert (low[x1 > 0] > 0).all()
    both = (x1 > 0) & (x2 > 0)
    ratio = (x1 / n1)[both] / (x2 / n2)[both]
    assert (low[both] <= ratio * (1 + 1e-9)).all()
    assert (high[both] >= ratio * (1 - 1e-9)).all()


def test_swapping_the_groups_turns_every_small_table_over():
    x1, n1, x2, n2 = SMALL
    low, high = difference_interval(x1, n1, x2, n2, critical=Z)
    turned_low, turned_high = difference_interval(x2, n2, x1, n1, critical=Z)
    np.testing.assert_allclose(low, -turned_high, atol=1e-7)
    np.testing.assert_allclose(high, -turned_low, atol=1e-7)
    low, high = ratio_interval(x1, n1, x2, n2, critical=Z)
    turned_low, turned_high = ratio_interval(x2, n2, x1, n1, critical=Z)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(low, 1 / turned_high, rtol=1e-6)
        np.testing.assert_allclose(high, 1 / turned_low, rtol=1e-6)


def test_bounds_lie_where_the_statistic_meets_the_critical_value():
    random = np.random.default_rng(2)
    n1, n2 = random.integers(5, 5000, (2, 300))
    x1, x2 = random.binomial(n1, 0.2), random.binomial(n2, 0.9)
    low, high = difference_interval(x1, n1, x2, n2, critical=Z)
    inner = (low > -1 + 1e-6) & (high < 1 - 1e-6)
    table = [side[inner] for side in (x1, n1, x2, n2)]
    np.testing.assert_allclose(difference_z(*table, low[inner]), Z, atol=1e-6)
    np.testing.assert_allclose(difference_z(*table, high[inner]), -Z, atol=1e-6)
    low, high = ratio_interval(x1, n1, x2, n2, critical=Z)
    both = (x1 > 0) & (x2 > 0)
    table = [side[both] for side in (x1, n1, x2, n2)]
    np.testing.assert_allclose(ratio_z(*table, low[both]), Z, atol=1e-6)
    np.testing.assert_allclose(ratio_z(*table, high[both]), -Z, atol=1e-6)


@pytest.mark.parametrize(("n1", "n2"), [(0, 5), (5, 0), (0, 0)])
def test_an_empty_group_leaves_everything_undefined(n1, n2):
    assert np.isnan(difference_z(0, n1, 0, n2, 0.05))
    assert np.isnan(ratio_z(0, n1, 0, n2, 0.8))
    assert np.isnan(difference_interval(0, n1, 0, n2, critical=Z)).all()
    assert np.isnan(ratio_interval(0, n1, 0, n2, critical=Z)).all()


def test_an_undefined_critical_value_leaves_the_interval_undefined():
    assert np.isnan(difference_interval(3, 9, 2, 9, critical=[np.nan])).all()
    assert np.isnan(ratio_interval(3, 9, 2, 9, critical=[np.nan])).all()
    assert np.isnan(ratio_interval(0, 9, 0, 9, critical=[np.nan])).all()


def test_less_than_one_effective_decision_shows_nothing():
    low, high = difference_interval(0.1, 0.3, 0.2, 0.4, critical=Z)
    assert (float(low), float(high)) == pytest.approx((-1, 1))


def test_each_table_may_have_its_own_critical_value():
    low, _ = difference_interval(30, 100, 20, 100, critical=[z(0.95), z(0.99)])
    assert low[1] < low[0]


def exact_coverage(n1, n2, rates):
    """Return how often either interval holds the truth, over all tables and a grid of rates."""
    x1, x2 = (grid.ravel() for grid in np.mgrid[: n1 + 1, : n2 + 1])
    p1, p2 = (grid.ravel()[:, None] for grid in np.meshgrid(rates, rates))
    chance = binom.pmf(x1, n1, p1) * binom.pmf(x2, n2, p2)
    low, high = difference_interval(x1, n1, x2, n2, critical=Z)
    difference = (chance * ((low <= p1 - p2) & (p1 - p2 <= high))).sum(axis=1)
    low, high = ratio_interval(x1, n1, x2, n2, critical=Z)
    ratio = (chance * ((low <= p1 / p2) & (p1 / p2 <= high))).sum(axis=1)
    return difference, ratio


@pytest.mark.parametrize(("n1", "n2"), [(30, 30), (25, 60), (25, 100), (50, 80)])
def test_exact_coverage_is_at_least_94_percent(n1, n2):
    for coverage in exact_coverage(n1, n2, np.linspace(0.1, 0.9, 9)):
        assert coverage.min() >= 0.94
        assert coverage.mean() == pytest.approx(0.952, abs=0.003)


@pytest.mark.parametrize(("n1", "n2"), [(8, 8), (10, 30), (12, 12), (20, 20), (50, 50)])
def test_exact_coverage_of_small_groups_at_rates_near_the_ends_stays_above_91_percent(n1, n2):
    for coverage in exact_coverage(n1, n2, np.linspace(0.05, 0.95, 19)):
        assert coverage.min() >= 0.91
        assert coverage.mean() >= 0.949


@settings(deadline=None)
@given(
    n1=st.integers(1, 10**6),
    n2=st.integers(1, 10**6),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    times=st.integers(2, 1000),
)
def test_intervals_hold_the_estimate_and_narrow_with_more_decisions(n1, n2, shares, times):
    x1, x2 = round(shares[0] * n1), round(shares[1] * n2)
    table = np.array([x1, n1, x2, n2], dtype=float)
    low, high = difference_interval(*table, critical=Z)
    assert -1 <= low <= x1 / n1 - x2 / n2 <= high <= 1
    narrow_low, narrow_high = difference_interval(*(table * times), critical=Z)
    assert narrow_high - narrow_low < high - low + 1e-9
    low, high = ratio_interval(*table, critical=Z)
    narrow_low, narrow_high = ratio_interval(*(table * times), critical=Z)
    assert 0 <= low <= high
    assert narrow_low >= low * (1 - 1e-6)
    assert narrow_high <= high * (1 + 1e-6)
