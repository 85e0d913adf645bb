"""How recent a decision may be for its label to have come, in every group.

A fixed waiting time on totals hides the group whose labels come late: its known labels are the
early ones, and early labels are of another kind. So each group is looked at by itself, and the
slowest decides. What counts is the share of those labels that ever come; labels that never come
are another matter (see ``missing.selective``).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.normal import z

_ROUNDING = 1e-12
_OLDEST = 4  # what ever comes is seen in the oldest quarter of the slots
_RISING = z(0.99)  # looked at once, and only where labels are known to be late
_BAR = z(0.9999)  # a dozen tails of many groups are looked at, and none may stand out by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Maturity:
    """Which decisions are old enough to be measured by their labels.

    Attributes
    ----------
    cutoff : int
        Slots before this one have matured; 0 when none has, the number of slots when all have.
    before, after : float arrays, shape (groups,)
        Labelled share of the decisions before the cutoff, and from it on; NaN without decisions.
    plateau : float array, shape (groups,)
        Labelled share of the oldest quarter: what ever comes. Where it is still rising there, as
        the second quarter has not matured by it, it is taken to be 1. NaN of a group too small
        to say.
    limiting : int or None
        The group whose labels come last, if one holds the cutoff back.
    """

    cutoff: int
    before: Array
    after: Array
    plateau: Array
    limiting: int | None


def maturity(
    n: ArrayLike, labelled: ArrayLike, *, least: float = 0.95, smallest: int = 50
) -> Maturity:
    """Return up to which slot labels have come for `least` of what ever comes, in every group.

    A group holds the cutoff back only when the labelled share of its latest decisions is below
    that of its oldest by more than chance. How far back it falls short is then read from the
    share made monotone in age, which pools as many slots as it must.

    Parameters
    ----------
    n, labelled : array_like, shape (slots, groups)
        Decisions by day (or week), oldest first, and those of them whose label is known now.
    least : float
        Share of what ever comes.
    smallest : int
        Groups with fewer decisions in all do not decide, nor do groups without any label, unless
        there is no label at all.

    Undefined when
    --------------
    No label is known at all: the cutoff is 0.

    References
    ----------
    Barlow, Bartholomew, Bremner and Brunk (1972), "Statistical Inference under Order
    Restrictions", for the monotone share.

    Examples
    --------
    Of 100 decisions a day, none of the latest two days' has its label yet:

    >>> found = maturity(np.full((12, 1), 100), np.array([[90]] * 10 + [[0]] * 2))
    >>> found.cutoff, found.plateau.tolist(), found.limiting
    (10, [0.9], 0)
    """
    decisions, known = np.asarray(n, dtype=np.float64), np.asarray(labelled, dtype=np.float64)
    slots, groups = decisions.shape
    plateau, cutoffs = np.full(groups, np.nan), np.full(groups, slots)
    for group in range(groups):
        size, labels = decisions[:, group], known[:, group]
        if size.sum() >= smallest and labels.sum() > 0:
            oldest, rising = _oldest(size, labels, least, smallest)
            plateau[group] = oldest[0] / oldest[1]
            if _falls(size, labels, oldest, smallest):
                plateau[group] = 1 if rising else plateau[group]
                matured = _monotone(size, labels) >= least * plateau[group] * (1 - _ROUNDING)
                cutoffs[group] = np.count_nonzero(matured)
    cutoff = int(cutoffs.min(initial=slots)) if known.sum() > 0 else 0
    held = bool((cutoffs < slots).any())
    return Maturity(
        cutoff=cutoff,
        before=divide(known[:cutoff].sum(axis=0), decisions[:cutoff].sum(axis=0)),
        after=divide(known[cutoff:].sum(axis=0), decisions[cutoff:].sum(axis=0)),
        plateau=plateau,
        limiting=int(cutoffs.argmin()) if held else None,
    )


def _oldest(
    size: Array, labels: Array, least: float, smallest: int
) -> tuple[tuple[float, float], bool]:
    """Return labels and decisions of the oldest quarter, and whether they are still on the rise."""
    reached = int(np.searchsorted(size.cumsum(), smallest)) + 1
    slots = max(-(-len(size) // _OLDEST), reached)
    known, of = float(labels[:slots].sum()), float(size[:slots].sum())
    second = slice(slots, 2 * slots)
    next_known, next_of = float(labels[second].sum()), float(size[second].sum())
    rising = _z(known, of, next_known, next_of) > _RISING
    return (known, of), rising and next_known * of < least * known * next_of


def _falls(size: Array, labels: Array, oldest: tuple[float, float], smallest: int) -> bool:
    """Return whether some latest decisions have fewer labels than the oldest, beyond chance.

    Looked at are the latest 25, 50, 100 and so on.
    """
    latest, known = size[::-1].cumsum(), labels[::-1].cumsum()
    doublings = int(np.log2(2 * latest[-1] / smallest))
    wanted = smallest / 2 * 2.0 ** np.arange(doublings + 1)
    places = np.searchsorted(latest, wanted)
    return any(_z(*oldest, known[at], latest[at]) > _BAR for at in places.tolist())


def _z(x1: float, n1: float, x2: float, n2: float) -> float:
    """Return how many standard errors the first share lies above the second; 0 without either."""
    if n1 <= 0 or n2 <= 0:
        return 0.0
    pooled = (x1 + x2) / (n1 + n2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return float((x1 / n1 - x2 / n2) / error) if error > 0 else 0.0


def _monotone(size: Array, labels: Array) -> Array:
    """Return the labelled share of each slot, never rising from older to newer (least squares).

    Neighbours that would rise are pooled; an empty slot has the share of the one before it.
    """
    blocks: list[tuple[float, float, int]] = []
    for weight, total in zip(size.tolist(), labels.tolist(), strict=True):
        block = (total, weight, 1)
        while blocks and (block[1] == 0 or block[0] * blocks[-1][1] >= blocks[-1][0] * block[1]):
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    total_, weight_, length = (np.array(column) for column in zip(*blocks, strict=True))
    return np.repeat(divide(total_, weight_), length)
