"""Two groups: score tests at a margin, and the intervals that they invert to.

The variance is taken at the rates that fit best under the margin, so nothing breaks at 0 of n or
n of n. The difference follows Miettinen and Nurminen (1985), the ratio Koopman (1984).

A one-sided limit is one end of an interval: pass ``critical=z(0.95)`` and take the end you need.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts, floats

_EXACT = 1e-9  # of a statistic; brackets close at a tenth of it
_HALVING = 5  # which of six steps halves the bracket, whatever the secants say
_WIDEST_LOG_RATIO = 50.0


def difference_z(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    margin: ArrayLike,
    *,
    corrected: bool = True,
) -> Array:
    """Return the score statistic of ``x1/n1 - x2/n2`` against the difference `margin`.

    Large when the difference lies above the margin: above ``z(0.95)`` it does so at level 0.05.
    Infinite where the margin rules out what was counted (a margin of 1 or -1).

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group. They may be fractional.
    margin : array_like
        Difference in [-1, 1] that the null hypothesis claims.
    corrected : bool
        Multiply the variance by N / (N - 1), as Miettinen and Nurminen do.

    Undefined when
    --------------
    A group is empty.

    References
    ----------
    Miettinen and Nurminen (1985), "Comparative Analysis of Two Rates"; Farrington and Manning
    (1990) give the closed form of the constrained estimate.

    Examples
    --------
    >>> round(float(difference_z(7, 34, 1, 34, 0.0, corrected=False)), 3)
    2.258
    """
    (x1, n1), (x2, n2) = counts(x1, n1), counts(x2, n2)
    return _difference_z(*floats(x1, n1, x2, n2, margin), corrected=corrected)


def _difference_z(
    x1: Array, n1: Array, x2: Array, n2: Array, d: Array, *, corrected: bool
) -> Array:
    first, second = rates_at_difference(x1 / n1, x2 / n2, n2 / n1, d)
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    together = n1 + n2
    # Fewer than one effective decision in both groups together shows nothing at all.
    spare = np.maximum(together - 1, 0) if corrected else together
    return studentised((x1 / n1 - x2 / n2 - d) * np.sqrt(spare / together), variance)


def ratio_z(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, margin: ArrayLike) -> Array:
    """Return the score statistic of ``(x1/n1) / (x2/n2)`` against the ratio `margin`.

    Large when the ratio lies above the margin. Zero where neither group has a favourable
    decision: then the ratio may be anything.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group. They may be fractional.
    margin : array_like
        Positive ratio that the null hypothesis claims.

    Undefined when
    --------------
    A group is empty.

    References
    ----------
    Koopman (1984), "Confidence Intervals for the Ratio of Two Binomial Proportions".

    Examples
    --------
    At a ratio of 1 it is the pooled z of two rates.

    >>> round(float(ratio_z(7, 34, 1, 34, 1.0)), 3)
    2.258
    """
    (x1, n1), (x2, n2) = counts(x1, n1), counts(x2, n2)
    return _ratio_z(*floats(x1, n1, x2, n2, margin))


def _ratio_z(x1: Array, n1: Array, x2: Array, n2: Array, r: Array) -> Array:
    first, second = rates_at_ratio(x1, n1, x2, n2, r)
    variance = first * (1 - first) / n1 + r**2 * second * (1 - second) / n2
    return studentised(x1 / n1 - r * x2 / n2, variance)


def difference_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    critical: ArrayLike,
    corrected: bool = True,
) -> tuple[Array, Array]:
    """Return the score interval of the difference ``x1/n1 - x2/n2``: lower and upper bounds.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group. They may be fractional.
    critical : array_like
        Critical value: normal, or a max-T one when the interval must hold with others.
    corrected : bool
        As in `difference_z`.

    Undefined when
    --------------
    A group is empty, or the critical value is NaN.

    References
    ----------
    Miettinen and Nurminen (1985). Fagerland, Lydersen and Laake (2015), "Recommended Confidence
    Intervals for Two Independent Binomial Proportions", give the example, uncorrected.

    Examples
    --------
    >>> low, high = difference_interval(7, 34, 1, 34, critical=1.96, corrected=False)
    >>> round(float(low), 3), round(float(high), 2)
    (0.028, 0.34)
    """
    (x1, n1), (x2, n2) = counts(x1, n1), counts(x2, n2)
    x1, n1, x2, n2, bar = floats(x1, n1, x2, n2, critical)
    estimate = np.where(np.isnan(bar), np.nan, x1 / n1 - x2 / n2)
    # With one of each kind added the error is never zero, and good enough for a first guess.
    p1, p2 = (x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)
    reach = bar * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)

    def statistic(margin: Array) -> Array:
        return _difference_z(x1, n1, x2, n2, margin, corrected=corrected)

    ends = np.full(bar.shape, -1.0), np.full(bar.shape, 1.0)
    low = crossing(statistic, (ends[0], estimate), estimate - reach, reach, bar)
    high = crossing(statistic, (estimate, ends[1]), estimate + reach, reach, -bar)
    return low, high


def ratio_interval(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, critical: ArrayLike
) -> tuple[Array, Array]:
    """Return the score interval of the ratio ``(x1/n1) / (x2/n2)``: lower and upper bounds.

    The lower bound is 0 where `x1` is 0, and the upper bound infinite where `x2` is 0: the data
    set no limit there. Both happen at once where nobody got a favourable decision.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group. They may be fractional.
    critical : array_like
        Critical value: normal, or a max-T one when the interval must hold with others.

    Undefined when
    --------------
    A group is empty, or the critical value is NaN.

    References
    ----------
    Koopman (1984); Fagerland, Lydersen and Laake (2015) recommend it.

    Examples
    --------
    >>> low, high = ratio_interval(7, 34, 1, 34, critical=1.96)
    >>> round(float(low), 2), round(float(high), 1)
    (1.22, 42.6)
    """
    (x1, n1), (x2, n2) = counts(x1, n1), counts(x2, n2)
    x1, n1, x2, n2, bar = floats(x1, n1, x2, n2, critical)

    def statistic(log_ratio: Array) -> Array:
        return _ratio_z(x1, n1, x2, n2, np.exp(log_ratio))

    known = ~np.isnan(n1 + n2 + bar)
    widest = np.where(known, _WIDEST_LOG_RATIO, np.nan)
    both = (x1 > 0) & (x2 > 0)
    ratio = np.divide(x1 * n2, x2 * n1, out=np.ones(bar.shape), where=both)
    middle = np.log(ratio)
    reach = bar * np.sqrt((n1 + 2 - x1) / ((x1 + 1) * n1) + (n2 + 2 - x2) / ((x2 + 1) * n2))
    low_side = -widest, np.where(both, middle, widest)
    high_side = np.where(both, middle, -widest), widest
    low = np.exp(crossing(statistic, low_side, middle - reach, reach, bar))
    high = np.exp(crossing(statistic, high_side, middle + reach, reach, -bar))
    return np.where(known & (x1 == 0), 0.0, low), np.where(known & (x2 == 0), np.inf, high)


def rates_at_ratio(x1: Array, n1: Array, x2: Array, n2: Array, r: Array) -> tuple[Array, Array]:
    """Return the most likely pair of rates of which the first is `r` times the second."""
    linear = n1 * r + x1 + n2 + x2 * r
    root = np.sqrt(np.maximum(linear**2 - 4 * (n1 + n2) * r * (x1 + x2), 0))
    # The usual form of the root subtracts two nearly equal numbers when the rates are small.
    second = np.clip(2 * (x1 + x2) / (linear + root), 0, 1)
    return np.clip(r * second, 0, 1), second


def rates_at_difference(p1: Array, p2: Array, sizes: Array, d: Array) -> tuple[Array, Array]:
    """Return the most likely pair of rates that differ by `d`; `sizes` is n2 / n1.

    The first rate is the root of a cubic (Farrington and Manning 1990), in its closed form and
    then polished by Newton's method: for rates of 1e-6 two roots lie so close together that the
    arccosine keeps only two digits.
    """
    a = 1 + sizes
    b = -(1 + sizes + p1 + sizes * p2 + d * (sizes + 2))
    c = d**2 + d * (2 * p1 + sizes + 1) + p1 + sizes * p2
    e = -p1 * d * (1 + d)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a**2) + e / (2 * a)
    squared = np.maximum((b / (3 * a)) ** 2 - c / (3 * a), 0)
    u = np.where(v >= 0, 1, -1) * np.sqrt(squared)
    cosine = np.divide(v, u**3, out=np.zeros(v.shape), where=u**3 != 0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3
    least, most = np.maximum(0, d), np.minimum(1, 1 + d)
    first = np.clip(2 * u * np.cos(angle) - b / (3 * a), least, most)
    for _ in range(2):
        value = ((a * first + b) * first + c) * first + e
        slope = (3 * a * first + 2 * b) * first + c
        step = np.divide(value, slope, out=np.zeros(value.shape), where=slope != 0)
        moved = np.clip(first - step, least, most)
        better = np.abs(((a * moved + b) * moved + c) * moved + e) < np.abs(value)
        first = np.where(better, moved, first)
    return first, np.clip(first - d, 0, 1)


def studentised(difference: Array, variance: Array) -> Array:
    """Return the difference over its standard error, with a limit where that is zero."""
    certain = variance <= 0
    near = np.abs(difference) < 1e-12  # noqa: PLR2004 - rounding of a difference of rates
    limit = np.where(near, 0.0, np.copysign(np.inf, difference))
    error = np.sqrt(np.where(certain, 1.0, variance))
    return np.where(certain, limit, difference / error)


def crossing(
    statistic: Callable[[Array], Array],
    ends: tuple[Array, Array],
    guess: Array,
    reach: Array,
    bar: Array,
) -> Array:
    """Return where `statistic`, which falls, crosses `bar` between two ends.

    The ends close in on `guess`, to within half its `reach`, where the statistic says that the
    crossing lies there. Then by secants, as the statistic is nearly straight (the Illinois rule:
    the end that stays twice counts half), with a halving now and then, so that steps and
    infinite ends do no harm and the search ends. Where the statistic stays above or below, the
    end that it is nearer to.
    """
    low, high = ends
    above, below = statistic(low) - bar, statistic(high) - bar
    kept = np.zeros(bar.shape)
    tries = [np.clip(guess + side * reach / 2, low, high) for side in (-1, 1)]
    step = 0
    while np.any(high - low > _EXACT / 10):
        if step < len(tries):
            middle = np.clip(tries[step], low, high)
        elif step % 6 == _HALVING:
            middle = (low + high) / 2
        else:
            straight = np.isfinite(above) & np.isfinite(below) & (above > 0) & (below < 0)
            share = np.divide(above, above - below, out=np.full(bar.shape, 0.5), where=straight)
            middle = low + (high - low) * share
        value = statistic(middle) - bar
        rises = value > 0
        stale = np.where(rises, kept > 0, kept < 0)
        above, below = (
            np.where(rises, value, np.where(stale, above / 2, above)),
            np.where(rises, np.where(stale, below / 2, below), value),
        )
        kept = np.where(rises, 1, -1)
        found = np.abs(value) < _EXACT
        low = np.where(rises | found, middle, low)
        high = np.where(rises & ~found, high, middle)
        step += 1
    return (low + high) / 2
