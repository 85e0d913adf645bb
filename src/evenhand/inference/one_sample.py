"""One rate or quantile against a number: whether the evidence shows it above, or below.

Counts are tested exactly: a target on a rare event is where a normal law accuses too often.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from evenhand.cube.cube import Array
from evenhand.cube.log_bins import RELATIVE_ERROR
from evenhand.inference.arithmetic import counts, floats
from evenhand.inference.proportion import effective

# A target this near to the edge of a bin lies on it, but for rounding.
_ON_THE_EDGE = 1e-9


class Tails(NamedTuple):
    """One-sided p-values of a figure against a target.

    Attributes
    ----------
    above, below : float arrays
        Small where the evidence shows that the true figure is above the target; below it. NaN
        where nothing can be shown.
    """

    above: Array
    below: Array


def tails_of_rate(
    x: ArrayLike, n: ArrayLike, target: ArrayLike, *, design_effect: ArrayLike = 1.0
) -> Tails:
    """Return the exact binomial evidence that the rate ``x / n`` is above or below a target.

    Parameters
    ----------
    x, n : array_like
        Counted and all decisions. They may be fractional.
    target : array_like
        A rate in [0, 1].
    design_effect : array_like
        Divides `n`, and `x` with it (Korn and Graubard 1998).

    Undefined when
    --------------
    ``n`` is 0, or the design effect is NaN.

    References
    ----------
    Clopper and Pearson (1934); Korn and Graubard (1998), "Confidence Intervals for Proportions
    with Small Expected Number of Positive Counts Estimated from Survey Data".

    Examples
    --------
    No failure in 59 decisions shows a rate below 5 %, in 58 it does not (0.95^59 = 0.048):

    >>> tails_of_rate(0, [59, 58], 0.05).below.round(4).tolist()
    [0.0485, 0.051]
    """
    successes, total = counts(*effective(x, n, design_effect))
    return tails_of_count(successes, successes, total, target)


def tails_of_count(
    at_least: ArrayLike, at_most: ArrayLike, n: ArrayLike, share: ArrayLike
) -> Tails:
    """Return the same where it is only known how many of `n` were counted at least and at most.

    Examples
    --------
    Of ten, 8 or 9 lie above: more than half? 8 heads of ten are as rare as 0.055.

    >>> tails = tails_of_count(8, 9, 10, 0.5)
    >>> round(float(tails.above), 3), round(float(tails.below), 3)
    (0.055, 0.999)
    """
    least, most, total, rate = floats(at_least, at_most, n, share)
    known = total > 0
    total = np.where(known, total, 1.0)
    least, most = (np.where(known, np.clip(part, 0, total), 0.0) for part in (least, most))
    above = np.where(least > 0, betainc(np.where(least > 0, least, 1), total - least + 1, rate), 1)
    fewer = most < total
    below = np.where(
        fewer, betainc(np.where(fewer, total - most, 1), np.where(fewer, most, 0) + 1, 1 - rate), 1
    )
    return Tails(np.where(known, above, np.nan), np.where(known, below, np.nan))


def tails_of_quantile(
    histogram: ArrayLike, centres: ArrayLike, q: float, target: float, *, upwards: bool
) -> Tails:
    """Return the exact evidence that the `q` quantile is above or below a target.

    The quantile is above the target if more than ``1 - q`` of the values are: how many are is
    binomial, whatever the distribution. Values in the bin in which the target lies may be on
    either side of it: they are taken for whatever shows less.

    Parameters
    ----------
    histogram : array_like, shape (..., bins)
        Counts by log-spaced bin, lowest first; the bin that reads zero holds nothing else.
    centres : array_like, shape (bins,)
        Within 1 % of every value in the bin.
    q : float
        In (0, 1).
    target : float
    upwards : bool
        Whether a value equal to the target keeps to it from below (a target of at most), or
        from above (of at least).

    Undefined when
    --------------
    The histogram is empty.

    References
    ----------
    Conover (1999), "Practical Nonparametric Statistics", section 3.2: the quantile test.

    Examples
    --------
    Ten of 60 values are above 150, and of a 95th percentile of 150 at most 3 should be:

    >>> tails = tails_of_quantile([50, 10], [100, 200], 0.95, 150, upwards=True)
    >>> round(float(tails.above), 5)
    0.00074
    """
    surely, maybe, size = past_counts(histogram, centres, target, above=upwards)
    share = 1 - q if upwards else q
    past, within = tails_of_count(surely, maybe, size, share)
    return Tails(past, within) if upwards else Tails(within, past)


def past_counts(
    histogram: ArrayLike, centres: ArrayLike, target: float, *, above: bool
) -> tuple[Array, Array, Array]:
    """Return how many values lie past a target: surely, perhaps, and of how many.

    Examples
    --------
    200 stands for 198.02 to 202.02, which 199 divides:

    >>> [float(part) for part in past_counts([50, 10, 5], [100, 200, 300], 199, above=True)]
    [5.0, 15.0, 65.0]
    """
    table = np.asarray(histogram, dtype=np.float64)
    middle = np.asarray(centres, dtype=np.float64)
    # The end nearer to zero, and the farther one; a bin of zeros is a point.
    near, far = middle / (1 + RELATIVE_ERROR), middle / (1 - RELATIVE_ERROR)
    low, high = np.minimum(near, far), np.maximum(near, far)
    edge = abs(target) * _ON_THE_EDGE
    if above:
        surely, maybe = low > target + edge, high > target - edge
    else:
        surely, maybe = high < target - edge, low < target + edge
    return (
        np.asarray(table[..., surely].sum(axis=-1)),
        np.asarray(table[..., maybe].sum(axis=-1)),
        np.asarray(table.sum(axis=-1)),
    )
