"""Small tables: Fisher's test and the odds ratio, from the exact conditional distribution.

With both margins held, the favourable decisions of the first group follow a hypergeometric
distribution; everything here is a sum over it. Counts are rounded to whole numbers. Sums run
over the part of the distribution that matters, so large tables cost little.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtri

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts, divide, floats
from evenhand.inference.normal import two_sided
from evenhand.inference.score import crossing

_LEAST_REACH = 40  # counts on either side, for the long tails of small means
_REACH = 12.0  # standard deviations on either side
_TIE = 1e-7  # two tables as likely as each other, but for rounding; R does the same


def fisher(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Array:
    """Return Fisher's two-sided p-value that two rates are equal.

    The chance, both margins held, of a table no more likely than the one observed. P-values
    below 1e-30 may be given too small.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group.

    Undefined when
    --------------
    A group is empty.

    References
    ----------
    Fisher (1935), "The Design of Experiments": the lady tasting tea, as below.

    Examples
    --------
    >>> round(float(fisher(3, 4, 1, 4)), 4)
    0.4857
    """
    return _each_table(_fisher, 1, x1, n1, x2, n2)[..., 0]


def odds_ratio(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, level: float
) -> tuple[Array, Array, Array]:
    """Return the odds ratio of the sample, and its Cornfield mid-p interval.

    The interval takes the odds ratios at which what was observed, counted half, and all beyond
    it have more than half of ``1 - level``. Mid-p is near the level on average, where the fully
    exact interval is far too wide for small tables (Fagerland et al. 2015).

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Favourable and all decisions of either group.
    level : float
        Two-sided confidence level.

    Returns
    -------
    value, low, high : float arrays
        With an empty cell the value is 0 or NaN, and the bound on that side 0 or infinite.

    Undefined when
    --------------
    A group is empty: all three. The denominator is 0: the value.

    References
    ----------
    Cornfield (1956); Agresti and Min (2002); Fagerland, Lydersen and Laake (2015).

    Examples
    --------
    >>> value, low, high = odds_ratio(7, 34, 1, 34, level=0.95)
    >>> round(float(value), 2), round(float(low), 2), round(float(high), 0)
    (8.56, 1.19, 200.0)
    """
    a, total1 = counts(np.rint(x1), np.rint(n1))
    c, total2 = counts(np.rint(x2), np.rint(n2))
    value = divide(a * (total2 - c), c * (total1 - a))
    bounds = _each_table(lambda *table: _mid_p(*table, level=level), 2, x1, n1, x2, n2)
    return value, bounds[..., 0], bounds[..., 1]


def _each_table(
    figures: Callable[[float, float, float, float], tuple[float, ...]],
    size: int,
    *table: ArrayLike,
) -> Array:
    """Return `figures` of every table, NaN of those that lack a group."""
    x1, n1, x2, n2 = table
    cells = (*counts(np.rint(x1), np.rint(n1)), *counts(np.rint(x2), np.rint(n2)))
    whole = np.stack(floats(*cells), axis=-1)
    found = np.full((*whole.shape[:-1], size), np.nan)
    for where in np.ndindex(whole.shape[:-1]):
        if not np.isnan(whole[where]).any():
            found[where] = figures(*whole[where].tolist())
    return found


def _fisher(x1: float, n1: float, x2: float, n2: float) -> tuple[float]:
    favourable, n = x1 + x2, n1 + n2
    mean = n1 * favourable / n
    variance = n1 * n2 * favourable * (n - favourable) / (n**2 * max(n - 1, 1))
    reach = _support(mean, variance, n1, n2, favourable)
    likely = _log_weights(reach, n1, n2, favourable)
    observed = _log_weights(np.array([x1]), n1, n2, favourable)[0]
    peak = likely.max()
    weights, weight = np.exp(likely - peak), np.exp(observed - peak)
    beyond = weights[weights <= weight * (1 + _TIE)].sum()
    return (min(1.0, float(max(beyond, weight) / weights.sum())),)


def _mid_p(x1: float, n1: float, x2: float, n2: float, *, level: float) -> tuple[float, float]:
    favourable = x1 + x2
    cells = np.array([x1, n1 - x1, x2, n2 - x2]) + 0.5
    precision = float((1 / cells).sum())
    middle = float(np.log(cells[0] * cells[3] / (cells[1] * cells[2])))
    reach = _support(x1, 1 / precision, n1, n2, favourable)
    likely = _log_weights(reach, n1, n2, favourable)
    counted = np.where(reach > x1, 1.0, np.where(reach == x1, 0.5, 0.0))

    def statistic(log_odds: Array) -> Array:
        tilted = likely + reach * log_odds[:, None]
        weights = np.exp(tilted - tilted.max(axis=1, keepdims=True))
        # As a normal quantile the share is nearly straight in the log odds ratio.
        return -np.asarray(ndtri((weights * counted).sum(axis=1) / weights.sum(axis=1)))

    error, bar = precision**0.5, two_sided(level)
    widest, far = 15 * error + 5, bar * error
    low, high = np.exp(
        crossing(
            statistic,
            (np.full(2, middle - widest), np.full(2, middle + widest)),
            np.array([middle - far, middle + far]),
            np.full(2, far),
            np.array([bar, -bar]),
        )
    )
    least, most = max(0.0, favourable - n2), min(n1, favourable)
    return float(low) if x1 > least else 0.0, float(high) if x1 < most else float("inf")


def _support(centre: float, variance: float, n1: float, n2: float, favourable: float) -> Array:
    """Return the counts of the first group that matter about `centre`."""
    reach = _LEAST_REACH + _REACH * variance**0.5
    least = max(0.0, favourable - n2, np.floor(centre - reach))
    most = min(n1, favourable, np.ceil(centre + reach))
    return np.arange(least, most + 1)


def _log_weights(x: Array, n1: float, n2: float, favourable: float) -> Array:
    """Return the logarithm of the hypergeometric probabilities of `x`, up to a constant."""
    cells = (x, n1 - x, favourable - x, n2 - favourable + x)
    return -np.asarray(np.sum([gammaln(cell + 1) for cell in cells], axis=0), dtype=np.float64)
