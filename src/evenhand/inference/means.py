"""Means from sums: n, sum and sum of squares are all that a cell keeps."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtr, stdtrit

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import two_sided

_MOST_Z = 37.0  # beyond, the tail probability is below the smallest number there is


def mean_interval(
    total: ArrayLike, squares: ArrayLike, n: ArrayLike, *, level: float
) -> tuple[Array, Array]:
    """Return Student's interval of a mean: lower and upper bounds.

    Parameters
    ----------
    total, squares, n : array_like
        Sum of the values, sum of their squares, and how many they are.
    level : float
        Two-sided confidence level.

    Undefined when
    --------------
    There are fewer than two values.

    Examples
    --------
    Of 1, 2, 3, 4, 5:

    >>> low, high = mean_interval(15, 55, 5, level=0.95)
    >>> round(float(low), 3), round(float(high), 3)
    (1.037, 4.963)
    """
    mean, variance, size = _moments(total, squares, n)
    half = stdtrit(size - 1, (1 + level) / 2) * np.sqrt(variance / size)
    return mean - half, mean + half


def mover_difference(  # noqa: PLR0917 - two figures in order, nothing else
    v1: ArrayLike, l1: ArrayLike, u1: ArrayLike, v2: ArrayLike, l2: ArrayLike, u2: ArrayLike
) -> tuple[Array, Array]:
    """Return the interval of ``v1 - v2`` for independent figures with intervals of their own.

    Parameters
    ----------
    v1, l1, u1, v2, l2, u2 : array_like
        Value, lower and upper bound of either figure, both bounds at the level wanted. The
        bounds need not lie evenly about the value.

    References
    ----------
    Zou and Donner (2008), "Construction of Confidence Limits about Effect Measures"; for two
    Wilson intervals it is Newcombe's (1998) method 10, whose example this is.

    Examples
    --------
    >>> from evenhand.inference.proportion import wilson
    >>> (l1, u1), (l2, u2) = wilson(56, 70), wilson(48, 80)
    >>> low, high = mover_difference(56 / 70, l1, u1, 48 / 80, l2, u2)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    v1, l1, u1, v2, l2, u2 = floats(v1, l1, u1, v2, l2, u2)
    difference = v1 - v2
    return difference - np.hypot(v1 - l1, u2 - v2), difference + np.hypot(u1 - v1, v2 - l2)


def mover_ratio(  # noqa: PLR0917 - two figures in order, nothing else
    v1: ArrayLike, l1: ArrayLike, u1: ArrayLike, v2: ArrayLike, l2: ArrayLike, u2: ArrayLike
) -> tuple[Array, Array]:
    """Return the interval of ``v1 / v2`` for independent figures, on the scale of logarithms.

    Parameters
    ----------
    v1, l1, u1, v2, l2, u2 : array_like
        Value, lower and upper bound of either figure, both bounds at the level wanted.

    Undefined when
    --------------
    A value is not positive: both bounds. A bound that a limit rests on is not: that limit.

    References
    ----------
    Zou and Donner (2008).

    Examples
    --------
    >>> low, high = mover_ratio(4, 2, 8, 1, 1, 1)
    >>> round(float(low), 3), round(float(high), 3)
    (2.0, 8.0)
    """
    logs = (_log(value) for value in floats(v1, l1, u1, v2, l2, u2))
    low, high = mover_difference(*logs)
    return np.exp(low), np.exp(high)


def welch_z(  # noqa: PLR0917 - two figures in order, nothing else
    total1: ArrayLike,
    squares1: ArrayLike,
    n1: ArrayLike,
    total2: ArrayLike,
    squares2: ArrayLike,
    n2: ArrayLike,
    margin: ArrayLike = 0.0,
) -> Array:
    """Return the statistic of ``mean1 - mean2`` against `margin`, on the normal scale.

    Welch's t, carried over to the normal quantile of the same tail probability, so that it is
    compared with ``z(0.95)`` as any score statistic. Infinite where both groups are constant and
    off the margin.

    Undefined when
    --------------
    A group has fewer than two values.

    References
    ----------
    Welch (1947), "The Generalization of 'Student's' Problem".

    Examples
    --------
    Of 1, 2, 3, 4, 5 against 2, 3, 4, 5, 6: t = -1 with 8 degrees of freedom.

    >>> round(float(welch_z(15, 55, 5, 20, 90, 5)), 3)
    -0.941
    """
    return _mean_z((total1, squares1, n1), (total2, squares2, n2), margin, np.asarray(1.0))


def welch_ratio_z(  # noqa: PLR0917 - two figures in order, nothing else
    total1: ArrayLike,
    squares1: ArrayLike,
    n1: ArrayLike,
    total2: ArrayLike,
    squares2: ArrayLike,
    n2: ArrayLike,
    margin: ArrayLike = 1.0,
) -> Array:
    """Return the statistic of ``mean1 / mean2`` against the ratio `margin`, for positive means.

    Fieller's: the test of ``mean1 - margin * mean2`` against 0, on the normal scale.

    Undefined when
    --------------
    A group has fewer than two values, or the second mean is not positive.

    References
    ----------
    Fieller (1954), "Some Problems in Interval Estimation".

    Examples
    --------
    >>> round(float(welch_ratio_z(15, 55, 5, 20, 90, 5, 0.75)), 3)
    0.0
    """
    positive = np.where(np.asarray(total2, dtype=np.float64) > 0, margin, np.nan)
    return _mean_z((total1, squares1, n1), (total2, squares2, n2), 0.0, positive)


def standardised_difference(  # noqa: PLR0917 - two figures in order, nothing else
    total1: ArrayLike,
    squares1: ArrayLike,
    n1: ArrayLike,
    total2: ArrayLike,
    squares2: ArrayLike,
    n2: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[Array, Array, Array]:
    """Return Hedges' g, the mean difference in pooled standard deviations, with its interval.

    Returns
    -------
    g, low, high : float arrays
        Corrected for small samples by 1 - 3 / (4 df - 1); the interval is normal.

    Undefined when
    --------------
    A group has fewer than two values, or neither varies.

    References
    ----------
    Hedges and Olkin (1985), "Statistical Methods for Meta-Analysis", chapter 5.

    Examples
    --------
    Of 1, 2, 3, 4, 5 against 2, 3, 4, 5, 6: d = -1 / sqrt(2.5), times 28 / 31.

    >>> g, low, high = standardised_difference(15, 55, 5, 20, 90, 5)
    >>> round(float(g), 3)
    -0.571
    """
    mean1, variance1, size1 = _moments(total1, squares1, n1)
    mean2, variance2, size2 = _moments(total2, squares2, n2)
    freedom = size1 + size2 - 2
    pooled = np.sqrt(((size1 - 1) * variance1 + (size2 - 1) * variance2) / freedom)
    g = divide(mean1 - mean2, pooled) * (1 - 3 / (4 * freedom - 1))
    half = two_sided(level) * np.sqrt(1 / size1 + 1 / size2 + g**2 / (2 * (size1 + size2)))
    return g, g - half, g + half


def _moments(total: ArrayLike, squares: ArrayLike, n: ArrayLike) -> tuple[Array, Array, Array]:
    """Return mean, variance and size; NaN of fewer than two values."""
    sums, sums_of_squares, size = floats(total, squares, n)
    size = np.where(size >= 2, size, np.nan)  # noqa: PLR2004 - one value has no variance
    mean = sums / size
    centred = sums_of_squares - sums * mean
    # What is left of equal values is rounding, and must not pass for variance.
    centred = np.where(centred > 1e-14 * sums_of_squares, centred, 0 * mean)
    return mean, centred / (size - 1), size


def _mean_z(
    first: tuple[ArrayLike, ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike, ArrayLike],
    margin: ArrayLike,
    times: Array,
) -> Array:
    """Return the statistic of ``mean1 - times * mean2`` against `margin`, on the normal scale."""
    mean1, variance1, size1 = _moments(*first)
    mean2, variance2, size2 = _moments(*second)
    part1, part2 = variance1 / size1, times**2 * variance2 / size2
    beyond = mean1 - times * mean2 - np.asarray(margin, dtype=np.float64)
    freedom = divide((part1 + part2) ** 2, part1**2 / (size1 - 1) + part2**2 / (size2 - 1))
    t = divide(beyond, np.sqrt(part1 + part2))
    tail = stdtr(freedom, -np.abs(t))
    # The tail of a t beyond 37 may be no number at all, and then t itself is near enough.
    size = np.where(tail > 0, -ndtri(np.where(tail > 0, tail, 0.5)), np.maximum(np.abs(t), _MOST_Z))
    constant = part1 + part2 == 0
    limit = np.where(beyond == 0, 0.0, np.copysign(np.inf, beyond))
    return np.where(constant, limit, np.copysign(size, t))


def _log(value: Array) -> Array:
    return np.log(np.where(value > 0, value, np.nan))
