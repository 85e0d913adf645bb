import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.confidence_sequence import (
    confidence_sequence,
    mean_by_window,
    mean_sequence,
    rate_sequence,
)


def test_one_window_has_the_mixture_boundary_of_howard():
    centre, low, high = confidence_sequence([0.1], [0.01], tau=0.2, level=0.95)
    information = 100
    half = np.sqrt((information + 25) * np.log((1 + 0.04 * information) / 0.05**2)) / 100
    assert (centre[0], high[0] - centre[0]) == (pytest.approx(0.1), pytest.approx(half))
    assert low[0] == pytest.approx(0.1 - half)


def test_weights_are_sizes_over_what_variances_were():
    effect, size = np.array([0.1, 0.3, 0.2]), np.array([10, 20, 40])
    variance = np.array([0.4, 0.6, 0.9]) / size
    weight = size / np.array([0.4, 0.4, 0.5])
    centre, _, high = confidence_sequence(effect, variance, tau=0.1, level=0.9, size=size)
    information = weight**2 @ variance
    growth = np.log((1 + 0.01 * information) / 0.01)
    assert centre[-1] == pytest.approx(np.average(effect, weights=weight))
    half = np.sqrt((information + 100) * growth) / weight.sum()
    assert high[-1] - centre[-1] == pytest.approx(half)


def test_a_lucky_window_does_not_weigh_itself_up():
    calm = confidence_sequence([0.1, 0.1, 0.9], [0.01, 0.01, 0.01], tau=0.1, level=0.95)[0]
    sure = confidence_sequence([0.1, 0.1, 0.9], [0.01, 0.01, 1e-6], tau=0.1, level=0.95)[0]
    np.testing.assert_allclose(calm, sure)


def test_windows_without_a_figure_repeat_the_last():
    nan = np.nan
    effect, variance = [nan, 0.1, 0.2, 0.3, 0.5], [0.1, 0.1, nan, 0.0, 0.1]
    bands = np.array(confidence_sequence(effect, variance, tau=0.1, level=0.95))
    assert np.isnan(bands[:, 0]).all()
    assert (bands[:, 2] == bands[:, 1]).all()
    assert (bands[:, 3] == bands[:, 1]).all()
    kept = confidence_sequence([0.1, 0.5], [0.1, 0.1], tau=0.1, level=0.95)
    np.testing.assert_allclose(bands[:, [1, 4]], kept)


def test_nothing_known_is_undefined_everywhere():
    assert np.isnan(confidence_sequence([np.nan] * 3, [1] * 3, tau=1, level=0.95)).all()
    assert np.isnan(rate_sequence([0, 0], [0, 0], level=0.95)).all()
    assert np.isnan(mean_sequence([5, 3], [25, 9], [1, 1], level=0.95)).all()
    assert np.isnan(mean_sequence([6, 4], [18, 8], [2, 2], level=0.95)).all()


@given(st.integers(0, 10_000), st.floats(0.5, 0.99))
@settings(max_examples=30, deadline=None)
def test_bands_hold_the_centre_and_narrow_as_windows_come(seed, level):
    random = np.random.default_rng(seed)
    n = random.integers(0, 50, 40)
    centre, low, high = rate_sequence(random.binomial(n, 0.3), n, level=level)
    known = ~np.isnan(centre)
    assert ((low <= centre) & (centre <= high))[known].all()
    assert ((low >= 0) & (high <= 1))[known].all()
    wide = high[known] - low[known]
    assert wide[-1] < wide[0]


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_outcomes_reversed_turn_the_band_round(level):
    x, n = np.array([3, 0, 9, 4]), np.array([10, 5, 9, 12])
    centre, low, high = rate_sequence(x, n, level=level)
    turned = rate_sequence(n - x, n, level=level)
    np.testing.assert_allclose(turned, [1 - centre, 1 - high, 1 - low])


def test_a_rate_of_zero_is_not_certain():
    _, low, high = rate_sequence([0, 0], [10, 10], level=0.95)
    assert low[-1] == 0
    assert high[-1] > 0.2


def test_the_band_of_a_mean_scales_with_its_units():
    random = np.random.default_rng(2)
    values = random.normal(5, 2, (30, 12))
    sums = [values.sum(axis=1), (values**2).sum(axis=1), np.full(30, 12)]
    bands = np.array(mean_sequence(*sums, level=0.95))
    larger = mean_sequence(sums[0] * 1000, sums[1] * 1e6, sums[2], level=0.95)
    np.testing.assert_allclose(larger, bands * 1000)
    spread = values[0].std(ddof=1)
    np.testing.assert_allclose(bands, mean_sequence(*sums, tau=spread / 10, level=0.95))
    assert bands[0, -1] == pytest.approx(values.mean(), rel=0.02)


def test_a_window_of_equal_values_varies_as_those_before():
    total, squares, n = np.array([10.0, 12.0]), np.array([28.0, 36.0]), np.array([4, 4])
    found = mean_sequence(total, squares, n, tau=0.1, level=0.95)
    # Three degrees of freedom with a sum of squares of 3, then three more with none.
    expected = confidence_sequence([2.5, 3.0], [1 / 4, 0.5 / 4], tau=0.1, level=0.95, size=n)
    np.testing.assert_allclose(found, expected)


def test_windows_of_one_value_repeat_the_last():
    bands = np.array(mean_sequence([10, 3, 11], [40, 9, 50], [4, 1, 4], level=0.95))
    assert (bands[:, 1] == bands[:, 0]).all()
    assert bands[0, 2] == pytest.approx(2.6, abs=0.05)


def test_the_mean_of_each_window_is_known_as_well_as_its_values_vary():
    values = [[1.0, 2, 6], [4, 4, 4], [7], []]
    parts = [[f(row) for row in values] for f in (sum, lambda r: sum(v * v for v in r), len)]
    mean, variance, spread = mean_by_window(*parts)
    assert mean[:2].tolist() == [3.0, 4.0]
    assert variance[0] == pytest.approx(np.var(values[0], ddof=1) / 3)
    # Alike: as those before, over all their degrees of freedom.
    assert variance[1] == pytest.approx(14 / 4 / 3)
    assert spread == pytest.approx(np.std(values[0], ddof=1))
    assert np.isnan(mean[2:]).all()
    assert np.isnan(variance[2:]).all()
