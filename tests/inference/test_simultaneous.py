import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm, studentized_range

from evenhand.inference.simultaneous import (
    adjusted_p,
    critical_value,
    largest,
    smoothed_log_rate_se,
    smoothed_rate_se,
)


def all_pairs(groups):
    return np.column_stack(np.triu_indices(groups, k=1))


@pytest.mark.parametrize("groups", [3, 5, 12])
def test_all_pairs_of_equal_groups_need_tukeys_value(groups):
    value = critical_value(np.ones(groups), all_pairs(groups), level=0.95, seed=3, draws=40_000)
    tukey = studentized_range.ppf(0.95, groups, np.inf) / np.sqrt(2)
    assert value == pytest.approx(tukey, abs=0.03)


def test_pairs_that_share_a_group_need_dunnetts_value():
    pairs = [(i, 0) for i in range(1, 5)]
    value = critical_value(np.ones(5), pairs, level=0.95, seed=3, draws=40_000, two_sided=False)
    # Dunnett (1955), one-sided, four treatments, infinite degrees of freedom.
    assert value == pytest.approx(2.16, abs=0.02)


def test_one_pair_needs_the_normal_quantile():
    assert critical_value([1, 9], [(0, 1)], level=0.95, seed=1) == pytest.approx(norm.ppf(0.975))
    one_sided = critical_value([1, 9], [(0, 1)], level=0.95, seed=1, two_sided=False)
    assert one_sided == pytest.approx(norm.ppf(0.95))


def test_a_group_without_an_error_is_left_out():
    value = critical_value([1, 1, np.nan], all_pairs(3), level=0.95, seed=1)
    assert value == pytest.approx(norm.ppf(0.975))
    assert np.isnan(critical_value([1, np.nan], [(0, 1)], level=0.95, seed=1))
    assert np.isnan(critical_value([1], [], level=0.95, seed=1))


def test_the_critical_value_stays_between_one_comparison_and_bonferroni():
    for seed in range(5):
        value = critical_value(np.ones(8), all_pairs(8), level=0.95, seed=seed, draws=20)
        assert norm.ppf(0.975) <= value <= norm.ppf(1 - 0.025 / 28)


def test_the_same_seed_gives_the_same_value():
    pair = [critical_value([1, 2, 3], all_pairs(3), level=0.9, seed=7) for _ in range(2)]
    assert pair[0] == pair[1]


def test_adjusted_values_are_the_chance_of_the_largest():
    # Two comparisons with one group, of equal errors, are correlated by a half.
    z = np.array([2.0, 1.0])
    p = adjusted_p(z, np.ones(3), [(1, 0), (2, 0)], seed=1, draws=100_000)
    joint = multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]])
    np.testing.assert_allclose(p, [1 - joint.cdf([v, v]) for v in z], atol=0.004)


def test_adjusted_values_stay_between_unadjusted_and_bonferroni():
    z = np.array([-3.0, 0.0, 2.0, 8.0, 40.0, np.inf])
    p = adjusted_p(z, [1, 2, 3, 4], all_pairs(4), seed=1, draws=200)
    unadjusted = norm.sf(z)
    assert (p >= unadjusted).all()
    assert (p <= np.minimum(1, 6 * unadjusted)).all()


def test_a_missing_statistic_stays_missing_and_is_not_counted():
    p = adjusted_p([np.nan, 1.5, np.nan], np.ones(3), all_pairs(3), seed=1)
    assert np.isnan(p[[0, 2]]).all()
    assert p[1] == pytest.approx(norm.sf(1.5))
    with_missing = adjusted_p([1.0, 2.0, np.nan], np.ones(3), all_pairs(3), seed=1)
    without = adjusted_p([1.0, 2.0], np.ones(3), all_pairs(3)[:2], seed=1)
    np.testing.assert_allclose(with_missing[:2], without)


def test_draws_in_parts_give_the_same_maxima():
    random = np.random.default_rng(1)
    values, pairs = random.standard_normal((300, 100)), all_pairs(100)
    difference = values[:, pairs[:, 0]] - values[:, pairs[:, 1]]
    signed = largest(values, pairs, np.ones(len(pairs)), two_sided=False)
    np.testing.assert_array_equal(signed, difference.max(axis=1))
    sized = largest(values, pairs, np.ones(len(pairs)), two_sided=True)
    np.testing.assert_array_equal(sized, np.abs(difference).max(axis=1))


def test_smoothed_errors_are_never_zero_and_near_the_plain_ones_for_large_groups():
    assert (smoothed_rate_se([0, 3], [3, 3]) > 0).all()
    assert (smoothed_log_rate_se([0, 3], [3, 3]) > 0).all()
    assert smoothed_rate_se(30_000, 100_000) == pytest.approx(np.sqrt(0.21 / 1e5), rel=1e-3)
    assert smoothed_log_rate_se(30_000, 100_000) == pytest.approx(np.sqrt(0.7 / 3e4), rel=1e-3)
    assert np.isnan([smoothed_rate_se(0, 0), smoothed_log_rate_se(0, 0)]).all()
