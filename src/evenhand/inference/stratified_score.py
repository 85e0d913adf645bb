"""Two groups compared within strata: score tests at a margin, and the intervals they invert to.

The estimates are those of Mantel and Haenszel (`stratified`), which weigh a stratum by
``n1 n2 / (n1 + n2)``. The variance of each stratum is taken at the rates that fit best under the
margin, as `score` takes it for one: nothing breaks where all decisions of a stratum are alike. At
the margin "no difference" the statistic is the root of Cochran, Mantel and Haenszel's.

Strata that lack one of the groups compare nothing and have no weight.
"""

from collections.abc import Callable

import numpy as np

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.score import crossing, rates_at_difference, rates_at_ratio, studentised

_WIDEST_LOG_RATIO = 50.0

# Favourable and all decisions of either group, shape (pairs, strata).
Strata = tuple[Array, Array, Array, Array]


def stratified_difference_z(strata: Strata, margin: Array, *, moved: Array | float = 0.0) -> Array:
    """Return the score statistic of the Mantel-Haenszel difference of rates against `margin`.

    Large when the difference lies above the margin.

    Parameters
    ----------
    strata : tuple of four float arrays, shape (pairs, strata)
        Favourable and all decisions of the first group and of the second.
    margin : float array, shape (pairs,)
        Difference in [-1, 1] that the null hypothesis claims of every stratum.
    moved : float array, shape (pairs,), or float
        So many decisions more are taken for favourable in the first group, and fewer in the second.

    Undefined when
    --------------
    No stratum has both groups.

    References
    ----------
    Miettinen and Nurminen (1985), "Comparative Analysis of Two Rates", section on strata.

    Examples
    --------
    Berkeley admissions of 1973, men against women: the square is the chi-square statistic of
    Cochran, Mantel and Haenszel.

    >>> men = [512.0, 353, 120, 138, 53, 22], [825.0, 560, 325, 417, 191, 373]
    >>> women = [89.0, 17, 202, 131, 94, 24], [108.0, 25, 593, 375, 393, 341]
    >>> strata = tuple(np.array([part]) for part in (*men, *women))
    >>> round(float(stratified_difference_z(strata, np.zeros(1))[0]) ** 2, 3)
    1.525
    """
    x1, n1, x2, n2, n = _comparable(strata)
    d = np.broadcast_to(margin[..., None], n.shape)
    first, second = rates_at_difference(x1 / n1, x2 / n2, n2 / n1, d)
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    return _pooled(x1 / n1 - x2 / n2 - d, variance, (n1, n2, n), moved)


def stratified_ratio_z(strata: Strata, margin: Array, *, moved: Array | float = 0.0) -> Array:
    """Return the score statistic of the Mantel-Haenszel ratio of rates against `margin`.

    Large when the ratio lies above the margin.

    Parameters
    ----------
    strata, moved
        As in `stratified_difference_z`.
    margin : float array, shape (pairs,)
        Positive ratio that the null hypothesis claims of every stratum.

    Undefined when
    --------------
    No stratum has both groups.

    References
    ----------
    Miettinen and Nurminen (1985); Koopman (1984) for the rates that fit best.

    Examples
    --------
    >>> strata = tuple(np.array([part]) for part in ([7.0, 3.0], [34.0, 20], [1.0, 2], [34.0, 20]))
    >>> round(float(stratified_ratio_z(strata, np.ones(1))[0]), 3)
    2.051
    """
    x1, n1, x2, n2, n = _comparable(strata)
    r = np.broadcast_to(margin[..., None], n.shape)
    first, second = rates_at_ratio(x1, n1, x2, n2, r)
    variance = first * (1 - first) / n1 + r**2 * second * (1 - second) / n2
    return _pooled(x1 / n1 - r * x2 / n2, variance, (n1, n2, n), moved * np.maximum(margin, 1))


def stratified_difference_interval(
    strata: Strata, value: Array, critical: Array
) -> tuple[Array, Array]:
    """Return the interval of a Mantel-Haenszel difference: the margins that its test allows.

    Parameters
    ----------
    strata : tuple of four float arrays, shape (pairs, strata)
    value, critical : float arrays, shape (pairs,)
        The estimate, and the critical value of the interval. NaN where there is none.
    """

    def statistic(margin: Array) -> Array:
        return stratified_difference_z(strata, margin)

    return _inverted(statistic, value, critical, (-1.0, 1.0))


def stratified_ratio_interval(strata: Strata, value: Array, critical: Array) -> tuple[Array, Array]:
    """Return the interval of a Mantel-Haenszel ratio: the margins that its test allows.

    The lower bound is 0 where the ratio is; the upper one is infinite where no limit is set.

    Parameters
    ----------
    strata : tuple of four float arrays, shape (pairs, strata)
    value, critical : float arrays, shape (pairs,)
        The estimate, and the critical value of the interval. NaN where there is none.
    """

    def statistic(log_ratio: Array) -> Array:
        return stratified_ratio_z(strata, np.exp(log_ratio))

    none = value == 0
    middle = np.log(np.where(none, np.exp(-_WIDEST_LOG_RATIO), value))
    low, high = _inverted(statistic, middle, critical, (-_WIDEST_LOG_RATIO, _WIDEST_LOG_RATIO))
    return np.where(none, 0.0, np.exp(low)), np.exp(high)


def _inverted(
    statistic: Callable[[Array], Array],
    value: Array,
    critical: Array,
    ends: tuple[float, float],
) -> tuple[Array, Array]:
    bar = np.where(np.isnan(value), np.nan, critical)
    least, most = (np.where(np.isnan(bar), np.nan, end) for end in ends)
    reach = np.where(np.isnan(bar), np.nan, (ends[1] - ends[0]) / 50)
    low = crossing(statistic, (least, value), value - reach, reach, bar)
    high = crossing(statistic, (value, most), value + reach, reach, -bar)
    return low, high


def _comparable(strata: Strata) -> tuple[Array, Array, Array, Array, Array]:
    """Return the counts and the sizes of strata; NaN where a stratum compares nothing.

    One effective decision in a stratum has no variance that could be estimated.
    """
    x1, n1, x2, n2 = strata
    usable = (n1 > 0) & (n2 > 0) & (n1 + n2 > 1)
    x1, n1, x2, n2 = (np.where(usable, part, np.nan) for part in (x1, n1, x2, n2))
    return x1, n1, x2, n2, n1 + n2


def _pooled(
    gap: Array, variance: Array, sizes: tuple[Array, Array, Array], moved: Array | float
) -> Array:
    """Return gaps within strata, weighed and added up, over their standard error."""
    n1, n2, n = sizes
    weight = n1 * n2 / n
    some = np.isfinite(weight).any(axis=-1)
    total = np.nansum(weight * gap, axis=-1) + moved
    spread = np.nansum(weight**2 * variance * divide(n, n - 1), axis=-1)
    return np.where(some, studentised(total, spread), np.nan)
