"""How far two distributions lie apart, from histograms on common edges."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import kolmogorov

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

_MOST_SHUFFLED = 10**9  # what the generator can shuffle


def ks(p: ArrayLike, q: ArrayLike) -> Array:
    """Return the largest difference of the two distribution functions, seen at the bin edges.

    The distance of the unbinned values is at least this.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts of either group, lowest bin first.

    Undefined when
    --------------
    A histogram is empty.

    References
    ----------
    Kolmogorov (1933); Smirnov (1948).

    Examples
    --------
    >>> float(ks([1, 1, 2], [2, 2, 0]))
    0.5
    """
    return np.asarray(np.abs(_cumulated(p, q)).max(axis=-1))


def ks_p_value(statistic: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Array:
    """Return the p-value that both groups have one distribution, for large groups.

    Conservative: on bins the largest difference cannot be as large as on the values.

    Parameters
    ----------
    statistic : array_like
        What `ks` returned.
    n1, n2 : array_like
        Sizes of the groups.

    Undefined when
    --------------
    A group is empty.

    Examples
    --------
    >>> round(float(ks_p_value(0.192, 100, 100)), 3)
    0.05
    """
    distance, first, second = floats(statistic, n1, n2)
    size = np.where((first > 0) & (second > 0), divide(first * second, first + second), np.nan)
    return np.asarray(kolmogorov(np.sqrt(size) * distance), dtype=np.float64)


def wasserstein(p: ArrayLike, q: ArrayLike, edges: ArrayLike) -> Array:
    """Return how far values must be moved, on average, to make one distribution the other.

    Values are taken to lie at the middle of their bin: the error is at most one bin's width.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts of either group, lowest bin first.
    edges : array_like, shape (bins + 1,)
        Edges of the bins, in the unit of the result.

    Undefined when
    --------------
    A histogram is empty.

    References
    ----------
    Vallender (1974), "Calculation of the Wasserstein Distance between Probability
    Distributions on the Line".

    Examples
    --------
    >>> float(wasserstein([4, 0, 0], [0, 0, 4], [0, 1, 2, 3]))
    2.0
    """
    borders = np.asarray(edges, dtype=np.float64)
    return wasserstein_between(p, q, (borders[:-1] + borders[1:]) / 2)


def wasserstein_between(p: ArrayLike, q: ArrayLike, at: ArrayLike) -> Array:
    """Return `wasserstein` of values that lie at known places, such as the means of their bins.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts of either group, lowest place first.
    at : array_like, shape (bins,)
        Where the values lie, in the unit of the result.

    Undefined when
    --------------
    A histogram is empty.

    Examples
    --------
    A tenth of the values moves from 0 to 50.

    >>> round(float(wasserstein_between([5, 5], [4, 6], [0, 50])), 6)
    5.0
    """
    difference = _cumulated(p, q)
    # Of one bin there are no steps, but an empty histogram must still be undefined.
    steps = np.diff(np.asarray(at, dtype=np.float64))
    moved: Array = (np.abs(difference[..., :-1]) * steps).sum(axis=-1) + 0 * difference[..., -1]
    return moved


def wasserstein_p_value(
    p: ArrayLike, q: ArrayLike, edges: ArrayLike, *, seed: int, draws: int = 999
) -> float:
    """Return the p-value that both groups have one distribution, by dealing out all values anew.

    Parameters
    ----------
    p, q : array_like, shape (bins,)
        Counts of either group, rounded to whole numbers.
    edges : array_like, shape (bins + 1,)
        Edges of the bins.
    seed, draws : int
        Of the permutations. The p-value is never below 1 / (draws + 1).

    Undefined when
    --------------
    A histogram is empty, or both together hold 10**9 values or more.

    Examples
    --------
    >>> wasserstein_p_value([9, 1], [1, 9], [0, 1, 2], seed=1) < 0.01
    True
    """
    first, second = (np.rint(counted).astype(np.int64) for counted in floats(p, q))
    pooled, size = first + second, int(first.sum())
    if not 0 < size < pooled.sum() < _MOST_SHUFFLED:
        return float("nan")
    random = np.random.default_rng(seed)
    dealt = random.multivariate_hypergeometric(pooled, size, size=draws, method="marginals")
    distances = wasserstein(dealt, pooled - dealt, edges)
    # A deal as far apart as what was observed must count, whatever the rounding.
    observed = float(wasserstein(first, second, edges)) * (1 - 1e-9)
    return float((1 + np.count_nonzero(distances >= observed)) / (1 + draws))


def _cumulated(p: ArrayLike, q: ArrayLike) -> Array:
    """Return the difference of the distribution functions at the upper edge of each bin."""
    first, second = floats(p, q)
    return divide(first.cumsum(axis=-1), first.sum(axis=-1, keepdims=True)) - divide(
        second.cumsum(axis=-1), second.sum(axis=-1, keepdims=True)
    )
