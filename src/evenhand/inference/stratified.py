"""Two groups compared like with like: within strata, then pooled over them.

All functions take ``x1, n1, x2, n2``: favourable and all decisions of either group, the strata
along the last axis. A stratum that lacks one group compares nothing and has no weight; `support`
says how much of a group that leaves.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats


def support(n1: ArrayLike, n2: ArrayLike) -> Array:
    """Return the share of the first group's decisions that lie in comparable strata.

    Undefined when
    --------------
    The first group is empty.

    Examples
    --------
    >>> float(support([30, 70], [10, 0]))
    0.3
    """
    first, second = floats(n1, n2)
    return divide(np.where(second > 0, first, 0).sum(axis=-1), first.sum(axis=-1))


def risk_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike
) -> tuple[Array, Array]:
    """Return the Mantel-Haenszel difference of rates within strata, and its standard error.

    Undefined when
    --------------
    No stratum has both groups.

    References
    ----------
    Greenland and Robins (1985) for the estimate; Sato (1989), "On the Variance Estimator for the
    Mantel-Haenszel Risk Difference", for the variance: good for few large and for many sparse
    strata alike.

    Examples
    --------
    Berkeley admissions of 1973, men against women, six departments.

    >>> value, se = risk_difference([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373],
    ...                             [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341])
    >>> round(float(value), 3), round(float(se), 3)
    (-0.018, 0.015)
    """
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    n = _size(n1, n2)
    weight = (n1 * n2 / n).sum(axis=-1)
    value = divide(((x1 * n2 - x2 * n1) / n).sum(axis=-1), weight)
    slope = (n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / n**2
    level = (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * n)
    variance = value * slope.sum(axis=-1) + level.sum(axis=-1)
    return value, divide(np.sqrt(np.maximum(variance, 0)), weight)


def odds_ratio(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> tuple[Array, Array]:
    """Return the Mantel-Haenszel odds ratio, and the standard error of its logarithm.

    Undefined when
    --------------
    The denominator is 0; the standard error also where the ratio is 0.

    References
    ----------
    Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986) for the variance.

    Examples
    --------
    >>> value, se = odds_ratio([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373],
    ...                        [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341])
    >>> round(float(value), 4)
    0.9047
    """
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    n = _size(n1, n2)
    for_odds, against = x1 * (n2 - x2) / n, x2 * (n1 - x1) / n
    agree, cross = (x1 + n2 - x2) / n, (x2 + n1 - x1) / n
    top, bottom = for_odds.sum(axis=-1), against.sum(axis=-1)
    variance = (
        divide((agree * for_odds).sum(axis=-1), 2 * top**2)
        + divide((agree * against + cross * for_odds).sum(axis=-1), 2 * top * bottom)
        + divide((cross * against).sum(axis=-1), 2 * bottom**2)
    )
    return divide(top, bottom), np.sqrt(variance)


def risk_ratio(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> tuple[Array, Array]:
    """Return the Mantel-Haenszel ratio of rates, and the standard error of its logarithm.

    Undefined when
    --------------
    The denominator is 0; the standard error also where the ratio is 0.

    References
    ----------
    Greenland and Robins (1985), "Estimation of a Common Effect Parameter from Sparse Follow-Up
    Data".

    Examples
    --------
    >>> value, se = risk_ratio([10, 20], [20, 25], [5, 16], [20, 25])
    >>> round(float(value), 3)
    1.429
    """
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    n = _size(n1, n2)
    top, bottom = (x1 * n2 / n).sum(axis=-1), (x2 * n1 / n).sum(axis=-1)
    spread = ((n1 * n2 * (x1 + x2) - x1 * x2 * n) / n**2).sum(axis=-1)
    return divide(top, bottom), np.sqrt(np.maximum(divide(spread, top * bottom), 0))


def cochran_mantel_haenszel(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, continuity: bool = False
) -> tuple[Array, Array]:
    """Return the chi-square statistic that the groups' rates are equal in every stratum, and p.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (..., strata)
        Favourable and all decisions of either group.
    continuity : bool
        Subtract a half from the deviation, as R does unless told otherwise.

    Undefined when
    --------------
    No stratum has both groups and both decisions.

    References
    ----------
    Cochran (1954); Mantel and Haenszel (1959).

    Examples
    --------
    >>> value, p = cochran_mantel_haenszel(
    ...     [512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373],
    ...     [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341], continuity=True)
    >>> round(float(value), 4), round(float(p), 4)
    (1.4269, 0.2323)
    """
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    n, favourable = _size(n1, n2), x1 + x2
    deviation = np.abs((x1 - n1 * favourable / n).sum(axis=-1))
    # A stratum of one effective decision has no variance that could be estimated.
    spread = n1 * n2 * favourable * (n - favourable) / n**2
    variance = np.divide(spread, n - 1, out=np.zeros(n.shape), where=n > 1).sum(axis=-1)
    if continuity:
        deviation = np.maximum(deviation - 0.5, 0)
    statistic = divide(deviation**2, variance)
    return statistic, np.asarray(chdtrc(1.0, statistic), dtype=np.float64)


def breslow_day_tarone(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Array:
    """Return the p-value that the odds ratio is the same in every stratum.

    Undefined when
    --------------
    Fewer than two strata have both groups and both decisions, or the pooled odds ratio is 0 or
    undefined.

    References
    ----------
    Breslow and Day (1980), "Statistical Methods in Cancer Research I"; Tarone (1985) for the
    correction.

    Examples
    --------
    >>> p = breslow_day_tarone([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373],
    ...                        [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341])
    >>> round(float(p), 4)
    0.0021
    """
    pooled = odds_ratio(x1, n1, x2, n2)[0]
    odds = np.where(pooled > 0, pooled, np.nan)[..., None]
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    n, favourable = _size(n1, n2), x1 + x2
    informative = (n1 > 0) & (favourable > 0) & (favourable < n)
    linear = odds * (n1 + favourable) + n2 - favourable
    root = np.sqrt(np.maximum(linear**2 - 4 * (odds - 1) * odds * n1 * favourable, 0))
    # The fitted count solves a quadratic; this form of its root holds at an odds ratio of 1 too.
    fitted = divide(2 * odds * n1 * favourable, linear + root)
    cells = (fitted, n1 - fitted, favourable - fitted, n2 - favourable + fitted)
    precision = np.sum([divide(1, np.where(informative, cell, np.nan)) for cell in cells], axis=0)
    deviation = np.where(informative, x1 - fitted, 0)
    variance = np.where(informative, 1 / precision, 0)
    statistic = np.where(informative, deviation**2 * precision, 0).sum(axis=-1)
    tarone = divide(deviation.sum(axis=-1) ** 2, variance.sum(axis=-1))
    freedom = informative.sum(axis=-1) - 1
    p = chdtrc(np.maximum(freedom, 1), np.maximum(statistic - tarone, 0))
    return np.where(freedom > 0, p, np.nan)


def directly_standardised_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, weights: ArrayLike
) -> tuple[Array, Array]:
    """Return the difference that two groups of one given mix of strata would have, and its error.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (..., strata)
        Favourable and all decisions of either group.
    weights : array_like, shape (..., strata)
        The mix: counts or shares. Those of strata that compare nothing are left out.

    Undefined when
    --------------
    No stratum with weight has both groups.

    Notes
    -----
    The variance of a stratum's rate is the larger of the unbiased and the smoothed one, so that
    strata in which all decisions are alike do not count as known for certain.

    References
    ----------
    Rothman, Greenland and Lash (2008), "Modern Epidemiology", chapter 15.

    Examples
    --------
    >>> value, se = directly_standardised_difference(
    ...     [30, 10], [100, 100], [40, 30], [100, 100], [3, 1])
    >>> round(float(value), 3)
    -0.125
    """
    mix = np.asarray(weights, dtype=np.float64)
    x1, n1, x2, n2 = _comparable(x1, n1, x2, n2)
    x1, n1, x2, n2, mix = floats(x1, n1, x2, n2, np.where(n1 > 0, mix, 0))
    first, second = np.where(n1 > 0, n1, 1), np.where(n2 > 0, n2, 1)
    share = divide(mix, mix.sum(axis=-1, keepdims=True))
    value = (share * (x1 / first - x2 / second)).sum(axis=-1)
    variance = _rate_variance(x1, first) + _rate_variance(x2, second)
    return value, np.sqrt((share**2 * variance).sum(axis=-1))


def _comparable(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the counts, all zero in strata that lack one of the groups."""
    first, total_first, second, total_second = floats(x1, n1, x2, n2)
    both = (total_first > 0) & (total_second > 0)
    return (
        np.where(both, first, 0),
        np.where(both, total_first, 0),
        np.where(both, second, 0),
        np.where(both, total_second, 0),
    )


def _size(n1: Array, n2: Array) -> Array:
    """Return the size of each stratum; 1 where it is empty, so that it can be divided by."""
    return np.where(n1 + n2 > 0, n1 + n2, 1)


def _rate_variance(x: Array, n: Array) -> Array:
    rate, smoothed = x / n, (x + 1) / (n + 2)
    unbiased = np.divide(rate * (1 - rate), n - 1, out=np.full(n.shape, 0.25), where=n > 1)
    variance: Array = np.maximum(np.minimum(unbiased, 0.25), smoothed * (1 - smoothed) / (n + 2))
    return variance
