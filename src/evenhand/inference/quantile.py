"""Quantiles from a histogram: the bin that holds them, and the bins that bracket them."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik

from evenhand.cube.cube import Array


def quantile(histogram: ArrayLike, centres: ArrayLike, q: float) -> Array:
    """Return the centre of the bin in which the `q` quantile lies.

    The error is at most half a bin: with bins of 2 % width, 1 % of the value.

    Parameters
    ----------
    histogram : array_like, shape (..., bins)
        Counts, lowest bin first.
    centres : array_like, shape (bins,)
        What a value in each bin is taken for.
    q : float
        In (0, 1).

    Undefined when
    --------------
    The histogram is empty.

    Examples
    --------
    >>> float(quantile([1, 5, 4], [10, 20, 30], 0.5))
    20.0
    """
    table = np.asarray(histogram, dtype=np.float64)
    # A hair less, so that 0.9 * 10 does not ask for more than the ninth value.
    return _value_at(table, centres, q * table.sum(axis=-1) * (1 - 1e-12))


def quantile_interval(
    histogram: ArrayLike, centres: ArrayLike, q: float, *, level: float, error: float = 0.0
) -> tuple[Array, Array]:
    """Return the interval of the `q` quantile by order statistics: lower and upper bounds.

    How many values lie below the true quantile is binomial, whatever the distribution.

    Parameters
    ----------
    histogram, centres, q
        As `quantile`.
    level : float
        Two-sided confidence level, at least kept.
    error : float
        How far the values of a bin may lie from its centre, as a share of them: bounds are the
        ends of bins, so that an interval is never narrower than what is known of a value.

    Undefined when
    --------------
    There are too few values for a bound: NaN for that bound. The median at 95 % needs 6.

    References
    ----------
    David and Nagaraja (2003), "Order Statistics", section 7.1.

    Examples
    --------
    The 2nd and 9th of ten values hold the median with 97.9 %.

    >>> low, high = quantile_interval([1] * 10, range(1, 11), 0.5, level=0.95)
    >>> float(low), float(high)
    (2.0, 9.0)
    """
    table = np.asarray(histogram, dtype=np.float64)
    size = np.floor(table.sum(axis=-1) * (1 + 1e-12))
    known = np.where(size > 0, size, 1)
    tail = (1 - level) / 2
    # The largest rank that more than a tail of samples would need, and its mirror image.
    low = np.floor(_binomial_quantile(tail, known, q)) + 1
    high = np.ceil(_binomial_quantile(1 - tail, known, q)) + 1
    lowest = (1 - q) ** known > tail
    low = np.where(lowest | (size == 0), np.nan, low)
    high = np.where((high > known) | (size == 0), np.nan, high)
    middle = np.asarray(centres, dtype=np.float64)
    ends = middle / (1 + error), middle / (1 - error)
    return (
        _value_at(table, np.minimum(*ends), low),
        _value_at(table, np.maximum(*ends), high),
    )


def _binomial_quantile(probability: float, n: Array, q: float) -> Array:
    return np.asarray(bdtrik(probability, n, q), dtype=np.float64)


def _value_at(table: Array, centres: ArrayLike, rank: Array) -> Array:
    """Return the centre of the bin that holds the value of this rank; NaN where there is none."""
    passed = table.cumsum(axis=-1)
    bins = np.count_nonzero(passed < rank[..., None], axis=-1)
    last = table.shape[-1] - 1
    values = np.asarray(centres, dtype=np.float64)[np.minimum(bins, last)]
    return np.where((passed[..., -1] > 0) & ~np.isnan(rank), values, np.nan)
