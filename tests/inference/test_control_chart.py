import numpy as np
import pytest
from scipy.stats import binom, norm, poisson

from evenhand.inference.control_chart import counts, individuals, laney, rates, runs

WEEKDAY = np.arange(364) % 7


def signals(chart):
    return np.flatnonzero(np.abs(np.nan_to_num(chart.z)) > 3).tolist()


def sums(values):
    """Return total, squares and n of each row."""
    return values.sum(axis=1), (values**2).sum(axis=1), np.full(len(values), values.shape[1])


def test_laneys_chart_is_worked_as_published():
    x = np.array([8, 12, 10, 14, 7, 11, 9, 13, 10, 6])
    n = np.array([100, 110, 95, 120, 100, 105, 90, 115, 100, 98])
    chart = laney(x, n)
    mean = x.sum() / n.sum()
    sigma = np.sqrt(mean * (1 - mean) / n)
    z = (x / n - mean) / sigma
    wide = np.mean(np.abs(np.diff(z))) / 1.128
    assert chart.centre == pytest.approx(np.full(10, mean))
    assert chart.z == pytest.approx(z / wide)
    assert chart.low == pytest.approx(np.maximum(mean - 3 * sigma * wide, 0))
    assert chart.high == pytest.approx(mean + 3 * sigma * wide)


def test_laneys_limits_stay_within_zero_and_one():
    rare = laney([0, 1, 0, 2, 0, 1, 0, 1], [10] * 8)
    assert rare.low.min() == 0
    common = laney([10, 9, 10, 8, 10, 9, 10, 9], [10] * 8)
    assert common.high.max() == 1


@pytest.mark.parametrize("chart_of", [laney, rates])
def test_a_window_without_decisions_is_a_gap_in_a_chart_of_rates(chart_of):
    x = np.array([30, 28, 33, 0, 31, 29, 27, 32, 30])
    n = np.where(x > 0, 100, 0)
    chart, bridged = chart_of(x, n), chart_of(x[x > 0], n[x > 0])
    for name in ("centre", "low", "high", "z"):
        assert np.isnan(getattr(chart, name)[3])
        assert getattr(chart, name)[x > 0] == pytest.approx(getattr(bridged, name))


@pytest.mark.parametrize("chart_of", [laney, rates])
def test_seven_windows_are_too_few_for_a_chart_of_rates(chart_of):
    chart = chart_of([3, 4, 5, 3, 4, 5, 6, 0], [10] * 7 + [0])
    assert all(np.isnan(part).all() for part in (chart.centre, chart.low, chart.high, chart.z))


def test_equal_windows_have_no_laney_chart():
    assert np.isnan(laney([5] * 10, [10] * 10).z).all()
    assert np.isnan(laney([0] * 10, [10] * 10).z).all()


def test_a_robust_chart_of_equal_windows_has_limits_by_chance():
    chart = rates([30] * 50, [100] * 50)
    assert chart.z == pytest.approx(np.zeros(50))
    assert chart.high[0] == pytest.approx(0.3 + 3 * np.sqrt(0.3 * 0.7 / 100), abs=0.01)


@pytest.mark.parametrize("chart_of", ["rates", "individuals", "log", "counts"])
def test_a_window_is_outside_its_limits_when_its_z_is_beyond(chart_of):
    random = np.random.default_rng(4)
    wild = random.lognormal(0, 0.8, 200)
    if chart_of == "rates":
        x, n = random.binomial(60, np.clip(0.2 * wild, 0, 1)), np.full(200, 60)
        chart, values = rates(x, n), x / n
    elif chart_of == "counts":
        values = random.poisson(20 * wild).astype(float)
        chart = counts(values)
    else:
        drawn = random.normal(50 * wild[:, None], 5, (200, 10))
        values = drawn.mean(axis=1)
        chart = individuals(*sums(drawn), positive=chart_of == "log")
    outside = (values < chart.low) | (values > chart.high)
    assert 1 < outside.sum() < 60
    assert np.flatnonzero(outside).tolist() == signals(chart)


def test_one_rare_event_does_not_signal_but_many_do():
    x = np.zeros(200, int)
    x[50], x[120] = 1, 8
    chart = rates(x, [100] * 200)
    assert signals(chart) == [120]
    assert chart.centre[0] == pytest.approx(1 / 19900)
    assert chart.low.min() == 0


def test_an_excursion_of_two_weeks_does_not_pull_the_level_of_a_rate():
    random = np.random.default_rng(1)
    rate = np.where((np.arange(364) >= 200) & (np.arange(364) < 214), 0.6, 0.3)
    chart = rates(random.binomial(200, rate), [200] * 364)
    assert set(range(200, 214)) <= set(signals(chart))
    assert chart.centre[0] == pytest.approx(0.3, abs=0.005)


def test_each_weekday_has_a_level_of_its_own():
    random = np.random.default_rng(1)
    rate = np.where(WEEKDAY >= 5, 0.5, 0.3)
    x = random.binomial(400, rate)
    x[100] = 120 if WEEKDAY[100] >= 5 else 200  # what is usual on the other days
    told = rates(x, [400] * 364, season=WEEKDAY)
    assert 100 in signals(told)
    assert len(signals(told)) <= 4
    assert len(signals(rates(x, [400] * 364))) > 80
    assert told.centre[[0, 5]] == pytest.approx([0.3, 0.5], abs=0.01)


def test_a_season_of_volume_multiplies():
    random = np.random.default_rng(1)
    usual = np.where(WEEKDAY >= 5, 40, 400)
    volume = random.poisson(usual).astype(float)
    volume[[102, 103, 104]] = 40, 40, 400  # low for a Friday, usual, high for a Sunday
    found = signals(counts(volume, season=WEEKDAY))
    assert {102, 104} <= set(found)
    assert 103 not in found
    assert len(found) <= 5


def test_a_day_that_is_always_closed_is_usual_and_one_open_sunday_is_not():
    random = np.random.default_rng(1)
    volume = np.where(WEEKDAY == 6, 0, random.poisson(300, 364)).astype(float)
    volume[104] = 250
    chart = counts(volume, season=WEEKDAY)
    assert WEEKDAY[104] == 6
    assert signals(chart) == [104]
    assert chart.centre[6] == 0


def test_a_service_that_is_never_used_is_as_usual():
    chart = counts([0.0] * 20, season=[0, 1] * 10)
    assert chart.centre.tolist() == [0] * 20
    assert chart.z.tolist() == [0] * 20


def test_a_window_without_events_is_an_outage_and_a_missing_one_is_a_gap():
    volume = np.random.default_rng(1).poisson(100, 60).astype(float)
    volume[20], volume[40] = 0, np.nan
    chart = counts(volume)
    assert signals(chart) == [20]
    assert np.isnan(chart.z[40])
    assert chart.low[40 - 1] > 0


def test_volume_is_held_to_what_was_expected_where_that_is_given():
    volume = np.random.default_rng(1).poisson(100, 30).astype(float)
    expected = np.full(30, 100.0)
    expected[7], expected[9] = 300, np.nan
    chart = counts(volume, expected=expected, season=np.arange(30) % 7)
    assert signals(chart) == [7]
    assert chart.centre[7] == 300
    assert np.isnan(chart.centre[9])


def test_a_level_that_holds_is_the_new_usual():
    random = np.random.default_rng(1)
    volume = random.poisson(np.where(np.arange(200) < 100, 100, 400)).astype(float)
    found = signals(counts(volume))
    assert set(range(100, 112)) <= set(found)
    assert max(found) < 120


def test_growth_does_not_signal():
    volume = np.random.default_rng(1).poisson(200 * np.exp(0.002 * np.arange(365)))
    assert len(signals(counts(volume))) <= 4


def test_seven_windows_are_too_few_for_a_chart_of_volume():
    assert np.isnan(counts([3, 4, 5, 3, 4, 5, 6, np.nan]).z).all()


def test_between_days_a_mean_varies_more_than_its_values_tell():
    random = np.random.default_rng(1)
    days = random.normal(100, 5, 3000)
    chart = individuals(*sums(random.normal(days[:, None], 20, (3000, 16))))
    half = (chart.high[0] - chart.low[0]) / 2
    assert half == pytest.approx(3 * np.sqrt(5**2 + 20**2 / 16), rel=0.05)


def test_a_window_of_few_values_has_wide_limits():
    random = np.random.default_rng(1)
    n = np.where(np.arange(300) % 3 == 0, 4, 400)
    mean = random.normal(10, 3 / np.sqrt(n))
    chart = individuals(n * mean, n * (mean**2 + 9), n)
    width = chart.high - chart.low
    assert width[0] / width[1] == pytest.approx(10, rel=0.1)
    assert len(signals(chart)) <= 3


def test_sizes_are_compared_by_ratio_and_never_have_a_negative_limit():
    random = np.random.default_rng(1)
    values = random.lognormal(5, 1, (365, 20)) * np.exp(0.3 * random.normal(size=365))[:, None]
    plain, ratio = individuals(*sums(values)), individuals(*sums(values), positive=True)
    assert plain.low.min() < 0 < ratio.low.min()
    assert ratio.high[0] / ratio.centre[0] == pytest.approx(ratio.centre[0] / ratio.low[0])


def test_a_mean_of_zero_leaves_no_ratio_to_compare():
    values = np.random.default_rng(1).uniform(1, 3, (30, 5))
    values[4] = 0
    plain, ratio = individuals(*sums(values)), individuals(*sums(values), positive=True)
    assert ratio.z.tolist() == plain.z.tolist()


def test_one_absurd_value_does_not_hide_another_excursion():
    values = np.random.default_rng(1).normal(100, 10, (100, 20))
    values[30, 0] = 1e9
    values[60] += 30
    chart = individuals(*sums(values))
    assert {30, 60} <= set(signals(chart))
    assert chart.z[60] > 10


def test_windows_of_a_single_value_are_charted_by_their_distances():
    values = np.random.default_rng(1).normal(100, 10, (50, 1))
    values[20] = 200
    assert 20 in signals(individuals(*sums(values)))
    assert len(signals(individuals(*sums(values)))) <= 2


@pytest.mark.parametrize("positive", [False, True])
def test_equal_means_do_not_signal_on_rounding(positive):
    values = np.full((20, 3), 0.1) * 3
    chart = individuals(*sums(values), positive=positive)
    assert signals(chart) == []
    assert chart.centre == pytest.approx(np.full(20, 0.3))


def test_means_that_are_all_zero_or_too_few_have_no_chart():
    assert np.isnan(individuals(*sums(np.zeros((20, 3)))).z).all()
    assert np.isnan(individuals([1] * 7 + [0], [1] * 7 + [0], [1] * 7 + [0]).z).all()


def test_a_window_without_values_is_a_gap_in_a_chart_of_means():
    total, squares, n = sums(np.random.default_rng(1).normal(5, 1, (20, 6)))
    total[3] = squares[3] = n[3] = 0
    chart = individuals(total, squares, n, season=np.arange(20) % 2)
    assert np.isnan(chart.z[3])
    assert np.isfinite(np.delete(chart.z, 3)).all()


def test_runs_bridge_gaps_no_longer_than_they_may():
    signal = np.array([1, 1, 0, 1, 0, 0, 1, 0], dtype=bool)
    assert runs(signal) == [(0, 4), (6, 7)]
    assert runs(signal, bridge=0) == [(0, 2), (3, 4), (6, 7)]
    assert runs(signal, bridge=2) == [(0, 7)]
    assert runs([False, False]) == []
    assert runs([]) == []


def test_small_counts_lie_no_farther_out_than_their_chance():
    # On the scale of roots 3 lies 4.7 deviations below 17; its chance, 4.1e-5, is that of 3.94.
    volume = [17.0, 16, 18, 17, 15, 19, 17, 3, 18, 16, 17, 17]
    chart = counts(volume, expected=[17.0] * 12)
    assert chart.z[7] == pytest.approx(-3.94, abs=0.005)
    assert chart.z[7] == pytest.approx(norm.ppf(poisson.cdf(3, 17)))


def test_small_counts_above_are_as_far_out_as_on_the_scale_that_is_nearer():
    volume = [3.0, 2, 4, 3, 3, 2, 4, 14, 3, 3, 2, 3]
    chart = counts(volume, expected=[3.0] * 12)
    root = 2 * np.sqrt(14.375) - 2 * np.sqrt(3.375)
    exact = norm.isf(poisson.sf(13, 3))
    assert chart.z[7] == pytest.approx(min(root, exact))


def test_rare_events_lie_no_farther_out_than_their_chance():
    chart = rates([1, 0, 1, 2, 0, 1, 1, 0, 8, 1, 0, 1], [50] * 12)
    level = chart.centre[8]
    exact = norm.isf(binom.sf(7, 50, level))
    assert 0 < chart.z[8] <= exact + 1e-9
    # A rate of 0 where 1 of 50 is usual is nothing.
    assert (np.abs(chart.z[[1, 4, 7]]) < 1.5).all()


def test_an_outage_of_a_large_service_is_far_out_whatever_floats_can_hold():
    volume = np.full(20, 1e6)
    volume[::2] += 1000
    volume[9] = 0
    chart = counts(volume)
    assert np.isfinite(chart.z).all()
    assert chart.z[9] < -100


def test_days_that_vary_by_more_than_chance_widen_what_small_counts_are_held_to():
    draw = np.random.default_rng(3)
    mean = 20 * draw.gamma(8, 1 / 8, 200)
    wide = counts(draw.poisson(mean).astype(float))
    assert (np.abs(np.nan_to_num(wide.z)) > 4).sum() == 0
