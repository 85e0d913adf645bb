import numpy as np
import pytest
from scipy.stats import t

from evenhand.inference.ratio import ratio_of_sums


def sums(value, base):
    """Return the six sums, over the last axis."""
    each = (value, value**2, base, base**2, value * base)
    return (*(part.sum(axis=-1) for part in each), value.shape[-1])


def test_the_ratio_is_that_of_the_sums_and_not_the_mean_of_ratios():
    value, _, _ = ratio_of_sums(*sums(np.array([1.0, 9.0]), np.array([1.0, 3.0])), level=0.95)
    assert value == 2.5


def test_the_bounds_are_where_fieller_rejects():
    random = np.random.default_rng(1)
    value, base = random.lognormal(0, 1, 40), (random.random(40) < 0.3).astype(float)
    _, low, high = ratio_of_sums(*sums(value, base), level=0.9)
    for bound in (low, high):
        left = value - bound * base
        statistic = left.mean() / (left.std(ddof=1) / np.sqrt(40))
        assert abs(statistic) == pytest.approx(t.ppf(0.95, 39))


def test_a_ratio_to_a_sure_base_has_the_linearised_interval():
    random = np.random.default_rng(1)
    value, base = random.normal(5, 1, 4000), random.normal(10, 1, 4000)
    ratio, low, high = ratio_of_sums(*sums(value, base), level=0.95)
    error = (value - ratio * base).std(ddof=1) / np.sqrt(4000) / base.mean()
    assert [low, high] == pytest.approx([ratio - 1.96 * error, ratio + 1.96 * error], abs=1e-4)


def test_a_ratio_to_a_constant_is_a_mean():
    value = np.array([1.0, 2, 3, 4, 5])
    ratio, low, high = ratio_of_sums(*sums(value, np.ones(5)), level=0.95)
    assert [ratio, low, high] == pytest.approx([3, 1.037, 4.963], abs=1e-3)


def test_a_constant_ratio_is_certain():
    base = np.random.default_rng(1).uniform(1, 3, 50)
    ratio, low, high = ratio_of_sums(*sums(0.7 * base, base), level=0.95)
    assert low <= ratio <= high
    assert [low, high] == pytest.approx([0.7, 0.7], abs=1e-5)


def test_a_base_of_zero_has_no_ratio():
    found = ratio_of_sums([5, 5], [9, 9], [0, 4], [0, 4], [0, 3], [10, 10], level=0.95)
    assert [np.isnan(part).tolist() for part in found] == [[True, False]] * 3


def test_a_base_that_may_be_zero_leaves_no_bounds():
    value, low, high = ratio_of_sums(20, 90, 1, 1, 3, 10, level=0.95)
    assert value == 20
    assert np.isnan([low, high]).all()


def test_one_row_has_no_bounds():
    value, low, high = ratio_of_sums(4, 16, 2, 4, 8, 1, level=0.95)
    assert value == 2
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize(("rows", "wide"), [(50, 1.0), (200, 1.0), (200, 0.5), (500, 1.0)])
@pytest.mark.parametrize("dearer", [1.0, 2.0])
def test_the_cost_of_a_success_is_covered_as_often_as_promised(rows, wide, dearer):
    random = np.random.default_rng(1)
    success = (random.random((4000, rows)) < 0.3).astype(float)
    cost = random.lognormal(0, wide, (4000, rows)) * np.where(success > 0, dearer, 1)
    truth = np.exp(wide**2 / 2) * (0.7 + 0.3 * dearer) / 0.3
    _, low, high = ratio_of_sums(*sums(cost, success), level=0.95)
    covered = np.mean((low <= truth) & (truth <= high))
    assert 0.93 <= covered <= 0.97
