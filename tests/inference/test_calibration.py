import numpy as np
import pytest
from scipy.stats import chi2

from evenhand.inference.calibration import (
    calibration_in_the_large,
    chi_square,
    squared_error,
)

EDGES = np.linspace(0, 1, 21)


def binned(scores, labels):
    """Return positives, sum of s, sum of s - s^2 and n, by bin; samples lie along the rows."""
    bins = np.clip(np.digitize(scores, EDGES) - 1, 0, 19)
    figures = (labels, scores, scores - scores**2, np.ones_like(scores))
    at = (np.arange(len(scores))[:, None] * 20 + bins).ravel()
    return [
        np.bincount(at, figure.ravel(), minlength=20 * len(scores)).reshape(-1, 20)
        for figure in figures
    ]


def true_scores(n, samples=2000, seed=1, a=2, b=3):
    random = np.random.default_rng(seed)
    scores = random.beta(a, b, (samples, n))
    return binned(scores, (random.uniform(size=scores.shape) < scores).astype(float))


def test_calibration_in_the_large_is_the_gap_of_the_means():
    value, low, high, z = calibration_in_the_large(30, 20, 16, 100, level=0.95)
    assert value == pytest.approx(0.1)
    assert z == pytest.approx(2.5)
    assert (low, high) == (pytest.approx(0.1 - 0.0784, abs=1e-4), pytest.approx(0.1784, abs=1e-4))


def test_calibration_in_the_large_keeps_its_level():
    y, s, variance, n = (figure.sum(axis=1) for figure in true_scores(100))
    _, low, high, z = calibration_in_the_large(y, s, variance, n, level=0.95)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.05, abs=0.016)
    assert ((low <= 0) & (high >= 0)).mean() == pytest.approx(0.95, abs=0.016)


def test_no_decisions_and_certain_scores_are_undefined():
    assert np.isnan(calibration_in_the_large(0, 0, 0, 0, level=0.95)).all()
    value, low, high, z = calibration_in_the_large(6, 5, 0, 10, level=0.95)
    assert value == pytest.approx(0.1)
    assert np.isnan([low, high, z]).all()


@pytest.mark.parametrize(("n", "a", "b"), [(200, 2, 3), (2000, 2, 3), (2000, 0.4, 12)])
def test_the_chi_square_test_keeps_its_level(n, a, b):
    y, s, variance, _ = true_scores(n, a=a, b=b)
    _, freedom, p = chi_square(y, s, variance)
    assert (freedom <= 20).all()
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.02)


def test_bins_with_enough_variance_stand_by_themselves():
    statistic, freedom, p = chi_square([8, 30, 9], [10, 20, 12], [9, 16, 4])
    assert statistic == pytest.approx(4 / 9 + 100 / 16 + 9 / 4)
    assert freedom == 3
    assert p == pytest.approx(chi2.sf(statistic, 3))


def test_thin_bins_join_their_neighbours_and_the_last_ones_too():
    statistic, freedom, _ = chi_square([1, 8, 9, 1], [0.1, 10, 12, 0.2], [0.1, 9, 4, 0.2])
    assert statistic == pytest.approx((9 - 10.1) ** 2 / 9.1 + (10 - 12.2) ** 2 / 4.2)
    assert freedom == 2


def test_hardly_any_variance_shows_nothing():
    statistic, freedom, p = chi_square([[1, 0]], [[0.1, 0.2]], [[0.09, 0.16]])
    assert np.isnan([statistic[0], p[0]]).all()
    assert freedom[0] == 0


def test_the_debiased_squared_error_of_true_scores_is_zero_on_average():
    y, s, _, n = true_scores(300)
    error = squared_error(y, s, n)
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))


def test_the_debiased_squared_error_of_shifted_scores_is_the_square_of_the_shift():
    y, s, _, n = true_scores(2000)
    shifted = squared_error(y, s + 0.1 * n, n)
    assert shifted.mean() == pytest.approx(0.01, rel=0.03)


def test_bins_of_one_decision_cannot_be_debiased():
    assert np.isnan(squared_error([1, 0], [0.5, 0.5], [1, 1]))
    both = squared_error([8, 1], [10, 0.1], [100, 1])
    assert both == pytest.approx(float(squared_error([8], [10], [100])))
