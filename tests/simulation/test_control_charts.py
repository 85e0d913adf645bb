"""Control charts over a year of days: how often a quiet day signals, and what is always found."""

import numpy as np
import pytest

from evenhand.inference.control_chart import counts, individuals, laney, rates, runs

DAYS = 365
WEEKDAY = np.arange(DAYS) % 7
NOMINAL = 0.985  # a year of days beyond three standard deviations
SEASON = np.where(WEEKDAY >= 5, 0.85, 1.06)  # a fifth fewer at weekends


def beyond(chart):
    return np.abs(np.nan_to_num(chart.z)) > 3


def a_year(chart_of, years, seed=1):
    """Return how many of a year's days signal, on average over `years`."""
    random = np.random.default_rng(seed)
    return np.mean([beyond(chart_of(random)).sum() for _ in range(years)])


def near_nominal(found, years):
    """Return whether so many signals a year are the nominal ones, give or take a third."""
    noise = 3 * np.sqrt(NOMINAL / years)
    return 0.6 * NOMINAL - noise < found < 1.35 * NOMINAL + noise


@pytest.mark.parametrize("extra", [0.0, 0.01, 0.02])
@pytest.mark.parametrize("chart_of", [laney, rates])
def test_a_rate_signals_about_once_a_year_however_much_days_differ(chart_of, extra, times, record):
    def year(random):
        rate = np.clip(0.3 + extra * random.normal(size=DAYS), 0, 1)
        n = random.poisson(1000 * SEASON)
        return chart_of(random.binomial(n, rate), n)

    found = a_year(year, 60 * times)
    record(f"{chart_of.__name__}, extra sd {extra}: signals a year", found)
    assert near_nominal(found, 60 * times)


def test_limits_by_chance_alone_would_signal_all_year(times, record):
    random, found = np.random.default_rng(1), []
    for _ in range(20 * times):
        x = random.binomial(3000, np.clip(0.3 + 0.02 * random.normal(size=DAYS), 0, 1))
        found.append((np.abs(x / 3000 - 0.3) > 3 * np.sqrt(0.3 * 0.7 / 3000)).sum())
    record("limits by chance alone, extra sd 0.02: signals a year", np.mean(found))
    assert np.mean(found) > 50


def test_quiet_weekends_make_laney_signal_and_not_the_robust_chart(times, record):
    def year(chart_of):
        def drawn(random):
            n = np.where(WEEKDAY >= 5, 500, 5000)
            return chart_of(random.binomial(n, 0.3 + 0.02 * random.normal(size=DAYS)), n)

        return a_year(drawn, 60 * times)

    published, robust = year(laney), year(rates)
    record("weekends of a tenth, laney: signals a year", published)
    record("weekends of a tenth, robust: signals a year", robust)
    assert published > 1.5
    assert near_nominal(robust, 60 * times)


def test_rare_events_do_not_signal_one_by_one(times, record):
    def year(chart_of):
        def drawn(random):
            return chart_of(random.binomial(50, 0.01, DAYS), [50] * DAYS)

        return a_year(drawn, 40 * times)

    published, robust = year(laney), year(rates)
    record("0.5 events a day, laney: signals a year", published)
    record("0.5 events a day, robust: signals a year", robust)
    assert published > 3
    assert robust < 1.5


@pytest.mark.parametrize("mean", [5, 200, 5000])
def test_volume_with_a_season_signals_about_once_a_year(mean, times, record):
    def year(random):
        return counts(
            random.poisson(mean * SEASON * random.gamma(400, 1 / 400, DAYS)), season=WEEKDAY
        )

    found = a_year(year, 60 * times)
    record(f"volume of {mean} a day: signals a year", found)
    # Small counts are skew; the transformation leaves a little of it.
    assert found < 2.2
    assert mean == 5 or near_nominal(found, 60 * times)


@pytest.mark.parametrize("wide", [0.5, 1.0])
def test_latency_signals_about_once_a_year(wide, times, record):
    def year(random):
        values = random.lognormal(5, wide, (DAYS, 40)) * np.exp(
            0.05 * random.normal(size=(DAYS, 1))
        )
        total, squares = values.sum(axis=1), (values**2).sum(axis=1)
        return individuals(total, squares, np.full(DAYS, 40), positive=True)

    found = a_year(year, 60 * times)
    record(f"latency, log sd {wide}: signals a year", found)
    assert found < 1.35 * NOMINAL + 0.6


@pytest.mark.parametrize("windows", [8, 12, 20, 28, 56, 120])
def test_short_series_signal_no_more_often_than_long_ones(windows, times, record):
    random, found = np.random.default_rng(1), []
    for _ in range(4000 * times // windows):
        rate = 0.3 + 0.01 * random.normal(size=windows)
        found.append(beyond(rates(random.binomial(1000, rate), [1000] * windows)).mean())
    share = np.mean(found)
    record(f"{windows} windows: signals a window", share)
    # Signals of one short series come together, so the noise is that of series.
    assert share < 0.0027 * 1.35 + 3 * np.std(found) / np.sqrt(len(found))


def test_days_that_take_after_the_day_before_signal_little_more(times, record):
    random, robust, published = np.random.default_rng(1), [], []
    for _ in range(60 * times):
        steps, day = random.normal(size=DAYS), np.zeros(DAYS)
        for at in range(1, DAYS):
            day[at] = 0.4 * day[at - 1] + np.sqrt(1 - 0.16) * steps[at]
        x = random.binomial(4000, 0.3 + 0.03 * day)
        robust.append(beyond(rates(x, [4000] * DAYS)).sum())
        published.append(beyond(laney(x, [4000] * DAYS)).sum())
    record("correlation of 0.4, robust: signals a year", np.mean(robust))
    record("correlation of 0.4, laney: signals a year", np.mean(published))
    assert np.mean(robust) < 2.5
    assert np.mean(published) > 4


def test_a_week_of_doubled_latency_is_always_found_as_one_run(times, record):
    random, found, whole = np.random.default_rng(1), 0, 0
    years = 60 * times
    for _ in range(years):
        start = int(random.integers(0, DAYS - 7))
        slow = np.where((np.arange(DAYS) >= start) & (np.arange(DAYS) < start + 7), 2.0, 1.0)
        spread = np.exp(0.1 * random.normal(size=DAYS)) * slow
        values = random.lognormal(5, 0.8, (DAYS, 200)) * spread[:, None]
        sums = values.sum(axis=1), (values**2).sum(axis=1), np.full(DAYS, 200)
        chart = individuals(*sums, season=WEEKDAY, positive=True)
        long = [run for run in runs(chart.z > 3, bridge=2) if run[1] - run[0] >= 2]
        found += any(first < start + 7 and last > start for first, last in long)
        whole += any(first <= start + 1 and last >= start + 6 for first, last in long)
    record("latency doubled for a week: found", found / years)
    record("latency doubled for a week: as one run", whole / years)
    assert found == years
    assert whole > 0.95 * years


@pytest.mark.parametrize("mean", [30, 1000])
def test_an_outage_of_a_day_is_always_found_at_weekends_too(mean, times, record):
    random, found = np.random.default_rng(1), 0
    years = 60 * times
    for _ in range(years):
        volume = random.poisson(mean * SEASON * random.gamma(100, 0.01, DAYS))
        day = int(random.integers(0, DAYS))
        volume[day] = 0
        found += counts(volume, season=WEEKDAY).z[day] < -3
    record(f"outage of {mean} a day: found", found / years)
    assert found == years


def test_a_month_of_doubled_overrides_does_not_hide_itself(times, record):
    random, found = np.random.default_rng(1), []
    for _ in range(20 * times):
        share = np.where((np.arange(DAYS) >= 150) & (np.arange(DAYS) < 180), 0.2, 0.1)
        x = random.binomial(400, np.clip(share + 0.01 * random.normal(size=DAYS), 0, 1))
        found.append(beyond(rates(x, [400] * DAYS))[150:180].mean())
    record("overrides doubled for a month: days found", np.mean(found))
    assert np.mean(found) > 0.9
