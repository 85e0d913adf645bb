"""One mean, ratio of sums or other figure against a number: above, or below.

All of it leans on large numbers, where `inference.one_sample` counts exactly.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.one_sample import Tails

# Sums that cancel to less than this share of what was added up are rounding.
_ROUNDING = 1e-14
_MOST_T = 37.0  # beyond, the density is below the smallest number there is


def tails_of_mean(
    total: ArrayLike,
    squares: ArrayLike,
    n: ArrayLike,
    target: ArrayLike,
    *,
    skewness: float = 0.0,
) -> Tails:
    """Return Student's evidence that a mean is above or below a target.

    Parameters
    ----------
    total, squares, n : array_like
        Sum of the values, sum of their squares, and how many they are.
    target : array_like
    skewness : float
        As `tails_of_ratio`.

    Undefined when
    --------------
    There are fewer than two values.

    Examples
    --------
    The mean of 1, 2, 3, 4, 5 against 2: t = 1.414 with 4 degrees of freedom.

    >>> round(float(tails_of_mean(15, 55, 5, 2).above), 3)
    0.115
    """
    return tails_of_ratio(total, squares, n, n, total, n, target, skewness=skewness)


def tails_of_ratio(  # noqa: PLR0917 - the sums of one figure in order, nothing else
    total: ArrayLike,
    squares: ArrayLike,
    base: ArrayLike,
    base_squares: ArrayLike,
    cross: ArrayLike,
    n: ArrayLike,
    target: ArrayLike,
    *,
    skewness: float = 0.0,
) -> Tails:
    """Return the evidence that one sum over another is above or below a target.

    The ratio is above the target where ``total - target * base`` is positive: its mean is tested
    with Student's t, which asks nothing of the ratio's own distribution.

    Parameters
    ----------
    total, base : array_like
        Sums over the same rows.
    squares, base_squares, cross : array_like
        Sums of squares of either, and of products of both.
    n : array_like
        How many rows.
    target : array_like
    skewness : float
        How lopsided the values may be (2 is the exponential law): p-values are enlarged by what
        that can do to them at most, which falls with the root of `n`. Sums keep no third power
        to measure it by. 0: Student's test as it is.

    Undefined when
    --------------
    There are fewer than two rows, or `base` is not positive.

    References
    ----------
    Fieller (1954), "Some Problems in Interval Estimation". Hall (1992), "The Bootstrap and
    Edgeworth Expansion", section 2.6: the first term that skewness adds.

    Examples
    --------
    Costs 2, 4, 6 over tasks 1, 1, 2 against 2: residuals 0, 2, 2, mean 4/3, t = 2.

    >>> round(float(tails_of_ratio(12, 56, 4, 6, 18, 3, 2).above), 3)
    0.092
    """
    sums, sums2, bases, bases2, products, size, limit = floats(
        total, squares, base, base_squares, cross, n, target
    )
    known = (size >= 2) & (bases > 0)  # noqa: PLR2004 - one value has no variance
    size = np.where(known, size, 2.0)
    away = sums - limit * bases
    away = np.where(np.abs(away) > _ROUNDING * 100 * np.abs(sums), away, 0.0)
    scale = sums2 + limit**2 * bases2
    centred = sums2 - 2 * limit * products + limit**2 * bases2 - away**2 / size
    # What is left of equal values is rounding, and must not pass for variance.
    centred = np.where(centred > _ROUNDING * scale, centred, 0.0)
    se = np.sqrt(centred / (size - 1) * size)
    constant = np.where(away == 0, 0.0, np.copysign(np.inf, away))
    t = np.where(se > 0, divide(away, se), constant)
    within = np.clip(t, -_MOST_T, _MOST_T)
    density = np.exp(-(within**2) / 2) / np.sqrt(2 * np.pi)
    lopsided = skewness * (2 * within**2 + 1) * density / (6 * np.sqrt(size))
    above, below = (np.minimum(stdtr(size - 1, side) + lopsided, 1) for side in (-t, t))
    return Tails(np.where(known, above, np.nan), np.where(known, below, np.nan))


def tails_of_value(value: ArrayLike, se: ArrayLike, target: ArrayLike) -> Tails:
    """Return the normal evidence that a value with a standard error is above or below a target.

    Undefined when
    --------------
    The value is, or no standard error above 0 is known.

    Examples
    --------
    >>> round(float(tails_of_value(0.7, 0.1, 0.5).above), 4)
    0.0228
    """
    figure, error, limit = floats(value, se, target)
    score = divide(figure - limit, np.where(error > 0, error, np.nan))
    return Tails(np.asarray(ndtr(-score)), np.asarray(ndtr(score)))


def tails_of_draws(draws: ArrayLike, value: ArrayLike, target: float) -> Tails:
    """Return the evidence of resampled values that a figure is above or below a target.

    The share of draws on the other side of the target, and of draws reflected about the value:
    where they lie off the value, one of the two allows for it, and the larger share counts.

    Parameters
    ----------
    draws : array_like, shape (draws, ...)
        The figure in each resampled table; NaN where it is undefined.
    value : array_like, shape (...)
        The figure itself.
    target : float

    Undefined when
    --------------
    The value is, more than 1 % of the draws are, or the draws are all alike: then they tell
    nothing of how much the figure varies.

    References
    ----------
    Davison and Hinkley (1997), "Bootstrap Methods and their Application", sections 4.4 and 5.2.

    Examples
    --------
    >>> draws = np.arange(100) / 100
    >>> round(float(tails_of_draws(draws, 0.5, 0.0).above), 3)
    0.02
    """
    drawn, figure = np.asarray(draws, dtype=np.float64), np.asarray(value, dtype=np.float64)
    defined = ~np.isnan(drawn)
    size = defined.sum(axis=0)
    mirrored = 2 * figure - drawn
    least = np.where(defined, drawn, np.inf).min(axis=0)
    most = np.where(defined, drawn, -np.inf).max(axis=0)
    known = (size >= 0.99 * len(drawn)) & (least < most) & ~np.isnan(figure)

    def share(lower: bool) -> Array:
        beyond = [
            ((part <= target) if lower else (part >= target)).sum(axis=0)
            for part in (drawn, mirrored)
        ]
        p_value = divide(np.maximum(*beyond) + 1, size + 1)
        return np.where(known, np.minimum(p_value, 1), np.nan)

    return Tails(share(lower=True), share(lower=False))
