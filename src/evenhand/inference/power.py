"""How many decisions would decide a gate, and what the ones there are could have shown.

Sample sizes are of the group in question; the group that it is compared with is taken to grow
along, `size_ratio` times as large.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import z

Comparison = Literal["difference", "ratio"]

_TOO_CLOSE = 0.1  # of the tolerance: nearer to the margin, no reasonable number decides


def needed_to_pass(
    rate: ArrayLike,
    reference: ArrayLike,
    *,
    comparison: Comparison,
    tolerance: float,
    size_ratio: ArrayLike = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
    share: ArrayLike = 1.0,
) -> Array:
    """Return how many decisions of the group would show that it is within the tolerance.

    Parameters
    ----------
    rate, reference : array_like
        True rates to assume, of the group and of the one it is compared with. The best case for
        a pass is two equal rates: pass `reference` twice.
    comparison : {"difference", "ratio"}
        A difference must be at most `tolerance` in size, a ratio at least `tolerance`.
    tolerance : float
        The margin of the gate.
    size_ratio : array_like
        Decisions of the reference per decision of the group.
    alpha, power : float
        Level of the gate, and chance that it decides.
    design_effect : array_like
        Multiplies the number, where people repeat.
    share : array_like
        Share of decisions that count in the rate, below 1 for metrics that need labels.

    Undefined when
    --------------
    The rates lie beyond the tolerance or within 10 % of it (not resolvable at a reasonable
    number), or have no variance. The reference is empty (`size_ratio` is 0).

    References
    ----------
    Farrington and Manning (1990); Julious (2004) for two one-sided tests.

    Examples
    --------
    Equal rates of one half, to be shown within 5 points:

    >>> float(needed_to_pass(0.5, 0.5, comparison="difference", tolerance=0.05))
    1713.0
    """
    _, within, variance = _distances(rate, reference, comparison, tolerance, size_ratio)
    equal = floats(rate, reference)[0] == floats(rate, reference)[1]
    both_sides = equal & (comparison == "difference")
    reach = z(1 - alpha) + np.where(both_sides, z(1 - (1 - power) / 2), z(power))
    return _number(within, variance, reach, design_effect, share)


def needed_to_fail(
    rate: ArrayLike,
    reference: ArrayLike,
    *,
    comparison: Comparison,
    tolerance: float,
    size_ratio: ArrayLike = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
    share: ArrayLike = 1.0,
) -> Array:
    """Return how many decisions of the group would show that it is beyond the tolerance.

    Parameters
    ----------
    rate, reference, comparison, tolerance, size_ratio, alpha, power, design_effect, share
        As `needed_to_pass`.

    Undefined when
    --------------
    The rates lie within the tolerance, or beyond it by less than 10 %, or have no variance.

    Examples
    --------
    Half the rate of the reference, against four fifths:

    >>> float(needed_to_fail(0.2, 0.4, comparison="ratio", tolerance=0.8))
    154.0
    """
    beyond, _, variance = _distances(rate, reference, comparison, tolerance, size_ratio)
    return _number(beyond, variance, np.asarray(z(1 - alpha) + z(power)), design_effect, share)


def minimum_detectable_difference(
    rate: ArrayLike,
    n: ArrayLike,
    reference_n: ArrayLike,
    *,
    tolerance: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
) -> Array:
    """Return the smallest true difference that the decisions there are would likely have shown.

    Parameters
    ----------
    rate : array_like
        Rate of both groups together.
    n, reference_n : array_like
        Decisions of the group, and of the one that it is compared with.
    tolerance : float
        Difference that has to be exceeded; 0 for any difference.
    alpha, power : float
        One-sided level, and chance of showing it.
    design_effect : array_like
        Where people repeat.

    Undefined when
    --------------
    A group is empty, or the rate is 0 or 1.

    Examples
    --------
    >>> round(float(minimum_detectable_difference(0.5, 100, 100)), 3)
    0.176
    """
    rates, size1, size2, effect = floats(rate, n, reference_n, design_effect)
    known = (size1 > 0) & (size2 > 0) & (rates > 0) & (rates < 1)
    first, second = np.where(known, size1, np.nan), np.where(known, size2, np.nan)
    variance = np.where(known, rates * (1 - rates), np.nan) * effect * (1 / first + 1 / second)
    return tolerance + (z(1 - alpha) + z(power)) * np.sqrt(variance)


def _distances(
    rate: ArrayLike,
    reference: ArrayLike,
    comparison: Comparison,
    tolerance: float,
    size_ratio: ArrayLike,
) -> tuple[Array, Array, Array]:
    """Return how far beyond and within the margin, and the variance for one decision."""
    p1, p2, ratio = floats(rate, reference, size_ratio)
    if comparison == "difference":
        size, margin = np.abs(p1 - p2), tolerance
        variance = p1 * (1 - p1) + divide(p2 * (1 - p2), ratio)
    else:
        first, second = np.where(p1 > 0, p1, np.nan), np.where(p2 > 0, p2, np.nan)
        size, margin = np.log(second) - np.log(first), -float(np.log(tolerance))
        variance = (1 - first) / first + divide(1 - second, ratio * second)
    nearest = _TOO_CLOSE * margin * (1 + 1e-9)
    beyond, within = size - margin, margin - size
    variance = np.where(variance > 0, variance, np.nan)
    return (
        np.where(beyond > nearest, beyond, np.nan),
        np.where(within > nearest, within, np.nan),
        variance,
    )


def _number(
    distance: Array, variance: Array, reach: Array, design_effect: ArrayLike, share: ArrayLike
) -> Array:
    effect, counted = floats(design_effect, share)
    return np.ceil(
        reach**2 * variance / distance**2 * effect / np.where(counted > 0, counted, np.nan)
    )
