"""Control charts: which windows of a series differ from the others by more than windows do.

Charts describe; they are looked at after the fact, and every window is in its own limits. At 3
standard deviations about one window of 370 signals by chance, one a year of days. Alarms that may
be watched day by day are another matter.

Rates and volumes are charted on a scale on which chance varies them alike at every level
(Anscombe 1948), so that rare events and small windows do not signal whenever one event happens;
limits are brought back to the scale of the values. In the tails of small counts that scale flatters
chance, so that there a window is as far out as its exact binomial or Poisson tail says, if that is
nearer. Series are in order of time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts as held_counts
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.spread import (
    LEAST_WINDOWS,
    level_and_error,
    medians,
    spread,
    strata,
    trailing_median,
)
from evenhand.inference.tails import binomial_distance, nearer, poisson_distance

_ROUNDING = 1e-12  # of a value
_MEAN_RANGE = 1.128  # the mean moving range of standard normal numbers


@dataclass(frozen=True, slots=True)
class Chart:
    """A control chart: one number a window, NaN where a window has nothing to show.

    Attributes
    ----------
    centre, low, high : float arrays, shape (windows,)
        What is usual, and the limits of what is, in the unit of the values.
    z : float array, shape (windows,)
        How many standard deviations the window lies above what is usual: outside the limits when
        its size is above the `sigmas` asked for.
    """

    centre: Array
    low: Array
    high: Array
    z: Array


def laney(x: ArrayLike, n: ArrayLike, *, sigmas: float = 3.0) -> Chart:
    """Return Laney's p' chart of a rate, as published: for series without season or excursion.

    Parameters
    ----------
    x, n : array_like, shape (windows,)
        Events and decisions of each window. ``n`` of 0 is a gap: NaN, and bridged.
    sigmas : float
        Where the limits lie, in standard deviations; they are held to [0, 1].

    Undefined when
    --------------
    Fewer than 8 windows have decisions, or no window differs from the next.

    References
    ----------
    Laney (2002), "Improved Control Charts for Attributes", Quality Engineering 14(4).

    Examples
    --------
    Moving ranges of z are 1/3 * 10 throughout, so the spread is 3.33 / 1.128.

    >>> chart = laney([45, 55] * 5, [100] * 10)
    >>> float(chart.centre[0]), round(float(chart.z[1]), 3)
    (0.5, 0.564)
    """
    events, size = held_counts(x, n)
    known = ~np.isnan(size)
    if known.sum() < LEAST_WINDOWS:
        return _nothing(len(size))
    centre = events[known].sum() / size[known].sum()
    error = np.sqrt(centre * (1 - centre) / size)
    distance = divide(events / size - centre, error)
    wide = float(np.abs(np.diff(distance[known])).mean()) / _MEAN_RANGE
    error = error * wide if wide > 0 else np.full(len(size), np.nan)
    low, high = (np.clip(centre + side * sigmas * error, 0, 1) for side in (-1, 1))
    return Chart(centre + 0 * error, low, high, divide(events / size - centre, error))


def rates(
    x: ArrayLike, n: ArrayLike, *, sigmas: float = 3.0, season: ArrayLike | None = None
) -> Chart:
    """Return the chart of a rate whose level and limits a passing excursion does not pull.

    Parameters
    ----------
    x, n : array_like, shape (windows,)
        Events and decisions of each window. ``n`` of 0 is a gap: NaN, and bridged.
    sigmas : float
        Where the limits lie, in standard deviations; they are held to [0, 1].
    season : array_like of int, shape (windows,), optional
        The weekday of each window, say: each has a level of its own, given four windows of each.

    Undefined when
    --------------
    Fewer than 8 windows have decisions.

    Examples
    --------
    >>> chart = rates([30, 28, 33, 31, 29, 60, 27, 32, 30, 31], [100] * 10)
    >>> round(float(chart.centre[0]), 3), (np.abs(chart.z) > 3).nonzero()[0].tolist()
    (0.301, [5])
    """
    events, size = held_counts(x, n)
    known = ~np.isnan(size)
    if known.sum() < LEAST_WINDOWS:
        return _nothing(len(size))
    x_, n_, codes = events[known], size[known], strata(season, known)
    angle = _angle(x_, n_)
    level, error = level_and_error(
        x_ / n_, n_, codes, 1 / (n_ + 0.5), lambda rate: angle - _angle(n_ * rate, n_)
    )
    usual = _angle(n_ * level, n_)

    def limit(side: float) -> Array:
        share = np.sin(np.clip(usual + side * sigmas * error, 0, np.pi) / 2) ** 2
        return np.clip((share * (n_ + 0.75) - 0.375) / n_, 0, 1)

    away = nearer(angle - usual, binomial_distance(x_, n_, level))
    return _placed(known, level, limit(-1), limit(1), away / error)


def individuals(
    total: ArrayLike,
    squares: ArrayLike,
    n: ArrayLike,
    *,
    sigmas: float = 3.0,
    season: ArrayLike | None = None,
    positive: bool = False,
) -> Chart:
    """Return the chart of a mean (latency, cost, satisfaction), robust as `rates`.

    The variance of a window's mean is that between windows, and that of a value over `n`.

    Parameters
    ----------
    total, squares, n : array_like, shape (windows,)
        Sum of the values, of their squares, and how many they are. ``n`` of 0 is a gap.
    sigmas, season
        As `rates`.
    positive : bool
        Whether values are sizes, as times and costs are. Then windows are compared by ratio,
        unless the mean of one is not above 0, and a season multiplies.

    Undefined when
    --------------
    Fewer than 8 windows have values, or all values are 0.

    Examples
    --------
    >>> mean = np.array([10, 11, 9, 10, 20, 11, 10, 9, 10, 11.0])
    >>> chart = individuals(50 * mean, 50 * (mean**2 + 4), [50] * 10)
    >>> round(float(chart.centre[0]), 2), (np.abs(chart.z) > 3).nonzero()[0].tolist()
    (10.11, [4])
    """
    sums, sums_of_squares, size = floats(total, squares, n)
    known = size > 0
    if known.sum() < LEAST_WINDOWS:
        return _nothing(len(size))
    n_, codes = size[known], strata(season, known)
    mean = sums[known] / n_
    within = np.maximum(sums_of_squares[known] / n_ - mean**2, 0)
    value, scale = mean, float(np.abs(mean).max())
    if positive and (mean > 0).all():
        value, within, scale = np.log(mean), within / mean**2, 1.0
    # The median, as one absurd value must not widen the limits of every window.
    several = n_ >= 2  # noqa: PLR2004 - one value has no variance
    usual = float(np.median(within[several])) if several.any() else 0.0
    # Where all values are equal, what is left of them is rounding, and must not signal.
    chance = max(usual, (_ROUNDING * scale) ** 2) / n_
    if not (chance > 0).all():
        return _nothing(len(size))
    level, error = level_and_error(value, None, codes, chance, lambda level: value - level)
    bounds = (level, level - sigmas * error, level + sigmas * error)
    if value is not mean:
        bounds = (np.exp(bounds[0]), np.exp(bounds[1]), np.exp(bounds[2]))
    return _placed(known, *bounds, (value - level) / error)


def counts(
    volume: ArrayLike,
    *,
    sigmas: float = 3.0,
    season: ArrayLike | None = None,
    expected: ArrayLike | None = None,
    trailing: int = 28,
) -> Chart:
    """Return the chart of a volume against its trailing median; a window without events counts.

    Poisson by chance, and as overdispersed as the windows show. A level that has held for half of
    `trailing` is the new usual.

    Parameters
    ----------
    volume : array_like, shape (windows,)
        Events of each window; 0 is a value, NaN a gap.
    sigmas, season
        As `rates`; a season multiplies.
    expected : array_like, shape (windows,), optional
        What was to be expected, instead of the trailing median.
    trailing : int
        How many earlier windows the median is over. For the first it is over as many windows from
        the start of the series.

    Undefined when
    --------------
    Fewer than 8 windows are known.

    Examples
    --------
    >>> chart = counts([100, 103, 95, 99, 108, 0, 97, 104, 101, 92])
    >>> float(chart.centre[0]), (np.abs(chart.z) > 3).nonzero()[0].tolist()
    (99.5, [5])
    """
    events = np.asarray(volume, dtype=np.float64)
    given = None if expected is None else np.asarray(expected, dtype=np.float64)
    known = ~np.isnan(events) if given is None else ~np.isnan(events + given)
    if known.sum() < LEAST_WINDOWS:
        return _nothing(len(events))
    codes = strata(season if given is None else None, known)
    usual = _usual(events[known], codes, trailing) if given is None else given[known]
    root, middle = (2 * np.sqrt(values + 0.375) for values in (events[known], usual))
    error = spread(root - middle, 1, usual, levels=int(codes.max()) + 1)
    low, high = (
        np.maximum((np.maximum(middle + side * sigmas * error, 0) / 2) ** 2 - 0.375, 0)
        for side in (-1, 1)
    )
    away = nearer(root - middle, poisson_distance(events[known], usual))
    return _placed(known, usual, low, high, away / error)


def runs(signal: ArrayLike, *, bridge: int = 1) -> list[tuple[int, int]]:
    """Return runs of signalling windows, as slices: from the first to one past the last.

    Parameters
    ----------
    signal : array_like of bool, shape (windows,)
        Whether each window signals, to one side: above and below are runs of their own.
    bridge : int
        A gap of as many quiet windows does not end a run.

    Examples
    --------
    >>> runs([False, True, True, False, True, False, False, True])
    [(1, 5), (7, 8)]
    """
    found: list[tuple[int, int]] = []
    for at in np.flatnonzero(np.asarray(signal, dtype=bool)).tolist():
        if found and at - found[-1][1] <= bridge:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _usual(events: Array, codes: NDArray[np.int64], trailing: int) -> Array:
    """Return the trailing median of each window, times what its stratum is of it."""
    factor = medians(divide(events, trailing_median(events, trailing)), codes)
    factor = np.where(np.isnan(factor), 1, factor)[codes]
    return factor * trailing_median(divide(events, factor), trailing)


def _angle(x: Array, n: Array) -> Array:
    return np.asarray(2 * np.arcsin(np.sqrt((x + 0.375) / (n + 0.75))))


def _nothing(windows: int) -> Chart:
    return Chart(*(np.full(windows, np.nan) for _ in range(4)))


def _placed(known: NDArray[np.bool_], *values: Array) -> Chart:
    columns = np.full((4, len(known)), np.nan)
    columns[:, known] = values
    return Chart(*columns)
