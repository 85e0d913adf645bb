"""What each window adds to the evidence that two groups are treated differently.

Nothing is pooled over windows but evidence: with the margins of a window held, its favourable
decisions say nothing of the general rate, so that drift, season and a changing mix of people
cancel. Counts come as ``x1, n1, x2, n2``, favourable and all decisions of either group, of shape
(windows,) or (windows, strata). A cell that lacks one of the groups adds nothing.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import floats

_STEPS = np.geomspace(0.01, 2.0, 20)
LOG_ODDS_RATIOS: Array = np.concatenate([-_STEPS[::-1], _STEPS])
"""The alternatives: one lies within 15 % of every log odds ratio from 0.01 to 2, either way."""

_LEAST_REACH = 40  # counts on either side, for the long tails of small means
_REACH = 12.0  # standard deviations on either side
_AT_ONCE = 1_000_000  # numbers held at a time
_LARGEST = 100.0  # variance of a cell up to which the sums are taken: beyond, they overflow


def prior(tau: float) -> Array:
    """Return the weight of each of `LOG_ODDS_RATIOS` under a normal prior of that deviation.

    Examples
    --------
    >>> float(prior(0.5).sum().round(9))
    1.0
    """
    # Neighbours lie a constant share apart: each stands for a stretch as long as it is large.
    weight = np.exp(-0.5 * (LOG_ODDS_RATIOS / tau) ** 2) * np.abs(LOG_ODDS_RATIOS)
    normed: Array = weight / weight.sum()
    return normed


def comparable(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the counts as (windows, strata), all zero in cells that lack one of the groups.

    Examples
    --------
    >>> x1, n1, x2, n2 = comparable([3, 1], [5, 2], [4, 0], [6, 0])
    >>> n1.tolist()
    [[5.0], [0.0]]
    """
    first, total_first, second, total_second = (
        cells if cells.ndim > 1 else cells[..., None] for cells in floats(x1, n1, x2, n2)
    )
    both = (total_first > 0) & (total_second > 0)
    return (
        np.where(both, first, 0.0),
        np.where(both, total_first, 0.0),
        np.where(both, second, 0.0),
        np.where(both, total_second, 0.0),
    )


def score(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> tuple[Array, Array, Array]:
    """Return the Mantel-Haenszel deviation of each cell, its exposure and its variance.

    Returns
    -------
    deviation : float array, shape (windows, strata)
        Favourable decisions of the first group beyond what it had got at the cell's own rate.
    exposure : float array
        ``n1 n2 / (n1 + n2)``: the deviation is exposure times the difference of the rates.
    variance : float array
        Of the deviation when the groups are treated alike: hypergeometric.

    References
    ----------
    Mantel and Haenszel (1959).

    Examples
    --------
    >>> [float(part.item()) for part in score([8], [10], [4], [10])]
    [2.0, 5.0, 1.263157894736842]
    """
    first, total_first, second, total_second = comparable(x1, n1, x2, n2)
    n, favourable = total_first + total_second, first + second
    size = np.where(n > 0, n, 1.0)
    exposure = total_first * total_second / size
    deviation = first - total_first * favourable / size
    # A cell of one effective decision has no variance that could be estimated.
    spread = exposure * favourable * (n - favourable) / size
    variance = np.divide(spread, n - 1, out=np.zeros(n.shape), where=n > 1)
    return np.where(n > 1, deviation, 0.0), exposure, variance


def rare(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> NDArray[np.bool_]:
    """Return where less than one decision of either kind is expected in the smaller group.

    There the deviation is too lopsided for the normal distribution.

    Examples
    --------
    >>> rare([5, 50], [10, 100], [0, 2], [1, 5]).ravel().tolist()
    [True, False]
    """
    first, total_first, second, total_second = comparable(x1, n1, x2, n2)
    n, favourable = total_first + total_second, first + second
    fewer = np.minimum(total_first, total_second) * np.minimum(favourable, n - favourable)
    return (n > 0) & (fewer < n)


def normal_increments(deviation: Array, variance: Array) -> Array:
    """Return the log likelihood ratios of cells against no difference, to second order.

    Returns
    -------
    float array, shape (..., alternatives)
        One for each of `LOG_ODDS_RATIOS`.

    Examples
    --------
    >>> normal_increments(np.array(2.0), np.array(1.0))[-1] == 2 * 2.0 - 2.0**2 / 2
    np.True_
    """
    ratios = LOG_ODDS_RATIOS
    gain: Array = ratios * deviation[..., None] - ratios**2 / 2 * variance[..., None]
    return gain


def best_increments(  # noqa: PLR0917 - four counts, and what was made of them
    x1: Array, n1: Array, x2: Array, n2: Array, variance: Array, normal: Array
) -> Array:
    """Return the log likelihood ratios of cells, exact but for cells too large to need it.

    Parameters
    ----------
    x1, n1, x2, n2 : float arrays, shape (..., cells)
        Favourable and all decisions of either group.
    variance : float array, shape (..., cells)
        As `score` has it.
    normal : float array, shape (..., cells, alternatives)
        As `normal_increments` has them, for the large cells.

    Examples
    --------
    >>> cells = [np.array([[count]]) for count in (6e6, 1e7, 5e6, 1e7)]
    >>> deviation, _, variance = score(*cells)
    >>> normal = normal_increments(deviation, variance)
    >>> bool((best_increments(*cells, variance, normal) == normal).all())
    True
    """
    gains = normal.copy()
    small = variance <= _LARGEST
    gains[small] = exact_increments(*(part[small] for part in (x1, n1, x2, n2)))
    return gains


def exact_increments(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    """Return the log likelihood ratios of cells against no difference, margins held.

    The favourable decisions of the first group are then noncentral hypergeometric (Fisher's).
    Counts are rounded to whole numbers; for cells of small variance, since the sums run over
    all that matters of the distribution.

    Parameters
    ----------
    x1, n1, x2, n2 : float arrays, shape (cells,)
        Favourable and all decisions of either group.

    Returns
    -------
    float array, shape (cells, alternatives)
        One for each of `LOG_ODDS_RATIOS`; 0 for a cell that lacks a group.

    References
    ----------
    Fisher (1935), "The Logic of Inductive Inference".

    Examples
    --------
    One favourable decision in a pair of people tells a log odds ratio of 2 by 2 / (1 + exp(-2)).

    >>> gain = exact_increments(*(np.array([count]) for count in (1.0, 1.0, 0.0, 1.0)))
    >>> np.exp(gain[:, -1]).round(6), (2 / (1 + np.exp([-2.0]))).round(6)
    (array([1.761594]), array([1.761594]))
    """
    cells = tuple(np.rint(part) for part in (x1, n1, x2, n2))
    first, total_first, second, total_second = cells
    n, favourable = total_first + total_second, first + second
    size = np.where(n > 0, n, 1.0)
    mean = total_first * favourable / size
    _, _, variance = (part[:, 0] for part in score(*cells))
    reach = np.ceil(_LEAST_REACH + _REACH * np.sqrt(variance))
    # What was observed is always among the sums, whatever the rounding did.
    least = np.maximum(0.0, favourable - total_second)
    low = np.minimum(np.maximum(least, np.floor(mean - reach)), first)
    most = np.minimum(total_first, favourable)
    high = np.maximum(np.minimum(most, np.ceil(mean + reach)), first)
    gain = np.empty((len(first), len(LOG_ODDS_RATIOS)))
    widest = int((high - low).max(initial=0)) + 1
    rows = max(1, _AT_ONCE // widest)
    tilt = np.exp(np.arange(widest)[:, None] * LOG_ODDS_RATIOS)
    for start in range(0, len(first), rows):
        part = slice(start, start + rows)
        x = low[part, None] + np.arange(widest)
        inside = x <= high[part, None]
        x = np.where(inside, x, low[part, None])
        table = (
            x,
            total_first[part, None] - x,
            favourable[part, None] - x,
            (total_second - favourable)[part, None] + x,
        )
        likely = -np.sum([gammaln(cell + 1) for cell in table], axis=0)
        peak = likely.max(axis=1, keepdims=True)
        weights = np.where(inside, np.exp(likely - peak), 0.0)
        normaliser = np.log(weights @ tilt) - np.log(weights.sum(axis=1, keepdims=True))
        gain[part] = (first - low)[part, None] * LOG_ODDS_RATIOS - normaliser
    return gain
