"""How far figures, and gaps between them, have moved since a baseline, and what shows it.

The intervals of single figures are combined (MOVER). Of the same rows decided twice, the two
figures of a group move together, and what they share cancels (Newcombe's square-and-add method
for paired data).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import two_sided

# What counts as harm: for each sign of the figure now, what is taken from it. The first makes the
# move itself, the others are what it must be past as well.
Sides = Sequence[tuple[float, Sequence[float]]]

WIDER: Sides = ((1.0, (1.0, -1.0)), (-1.0, (-1.0, 1.0)))  # |after| - |before|
WORSE: Sides = ((1.0, (1.0, 0.0)),)  # after - max(before, 0)
HIGHER: Sides = ((1.0, (1.0,)),)  # after - before
LOWER: Sides = ((-1.0, (-1.0,)),)  # before - after
EITHER: Sides = ((1.0, (1.0,)), (-1.0, (-1.0,)))  # |after - before|

_DOUBT = 3.0  # standard errors from 0, by which a gap lies on one side


@dataclass(frozen=True)
class Twice:
    """Figures of every group, before and after, on a scale on which differences count.

    Attributes
    ----------
    before, after : float arrays, shape (groups,)
    before_down, before_up, after_down, after_up : float arrays
        How far each may be off, in either direction: the arms of its interval in normal units.
    correlation : float array
        Of the two figures' errors; 0 where they are of different rows.
    """

    before: Array
    before_down: Array
    before_up: Array
    after: Array
    after_down: Array
    after_up: Array
    correlation: Array

    def moved(self, now: float, then: float) -> tuple[Array, Array, Array]:
        """Return ``now * after - then * before``, and how far it may be off down and up."""
        value = now * self.after - then * self.before
        after = (self.after_down, self.after_up)[:: 1 if now > 0 else -1]
        before = (self.before_up, self.before_down)[:: 1 if then >= 0 else -1]
        down, up = (
            _joined(abs(now) * a, abs(then) * b, now * then * self.correlation)
            for a, b in zip(after, before, strict=True)
        )
        return value, down, up


def _joined(after: Array, before: Array, correlation: Array) -> Array:
    sign = np.where((after == 0) | (before == 0), 0.0, correlation)
    return np.sqrt(np.maximum(after**2 + before**2 - 2 * sign * after * before, 0.0))


def twice(
    before: tuple[ArrayLike, ArrayLike, ArrayLike],
    after: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    level: float,
    before_level: float | None = None,
    correlation: ArrayLike = 0.0,
    log: bool = False,
) -> Twice:
    """Return figures before and after from their values and the bounds of their intervals.

    Parameters
    ----------
    before, after : tuples of array_like
        Value, lower and upper bound, at `level`.
    level : float
    before_level : float or None
        That of the bounds before, if it is another one.
    correlation : array_like
    log : bool
        Whether ratios are what counts: the scale is that of logarithms, on which a figure that is
        not above 0 has no place.
    """
    parts = floats(*before, *after, correlation)
    b, b_low, b_high, a, a_low, a_high, rho = parts
    if log:
        b, b_low, b_high, a, a_low, a_high = (
            np.log(np.where(one > 0, one, np.nan)) for one in (b, b_low, b_high, a, a_low, a_high)
        )
    then, now = two_sided(before_level or level), two_sided(level)
    b_down, b_up, a_down, a_up = (
        (b - b_low) / then,
        (b_high - b) / then,
        (a - a_low) / now,
        (a_high - a) / now,
    )
    return Twice(b, b_down, b_up, a, a_down, a_up, rho)


class Growth(NamedTuple):
    """How far things have moved, one entry a comparison.

    Attributes
    ----------
    value : float array
        The move, toward the side on which the figure lies now; of a gap that was clearly on the
        other side, by how much its size has grown.
    grown : float array
        By how much the size of what counts as harm has grown; the same unless a gap turned over.
    off : float array
        How far the move may be off toward less: a standard error.
    p_value : float array
        Small where the move is shown to be more than the margin; 1 where nothing has grown by it.
    p_within : float array
        Small where the growth is shown to be no more than the margin.
    low, high : float arrays
        Of the move, for the critical value asked for.
    """

    value: Array
    grown: Array
    off: Array
    p_value: Array
    p_within: Array
    low: Array
    high: Array


def gap_growth(
    figures: Twice,
    pairs: NDArray[np.int64],
    sides: Sides = WIDER,
    *,
    margin: float,
    critical: float,
) -> Growth:
    """Return by how much gaps between groups have grown.

    A gap is the figure of the first group of a pair less that of the second. What is tested is
    how far it moved, toward the side on which it lies now. With `WIDER` it must have grown in
    size, too: a gap that turned over counts only if it is larger than it was. With `WORSE` only
    gaps above 0 count.

    Parameters
    ----------
    figures : Twice
    pairs : int array, shape (pairs, 2)
    sides : Sides
        `WIDER` or `WORSE`.
    margin : float
        By how much it may grow.
    critical : float
        Of the interval.

    References
    ----------
    Zou and Donner (2008) for the interval; Newcombe (1998), "Improved Confidence Intervals for
    the Difference Between Binomial Proportions Based on Paired Data".

    Examples
    --------
    A gap of 5 points that is 15 points now; one of 5 points on the one side, now on the other.

    >>> figures = twice(([0.5, 0.55, 0.45], [0.48, 0.53, 0.43], [0.52, 0.57, 0.47]),
    ...                 ([0.5, 0.65, 0.55], [0.48, 0.63, 0.53], [0.52, 0.67, 0.57]), level=0.95)
    >>> found = gap_growth(figures, np.array([[1, 0], [2, 0]]), margin=0.02, critical=1.96)
    >>> (found.grown + 0.0).round(3).tolist(), (found.p_value < 0.05).tolist()
    ([0.1, 0.0], [True, False])
    """
    first, second = pairs.T

    def contrast(now: float, then: float) -> tuple[Array, Array, Array]:
        value, down, up = figures.moved(now, then)
        return (
            value[first] - value[second],
            np.hypot(down[first], up[second]),
            np.hypot(up[first], down[second]),
        )

    return _growth(contrast, sides, margin=margin, critical=critical)


def growth(figures: Twice, sides: Sides, *, margin: float, critical: float) -> Growth:
    """Return by how much the figures themselves have moved, in the direction that `sides` says.

    Parameters
    ----------
    figures : Twice
    sides : Sides
        `HIGHER`, `LOWER`, or `EITHER`.
    margin, critical : float
        As `gap_growth`.

    Examples
    --------
    >>> figures = twice((0.30, 0.28, 0.32), (0.24, 0.22, 0.26), level=0.95)
    >>> found = growth(figures, LOWER, margin=0.02, critical=1.96)
    >>> round(float(found.value), 3), bool(found.p_value < 0.05)
    (0.06, True)
    """
    return _growth(figures.moved, sides, margin=margin, critical=critical)


Contrast = Callable[[float, float], tuple[Array, Array, Array]]


def _growth(contrast: Contrast, sides: Sides, *, margin: float, critical: float) -> Growth:
    moves, sizes = [], []
    for now, thens in sides:
        ways = [contrast(now, then) for then in thens]
        move = ways[0]
        if len(thens) > 1:
            # Whoever was clearly on the other side cannot have come from this one.
            turned = _clear(contrast) * now < 0
            move = tuple(np.where(turned, other, own) for own, other in zip(*ways, strict=True))
        moves.append(move)
        sizes.append(np.stack([value for value, _, _ in ways]).min(axis=0))
    place = np.nan_to_num(np.stack(sizes), nan=-np.inf).argmax(axis=0)[None]

    def chosen(parts: Sequence[Array]) -> Array:
        return np.asarray(np.take_along_axis(np.stack(parts), place, axis=0)[0])

    grown = chosen(sizes)
    value, down, up = (chosen(parts) for parts in zip(*moves, strict=True))
    more = _distance(value - margin, down)
    p_value = ndtr(-more)
    if len(sides) > 1:
        # It might as well have moved so far the other way: past where it was, if that was clear.
        old = np.abs(_clear(contrast)) if len(sides[0][1]) > 1 else 0.0
        far = np.where(down == 0, 0.0, ndtr(-(more + divide(2 * (margin + old), down))))
        p_value = np.minimum(p_value + far, 1.0)
    p_value = np.where(grown > margin, p_value, np.where(np.isnan(value), np.nan, 1.0))
    p_within = np.stack([_missed(contrast, side, margin) for side in sides]).max(axis=0)
    low, high = (
        np.where(off == 0, value, value + sign * critical * off)
        for sign, off in ((-1, down), (1, up))
    )
    return Growth(value, grown, down, p_value, p_within, low, high)


def _clear(contrast: Contrast) -> Array:
    """Return how far a gap before lay from 0 beyond doubt; 0 where its side is not clear."""
    old, down, up = contrast(0.0, -1.0)
    return np.asarray(np.sign(old) * np.maximum(np.abs(old) - _DOUBT * np.maximum(down, up), 0.0))


def _missed(contrast: Contrast, side: tuple[float, Sequence[float]], margin: float) -> Array:
    """Return how likely chance makes it look as if there were no growth on one side.

    A gap has not grown if it is shown not to be wider than before, or than the opposite of that:
    of the two ways one is enough, so that the chance of the other is added, unless the gap before
    was clearly on one side.
    """
    now, thens = side
    parts = [contrast(now, then) for then in thens]
    distances = [_distance(margin - value, up) for value, _, up in parts]
    best = np.stack(distances).max(axis=0)
    missed = ndtr(-best)
    if len(thens) > 1:
        apart = (max(thens) - min(thens)) * np.abs(_clear(contrast))
        up = parts[0][2]
        missed = missed + np.where(up == 0, 0.0, ndtr(-(best + divide(apart, up))))
    # What is not uncertain and has moved by just the margin is within.
    exact = np.stack([(up == 0) & (value == margin) for value, _, up in parts]).any(axis=0)
    return np.asarray(np.where(exact, 0.0, np.minimum(missed, 1.0)))


def _distance(beyond: Array, off: Array) -> Array:
    """Return how many units lie between; infinite where nothing is uncertain and it is past."""
    limit = np.where(beyond > 0, np.inf, np.where(beyond < 0, -np.inf, 0.0))
    return np.where(np.isnan(beyond), np.nan, np.where(off == 0, limit, divide(beyond, off)))
