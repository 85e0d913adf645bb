"""People who appear more than once: how much less their decisions tell than independent ones.

Decisions are counted by a hash of the person into 64 buckets. Buckets are independent of each
other even where decisions are not, so leaving out one bucket at a time measures the variance
that is really there (delete-a-group jackknife).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

_FEWEST_BUCKETS = 32
_NEGLIGIBLE = 1.2


def jackknife(buckets: ArrayLike, statistic: Callable[[Array], Array]) -> tuple[Array, Array, int]:
    """Return a statistic of the whole, its cluster-robust standard error, degrees of freedom.

    The interval is ``value -+ t * se`` with the quantile of Student's t at these degrees.

    Parameters
    ----------
    buckets : array_like, shape (buckets, ...)
        Counts by bucket. Empty buckets are left out.
    statistic : callable
        Takes tables, shape (tables, ...), and returns one figure or array a table.

    Undefined when
    --------------
    Fewer than 32 buckets hold anything, or the statistic is undefined without one of them: the
    standard error is NaN.

    References
    ----------
    Wolter (2007), "Introduction to Variance Estimation", chapter 4.

    Examples
    --------
    >>> ones = np.ones((64, 2))
    >>> value, se, df = jackknife(ones, lambda tables: tables[:, 0] / tables.sum(axis=1))
    >>> float(value), float(se), df
    (0.5, 0.0, 63)
    """
    table = np.asarray(buckets, dtype=np.float64)
    filled = table[table.reshape(len(table), -1).any(axis=1)]
    total = filled.sum(axis=0)
    value = np.asarray(statistic(total[None]))[0]
    size = len(filled)
    if size < _FEWEST_BUCKETS:
        return value, np.full(np.shape(value), np.nan), max(size - 1, 0)
    without = np.asarray(statistic(total - filled))
    spread = ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    return value, np.sqrt((size - 1) / size * spread), size - 1


def design_effect(numerators: ArrayLike, denominators: ArrayLike) -> Array:
    """Return the variance of each group's rate over what it would be for independent decisions.

    Divide counts by it before any interval (``proportion.effective``).

    Parameters
    ----------
    numerators, denominators : array_like, shape (buckets, groups)
        Favourable and all decisions, by bucket of persons.

    Returns
    -------
    float array, shape (groups,)
        At least 1; up to 1.2 it is taken for noise and returned as 1.

    Undefined when
    --------------
    Fewer than 32 buckets hold decisions of the group, or all its decisions are alike: NaN, not
    known. The design effect of all groups together is then the best guess.

    References
    ----------
    Kish (1965), "Survey Sampling"; Rao and Scott (1981).

    Examples
    --------
    Everybody was decided upon four times, each time alike:

    >>> favourable = np.tile([[4.0], [0.0]], (32, 1))
    >>> design_effect(favourable, np.full((64, 1), 4.0)).round(1)
    array([4.1])
    """
    x, n = floats(numerators, denominators)
    filled = n > 0
    size = filled.sum(axis=0)
    all_x, all_n = x.sum(axis=0), n.sum(axis=0)
    without = divide(all_x - x, all_n - n)
    mean = divide(np.where(filled, without, 0).sum(axis=0), size)
    spread = np.where(filled, (without - mean) ** 2, 0).sum(axis=0)
    clustered = divide((size - 1) * spread, size)
    rate = divide(all_x, all_n)
    # A rate of 1 less a rounding error has no variance either.
    alike = (all_x <= 0) | (all_x >= all_n)
    effect = divide(clustered * all_n, np.where(alike, 0, rate * (1 - rate)))
    effect = np.where(effect <= _NEGLIGIBLE, 1.0, effect)
    return np.where(size < _FEWEST_BUCKETS, np.nan, effect)
