import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, entropy, ncx2

from evenhand.inference.drift import (
    jensen_shannon,
    jensen_shannon_p_value,
    psi,
    psi_debiased,
    psi_p_value,
    used_bins,
)

HISTOGRAMS = arrays(np.int64, (2, 6), elements=st.integers(0, 500)).filter(
    lambda both: bool((both.sum(axis=1) > 0).all())
)


def drawn(n1, n2, then, now, runs=20_000):
    random = np.random.default_rng(1)
    return random.multinomial(n1, then, runs), random.multinomial(n2, now, runs)


def at_index(wanted, bins=10):
    """Return even shares, and tilted ones whose index against them is `wanted`."""
    even, step = np.full(bins, 1 / bins), np.linspace(-1, 1, bins)
    least, most = 0.0, 4.0
    for _ in range(60):
        middle = (least + most) / 2
        tilted = np.exp(middle * step) / np.exp(middle * step).sum()
        value = ((tilted - even) * np.log(tilted / even)).sum()
        least, most = (middle, most) if value < wanted else (least, middle)
    return even, tilted


@given(HISTOGRAMS)
def test_the_index_is_the_symmetric_divergence_of_smoothed_shares(both):
    used = both.sum(axis=0) > 0
    one, other = (side[used] + 0.5 for side in both)
    assert psi(*both) == pytest.approx(entropy(one, other) + entropy(other, one), abs=1e-12)
    assert psi(*both) == pytest.approx(psi(*both[::-1]), abs=1e-12)
    assert psi(*both) >= -1e-12


@given(HISTOGRAMS)
def test_the_divergence_is_scipys_and_symmetric(both):
    ours = jensen_shannon(*both)
    assert ours == pytest.approx(jensenshannon(*both) ** 2, abs=1e-12)
    assert ours == pytest.approx(jensen_shannon(*both[::-1]), abs=1e-12)
    assert 0 <= ours <= np.log(2)


def test_bins_that_are_empty_on_both_sides_are_not_bins():
    p, q = [5, 0, 3, 0], [2, 0, 4, 1]
    kept = [5, 3, 0], [2, 4, 1]
    assert used_bins(p, q) == 3
    assert psi(p, q) == pytest.approx(psi(*kept))
    assert psi_debiased(p, q) == pytest.approx(psi(*kept) - 2 * (1 / 8 + 1 / 7))


def test_groups_are_leading_dimensions():
    p, q = drawn(50, 80, np.full(5, 0.2), np.full(5, 0.2), runs=4)
    for function in (psi, psi_debiased, jensen_shannon, used_bins):
        assert function(p, q).tolist() == [function(p[i], q[i]) for i in range(4)]


def test_an_empty_histogram_has_no_drift():
    p, q = np.array([[0, 0], [3, 4]]), np.array([[3, 4], [0, 0]])
    for function in (psi, psi_debiased, jensen_shannon):
        assert np.isnan(function(p, q)).all()
    assert np.isnan(psi_p_value(0.3, [0, 5], [5, 0], 4)).all()
    assert np.isnan(psi_p_value(np.nan, 5, 5, 4))


def test_one_bin_cannot_drift():
    assert psi([9, 0], [4, 0]) == 0
    assert np.isnan(psi_p_value(0, 9, 4, 1))
    assert np.isnan(jensen_shannon_p_value(0, 9, 4, 1))


@pytest.mark.parametrize("noncentral", [1e-3, 0.5, 10, 1e2, 1e3, 9e3, 1.1e4, 1e5, 1e6])
@pytest.mark.parametrize("bins", [2, 10, 100])
def test_the_p_value_is_scipys_noncentral_tail(noncentral, bins):
    mean, sd = bins - 1 + noncentral, np.sqrt(2 * (bins - 1 + 2 * noncentral))
    values = np.maximum(mean + np.array([-6, -3, -1, 0, 1, 2, 3, 4]) * sd, 0.01)
    n = 2e7
    found = psi_p_value(values * 2 / n, n, n, bins, margin=noncentral * 2 / n)
    assert found == pytest.approx(ncx2.sf(values, bins - 1, noncentral), rel=3e-5, abs=1e-12)


def test_a_p_value_stays_between_zero_and_one():
    found = psi_p_value([0, 1e-9, 50, 1e6], 1000, 1000, 10)
    assert found.tolist() == [1, 1, 0, 0]


def test_without_a_margin_the_p_value_is_central():
    found = psi_p_value(0.2, 100, 300, 8, margin=0)
    assert found == pytest.approx(chi2.sf(0.2 / (1 / 100 + 1 / 300), 7))
    found = jensen_shannon_p_value(0.02, 100, 300, 8)
    assert found == pytest.approx(chi2.sf(8 * 0.02 * 100 * 300 / 400, 7))


# Against a large baseline, ten even bins: what the usual bands find where nothing drifts.
@pytest.mark.parametrize(
    ("n", "above", "far_above", "mean"),
    [(100, 0.316, 0.003, 0.087), (50, 0.772, 0.146, 0.164), (20_000, 0.0, 0.0, 0.0005)],
)
def test_the_bands_find_drift_where_there_is_none_and_the_tests_do_not(n, above, far_above, mean):
    p, q = drawn(1_000_000, n, np.full(10, 0.1), np.full(10, 0.1))
    index, bins = psi(p, q), used_bins(p, q)
    assert (index > 0.1).mean() == pytest.approx(above, abs=0.012)
    assert (index > 0.25).mean() == pytest.approx(far_above, abs=0.012)
    assert index.mean() == pytest.approx(mean, abs=0.003)
    assert psi_debiased(p, q).mean() == pytest.approx(0, abs=0.02)
    assert (psi_p_value(index, 1_000_000, n, bins) < 0.05).mean() <= 0.01
    assert (psi_p_value(index, 1_000_000, n, bins, margin=0) < 0.05).mean() <= 0.055


@pytest.mark.parametrize("sizes", [(200, 200), (500, 1000), (5000, 5000), (100_000, 500)])
def test_a_drift_within_the_margin_is_rarely_found_to_pass_it(sizes):
    p, q = drawn(*sizes, *at_index(0.096))
    found = psi_p_value(psi(p, q), *sizes, used_bins(p, q))
    assert (found < 0.05).mean() <= 0.042 + 3 * np.sqrt(0.042 * 0.958 / 20_000)


def test_a_large_drift_is_found():
    p, q = drawn(1000, 1000, *at_index(0.35), runs=2000)
    assert (psi_p_value(psi(p, q), 1000, 1000, used_bins(p, q)) < 0.05).mean() > 0.95


@pytest.mark.parametrize(("n", "most"), [(20_000, 0.055), (200, 0.062), (100, 0.075)])
def test_the_divergence_finds_little_where_nothing_drifts_given_enough_a_bin(n, most):
    p, q = drawn(1_000_000, n, np.full(10, 0.1), np.full(10, 0.1))
    found = jensen_shannon_p_value(jensen_shannon(p, q), 1_000_000, n, used_bins(p, q))
    assert (found < 0.05).mean() <= most
