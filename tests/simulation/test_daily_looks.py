"""A year of daily looks, with a season, a weekly rhythm and a mix of people that moves all year.

The first group moves out of the stratum with the high rate while the second moves in, so that
what is pooled over strata or over time finds a gap that is not there.
"""

from datetime import date, timedelta
from functools import partial

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.series import Series, Slots
from evenhand.analyses.over_time.trends import trends
from evenhand.analyses.settings import Settings
from evenhand.cube.windows import Calendar
from evenhand.inference.change_point import gap_change, rate_change
from evenhand.inference.confidence_sequence import (
    confidence_sequence,
    mean_sequence,
    rate_sequence,
)
from evenhand.inference.e_detector import e_detector
from evenhand.inference.segmentation import changes
from evenhand.inference.sequential import equality_e_process, margin_e_process
from evenhand.metrics import METRICS

DAYS = 365
DAY = np.arange(DAYS)
SEASON = 1 + 0.2 * np.sin(2 * np.pi * DAY / DAYS) + 0.1 * (DAY % 7 >= 5)
CHANGE = 180
ALPHA = 0.05


def stream(random, *, sizes=(200, 50), base=0.5, gap=0.0, ratio=1.0, start=0):
    """Return x1, n1, x2, n2 of two strata; from `start` on the second group falls behind."""
    first = random.binomial(sizes[0], 0.7 - 0.4 * DAY / DAYS)
    second = random.binomial(sizes[1], 0.3 + 0.4 * DAY / DAYS)
    n1 = np.stack([first, sizes[0] - first], axis=1)
    n2 = np.stack([second, sizes[1] - second], axis=1)
    rate = base * SEASON[:, None] * [1.2, 0.6]
    late = (start <= DAY)[:, None]
    behind = np.where(late, ratio * rate - gap, rate)
    return random.binomial(n1, rate), n1, random.binomial(n2, behind), n2


def share_of_alarms(process, runs, seed, **kind):
    random = np.random.default_rng(seed)
    return np.mean([process(*stream(random, **kind)).alarm(ALPHA) is not None for _ in range(runs)])


def median_look(found):
    """Return the median first look; one that never comes is later than all."""
    return np.median([np.inf if look is None else look for look in found])


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"sizes": (20, 4), "base": 0.05},
        {"sizes": (200, 5), "base": 0.005},
        {"sizes": (30, 30), "base": 0.01},
        {"sizes": (5000, 1000)},
    ],
    ids=["large", "small", "rare and lopsided", "rare", "very large"],
)
def test_equal_treatment_rarely_alarms_in_a_year_of_looks(kind, times, allowed, record):
    runs = 200 * times
    share = share_of_alarms(equality_e_process, runs, 1, **kind)
    record("equality", share)
    assert share <= allowed(ALPHA, runs)


NAMES = tuple(str(date(2025, 1, 1) + timedelta(days=at)) for at in range(DAYS))
SETTINGS = Settings(level=0.95, alpha=ALPHA, seed=1, draws=100)
BY_GROUP = Grouping(("g",), (("a",), ("b",)), np.arange(2), 0, "plan")


def shown(metric, total, squares, n, effect):
    """Return what audits show of a gap, look by look: the ends of its band, and its p-value.

    There is a look every day at a rate; means are not followed over more than 60 windows, so there
    is one every week.
    """
    kind = "rate" if squares is total else "mean"
    windows = NAMES if kind == "rate" else NAMES[::7]
    slots = Slots(NAMES, n, {metric: Series(METRICS[metric], kind, total, squares, n)})
    effects = {(("g",), metric): np.full(2, effect)}
    rows = trends(BY_GROUP, slots, Calendar("day", "day", NAMES, windows), SETTINGS, effects)
    columns = [(row.low, row.high, row.p_value) for row in rows]
    return np.array(columns, dtype=float).T


def a_year_of_people(random, sizes, effect):
    """Return how many of either group are decided about each day: the second takes over.

    With an effect, as many people come on a day, and are decided about so many times each.
    """
    change = np.stack([1.3 - 0.6 * DAY / DAYS, 0.4 + 1.2 * DAY / DAYS], axis=1)
    return random.poisson(np.array(sizes) * change * SEASON[:, None] / effect)


@pytest.mark.parametrize(
    ("sizes", "base", "effect"),
    [((200, 60), 0.5, 1), ((30, 4), 0.3, 1), ((200, 60), 0.02, 1), ((200, 60), 0.5, 4)],
    ids=["large", "small", "rare", "people decided about four times"],
)
@pytest.mark.parametrize("kind", ["rate", "mean"])
def test_a_year_of_audits_rarely_shows_a_gap_that_is_not_there(  # noqa: PLR0917
    sizes, base, effect, kind, times, allowed, record
):
    """Through the audit itself: days taken together where they are small, people who come again."""
    runs, random = 60 * times, np.random.default_rng(11)
    band, p_value = 0, 0
    for _ in range(runs):
        people = a_year_of_people(random, sizes, effect)
        level = (base * SEASON)[:, None]
        if kind == "rate":
            total = squares = effect * random.binomial(people, level).astype(float)
            metric = "selection_rate"
        else:
            values = random.lognormal(0, 0.6, int(people.sum())) / base
            day = np.repeat(np.arange(people.size), people.ravel())
            total, squares = (
                effect * np.bincount(day, part, people.size).reshape(people.shape) * scale
                for part, scale in ((values, level), (values**2, level**2))
            )
            metric = "latency_mean"
        low, high, p = shown(metric, total, squares, (effect * people).astype(float), effect)
        band += bool(((low > 0) | (high < 0)).any())
        p_value += bool((p <= ALPHA).any())
    record("band ever without zero", band / runs)
    assert band / runs <= allowed(ALPHA, runs)
    if kind == "rate":  # gaps of means have no p-value
        record("p-value ever at most 0.05", p_value / runs)
        assert p_value / runs <= allowed(ALPHA, runs)


def test_pooled_strata_and_repeated_intervals_alarm_nearly_always(times, record):
    """What the rest of this file is spared by looking within windows and strata."""
    random = np.random.default_rng(1)
    pooled, peeked = [], []
    for _ in range(50 * times):
        tables = stream(random)
        found = equality_e_process(*(part.sum(axis=1) for part in tables))
        pooled.append(found.alarm(ALPHA) is not None)
        x1, n1, x2, n2 = (part.sum(axis=1).cumsum() for part in tables)
        rate = (x1 + x2) / (n1 + n2)
        error = np.sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2))
        peeked.append((np.abs(x1 / n1 - x2 / n2) > 1.96 * error).any())
    record("strata pooled", np.mean(pooled))
    record("pooled z, looked at daily", np.mean(peeked))
    assert np.mean(pooled) > 0.9
    assert np.mean(peeked) > 0.9


@pytest.mark.parametrize(
    ("hypothesis", "truth"),
    [({"margin": 0.05}, {"gap": 0.05}), ({"ratio": 0.8}, {"ratio": 0.8})],
    ids=["difference", "ratio"],
)
def test_a_gap_at_its_margin_rarely_alarms(hypothesis, truth, times, allowed, record):
    runs = 200 * times
    share = share_of_alarms(partial(margin_e_process, **hypothesis), runs, 2, **truth)
    record("margin", share)
    assert share <= allowed(ALPHA, runs)


def test_a_gap_beyond_its_margin_is_found_within_weeks(times, record):
    random = np.random.default_rng(3)
    looks = [
        margin_e_process(*stream(random, gap=0.10), margin=0.05).alarm(ALPHA)
        for _ in range(50 * times)
    ]
    record("margin 0.05, gap 0.10: median days", median_look(looks))
    assert median_look(looks) <= 25


@pytest.mark.parametrize(("gap", "days", "late"), [(0.05, 30, 110), (0.10, 9, 50)])
def test_gaps_are_found_in_time(gap, days, late, times, record):
    random = np.random.default_rng(4)
    tables = [stream(random, gap=gap) for _ in range(50 * times)]
    soon = [equality_e_process(*table).alarm(ALPHA) for table in tables]
    tables = [stream(random, gap=gap, start=CHANGE) for _ in range(50 * times)]
    slow = [equality_e_process(*table).alarm(ALPHA) for table in tables]
    record("from the start: median days", median_look(soon))
    record("at day 180: median days", median_look(slow) - CHANGE)
    assert median_look(soon) <= days
    assert median_look(slow) - CHANGE <= late


def test_the_detector_keeps_its_run_length(times, allowed, record):
    """A run length of c allows t / c alarms within t looks, by optional stopping."""
    runs = 200 * times
    random = np.random.default_rng(5)
    for run_length in (3650, 1000):
        found = [e_detector(*stream(random), run_length=run_length) for _ in range(runs)]
        share = np.mean([one.alarm is not None for one in found])
        record(f"detector, run length {run_length}", share)
        assert share <= allowed(DAYS / run_length, runs)


@pytest.mark.parametrize(("gap", "days", "off"), [(0.05, 40, 12), (0.10, 14, 3)])
def test_the_detector_finds_and_dates_a_late_gap(gap, days, off, times, record):
    random = np.random.default_rng(6)
    found = [e_detector(*stream(random, gap=gap, start=CHANGE)) for _ in range(50 * times)]
    in_time = [one for one in found if one.alarm is not None and one.alarm >= CHANGE]
    delay = np.median([one.alarm - CHANGE for one in in_time])
    error = np.median([abs(one.start - CHANGE) for one in in_time])
    record("alarms in time", len(in_time) / len(found))
    record("median delay", delay)
    record("median error of the date", error)
    assert len(in_time) >= 0.85 * len(found)
    assert delay <= days
    assert error <= off


def ever_outside(truth, bands):
    _, low, high = bands
    return bool(((truth < low) | (truth > high)).any())


def running_mean(values, weights):
    return np.cumsum(weights * values) / np.cumsum(weights)


def predictable(variance, size):
    """Return the weights that the band gives to windows: sizes over what variances were."""
    so_far = np.cumsum(variance * size) / np.arange(1, DAYS + 1)
    return size / np.concatenate([variance[:1] * size[:1], so_far[:-1]])


def test_bands_rarely_miss_in_a_year_of_looks(times, allowed, record):
    runs = 200 * times
    random = np.random.default_rng(7)
    rate, level = 0.5 * SEASON, SEASON
    missed = {"gap": 0, "rate": 0, "mean": 0, "interval each day": 0}
    for _ in range(runs):
        n1, n2 = random.integers(100, 300, DAYS), random.integers(20, 80, DAYS)
        x1, x2 = random.binomial(n1, rate), random.binomial(n2, rate - 0.1)
        (a, b), size = ((x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)), n1 * n2 / (n1 + n2)
        variance = a * (1 - a) / n1 + b * (1 - b) / n2
        band = confidence_sequence(x1 / n1 - x2 / n2, variance, tau=0.05, level=0.95, size=size)
        missed["gap"] += ever_outside(0.1, band)
        half = 1.96 / np.sqrt(np.cumsum(predictable(variance, size)))
        missed["interval each day"] += ever_outside(0.1, (None, band[0] - half, band[0] + half))
        shifted = random.binomial(n2, rate)
        smooth = (shifted + 1) / (n2 + 2)
        truth = running_mean(rate, predictable(smooth * (1 - smooth) / n2, n2))
        missed["rate"] += ever_outside(truth, rate_sequence(shifted, n2, level=0.95))
        values = random.exponential(level[:, None], (DAYS, 30))
        truth = running_mean(level, predictable(values.var(axis=1, ddof=1) / 30, np.full(DAYS, 30)))
        sums = values.sum(axis=1), (values**2).sum(axis=1), np.full(DAYS, 30)
        missed["mean"] += ever_outside(truth, mean_sequence(*sums, level=0.95))
    shares = {name: count / runs for name, count in missed.items()}
    for name, share in shares.items():
        record(f"ever missed: {name}", share)
    assert shares.pop("interval each day") > 0.25
    assert max(shares.values()) <= allowed(0.05, runs)


def test_a_gap_that_does_not_change_is_rarely_cut(times, allowed, record):
    """As windows are not quite alike here, permutation is not quite exact: 6 %, not 5 %."""
    runs = 200 * times
    random = np.random.default_rng(8)
    find = partial(gap_change, permutations=200)
    for gap in (0.0, 0.1):
        tables = [stream(random, gap=gap) for _ in range(runs)]
        share = np.mean([find(*table, seed=at).p_value <= ALPHA for at, table in enumerate(tables)])
        record(f"steady gap of {gap}: p <= 0.05", share)
        assert share <= allowed(0.06, runs)


@pytest.mark.parametrize(("gap", "off"), [(0.05, 12), (0.10, 4)])
def test_a_gap_that_changes_is_cut_once_and_in_the_right_place(gap, off, times, record):
    runs = 30 * times
    random = np.random.default_rng(9)
    found = [
        changes(partial(gap_change, seed=at), *stream(random, gap=gap, start=CHANGE), alpha=ALPHA)
        for at in range(runs)
    ]
    once = [one[0] for one in found if len(one) == 1]
    error = np.median([abs(one.place - CHANGE) for one in once])
    covered = np.mean([one.low <= gap <= one.high for one in once])
    record("cut once", len(once) / runs)
    record("median error of the place", error)
    record("interval covers", covered)
    assert len(once) >= 0.8 * runs
    assert error <= off
    assert covered >= 0.8


@pytest.mark.parametrize(("correlation", "level"), [(0.0, 0.05), (0.3, 0.07)])
def test_days_that_run_on_are_rarely_taken_for_a_change(correlation, level, times, allowed, record):
    """Days add as much variance as chance does, and resemble the day before."""
    runs = 200 * times
    random = np.random.default_rng(10)
    week = 0.5 + 0.1 * (DAY % 7 >= 5)
    cut, singly = [], []
    for _ in range(runs):
        days = random.normal(0, np.sqrt(0.25 / 200), DAYS)
        for at in range(1, DAYS):
            fresh = np.sqrt(1 - correlation**2) * days[at]
            days[at] = correlation * days[at - 1] + fresh
        x, n = random.binomial(200, week + days), np.full(DAYS, 200)
        find = partial(rate_change, x, n, seed=1, permutations=200, period=7)
        cut.append(find().p_value <= ALPHA)
        singly.append(find(block=1).p_value <= ALPHA)
    record("by the week", np.mean(cut))
    record("day by day", np.mean(singly))
    assert np.mean(cut) <= allowed(level, runs)
