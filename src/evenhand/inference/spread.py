"""How far windows scatter about their level beyond what chance must do, whatever a few of them do.

Two estimates, and the larger counts. Moving ranges see through a shift of the level; the median
distance from the level sees slow wander, which moving ranges take for calm. In simulation the
larger of the two signals about as often as it should for 12 to 365 windows, for independent
windows (0.3 %) and for days that take after the day before (0.4 % at a correlation of 0.4, where
moving ranges by themselves signal 2 %). The mean moving range, which is Laney's, is pulled by the
very excursion that is looked for: one odd window of 20 widens it by 60 %, the median by 17 %.
"""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

LEAST_WINDOWS = 8  # with fewer there is no telling what is usual
LEAST_IN_STRATUM = 4
_MEDIAN_NORMAL = 0.6744897501960817  # the median size of a standard normal number
_SHORT = 220  # so short series signal no more often than long ones; by simulation
_FAR = 3.0  # standard deviations at which a window no longer counts towards the level


def spread(deviation: ArrayLike, base: ArrayLike, weight: ArrayLike, *, levels: int = 1) -> Array:
    """Return the standard deviation of each window about its level, robust to excursions.

    Variances are taken to be ``base + extra * weight``, and `extra` is as much as half of the
    moving ranges need to be usual, and half of the distances from the level; never below 0, as no
    window varies less than chance does.

    Parameters
    ----------
    deviation : array_like, shape (windows,)
        Distance of each window from its level, in order of time, without gaps.
    base, weight : array_like, shape (windows,)
        Variance by chance alone, above 0; how strongly days that differ show in each window.
        Windows of weight 0, where nothing is ever seen, tell nothing about the others.
    levels : int
        How many levels were estimated: one, or one a weekday.

    Undefined when
    --------------
    There are fewer than 8 windows.

    References
    ----------
    Wheeler (1992), "Understanding Statistical Process Control", for the median moving range.

    Examples
    --------
    The moving ranges are 2 or 4, their median 2, and 2 / 0.954 = 2.1; the median distance of 1
    says less. The rest is the allowance for a short series.

    >>> found = spread([1, -1, 1, -1, 1, -1, 3, -1, 1, -1], 0.01, 1)
    >>> round(float(found[0]), 2), round(float(found[0]) / 1.22, 2)
    (2.56, 2.1)
    """
    away, chance, times = floats(deviation, base, weight)
    if len(away) < LEAST_WINDOWS:
        return np.full(len(away), np.nan)
    shown = times > 0
    windows = int(shown.sum())
    if windows < LEAST_WINDOWS:
        return np.asarray(np.sqrt(chance))
    extra = _extra(away[shown], chance[shown], times[shown])
    short = 1 + _SHORT / max(windows - levels + 1, LEAST_WINDOWS) ** 3
    return np.asarray(np.sqrt(chance + extra * short**2 * times))


def _extra(away: Array, chance: Array, times: Array) -> float:
    """Return the extra variance that explains both medians: half of the windows need no more."""
    ranges, distances = (
        (size / _MEDIAN_NORMAL**2 - by_chance) / weight
        for size, by_chance, weight in (
            (np.diff(away) ** 2, chance[1:] + chance[:-1], times[1:] + times[:-1]),
            (away**2, chance, times),
        )
    )
    return max(0.0, float(np.median(ranges)), float(np.median(distances)))


def strata(season: ArrayLike | None, known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the stratum of each known window, from 0; all 0 when a season cannot be told.

    Parameters
    ----------
    season : array_like of int, shape (windows,), or None
        The place of each window in the season, its weekday for one.
    known : bool array, shape (windows,)
        The windows that have a value. Each stratum needs four of them.

    Examples
    --------
    >>> strata([5, 6, 5, 6, 5, 6, 5, 6], np.full(8, True)).tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    >>> strata([5, 6, 5, 6, 5, 6, 5, 5], np.full(8, True)).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0]
    """
    none = np.zeros(int(known.sum()), dtype=np.int64)
    if season is None or not known.any():
        return none
    places, codes = np.unique(np.asarray(season)[known], return_inverse=True)
    enough = np.bincount(codes, minlength=len(places)).min() >= LEAST_IN_STRATUM
    return codes.astype(np.int64) if enough else none


def level_and_error(
    value: Array,
    size: Array | None,
    codes: NDArray[np.int64],
    base: Array,
    away: Callable[[Array], Array],
) -> tuple[Array, Array]:
    """Return the level of each window, and its standard deviation on the scale of `away`.

    Medians begin; then the windows near them are averaged, as the median of rare events is 0.

    Parameters
    ----------
    value : array_like, shape (windows,)
        What is averaged to a level, in each stratum.
    size : array_like, shape (windows,), or None
        What each window weighs; None: by its standard deviation.
    codes : int array, shape (windows,)
        What `strata` returned.
    base : array_like, shape (windows,)
        Variance by chance alone, on the scale of `away`.
    away : callable
        From the levels of all windows to their distances, on a scale of steady variance.
    """
    levels = int(codes.max()) + 1
    first = medians(value, codes)
    distance = away(first[codes])
    error = spread(distance, base, 1, levels=levels)
    near = np.abs(distance) <= _FAR * error
    weight = near * (1 / error**2 if size is None else size)
    total = np.bincount(codes, weights=weight * value, minlength=levels)
    weights = np.bincount(codes, weights=weight, minlength=levels)
    level = np.where(weights > 0, divide(total, weights), first)[codes]
    return level, spread(away(level), base, 1, levels=levels)


def medians(value: Array, codes: NDArray[np.int64]) -> Array:
    """Return the median of each stratum, NaN left out; NaN of a stratum without numbers.

    Examples
    --------
    >>> medians(np.array([1.0, 2.0, 4.0, np.nan]), np.array([0, 0, 0, 1]))
    array([ 2., nan])
    """
    strata_ = range(int(codes.max()) + 1)
    return np.array([_median(value[None, codes == stratum])[0] for stratum in strata_])


def trailing_median(value: Array, trailing: int) -> Array:
    """Return the median of the `trailing` windows before each, NaN left out.

    For the first windows it is that of the first `trailing` windows, themselves among them.

    Examples
    --------
    >>> trailing_median(np.array([1.0, 5.0, 3.0, 9.0, 9.0]), 3).tolist()
    [3.0, 3.0, 3.0, 3.0, 5.0]
    """
    length = min(trailing, len(value))
    blocks = _median(sliding_window_view(value, length))
    return blocks[np.maximum(np.arange(len(value)) - length, 0)]


def _median(table: Array) -> Array:
    """Return the median of each row, NaN left out; NaN of a row without numbers."""
    ordered = np.sort(table, axis=1)  # puts NaN last
    found = np.count_nonzero(~np.isnan(ordered), axis=1)
    rows = np.arange(len(table))
    lower, upper = (ordered[rows, place] for place in (np.maximum(found - 1, 0) // 2, found // 2))
    return np.asarray((lower + upper) / 2)
