"""How many decisions would show that a gap has widened, or a rate worsened, since a baseline."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import z

_TOO_CLOSE = 0.1  # of the tolerance: nearer to it, no reasonable number decides
_FURTHER = 1.5  # decisions, by which the exact limits of a rate lie further out
_MOST = 1e12  # decisions
_HALVINGS = 60


def needed_to_see_change(
    before: ArrayLike,
    after: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    tolerance: float,
    size_ratio: ArrayLike = 1.0,
    baseline_ratio: ArrayLike = 1.0,
    churn: ArrayLike | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
    share: ArrayLike = 1.0,
) -> Array:
    """Return how many decisions of a group would show that its rate has moved too far.

    Parameters
    ----------
    before, after : array_like
        True rates of the group to assume, in the baseline and now.
    reference : array_like or None
        Rate of the group that it is compared with, which stays; None: the rate is judged alone.
    tolerance : float
        How far the gap, or the rate, may move.
    size_ratio : array_like
        Decisions of the reference per decision of the group.
    baseline_ratio : array_like
        Decisions of the baseline per decision now.
    churn : array_like or None
        Share of decisions that differ, where both versions decide the same rows; None: the
        baseline is another period.
    alpha, power : float
        Level of the gate, and chance that it flags the change.
    design_effect, share : array_like
        As `power.needed_to_pass`.

    Undefined when
    --------------
    The change is within the tolerance, or past it by less than 10 % of it; a gap turned over and
    its size did not grow by the tolerance; `churn` is smaller than the change; a size is 0.

    References
    ----------
    The variance of a paired change is McNemar's: Connor (1987), "Sample Size for Testing
    Differences in Proportions for the Paired-Sample Design".

    Examples
    --------
    A rate that falls from 40 to 35 %, where 2 points are allowed; then of the same rows:

    >>> float(needed_to_see_change(0.40, 0.35, tolerance=0.02))
    3352.0
    >>> float(needed_to_see_change(0.40, 0.35, tolerance=0.02, churn=0.1))
    734.0
    """
    theirs = 0.0 if reference is None else reference
    p0, p1, p2, times, old = floats(before, after, theirs, size_ratio, baseline_ratio)
    moved = np.abs(p1 - p0)
    mine, once = p0 * (1 - p0), p1 * (1 - p1)
    other = divide(p2 * (1 - p2), times)
    if churn is None:
        variance = spread = once + other + divide(mine + other, old)
        # The limits of each of the two or four rates are exact, and lie further out.
        both = 1 + divide(1.0, old) ** 2
        exact = both if reference is None else both * (1 + divide(1.0, times) ** 2)
    else:
        (differing,) = floats(churn)
        variance = np.where(differing >= moved, differing - moved**2, np.nan)
        exact = divide(variance, once)
        if reference is not None:
            # As many of the reference's decisions change, as often one way as the other.
            variance = variance + divide(differing, times)
            exact = exact + divide(differing, p2 * (1 - p2) * times**2)
        spread = 2 * (once + mine + 2 * other) - variance
    beyond = moved - tolerance
    far = beyond > max(_TOO_CLOSE * tolerance * (1 + 1e-9), 1e-12)

    def chance(n: Array) -> Array:
        """Return how likely n decisions of the group are to show the change."""
        past = divide(beyond - _FURTHER * np.sqrt(exact) / n, np.sqrt(variance / n))
        seen = ndtr(past - z(1 - alpha))
        if reference is None:
            return np.asarray(seen)
        # A gap must also be larger than it was, whichever way it lay: of the sum of both gaps,
        # which varies as if apart from their difference, and more where both are of the same rows.
        total = np.abs(p1 - p2) + np.sign(p1 - p2) * (p0 - p2) - tolerance
        return np.asarray(seen * ndtr(divide(total, np.sqrt(spread / n))))

    least, most = np.ones_like(beyond), np.full_like(beyond, _MOST)
    enough = far & (chance(most) >= power)
    for _ in range(_HALVINGS):
        middle = np.sqrt(least * most)
        reached = chance(middle) >= power
        least, most = np.where(reached, least, middle), np.where(reached, middle, most)
    effect, counted = floats(design_effect, share)
    number = np.where(enough, most, np.nan) * effect
    return np.asarray(np.ceil(number / np.where(counted > 0, counted, np.nan)))
