"""Many comparisons of a few groups: one critical value, or p-values, that hold for all at once.

The comparisons share groups, so they move together. The largest of them is simulated from what
the groups' standard errors say: Tukey and Kramer's intervals when the pairs are all pairs,
Dunnett's when they share one group. Everything is deterministic given the seed.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts
from evenhand.inference.normal import z as normal_quantile

_AT_ONCE = 1_000_000  # numbers held at a time


def smoothed_rate_se(x: ArrayLike, n: ArrayLike) -> Array:
    """Return the standard error of a rate, with one favourable and one other decision added.

    Never zero, so that a group of 0 of 3 does not count as known for certain.

    Undefined when
    --------------
    ``n`` is 0.

    Examples
    --------
    >>> smoothed_rate_se([0, 30], [3, 100]).round(3)
    array([0.179, 0.046])
    """
    successes, total = counts(x, n)
    rate = (successes + 1) / (total + 2)
    return np.sqrt(rate * (1 - rate) / (total + 2))


def smoothed_log_rate_se(x: ArrayLike, n: ArrayLike) -> Array:
    """Return the standard error of the logarithm of a rate, smoothed as `smoothed_rate_se`.

    Undefined when
    --------------
    ``n`` is 0.

    Examples
    --------
    >>> smoothed_log_rate_se([0, 30], [3, 100]).round(3)
    array([0.894, 0.15 ])
    """
    successes, total = counts(x, n)
    rate = (successes + 1) / (total + 2)
    return np.sqrt((1 - rate) / (rate * (total + 2)))


def critical_value(
    se: ArrayLike,
    pairs: ArrayLike,
    *,
    level: float,
    seed: int,
    draws: int = 4000,
    two_sided: bool = True,
) -> float:
    """Return the critical value at which intervals for all `pairs` hold together at `level`.

    Parameters
    ----------
    se : array_like, shape (groups,)
        Standard error of each group's figure. NaN leaves the group's pairs out.
    pairs : array_like of int, shape (pairs, 2)
        Which groups are compared.
    level : float
        Confidence that all intervals hold together.
    seed, draws : int
        Of the simulation. The value stays between that of one comparison and Bonferroni's.
    two_sided : bool
        Whether the largest comparison counts in size, or as first minus second alone.

    Undefined when
    --------------
    No pair has two known standard errors: NaN.

    References
    ----------
    Tukey (1953); Kramer (1956); Dunnett (1955); Westfall and Young (1993).

    Examples
    --------
    One pair needs the normal quantile, three pairs of equal groups Tukey's 3.31 / sqrt(2).

    >>> round(critical_value([0.1, 0.2], [(0, 1)], level=0.95, seed=1), 2)
    1.96
    >>> round(critical_value([1, 1, 1], [(0, 1), (0, 2), (1, 2)], level=0.95, seed=1), 1)
    2.3
    """
    errors, compared = np.asarray(se, dtype=np.float64), _as_pairs(pairs)
    spread = np.hypot(errors[compared[:, 0]], errors[compared[:, 1]])
    known = ~np.isnan(spread)
    tested = int(known.sum())
    if tested == 0:
        return float("nan")
    tail = (1 - level) / 2 if two_sided else 1 - level
    single, bonferroni = normal_quantile(1 - tail), normal_quantile(1 - tail / tested)
    if tested == 1:
        return single
    normal = _normal_draws(errors, draws, seed)
    most = largest(normal, compared[known], spread[known], two_sided=two_sided)
    return float(np.clip(np.quantile(most, level), single, bonferroni))


def adjusted_p(
    z: ArrayLike, se: ArrayLike, pairs: ArrayLike, *, seed: int, draws: int = 4000
) -> Array:
    """Return one-sided p-values of `z`, adjusted for the largest of all `pairs`.

    Parameters
    ----------
    z : array_like, shape (pairs,)
        Statistics, large when the first group of the pair lies above the second. NaN is no
        test: it stays NaN and is not counted.
    se : array_like, shape (groups,)
        Standard error of each group's figure.
    pairs : array_like of int, shape (pairs, 2)
        Which groups are compared.
    seed, draws : int
        Of the simulation. A p-value never falls below the unadjusted one, nor rises above
        Bonferroni's, which is what can be said beyond the reach of `draws`.

    References
    ----------
    Westfall and Young (1993), "Resampling-Based Multiple Testing", single-step max-T.

    Examples
    --------
    >>> adjusted_p([1.645, np.nan], [1, 1, 1], [(0, 1), (0, 2)], seed=1).round(3)
    array([0.05,  nan])
    """
    statistics, errors = np.asarray(z, dtype=np.float64), np.asarray(se, dtype=np.float64)
    compared = _as_pairs(pairs)
    spread = np.hypot(errors[compared[:, 0]], errors[compared[:, 1]])
    known = ~np.isnan(statistics) & ~np.isnan(spread)
    unadjusted = np.where(known, ndtr(-statistics), np.nan)
    if known.sum() < 2:  # noqa: PLR2004 - one test needs no adjustment
        return np.asarray(unadjusted)
    normal = _normal_draws(errors, draws, seed)
    most = np.sort(largest(normal, compared[known], spread[known], two_sided=False))
    reached = draws - np.searchsorted(most, statistics, side="left")
    simulated = (1 + reached) / (1 + draws)
    bonferroni = np.minimum(1, known.sum() * unadjusted)
    return np.where(known, np.clip(simulated, unadjusted, bonferroni), np.nan)


def largest(values: Array, pairs: NDArray[np.intp], spread: Array, *, two_sided: bool) -> Array:
    """Return, for each row of `values`, the largest studentised difference over `pairs`.

    Parameters
    ----------
    values : float array, shape (draws, groups)
    pairs : int array, shape (pairs, 2)
    spread : float array, shape (pairs,)
        What each difference is divided by.
    two_sided : bool
        Whether differences count in size, or as first minus second alone.
    """
    step = max(1, _AT_ONCE // len(pairs))
    first, second = pairs[:, 0], pairs[:, 1]
    most = np.empty(len(values))
    for start in range(0, len(values), step):
        some = values[start : start + step]
        difference = (some[:, first] - some[:, second]) / spread
        most[start : start + step] = (np.abs(difference) if two_sided else difference).max(axis=1)
    return most


def _as_pairs(pairs: ArrayLike) -> NDArray[np.intp]:
    return np.asarray(pairs, dtype=np.intp).reshape(-1, 2)


def _normal_draws(se: Array, draws: int, seed: int) -> Array:
    return np.random.default_rng(seed).standard_normal((draws, len(se))) * se
