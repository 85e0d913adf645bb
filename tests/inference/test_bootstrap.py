import numpy as np
import pytest

from evenhand.inference.bootstrap import (
    around_estimate,
    likely_tables,
    percentile_interval,
    resample,
)


def figures(cells):
    """Return the selection rate and the true positive rate; the cells are tp, fp, fn, tn."""
    tp, fp, fn, _ = np.moveaxis(cells, -1, 0)
    return np.stack([(tp + fp) / cells.sum(axis=-1), tp / (tp + fn)])


def test_resampled_tables_have_the_errors_of_resampled_rows():
    cells = np.array([60, 45, 30, 165])
    random = np.random.default_rng(1)
    rows = np.repeat(np.arange(4), cells)
    drawn = random.choice(rows, size=(2000, len(rows)))
    tables = np.stack([(drawn == kind).sum(axis=1) for kind in range(4)], axis=-1)
    by_row = figures(tables).std(axis=1)
    by_cell = figures(resample(cells[None], draws=2000, seed=2)[:, 0]).std(axis=1)
    monte_carlo = by_row / np.sqrt(2 * 2000) * np.sqrt(2)
    assert (np.abs(by_cell - by_row) < 4 * monte_carlo).all()


def test_each_group_keeps_its_decisions_and_its_shape():
    cells = np.arange(24.0).reshape(3, 2, 4)
    tables = resample(cells, draws=5, seed=1)
    assert tables.shape == (5, 3, 2, 4)
    assert (tables.sum(axis=(2, 3)) == cells.sum(axis=(1, 2))).all()
    assert (tables[:, cells == 0] == 0).all()


def test_an_empty_group_stays_empty():
    assert (resample([[0, 0, 0]], draws=4, seed=1) == 0).all()


def test_fractional_totals_are_kept():
    tables = resample([[0.2, 0.1], [3.3, 4.1]], draws=50, seed=1)
    np.testing.assert_allclose(tables.sum(axis=2), [[0.3, 7.4]] * 50)


def test_the_same_seed_gives_the_same_tables():
    first, second = (resample([[3, 4], [5, 6]], draws=9, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_very_large_groups_are_poisson_beside_small_ones():
    tables = resample([[3e9, 1e9], [30, 10]], draws=400, seed=1)
    assert (tables[:, 1].sum(axis=1) == 40).all()
    share = tables[:, 0, 0] / tables[:, 0].sum(axis=1)
    assert share.mean() == pytest.approx(0.75, abs=1e-5)
    assert share.std() == pytest.approx(np.sqrt(0.1875 / 4e9), rel=0.15)


def test_the_interval_is_numpys_percentiles():
    draws = np.random.default_rng(1).gamma(2, size=(999, 3))
    low, high = percentile_interval(draws, level=0.9)
    np.testing.assert_allclose([low, high], np.quantile(draws, [0.05, 0.95], axis=0))


def test_a_few_undefined_draws_are_left_out_and_many_leave_no_interval():
    draws = np.random.default_rng(1).normal(size=(1000, 3))
    draws[:10, 1] = np.nan
    draws[:11, 2] = np.nan
    low, high = percentile_interval(draws, level=0.95)
    assert low[1] == pytest.approx(np.nanquantile(draws[:, 1], 0.025))
    assert high[1] == pytest.approx(np.nanquantile(draws[:, 1], 0.975))
    assert np.isnan([low[2], high[2]]).all()


def test_nothing_but_undefined_draws_leaves_no_interval():
    undefined = percentile_interval(np.full((9, 2), np.nan), level=0.95, estimate=[0, 0])
    assert np.isnan(undefined).all()


def test_biased_draws_give_the_normal_interval_about_the_estimate_less_its_bias():
    draws = np.random.default_rng(1).normal(1.0, 1.0, size=(100_000, 2))
    low, high = percentile_interval(draws, level=0.95, estimate=[1.0, 0.0])
    assert (low[0], high[0]) == pytest.approx((-0.96, 2.96), abs=0.03)
    assert (low[1], high[1]) == pytest.approx((-2.96, 0.96), abs=0.03)


def test_the_interval_of_a_rate_covers_it():
    random = np.random.default_rng(8)
    covered = 0
    for seed in range(300):
        x = random.binomial(300, 0.3)
        rates = resample([[x, 300 - x]], draws=400, seed=seed)[:, 0, 0] / 300
        low, high = percentile_interval(rates, level=0.95, estimate=x / 300)
        covered += low <= 0.3 <= high
    assert covered / 300 == pytest.approx(0.945, abs=0.04)


def test_likely_tables_keep_totals_and_have_no_empty_cell():
    tables = likely_tables([[0.2, 0.0], [33.0, 0.0], [3e9, 1e9]], draws=50, seed=1)
    np.testing.assert_allclose(tables.sum(axis=2), [[0.2, 33.0, 4e9]] * 50)
    assert (tables > 0).all()
    assert (likely_tables([[0.0, 0.0]], draws=3, seed=1) == 0).all()


def test_likely_rates_have_the_moments_of_jeffreys_beta():
    tables = likely_tables([[3, 17]], draws=20_000, seed=1)
    rates = tables[:, 0, 0] / 20
    assert rates.mean() == pytest.approx(3.5 / 21, abs=0.002)
    assert rates.var() == pytest.approx(3.5 * 17.5 / 21**2 / 22, rel=0.03)


def test_the_same_seed_gives_the_same_likely_tables():
    first, second = (likely_tables([[3, 4], [5, 6]], draws=9, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_an_interval_holds_its_estimate_and_there_is_none_without_one():
    limits = np.array([0.2, 0.1, 0.3]), np.array([0.9, 0.8, 0.4])
    low, high = around_estimate(limits, estimate=[1.0, 0.0, np.nan])
    np.testing.assert_array_equal(low, [0.2, 0.0, np.nan])
    np.testing.assert_array_equal(high, [1.0, 0.8, np.nan])
