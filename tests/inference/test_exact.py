import numpy as np
import pytest
from scipy.stats import binom, fisher_exact, nchypergeom_fisher

from evenhand.inference.exact import fisher, odds_ratio


@pytest.mark.parametrize(
    "table",
    [
        (3, 4, 1, 4),
        (7, 34, 1, 34),
        (0, 12, 6, 9),
        (40, 100, 55, 90),
        (2, 5000, 9, 4000),
        (0, 5, 0, 8),
        (5, 5, 8, 8),
        (310, 2000, 250, 2000),
    ],
)
def test_fisher_agrees_with_scipy(table):
    x1, n1, x2, n2 = table
    theirs = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert fisher(*table) == pytest.approx(theirs, rel=1e-6)


def test_all_small_tables_agree_with_scipy():
    for n1, n2 in [(1, 1), (2, 5), (6, 6), (4, 6)]:
        x1, x2 = (grid.ravel() for grid in np.mgrid[: n1 + 1, : n2 + 1])
        theirs = [
            fisher_exact([[a, n1 - a], [c, n2 - c]]).pvalue for a, c in zip(x1, x2, strict=True)
        ]
        np.testing.assert_allclose(fisher(x1, n1, x2, n2), theirs, rtol=1e-6)


def test_a_table_far_out_has_a_tiny_value_that_is_not_zero():
    p = fisher(10_000, 10_000, 9_000, 10_000)
    assert 0 < p < 1e-30
    assert fisher(10**9 // 2, 10**9, 10**9 // 2, 10**9) == pytest.approx(1)


def test_an_empty_group_is_undefined():
    assert np.isnan(fisher([0, 0], [0, 5], [1, 0], [4, 0])).all()
    assert np.isnan(odds_ratio(0, 0, 1, 4, level=0.95)).all()
    # Less than half a decision is none.
    assert np.isnan(odds_ratio(0.1, 0.3, 1, 4, level=0.95)).all()


def test_bounds_leave_half_of_the_error_on_either_side():
    x1, n1, x2, n2 = 7, 34, 12, 30
    value, low, high = odds_ratio(x1, n1, x2, n2, level=0.9)
    assert value == pytest.approx(7 * 18 / (12 * 27))
    at_low = nchypergeom_fisher(n1 + n2, n1, x1 + x2, float(low))
    at_high = nchypergeom_fisher(n1 + n2, n1, x1 + x2, float(high))
    assert at_low.sf(x1) + at_low.pmf(x1) / 2 == pytest.approx(0.05, abs=1e-8)
    assert at_high.cdf(x1) - at_high.pmf(x1) / 2 == pytest.approx(0.05, abs=1e-8)


def test_every_small_table_has_bounds():
    x1, x2 = (grid.ravel() for grid in np.mgrid[:7, :5])
    value, low, high = odds_ratio(x1, 6, x2, 4, level=0.95)
    assert ((low >= 0) & (low < high)).all()
    least = (x1 == 0) | (x2 == 4)
    most = (x1 == 6) | (x2 == 0)
    assert (low[least] == 0).all()
    assert (high[most] == np.inf).all()
    assert (low[~least] > 0).all()
    assert np.isfinite(high[~most]).all()
    assert np.isnan(value[most & (x1 * (4 - x2) == 0) & (x2 * (6 - x1) == 0)]).all()
    known = ~np.isnan(value)
    assert ((low <= value) & (value <= high))[known].all()


def test_swapping_the_groups_inverts_the_odds():
    value, low, high = odds_ratio(7, 34, 12, 30, level=0.95)
    turned, turned_low, turned_high = odds_ratio(12, 30, 7, 34, level=0.95)
    assert turned == pytest.approx(1 / value)
    assert (turned_low, turned_high) == (pytest.approx(1 / high), pytest.approx(1 / low))


def test_large_tables_have_the_logarithms_normal_interval():
    cells = np.array([40_000, 60_000, 45_000, 55_000])
    _, low, high = odds_ratio(40_000, 100_000, 45_000, 100_000, level=0.95)
    half = 1.959964 * np.sqrt((1 / cells).sum())
    middle = np.log(40 * 55 / (60 * 45))
    assert np.log([low, high]) == pytest.approx([middle - half, middle + half], abs=1e-4)


def test_coverage_is_near_the_level():
    x1, x2 = (grid.ravel() for grid in np.mgrid[:13, :19])
    _, low, high = odds_ratio(x1, 12, x2, 18, level=0.95)
    rates = np.linspace(0.15, 0.85, 8)
    p1, p2 = (grid.ravel()[:, None] for grid in np.meshgrid(rates, rates))
    odds = p1 * (1 - p2) / (p2 * (1 - p1))
    chance = binom.pmf(x1, 12, p1) * binom.pmf(x2, 18, p2)
    coverage = (chance * ((low <= odds) & (odds <= high))).sum(axis=1)
    assert coverage.min() >= 0.94
    assert coverage.mean() == pytest.approx(0.965, abs=0.012)
