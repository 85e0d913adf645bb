import numpy as np
import pytest
from scipy.stats import binom

from evenhand.inference.quantile import quantile, quantile_interval

EDGES = np.exp(np.arange(-3, 9, 0.02))
CENTRES = np.sqrt(EDGES[:-1] * EDGES[1:])


@pytest.mark.parametrize("q", [0.05, 0.5, 0.9, 0.95, 0.99])
def test_a_quantile_from_fine_bins_is_numpys_within_one_percent(q):
    values = np.random.default_rng(1).lognormal(2, 0.8, 5000)
    counts = np.histogram(values, EDGES)[0]
    theirs = np.quantile(values, q, method="inverted_cdf")
    assert quantile(counts, CENTRES, q) == pytest.approx(theirs, rel=0.0101)


@pytest.mark.parametrize("q", [0.1, 0.5, 0.7, 0.9])
def test_a_quantile_of_whole_numbers_is_exact(q):
    values = np.repeat(np.arange(10), 1)
    theirs = np.quantile(values, q, method="inverted_cdf")
    assert quantile(np.ones(10), np.arange(10), q) == theirs


@pytest.mark.parametrize("n", [6, 10, 41, 300])
@pytest.mark.parametrize("q", [0.5, 0.9])
def test_bounds_are_the_order_statistics_of_the_binomial_law(n, q):
    low, high = quantile_interval(np.ones(n), np.arange(1, n + 1), q, level=0.95)
    ranks = np.arange(n + 1)
    lower = ranks[binom.cdf(ranks - 1, n, q) <= 0.025].max()
    upper = [rank for rank in ranks if binom.cdf(rank - 1, n, q) >= 0.975]
    assert low == lower if lower > 0 else np.isnan(low)
    assert high == upper[0] if upper else np.isnan(high)


def test_too_few_values_have_no_bounds_and_six_bound_a_median():
    low, high = quantile_interval(
        np.ones((2, 6)) * [[1, 1, 1, 1, 1, 0], [1] * 6], range(6), 0.5, level=0.95
    )
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == (0, 5)


def test_an_empty_histogram_is_undefined():
    assert np.isnan(quantile([0, 0], [1, 2], 0.5))
    assert np.isnan(quantile_interval([0, 0], [1, 2], 0.5, level=0.95)).all()


def test_groups_are_taken_at_once():
    counts = np.array([[5, 5, 0], [0, 2, 8]])
    assert quantile(counts, [1, 2, 3], 0.5).tolist() == [1, 3]


def test_intervals_cover_the_quantile():
    random = np.random.default_rng(3)
    values = random.lognormal(2, 0.8, (500, 120))
    counts = np.stack([np.histogram(sample, EDGES)[0] for sample in values])
    low, high = quantile_interval(counts, CENTRES, 0.5, level=0.95)
    covered = ((low <= np.exp(2) * 1.01) & (np.exp(2) * 0.99 <= high)).mean()
    assert covered >= 0.93


def test_very_many_values_are_no_trouble():
    low, high = quantile_interval([3e9, 4e9, 3e9], [1, 2, 3], 0.5, level=0.95)
    assert (low, high) == (2, 2)


def test_bounds_are_the_ends_of_bins_where_bins_are_wide():
    low, high = quantile_interval([3e9, 4e9, 3e9], [-2, 0, 2], 0.2, level=0.95, error=0.01)
    assert (low, high) == (pytest.approx(-2 / 0.99), pytest.approx(-2 / 1.01))
    low, high = quantile_interval([3e9, 4e9, 3e9], [-2, 0, 2], 0.9, level=0.95, error=0.01)
    assert (low, high) == (pytest.approx(2 / 1.01), pytest.approx(2 / 0.99))
    low, high = quantile_interval([3e9, 4e9, 3e9], [-2, 0, 2], 0.5, level=0.95, error=0.01)
    assert (low, high) == (0, 0)
