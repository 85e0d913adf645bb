"""Whether scores mean what they say: tests that need sums only, exact in spite of bins.

The sum of ``s * (1 - s)`` is kept as the sum of s less the sum of its squares. The mean absolute
gap between score and outcome (ECE) is not offered: it is far from 0 for perfect scores, the more
so the smaller the group.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import two_sided

_LEAST_VARIANCE = 1.0  # of a bin: with less, its square is far from chi-square


def calibration_in_the_large(
    positives: ArrayLike, scores: ArrayLike, variance: ArrayLike, n: ArrayLike, *, level: float
) -> tuple[Array, Array, Array, Array]:
    """Return how much more often the outcome came than was scored, its interval, and its z.

    Parameters
    ----------
    positives : array_like
        How many labels were positive (sum of y).
    scores, variance : array_like
        Sum of s, and sum of ``s - s**2``, over the same decisions.
    n : array_like
        How many decisions.
    level : float
        Two-sided confidence level.

    Returns
    -------
    value, low, high, z : float arrays
        Mean outcome less mean score. The standard error is that of true scores.

    Undefined when
    --------------
    There are no decisions. All scores are 0 or 1: the interval and z.

    References
    ----------
    Spiegelhalter (1986), "Probabilistic Prediction in Patient Management and Clinical Trials".

    Examples
    --------
    100 scores of 0.2, 30 positives: 10 more than expected, at a standard deviation of 4.

    >>> value, low, high, z = calibration_in_the_large(30, 20, 16, 100, level=0.95)
    >>> round(float(value), 3), round(float(low), 3), round(float(z), 3)
    (0.1, 0.022, 2.5)
    """
    y, s, spread, size = floats(positives, scores, variance, n)
    error = np.sqrt(np.where(spread > 0, spread, np.nan))
    value = divide(y - s, size)
    half = two_sided(level) * divide(error, size)
    return value, value - half, value + half, (y - s) / error + 0 * value


def chi_square(
    positives: ArrayLike, scores: ArrayLike, variance: ArrayLike
) -> tuple[Array, Array, Array]:
    """Return the statistic that scores are true in every bin, its degrees of freedom, and p.

    Neighbouring bins are added up until each has a variance of 1 or more, as a single rare
    positive in a bin of tiny scores would otherwise count as proof.

    Parameters
    ----------
    positives : array_like, shape (..., bins)
        How many labels were positive.
    scores, variance : array_like, shape (..., bins)
        Sum of s, and sum of ``s - s**2``, over the same decisions.

    Undefined when
    --------------
    All bins together have a variance below 1: then p is NaN, with 0 degrees of freedom.

    References
    ----------
    Hosmer and Lemeshow (1980); no degree is lost, as the scores were not fitted to these data.

    Examples
    --------
    >>> statistic, freedom, p = chi_square([8, 30], [10, 20], [9, 16])
    >>> round(float(statistic), 2), float(freedom), round(float(p), 3)
    (6.69, 2.0, 0.035)
    """
    y, s, spread = floats(positives, scores, variance)
    statistic, freedom = np.zeros(y.shape[:-1]), np.zeros(y.shape[:-1])
    deviation, held = np.zeros(y.shape[:-1]), np.zeros(y.shape[:-1])
    left = spread.sum(axis=-1)
    for at in range(y.shape[-1]):
        deviation = deviation + y[..., at] - s[..., at]
        held, left = held + spread[..., at], left - spread[..., at]
        # The last bins join in when they cannot stand by themselves.
        last = at == y.shape[-1] - 1
        full = (held >= _LEAST_VARIANCE) & ((left >= _LEAST_VARIANCE) | last)
        statistic = statistic + np.divide(deviation**2, held, out=np.zeros(held.shape), where=full)
        freedom = freedom + full
        deviation, held = np.where(full, 0, deviation), np.where(full, 0, held)
    known = freedom > 0
    p = chdtrc(np.where(known, freedom, 1), statistic)
    return np.where(known, statistic, np.nan), freedom, np.where(known, p, np.nan)


def squared_error(positives: ArrayLike, scores: ArrayLike, n: ArrayLike) -> Array:
    """Return the mean squared gap between score and outcome, freed of what chance adds to it.

    Zero on average for true scores, so it may be negative; the root of its positive part is
    on the scale of a rate.

    Parameters
    ----------
    positives, scores, n : array_like, shape (..., bins)
        Positive labels, sum of scores and number of decisions by bin. Bins of a single decision
        are left out: chance cannot be told apart there.

    Undefined when
    --------------
    No bin has two decisions.

    References
    ----------
    Kumar, Liang and Ma (2019), "Verified Uncertainty Calibration"; Broecker (2012).

    Examples
    --------
    >>> round(float(squared_error([8, 30], [10, 20], [100, 100])), 4)
    0.0038
    """
    y, s, size = floats(positives, scores, n)
    usable = size >= 2  # noqa: PLR2004 - one decision has no variance
    held = np.where(usable, size, 2)
    rate = y / held
    gap = (rate - s / held) ** 2 - rate * (1 - rate) / (held - 1)
    weight = np.where(usable, size, 0)
    return divide((weight * gap).sum(axis=-1), weight.sum(axis=-1))
