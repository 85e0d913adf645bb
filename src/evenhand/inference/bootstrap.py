"""The bootstrap for any smooth function of counts: resample the cells, never the rows.

Drawing rows anew and counting them is drawing the counts from a multinomial distribution, so a
cube of cells is enough, and the cost does not depend on the number of rows. Not for the largest
of groups, distances or absolute errors: where those touch zero, no bootstrap holds.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.normal import two_sided

_MOST_MULTINOMIAL = 2**31
_MOST_UNDEFINED = 0.01
_MOST_BIAS = 0.25
_JEFFREYS = 0.5  # of a decision in each cell


def resample(cells: ArrayLike, *, draws: int, seed: int) -> Array:
    """Return `draws` tables as they could have been, each group keeping its number of decisions.

    Parameters
    ----------
    cells : array_like, shape (groups, ...)
        Counts of each group's cells. Weighted cells are resampled as what they are worth:
        pass effective counts (see ``proportion.effective``). Of a group with a fractional
        total, the nearest whole number of decisions is drawn and scaled back to the total.
    draws, seed : int
        How many tables, and the seed of the generator.

    Returns
    -------
    float array, shape (draws, groups, ...)
        From 2**31 decisions on, a group's cells are Poisson, and its total varies a little.

    References
    ----------
    Hanley and MacGibbon (2006), Chamandy et al. (2012), for the Poisson form.

    Examples
    --------
    >>> tables = resample([[30, 70], [0, 5]], draws=3, seed=1)
    >>> tables.sum(axis=2).tolist()
    [[100.0, 5.0], [100.0, 5.0], [100.0, 5.0]]
    """
    table = np.ascontiguousarray(cells, dtype=np.float64)
    return _resampled(table.tobytes(), table.shape, draws, seed)


# Several metrics of the same groups are asked for in a row, and each may draw the same tables.
@lru_cache(maxsize=2)
def _resampled(cells: bytes, shape: tuple[int, ...], draws: int, seed: int) -> Array:
    table = np.frombuffer(cells).reshape(shape)
    flat = table.reshape(len(table), math.prod(table.shape[1:]))
    total = flat.sum(axis=1)
    random = np.random.default_rng(seed)
    trials = np.where(total > 0, np.maximum(np.rint(total), 1), 0).astype(np.int64)
    large = total >= _MOST_MULTINOMIAL
    shares = flat / np.where(total > 0, total, 1)[:, None]
    shares[total <= 0] = 1 / flat.shape[1]
    drawn = random.multinomial(np.where(large, 0, trials), shares, size=(draws, len(flat)))
    scaled: Array = drawn * (total / np.maximum(trials, 1))[:, None]
    if large.any():
        scaled[:, large] = random.poisson(flat[large], size=(draws, *flat[large].shape))
    tables = scaled.reshape(draws, *table.shape)
    tables.flags.writeable = False
    return tables


def likely_tables(cells: ArrayLike, *, draws: int, seed: int) -> Array:
    """Return `draws` tables that the counts make likely: for functions that few errors decide.

    Each group's shares are drawn from the Dirichlet distribution that its counts and Jeffreys'
    half a decision in each cell give; the total stays. A cell of none of 20 may well be one of
    20 in truth: tables resampled from it never say so, and where few errors are expected their
    intervals of 95 % hold the truth 86 to 93 times in 100. No table has an empty cell, so that
    no quotient of counts is undefined.

    Parameters
    ----------
    cells : array_like, shape (groups, ...)
        Counts of each group's cells, which may be fractional.
    draws, seed : int
        How many tables, and the seed of the generator.

    Returns
    -------
    float array, shape (draws, groups, ...)

    References
    ----------
    Rubin (1981), "The Bayesian Bootstrap"; Brown, Cai and DasGupta (2001), for Jeffreys' prior.

    Examples
    --------
    >>> tables = likely_tables([[30, 70], [0, 5]], draws=3, seed=1)
    >>> tables.sum(axis=2).round(9).tolist()
    [[100.0, 5.0], [100.0, 5.0], [100.0, 5.0]]
    """
    table = np.ascontiguousarray(cells, dtype=np.float64)
    return _likely(table.tobytes(), table.shape, draws, seed)


# As above: the metrics of a table share their draws.
@lru_cache(maxsize=2)
def _likely(cells: bytes, shape: tuple[int, ...], draws: int, seed: int) -> Array:
    table = np.frombuffer(cells).reshape(shape)
    flat = table.reshape(len(table), math.prod(table.shape[1:]))
    random = np.random.default_rng(seed)
    shares = random.standard_gamma(flat + _JEFFREYS, size=(draws, *flat.shape))
    shares *= (flat.sum(axis=1) / shares.sum(axis=2))[:, :, None]
    tables = shares.reshape(draws, *table.shape)
    tables.flags.writeable = False
    return tables


def percentile_interval(
    draws: ArrayLike, *, level: float, estimate: ArrayLike | None = None
) -> tuple[Array, Array]:
    """Return the interval that holds the middle `level` of `draws`: lower and upper bounds.

    Parameters
    ----------
    draws : array_like, shape (draws, ...)
        The figure in each resampled table: finite, or NaN where it is undefined.
    level : float
        Two-sided confidence level.
    estimate : array_like, shape (...), optional
        The figure of the table itself. Where the draws lie off it by more than a quarter of
        their standard error, percentiles would double that bias: there the interval is the
        normal one, about the estimate less its bias.

    Undefined when
    --------------
    More than 1 % of the draws are undefined: the cells are too sparse to resample.

    References
    ----------
    Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapters 10 and 13.

    Examples
    --------
    >>> low, high = percentile_interval(np.arange(101.0), level=0.9)
    >>> round(float(low), 3), round(float(high), 3)
    (5.0, 95.0)
    """
    values = np.sort(np.asarray(draws, dtype=np.float64), axis=0)  # NaN sorts last
    known = np.count_nonzero(~np.isnan(values), axis=0)
    sparse = known < (1 - _MOST_UNDEFINED) * len(values)
    low = _quantile(values, known, (1 - level) / 2)
    high = _quantile(values, known, (1 + level) / 2)
    if estimate is not None:
        defined = ~np.isnan(values)
        size = np.maximum(known, 1)
        mean = np.where(defined, values, 0).sum(axis=0) / size
        error = np.sqrt(np.where(defined, (values - mean) ** 2, 0).sum(axis=0) / size)
        bias = mean - np.asarray(estimate, dtype=np.float64)
        biased = np.abs(bias) > _MOST_BIAS * error
        centre, half = np.asarray(estimate) - bias, two_sided(level) * error
        low, high = np.where(biased, centre - half, low), np.where(biased, centre + half, high)
    return np.where(sparse, np.nan, low), np.where(sparse, np.nan, high)


def around_estimate(limits: tuple[Array, Array], *, estimate: ArrayLike) -> tuple[Array, Array]:
    """Return an interval of `likely_tables` that holds the estimate, and none where there is none.

    At the end of its range, where no table was drawn at, the estimate is the limit (Brown, Cai
    and DasGupta 2001).

    Examples
    --------
    >>> limits = np.array([0.8, 0.1]), np.array([0.9, 0.2])
    >>> low, high = around_estimate(limits, estimate=[1, np.nan])
    >>> low.tolist(), high.tolist()
    ([0.8, nan], [1.0, nan])
    """
    value = np.asarray(estimate, dtype=np.float64)
    return np.minimum(limits[0], value), np.maximum(limits[1], value)


def _quantile(
    values: Array, known: np.ndarray[tuple[int, ...], np.dtype[np.intp]], q: float
) -> Array:
    """Return the quantile of each column of sorted `values`, of which the first `known` count."""
    place = np.maximum(np.asarray(known) - 1, 0) * q
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(np.asarray(known) - 1, 0))
    lower = np.take_along_axis(values, below[None], axis=0)[0]
    upper = np.take_along_axis(values, above[None], axis=0)[0]
    between: Array = lower + (upper - lower) * (place - below)
    return between
