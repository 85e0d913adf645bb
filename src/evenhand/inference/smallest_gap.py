"""The smallest true gap that the decisions there are would likely have shown.

What a gate that found nothing could have found: without it "no flag" says little.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.power import Comparison
from evenhand.inference.score import difference_z, ratio_z

_HALVINGS = 20  # to a millionth: many gates ask, in every audit


def nearest_flagged_rate(
    reference: ArrayLike,
    n: ArrayLike,
    reference_n: ArrayLike,
    *,
    comparison: Comparison,
    tolerance: float,
    critical: ArrayLike,
    above: bool = False,
    power: float = 0.8,
) -> Array:
    """Return the rate nearest to the reference's at which a group would likely be flagged.

    Parameters
    ----------
    reference : array_like
        Rate of the group that is compared with, taken for true.
    n, reference_n : array_like
        Effective decisions of the group, and of the reference.
    comparison : {"difference", "ratio"}
        A difference may be at most `tolerance` in size; the lower of two rates must be at least
        `tolerance` times the higher.
    tolerance : float
        The margin of the gate.
    critical : array_like
        What the score statistic at the margin must exceed: the normal quantile of the level, or
        more where many comparisons are allowed for.
    above : bool
        Whether the group's rate lies above the reference's, or below.
    power : float
        Chance of the flag.

    Undefined when
    --------------
    A group is empty, or no rate whatever would be flagged so often.

    References
    ----------
    Farrington and Manning (1990), with the variances of both hypotheses.

    Examples
    --------
    Of 400 decisions of each group and a reference rate of 40 %, held to four fifths:

    >>> gate = {"comparison": "ratio", "tolerance": 0.8, "critical": 1.645}
    >>> round(float(nearest_flagged_rate(0.4, 400, 400, **gate)), 3)
    0.247
    """
    p2, n1, n2, bar = floats(reference, n, reference_n, critical)
    n1, n2 = (np.where(size > 0, size, np.nan) for size in (n1, n2))

    def likely(p1: Array) -> Array:
        high, low = ((p1, n1), (p2, n2)) if above else ((p2, n2), (p1, n1))
        return np.asarray(_chance(high, low, comparison, tolerance, bar) >= power)

    inner, outer = p2, np.full(p2.shape, 1.0 if above else 0.0)
    reached = likely(outer)
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        shown = likely(middle)
        inner, outer = np.where(shown, inner, middle), np.where(shown, middle, outer)
    return np.where(reached, outer, np.nan)


def _chance(
    high: tuple[Array, Array],
    low: tuple[Array, Array],
    comparison: Comparison,
    tolerance: float,
    bar: Array,
) -> Array:
    """Return the chance that the tolerance is shown to be broken, of (rate, n) of either group."""
    (p1, n1), (p2, n2) = high, low
    if comparison == "difference":
        times, beyond = 1.0, p1 - p2 - tolerance
        statistic = difference_z(n1 * p1, n1, n2 * p2, n2, tolerance)
    else:
        times, beyond = tolerance, tolerance * p1 - p2
        statistic = -ratio_z(n2 * p2, n2, n1 * p1, n1, tolerance)
    # The statistic divides by the error that there is at the margin; chance moves it by another.
    at_margin = np.where(np.isfinite(statistic), divide(beyond, statistic), 0.0)
    spread = np.sqrt(times**2 * p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = ndtr((beyond - bar * at_margin) / spread)
    return np.where(beyond > 0, chance, 0.0)


def nearest_flagged_share(n: float, allowed: float, *, alpha: float, power: float = 0.8) -> float:
    """Return the smallest share past a target that would likely be shown to be too large.

    Parameters
    ----------
    n : float
        Effective decisions.
    allowed : float
        The share that may be past the target.
    alpha, power : float
        One-sided level of the exact test, and chance of the flag.

    Undefined when
    --------------
    There are no decisions, everything is allowed, or no share would be flagged.

    Examples
    --------
    Where 5 % are allowed and 100 decisions are known, 10 past the target are too many:

    >>> round(nearest_flagged_share(100, 0.05, alpha=0.05), 3)
    0.123
    """
    size = int(n)
    if size < 1 or not 0 <= allowed < 1:
        return float("nan")
    # The fewest past the target that are too many to be chance: rarer, the more they are.
    few, many = 1, size + 1
    while few < many:
        middle = (few + many) // 2
        if betainc(middle, size - middle + 1, allowed) <= alpha:
            many = middle
        else:
            few = middle + 1
    return float("nan") if many > size else float(betaincinv(many, size - many + 1, power))
