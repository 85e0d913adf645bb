import math

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstwobign, wasserstein_distance

from evenhand.inference.distance import ks, ks_p_value, wasserstein, wasserstein_p_value


def test_the_ks_distance_is_scipys_on_binned_values():
    random = np.random.default_rng(1)
    first, second = random.integers(0, 12, 80), random.integers(2, 14, 60)
    p, q = (np.bincount(values, minlength=14) for values in (first, second))
    assert ks(p, q) == pytest.approx(ks_2samp(first, second).statistic)


def test_the_distance_of_raw_values_is_at_least_that_of_bins():
    random = np.random.default_rng(1)
    first, second = random.normal(0, 1, 300), random.normal(0.4, 1, 200)
    raw = ks_2samp(first, second).statistic
    edges = np.linspace(-5, 5, 21)
    assert ks(np.histogram(first, edges)[0], np.histogram(second, edges)[0]) <= raw


def test_the_ks_p_value_is_kolmogorovs():
    assert ks_p_value(0.1, 300, 200) == pytest.approx(kstwobign.sf(0.1 * np.sqrt(120)))
    assert np.isnan(ks_p_value(0.1, [0, 5, 0], [5, 0, 0])).all()


def test_the_ks_p_value_does_not_find_too_much():
    random = np.random.default_rng(2)
    tables = random.multinomial(300, np.full(20, 0.05), (2, 2000))
    p = ks_p_value(ks(tables[0], tables[1]), 300, 300)
    assert (p < 0.05).mean() <= 0.05


def test_the_wasserstein_distance_is_scipys_at_the_middles():
    random = np.random.default_rng(1)
    edges = np.sort(random.uniform(0, 1, 11))
    p, q = random.integers(0, 30, (2, 10))
    middles = (edges[:-1] + edges[1:]) / 2
    theirs = wasserstein_distance(middles, middles, p, q)
    assert wasserstein(p, q, edges) == pytest.approx(theirs)


def test_the_binned_distance_is_within_a_bin_of_the_raw_one():
    random = np.random.default_rng(1)
    first, second = random.beta(2, 5, 400), random.beta(3, 4, 300)
    edges = np.linspace(0, 1, 51)
    binned = wasserstein(np.histogram(first, edges)[0], np.histogram(second, edges)[0], edges)
    assert binned == pytest.approx(wasserstein_distance(first, second), abs=0.02)


def test_empty_histograms_have_no_distance():
    assert np.isnan(ks([0, 0], [1, 2]))
    assert np.isnan(wasserstein([1, 2], [0, 0], [0, 1, 2]))
    assert np.isnan(wasserstein([0], [3], [0, 1]))
    assert wasserstein([2], [3], [0, 1]) == 0
    assert math.isnan(wasserstein_p_value([0, 0], [1, 2], [0, 1, 2], seed=1))
    assert math.isnan(wasserstein_p_value([1, 2], [0, 0], [0, 1, 2], seed=1))


def test_more_values_than_can_be_dealt_out_have_no_p_value():
    assert math.isnan(wasserstein_p_value([10**9, 1], [1, 1], [0, 1, 2], seed=1))


def test_the_permutation_p_value_is_exact_for_a_tiny_table():
    # 2 and 2 values in two bins: 2 of 6 deals part them as far as observed.
    p = wasserstein_p_value([2, 0], [0, 2], [0, 1, 2], seed=1, draws=9999)
    assert p == pytest.approx(1 / 3, abs=0.02)


def test_the_permutation_p_value_is_uniform_without_a_difference():
    random = np.random.default_rng(3)
    edges = np.linspace(0, 1, 11)
    tables = random.multinomial(80, np.full(10, 0.1), (300, 2))
    found = [wasserstein_p_value(p, q, edges, seed=1, draws=199) for p, q in tables]
    assert np.mean(np.array(found) <= 0.05) <= 0.05 + 3 * 0.0126
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)
