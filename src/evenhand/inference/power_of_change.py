"""How many decisions would show that a gap has widened, or a rate worsened, since a baseline."""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import z

_TOO_CLOSE = 0.1  # of the tolerance: nearer to it, no reasonable number decides


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
    The change is within the tolerance, or past it by less than 10 % of it; `churn` is smaller
    than the change; a size is 0.

    References
    ----------
    The variance of a paired change is McNemar's: Connor (1987), "Sample Size for Testing
    Differences in Proportions for the Paired-Sample Design".

    Examples
    --------
    A rate that falls from 40 to 35 %, where 2 points are allowed; then of the same rows:

    >>> float(needed_to_see_change(0.40, 0.35, tolerance=0.02))
    3212.0
    >>> float(needed_to_see_change(0.40, 0.35, tolerance=0.02, churn=0.1))
    670.0
    """
    theirs = 0.0 if reference is None else reference
    p0, p1, p2, times, old = floats(before, after, theirs, size_ratio, baseline_ratio)
    moved = np.abs(p1 - p0)
    if churn is None:
        now = p1 * (1 - p1) + divide(p2 * (1 - p2), times)
        then = p0 * (1 - p0) + divide(p2 * (1 - p2), times)
        variance = now + divide(then, old)
    else:
        (differing,) = floats(churn)
        variance = np.where(differing >= moved, differing - moved**2, np.nan)
        if reference is not None:
            # As many of the reference's decisions change, as often one way as the other.
            variance += divide(differing, times)
    beyond = moved - tolerance
    far = beyond > max(_TOO_CLOSE * tolerance * (1 + 1e-9), 1e-12)
    effect, counted = floats(design_effect, share)
    reach = z(1 - alpha) + z(power)
    number = reach**2 * variance / np.where(far, beyond, np.nan) ** 2 * effect
    return np.asarray(np.ceil(number / np.where(counted > 0, counted, np.nan)))
