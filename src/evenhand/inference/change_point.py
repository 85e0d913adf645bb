"""When did a rate, a mean or a gap change? All windows known, looked at once.

Significance is by permutation of the windows, so days may vary by more than chance explains. It
is exact where windows without a change could have come in any order, and near it where sizes and
variances drift (6 % in place of 5 % under a season and a mix of people that moves all year).
A level that moves slowly (a season of the year, a trend) *is* a change of level, and is called
one. The gap of two groups in the same window is free of what both share: prefer `gap_change`
where the question is about groups.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts, divide, floats
from evenhand.inference.increments import comparable, score
from evenhand.inference.normal import two_sided
from evenhand.inference.scan import Cut, scan
from evenhand.inference.score import difference_interval
from evenhand.inference.stratified import risk_difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """A place at which a series is cut in two, whether or not the cut is significant.

    Attributes
    ----------
    place : int
        Index of the first window after the change.
    earliest, latest : int
        Places that cannot be told from it, at 95 % for a change that is large against chance.
    statistic : float
        Twice the log likelihood ratio of two levels against one, to second order.
    p_value : float
        That some cut of a series without change does as well; above 0, at most 1.
    before, after : float
        Rate, mean or gap of all windows on either side.
    low, high : float
        Interval of `after` minus `before`, widened by the dispersion. It takes the place as
        known, and the place was chosen to set the sides apart: a size, not a test.
    dispersion : float
        Variance within the sides over what sampling explains; at least 1.
    windows : int
        How many windows are not empty.
    """

    place: int
    earliest: int
    latest: int
    statistic: float
    p_value: float
    before: float
    after: float
    low: float
    high: float
    dispersion: float
    windows: int


def rate_change(
    x: ArrayLike,
    n: ArrayLike,
    *,
    permutations: int = 500,
    seed: int,
    minimum: int = 3,
    period: int = 1,
    block: int = 7,
    level: float = 0.95,
) -> ChangePoint | None:
    """Return where a rate most likely changed, and how likely chance would show as much.

    Parameters
    ----------
    x, n : array_like, shape (windows,)
        Favourable and all decisions, windows in order. Empty windows keep their index.
    permutations, seed : int
        How many orders of the windows, and the seed of the generator.
    minimum : int
        Windows that are not empty on either side.
    period : int
        Windows to a season that is no change: 7 for the week, of daily windows. Rates are
        compared with those of the same weekday, and only the same weekdays change places.
    block : int
        Windows that stay together when they change places; a week, of daily ones. One by one,
        days that resemble the day before make false changes: 15 % in place of 5 % where days add
        as much variance as chance does and are correlated at 0.3, but 6 % by the week (at 0.6,
        45 % and 9 %). Fewer where there are not eight such blocks. Take 1 of months.
    level : float
        Of the interval: Miettinen and Nurminen's, with counts divided by the dispersion.

    Undefined when
    --------------
    Fewer than twice the minimum of windows are not empty, or all rates are alike: None.

    References
    ----------
    Page (1955); Worsley (1983), "The Power of Likelihood Ratio and Cumulative Sum Tests for a
    Change in a Binomial Probability"; Phipson and Smyth (2010) for the p-value of permutations;
    Kirch (2007), "Block Permutation Principles for the Change Analysis of Dependent Data".

    Examples
    --------
    >>> x = [30, 28, 33, 29, 31, 30, 27, 45, 47, 44, 48, 43, 46]
    >>> found = rate_change(x, [100] * 13, seed=1, block=1)
    >>> found.place, found.p_value < 0.01, round(found.before, 2), round(found.after, 2)
    (7, True, 0.3, 0.46)
    """
    successes, total = (np.nan_to_num(part) for part in counts(x, n))
    rate = divide(successes.sum(), total.sum())
    cut = scan(
        successes,
        total,
        float(np.nan_to_num(rate * (1 - rate))),
        permutations=permutations,
        seed=seed,
        minimum=minimum,
        period=period,
        block=block,
    )
    if cut is None:
        return None
    (x1, x2), (n1, n2) = _sides(cut, successes), _sides(cut, total)
    effective = (x2 / cut.dispersion, n2 / cut.dispersion, x1 / cut.dispersion, n1 / cut.dispersion)
    low, high = difference_interval(*effective, critical=two_sided(level))
    return _change(cut, x1 / n1, x2 / n2, float(low), float(high))


def mean_change(
    total: ArrayLike,
    squares: ArrayLike,
    n: ArrayLike,
    *,
    permutations: int = 500,
    seed: int,
    minimum: int = 3,
    period: int = 1,
    block: int = 7,
    level: float = 0.95,
) -> ChangePoint | None:
    """Return where a mean most likely changed, and how likely chance would show as much.

    Parameters
    ----------
    total, squares, n : array_like, shape (windows,)
        Sum of the values, sum of their squares, and how many they are, windows in order.
    permutations, seed, minimum, period, block
        As in `rate_change`.
    level : float
        Of the interval: normal, its variance times the dispersion.

    Undefined when
    --------------
    Fewer than twice the minimum of windows are not empty, or all means are alike: None.

    References
    ----------
    Hawkins (1977), "Testing a Sequence of Observations for a Shift in Location"; else as
    `rate_change`.

    Examples
    --------
    >>> total = np.array([30, 28, 33, 29, 31, 30, 27, 45, 47, 44, 48, 43, 46.0])
    >>> found = mean_change(total, total**2 / 10 + 40, [10] * 13, seed=1, block=1)
    >>> found.place, found.p_value < 0.01, round(found.before, 1), round(found.after, 1)
    (7, True, 3.0, 4.5)
    """
    sums, of_squares, size = floats(total, squares, n)
    there = size > 0
    sums, of_squares, size = (np.where(there, part, 0.0) for part in (sums, of_squares, size))
    centred = of_squares - np.divide(sums**2, size, out=np.zeros(size.shape), where=there)
    # What is left of equal values is rounding, and must not pass for variance.
    centred = np.where(centred > 1e-14 * of_squares, centred, 0.0)
    freedom = np.maximum(size - 1, 0.0).sum()
    variance = float(np.nan_to_num(divide(centred.sum(), freedom)))
    cut = scan(
        sums,
        size,
        variance,
        permutations=permutations,
        seed=seed,
        minimum=minimum,
        period=period,
        block=block,
    )
    if cut is None:
        return None
    (sum1, sum2), (n1, n2) = _sides(cut, sums), _sides(cut, size)
    before, after = sum1 / n1, sum2 / n2
    half = two_sided(level) * (cut.dispersion * cut.variance * (1 / n1 + 1 / n2)) ** 0.5
    return _change(cut, before, after, after - before - half, after - before + half)


def gap_change(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    permutations: int = 500,
    seed: int,
    minimum: int = 3,
    period: int = 1,
    block: int = 1,
    level: float = 0.95,
) -> ChangePoint | None:
    """Return where the gap of two groups most likely changed, and how likely by chance.

    Each window compares the groups by itself, within strata (Mantel-Haenszel): what both groups
    share, a trend, a season, a new mix of strata, cancels. A change is one of the difference of
    their rates.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (windows,) or (windows, strata)
        Favourable and all decisions of either group, windows in order. Windows in which nothing
        compares are empty; they keep their index.
    permutations, seed, minimum, period, block
        As in `rate_change`. Gaps seldom run on from day to day: windows change places one by one
        unless told otherwise.
    level : float
        Of the interval: from Sato's variance of either side's difference, times the dispersion.

    Undefined when
    --------------
    Fewer than twice the minimum of windows are not empty, or all gaps are alike: None.

    References
    ----------
    Mantel and Haenszel (1959); Sato (1989); else as `rate_change`.

    Examples
    --------
    Both rates rise all the time; from the seventh window the second group falls behind.

    >>> first = np.arange(30, 42)
    >>> second = first - 15 * (np.arange(12) >= 6)
    >>> found = gap_change(first, [100] * 12, second, [100] * 12, seed=1)
    >>> found.place, found.p_value < 0.01, round(found.before, 2), round(found.after, 2)
    (6, True, 0.0, 0.15)
    """
    cells = comparable(x1, n1, x2, n2)
    deviation, exposure, spread = (part.sum(axis=1) for part in score(*cells))
    cut = scan(
        deviation,
        exposure,
        float(np.nan_to_num(divide(spread.sum(), exposure.sum()))),
        permutations=permutations,
        seed=seed,
        minimum=minimum,
        period=period,
        block=block,
    )
    if cut is None:
        return None
    (before, error1), (after, error2) = (
        risk_difference(*(part[side].ravel() for part in cells))
        for side in (slice(cut.place), slice(cut.place, None))
    )
    half = two_sided(level) * np.sqrt(cut.dispersion) * np.hypot(error1, error2)
    low, high = after - before - half, after - before + half
    return _change(cut, float(before), float(after), float(low), float(high))


def _sides(cut: Cut, values: Array) -> tuple[float, float]:
    return float(values[: cut.place].sum()), float(values[cut.place :].sum())


def _change(cut: Cut, before: float, after: float, low: float, high: float) -> ChangePoint:
    return ChangePoint(
        place=cut.place,
        earliest=cut.earliest,
        latest=cut.latest,
        statistic=cut.statistic,
        p_value=cut.p_value,
        before=before,
        after=after,
        low=low,
        high=high,
        dispersion=cut.dispersion,
        windows=cut.windows,
    )
