"""What can be said where labels are missing: bounds that hold whatever the missing labels are.

Labels that exist for the accepted alone, or for some groups more than others, cannot be taken
for a sample of all. Then metrics are not identified, but they are bounded (Manski 1990,
"Nonparametric Bounds on Treatment Effects"). Bounds are no intervals: they do not shrink with
more decisions, only with more labels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.bootstrap import resample
from evenhand.inference.proportion import wilson


def extremes(cells: ArrayLike) -> Array:
    """Return four completions: all missing labels of either decision negative, or positive.

    Where a metric moves one way with every label of the accepted that turns positive, and one way
    with every label of the rejected, its least and its largest value are among these four: from
    any completion, turning one label after the other the right way leads to one of them. With
    ``a = tp + fp`` and ``r = fn + tn``, which no label changes, this is so for

    - accuracy, base rate, predictive values and their complements: sums over constants;
    - true positive rate, ``tp / (tp + fn)``, up in tp, down in fn; so are the other error rates,
      and balanced accuracy, the mean of two of them that move alike;
    - F1, ``2 tp / (a + tp + fn)``: up in tp, down in fn; treatment equality, ``fn / (a - tp)``;
    - Matthews correlation, ``c (p - q) / sqrt(m (1 - m))`` with ``p = tp / a``, ``q = fn / r`` and
      m the base rate: its derivative in p has the sign of ``m (1 - q) + q (1 - m)``, which is not
      negative, and in q that of ``-(m (1 - p) + p (1 - m))``.

    Parameters
    ----------
    cells : array_like, shape (..., 2, 3)
        Decision by label (negative, positive, unknown), as in ``Counts``.

    Returns
    -------
    float array, shape (4, ..., 2, 3)
        No label is unknown. Rejected and accepted in this order: both negative; positive and
        negative; negative and positive; both positive.

    Examples
    --------
    >>> extremes([[6, 1, 2], [1, 4, 3]])[1].tolist()
    [[6.0, 3.0, 0.0], [4.0, 4.0, 0.0]]
    """
    table = np.asarray(cells, dtype=np.float64)
    none = np.zeros((*table.shape[:-2], 2))
    shares = np.stack([none + share for share in ([0, 0], [1, 0], [0, 1], [1, 1])])
    return _completed(table, table[..., 2] * shares)


def bounds(cells: ArrayLike, function: Callable[[Array], Array]) -> tuple[Array, Array]:
    """Return the least and the largest value of `function` over all missing labels.

    Completions for which it is undefined are left out: the bounds are those of its value where
    there is one. Where one of the four `extremes` is undefined, the next completion may be the
    extreme (balanced accuracy: a single positive label), so those are looked at as well.

    Parameters
    ----------
    cells : array_like, shape (..., 2, 3)
        Counts; for sums of weights, a decision weighs 1.
    function : callable
        From completed cells, of shape (..., 2, 3), to values, NaN where undefined. It must move
        one way with each label, as `extremes` says.

    Undefined when
    --------------
    No completion that was looked at has a value.

    Examples
    --------
    Of five positives, four were accepted; four labels are missing.

    >>> def true_positive_rate(cells):
    ...     return cells[..., 1, 1] / (cells[..., 1, 1] + cells[..., 0, 1])
    >>> low, high = bounds([[6, 1, 2], [1, 4, 2]], true_positive_rate)
    >>> round(float(low), 3), round(float(high), 3)
    (0.571, 0.857)
    """
    table = np.ascontiguousarray(cells, dtype=np.float64)
    values = function(_completions(table.tobytes(), table.shape))
    undefined = np.isnan(values)
    none = undefined.all(axis=0)
    low = np.where(undefined, np.inf, values).min(axis=0)
    high = np.where(undefined, -np.inf, values).max(axis=0)
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


# The metrics of a table share its completions.
@lru_cache(maxsize=4)
def _completions(cells: bytes, shape: tuple[int, ...]) -> Array:
    """Return completions by the positive labels of either decision: none, one, all but one, all."""
    table = np.frombuffer(cells).reshape(shape)
    unknown = table[..., 2]
    one = np.minimum(unknown, 1)
    steps = np.stack([0 * one, one, unknown - one, unknown])
    positive = [
        np.stack([rejected[..., 0], accepted[..., 1]], axis=-1)
        for rejected in steps
        for accepted in steps
    ]
    completed = _completed(table, np.stack(positive))
    completed.flags.writeable = False
    return completed


def likely_extremes(cells: ArrayLike, *, draws: int, seed: int) -> Array:
    """Return the `extremes` of `draws` tables as they could have been; see ``bootstrap.resample``.

    Parameters
    ----------
    cells : array_like, shape (groups, 2, 3)
        As for `extremes`.
    draws, seed : int
        How many tables, and the seed of the generator.

    Returns
    -------
    float array, shape (4, draws, groups, 2, 3)
    """
    table = np.ascontiguousarray(cells, dtype=np.float64)
    return _likely_extremes(table.tobytes(), table.shape, draws, seed)


# One at a time: with many windows and groups these are a hundred megabytes.
@lru_cache(maxsize=1)
def _likely_extremes(cells: bytes, shape: tuple[int, ...], draws: int, seed: int) -> Array:
    found = extremes(resample(np.frombuffer(cells).reshape(shape), draws=draws, seed=seed))
    found.flags.writeable = False
    return found


def difference_bounds(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]
) -> tuple[Array, Array]:
    """Return the bounds of first minus second, whatever the missing labels of either.

    Examples
    --------
    >>> low, high = difference_bounds((0.5, 0.75), (0.25, 0.5))
    >>> float(low), float(high)
    (0.0, 0.5)
    """
    (low1, high1), (low2, high2) = floats(*first), floats(*second)
    return low1 - high2, high1 - low2


def ratio_bounds(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]
) -> tuple[Array, Array]:
    """Return the bounds of first over second, for values that are not negative.

    The upper bound is infinite where the second may be 0, and the first above it.

    Undefined when
    --------------
    A bound is NaN; or 0 over 0 is all that it would be.

    Examples
    --------
    >>> low, high = ratio_bounds((0.25, 0.5), (0.5, 1.0))
    >>> float(low), float(high)
    (0.25, 1.0)
    """
    low1, high1, low2, high2 = floats(*first, *second)
    most = np.where((low2 == 0) & (high1 > 0), np.inf, divide(high1, low2))
    return divide(low1, high2), most


def widened(
    low: tuple[ArrayLike, ArrayLike], high: tuple[ArrayLike, ArrayLike], *, level: float
) -> tuple[Array, Array]:
    """Return an interval around the bounds of a rate that allows for chance as well.

    Wilson's lower limit of the lower bound, and his upper limit of the upper one. It holds the
    whole range with at least the confidence, and the true rate with more.

    Parameters
    ----------
    low, high : tuple of array_like
        Numerator and denominator of the lower bound, and of the upper bound.
    level : float
        Two-sided confidence level.

    Undefined when
    --------------
    A denominator is 0: its limit.

    References
    ----------
    Imbens and Manski (2004), "Confidence Intervals for Partially Identified Parameters",
    Econometrica 72(6), whose interval for the rate itself is narrower.

    Examples
    --------
    >>> low, high = widened((40, 100), (60, 100), level=0.95)
    >>> round(float(low), 3), round(float(high), 3)
    (0.309, 0.691)
    """
    return wilson(*low, level=level)[0], wilson(*high, level=level)[1]


@dataclass(frozen=True, slots=True)
class Selective:
    """Whether the labels of a group may be taken for a sample of its decisions.

    Attributes
    ----------
    share : float array, shape (groups, 2)
        Labelled share of the unfavourable and of the favourable decisions; NaN without decisions.
    scarce : bool array, shape (groups,)
        A share is below the least.
    by_decision : bool array, shape (groups,)
        The shares of both decisions differ by more than chance and by more than two points.
    """

    share: Array
    scarce: NDArray[np.bool_]
    by_decision: NDArray[np.bool_]


def selective(
    cells: ArrayLike, *, least: float = 0.95, alpha: float = 0.01, size: float = 0.02
) -> Selective:
    """Return in which groups labels may be selective: too few, or one decision has fewer.

    Parameters
    ----------
    cells : array_like, shape (groups, 2, 3)
        Decision by label (negative, positive, unknown).
    least : float
        Labelled share of either decision below which there are too few.
    alpha, size : float
        Two shares differ when a chi-square test says so at `alpha`, and they differ by `size`.

    Examples
    --------
    Nobody who was rejected has a label:

    >>> found = selective([[[0, 0, 60], [10, 30, 0]]])
    >>> found.share.tolist(), found.scarce.tolist(), found.by_decision.tolist()
    ([[0.0, 1.0]], [True], [True])
    """
    table = np.asarray(cells, dtype=np.float64)
    labelled, n = table[..., :2].sum(axis=-1), table.sum(axis=-1)
    share = divide(labelled, n)
    gap = share[:, 1] - share[:, 0]
    pooled = divide(labelled.sum(axis=1), n.sum(axis=1))
    variance = pooled * (1 - pooled) * divide(1, n).sum(axis=1)
    p = chdtrc(1, np.nan_to_num(divide(gap**2, variance)))
    apart = np.asarray((np.abs(gap) > size) & (p < alpha))
    return Selective(share, np.asarray((share < least).any(axis=1)), apart)


def _completed(cells: Array, positive: Array) -> Array:
    """Return cells in which `positive` of the unknown are positive, and the others negative.

    `positive` may have more dimensions before: as many completions.
    """
    full = np.zeros((*positive.shape, cells.shape[-1]))
    full[..., 0] = cells[..., 0] + cells[..., 2] - positive
    full[..., 1] = cells[..., 1] + positive
    return full
