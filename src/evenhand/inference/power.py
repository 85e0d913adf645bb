"""How many decisions would decide a gate.

Sample sizes are of the group in question; the group that it is compared with is taken to grow
along, `size_ratio` times as large.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import z
from evenhand.inference.score import difference_z, ratio_z

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
    Farrington and Manning (1990), with the variances of both hypotheses; Julious (2004) for two
    one-sided tests.

    Examples
    --------
    Equal rates of one half, to be shown within 5 points:

    >>> float(needed_to_pass(0.5, 0.5, comparison="difference", tolerance=0.05))
    1711.0
    """
    contrast = _contrast(rate, reference, comparison, tolerance, size_ratio)
    equal = floats(rate, reference)[0] == floats(rate, reference)[1]
    both_sides = equal & (comparison == "difference")
    chance = np.where(both_sides, z(1 - (1 - power) / 2), z(power))
    return _number(-contrast.beyond, contrast, (z(1 - alpha), chance), design_effect, share)


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
    143.0
    """
    contrast = _contrast(rate, reference, comparison, tolerance, size_ratio)
    quantiles = z(1 - alpha), np.asarray(z(power))
    return _number(contrast.beyond, contrast, quantiles, design_effect, share)


class _Contrast(NamedTuple):
    """What tells two rates from the margin, with its variance for one decision of the group."""

    beyond: Array  # past the margin where positive; NaN too near to it
    variance: Array
    at_margin: Array  # the variance that the score test divides by


def _contrast(
    rate: ArrayLike,
    reference: ArrayLike,
    comparison: Comparison,
    tolerance: float,
    size_ratio: ArrayLike,
) -> _Contrast:
    p1, p2, ratio = floats(rate, reference, size_ratio)
    ratio = np.where(ratio > 0, ratio, np.nan)
    if comparison == "difference":
        beyond, times = np.abs(p1 - p2) - tolerance, 1.0
        near = np.abs(beyond) / tolerance
        below, above = (
            _at_margin(
                p1 - p2 - side, difference_z(p1, 1.0, ratio * p2, ratio, side, corrected=False)
            )
            for side in (-tolerance, tolerance)
        )
        at_margin = np.where(p1 == p2, (below + above) / 2, np.where(p1 > p2, above, below))
    else:
        beyond, times = tolerance * p2 - p1, tolerance
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.abs(np.log(p1) - np.log(tolerance * p2)) / -np.log(tolerance)
        at_margin = _at_margin(beyond, ratio_z(p1, 1.0, ratio * p2, ratio, tolerance))
    variance = p1 * (1 - p1) + times**2 * p2 * (1 - p2) / ratio
    clear = (near > _TOO_CLOSE * (1 + 1e-9)) & (variance > 0)
    return _Contrast(np.where(clear, beyond, np.nan), variance, at_margin)


def _at_margin(distance: Array, statistic: Array) -> Array:
    """Return the variance that a score statistic divides a distance by."""
    return np.asarray(np.square(divide(distance, statistic)))


def _number(
    distance: Array,
    contrast: _Contrast,
    quantiles: tuple[float, Array],
    design_effect: ArrayLike,
    share: ArrayLike,
) -> Array:
    """Return the decisions that a distance from the margin takes; NaN unless it is positive."""
    effect, counted = floats(design_effect, share)
    level, chance = quantiles
    reach = level * np.sqrt(contrast.at_margin) + chance * np.sqrt(contrast.variance)
    number = np.square(divide(reach, np.where(distance > 0, distance, np.nan)))
    return np.asarray(np.ceil(number * effect / np.where(counted > 0, counted, np.nan)))
