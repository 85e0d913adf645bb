"""Drift of a distribution between two histograms on common bins, and whether chance explains it.

The bands of 0.1 and 0.25 that the population stability index is read by know no sample size: 100
decisions in ten bins pass 0.1 one time in three without any drift. So an index is tested: that it
is at most a margin, or that there is no drift at all. Bins that are empty on both sides are not
bins. See ``distance`` for Kolmogorov-Smirnov and Wasserstein distances.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, chndtr, ndtr, xlogy

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

# Beyond it the series of some releases of SciPy end in NaN; Sankaran is then right to 1e-6.
_MOST_NONCENTRAL = 1e4


def used_bins(p: ArrayLike, q: ArrayLike) -> Array:
    """Return how many bins hold anything on either side.

    Examples
    --------
    >>> float(used_bins([4, 0, 0, 1], [2, 3, 0, 0]))
    3.0
    """
    first, second = floats(p, q)
    return np.asarray(((first > 0) | (second > 0)).sum(axis=-1), dtype=np.float64)


def psi(p: ArrayLike, q: ArrayLike) -> Array:
    """Return the population stability index: the symmetric Kullback-Leibler divergence in nats.

    Half a decision is added to every bin, so that an empty bin is rare and not impossible.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts then and now. Whole numbers: a weighted count has another variance.

    Undefined when
    --------------
    A histogram is empty.

    References
    ----------
    Yurdakul and Naranjo (2020), "Statistical Properties of the Population Stability Index",
    Journal of Risk Model Validation 14(4).

    Examples
    --------
    (0.8 - 0.5) log(0.8 / 0.5) + (0.2 - 0.5) log(0.2 / 0.5) = 0.416, but for the smoothing.

    >>> round(float(psi([8000, 2000], [5000, 5000])), 3)
    0.416
    """
    first, second = floats(p, q)
    used = (first > 0) | (second > 0)
    one, other = (np.where(used, values + 0.5, 0) for values in (first, second))
    one, other = (divide(values, values.sum(axis=-1, keepdims=True)) for values in (one, other))
    logs = np.log(np.where(used, one, 1)) - np.log(np.where(used, other, 1))
    return np.asarray(((one - other) * logs).sum(axis=-1)) + _nothing_known(first, second)


def psi_debiased(p: ArrayLike, q: ArrayLike) -> Array:
    """Return the population stability index less what chance alone adds; about 0 without drift.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts then and now.

    Undefined when
    --------------
    A histogram is empty.

    Examples
    --------
    The same shares: 0, less one degree of freedom times (1/100 + 1/50).

    >>> round(float(psi_debiased([50, 50], [25, 25])), 3)
    -0.03
    """
    first, second = floats(p, q)
    scale = divide(1, first.sum(axis=-1)) + divide(1, second.sum(axis=-1))
    return np.asarray(psi(first, second) - (used_bins(first, second) - 1) * scale)


def psi_p_value(
    index: ArrayLike, n1: ArrayLike, n2: ArrayLike, bins: ArrayLike, *, margin: float = 0.1
) -> Array:
    """Return the p-value that the true index is at most `margin`.

    The index over ``1 / n1 + 1 / n2`` is chi-square with ``bins - 1`` degrees of freedom,
    noncentral by the margin over the same.

    Parameters
    ----------
    index : array_like
        What `psi` returned, not debiased.
    n1, n2 : array_like
        How many decisions either histogram holds.
    bins : array_like
        What `used_bins` returned.
    margin : float
        0 tests for no drift at all.

    Undefined when
    --------------
    A histogram is empty, or one bin holds everything.

    References
    ----------
    Yurdakul and Naranjo (2020). Potgieter, van Zyl, Schutte and Lombard (2023), "The Population
    Resemblance Statistic", arXiv:2307.11878.

    Examples
    --------
    An index of 0.2 on ten bins: of 200 and 200 decisions it proves drift, but not above 0.1.

    >>> round(float(psi_p_value(0.2, 200, 200, 10)), 2)
    0.4
    >>> round(float(psi_p_value(0.2, 200, 200, 10, margin=0)), 3)
    0.018
    """
    value, first, second, kinds = floats(index, n1, n2, bins)
    scale = divide(1, first) + divide(1, second)
    freedom = np.where((kinds > 1) & (first > 0) & (second > 0), kinds - 1, np.nan)
    return _noncentral_tail(divide(value, scale), freedom, divide(margin, scale))


def jensen_shannon(p: ArrayLike, q: ArrayLike) -> Array:
    """Return the Jensen-Shannon divergence in nats: 0 for equal shares, log 2 for none in common.

    Parameters
    ----------
    p, q : array_like, shape (..., bins)
        Counts of either side.

    Undefined when
    --------------
    A histogram is empty.

    References
    ----------
    Lin (1991), "Divergence Measures Based on the Shannon Entropy".

    Examples
    --------
    >>> round(float(jensen_shannon([4, 0], [0, 2])), 3), float(jensen_shannon([1, 1], [3, 3]))
    (0.693, 0.0)
    """
    first, second = floats(p, q)
    one, other = (divide(values, values.sum(axis=-1, keepdims=True)) for values in (first, second))
    middle = (one + other) / 2
    apart = (xlogy(one, one) + xlogy(other, other)) / 2 - xlogy(middle, middle)
    return np.asarray(np.clip(apart.sum(axis=-1), 0, np.log(2)))


def jensen_shannon_p_value(
    divergence: ArrayLike, n1: ArrayLike, n2: ArrayLike, bins: ArrayLike
) -> Array:
    """Return the p-value of no drift: 8 JS n1 n2 / (n1 + n2) is chi-square.

    It needs about twenty decisions a bin: with ten it rejects 7 % at 0.05, with five 9 %. Where
    there are fewer, the smoothed index keeps its level (`psi_p_value` with a margin of 0).

    Parameters
    ----------
    divergence : array_like
        What `jensen_shannon` returned.
    n1, n2, bins : array_like
        As `psi_p_value`.

    Undefined when
    --------------
    A histogram is empty, or one bin holds everything.

    Examples
    --------
    >>> round(float(jensen_shannon_p_value(0.02, 200, 200, 10)), 3)
    0.067
    """
    value = 8 * np.asarray(divergence, dtype=np.float64)
    return psi_p_value(value, n1, n2, bins, margin=0)


def _noncentral_tail(value: Array, freedom: Array, noncentral: Array) -> Array:
    """Return the upper tail of the noncentral chi-square distribution."""
    known = ~np.isnan(value + freedom + noncentral)
    at, k, lift = (np.where(known, values, 1) for values in (value, freedom, noncentral))
    lift = np.maximum(lift, 0)
    series = 1 - chndtr(at, k, np.minimum(lift, _MOST_NONCENTRAL))
    tail = np.where(lift > _MOST_NONCENTRAL, _sankaran(at, k, lift), series)
    tail = np.where(lift == 0, chdtrc(k, at), tail)
    return np.where(known, np.clip(tail, 0, 1), np.nan)


def _sankaran(value: Array, freedom: Array, noncentral: Array) -> Array:
    """Return the upper tail by a normal approximation (Sankaran 1963)."""
    mean, twice = freedom + noncentral, freedom + 2 * noncentral
    power = 1 - 2 * mean * (freedom + 3 * noncentral) / (3 * twice**2)
    spread = twice / mean**2
    skew = (power - 1) * (1 - 3 * power)
    centre = 1 + power * spread * (power - 1 - (2 - power) * skew * spread / 2)
    wide = power * np.sqrt(2 * spread) * (1 + skew * spread / 2)
    return np.asarray(ndtr((centre - (value / mean) ** power) / wide))


def _nothing_known(first: Array, second: Array) -> Array:
    """Return NaN where a histogram is empty, else 0."""
    filled = (first.sum(axis=-1) > 0) & (second.sum(axis=-1) > 0)
    return np.where(filled, 0.0, np.nan)
