"""Where is it worst? Subgroups that are found in one half of a log and proved in the other.

Of many subgroups some stand out by chance, and the one that stands out furthest does so most of
all. What is sought in one half of the people and tested in the other has neither fault: the other
half has had no say in the choice, so that sizes are not flattered and p-values mean what they say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.lattice import Lattice
from evenhand.inference.multiplicity import holm
from evenhand.inference.normal import z as z_of
from evenhand.inference.score import difference_interval, difference_z

# A candidate must stand out in the half that is searched by more than one test in twenty would.
_SOUGHT = 1.6448536269514722


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """The subgroups that were put to the test, in order of the evidence of the first half.

    Attributes
    ----------
    places : int array, shape (candidates,)
        Which conjunction of the lattice each is.
    difference, low, high : float arrays, shape (candidates,)
        Its rate minus that of everybody else, in the second half alone, with its interval.
    p_value : float array, shape (candidates,)
        One-sided: that it is no worse than everybody else, or no worse than what is left of a
        larger subgroup that it is part of. In the second half alone, and not yet adjusted.
    """

    places: NDArray[np.int64]
    difference: Array
    low: Array
    high: Array
    p_value: Array


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """A share of every conjunction and of everybody, in both halves.

    Attributes
    ----------
    x, n : float arrays, shape (conjunctions, 2)
        Numerator and denominator, as effective numbers.
    x_all, n_all : float arrays, shape (2,)
        The same of everybody.
    worse : int
        1 where a high share is the worse, -1 where a low one is.
    """

    x: Array
    n: Array
    x_all: Array
    n_all: Array
    worse: int


def sought(
    shares: Shares, found: Lattice, eligible: NDArray[np.bool_], *, least: float, most: int
) -> NDArray[np.int64]:
    """Return the conjunctions worth a test, by the first half alone, the clearest first.

    Each is worse than everybody else, and than what is left of every larger conjunction that it
    is part of: by more than `least`, and more than chance would have it. So "women over 62 who
    phoned" is not named where it is all who phoned; nor are all who phoned, where it is only they.

    Parameters
    ----------
    shares : Shares
    found : Lattice
    eligible : bool array, shape (conjunctions,)
        Which may be named.
    least : float
        By how much a rate must be worse to be worth a word.
    most : int
        How many are named at most.
    """
    z, gap = _against_all(shares, found, half=0, of=np.flatnonzero(eligible))
    worth = (z.min(axis=1) > _SOUGHT) & (gap.min(axis=1) > least)
    places = np.flatnonzero(eligible)[worth]
    places = places[np.lexsort((places, -z.min(axis=1)[worth]))]
    kept = [place for place in places if not _owed(shares, found, place, places)]
    return np.array(kept[:most], dtype=np.int64)


def _owed(shares: Shares, found: Lattice, place: np.int64, places: NDArray[np.int64]) -> bool:
    """Return whether a conjunction is worse only for the sake of a smaller one within it.

    Women who phoned fare worse where older women who phoned do: the others of them do not.
    """
    items = found.items[place][found.items[place] >= 0]
    has = (found.items[places][:, :, None] == items).any(axis=1).all(axis=1)
    inner = places[has & (places != place)]
    x, n = shares.x[place, 0], shares.n[place, 0]
    left = x - shares.x[inner, 0], n - shares.n[inner, 0]
    others = shares.x_all[0] - x, shares.n_all[0] - n
    z = shares.worse * difference_z(*left, *others, 0.0)
    return bool((~(z > _SOUGHT)).any())


def put_to_test(
    shares: Shares, found: Lattice, places: NDArray[np.int64], *, level: float
) -> Proved:
    """Return what the second half says of the conjunctions that the first half named.

    Parameters
    ----------
    shares : Shares
    found : Lattice
    places : int array
        As `sought` returns them.
    level : float
        Of the intervals.

    Notes
    -----
    Worse than all of several others is an intersection of claims: it is shown where each is, at
    the same level, so that the largest of the p-values is its own (Berger 1982).
    """
    z, _ = _against_all(shares, found, half=1, of=places)
    x, n = shares.x[places, 1], shares.n[places, 1]
    others = (shares.x_all[1] - x, shares.n_all[1] - n)
    low, high = difference_interval(x, n, *others, critical=z_of(0.5 + level / 2))
    difference = divide(x, n) - divide(*others)
    return Proved(places, difference, low, high, ndtr(-z.min(axis=1)))


def discoveries(p_value: Array, *, level: float) -> tuple[Array, NDArray[np.bool_]]:
    """Return the p-values adjusted, and which are shown: that any is false is as rare as `level`.

    Examples
    --------
    >>> adjusted, shown = discoveries(np.array([0.001, 0.2]), level=0.05)
    >>> adjusted.tolist(), shown.tolist()
    ([0.002, 0.2], [True, False])
    """
    adjusted = holm(p_value)
    return adjusted, adjusted <= level


def _against_all(
    shares: Shares, found: Lattice, *, half: int, of: NDArray[np.int64]
) -> tuple[Array, Array]:
    """Return by how much conjunctions are worse than each that they are compared with.

    Score statistics and differences of shape (conjunctions, 1 + depth): against everybody else,
    and against what is left of each parent. A parent that is everybody says nothing more.
    """
    x, n = shares.x[of, half][:, None], shares.n[of, half][:, None]
    parents = found.parents[of]
    known = parents >= 0
    whole_x = np.where(known, shares.x[parents, half], shares.x_all[half])
    whole_n = np.where(known, shares.n[parents, half], shares.n_all[half])
    whole_x = np.concatenate([np.full_like(x, shares.x_all[half]), whole_x], axis=1)
    whole_n = np.concatenate([np.full_like(n, shares.n_all[half]), whole_n], axis=1)
    rest_x, rest_n = whole_x - x, whole_n - n
    # Nobody is left of a parent that is the same people: the smaller conjunction says no more.
    z = shares.worse * difference_z(x, n, rest_x, rest_n, 0.0)
    gap = shares.worse * (divide(x, n) - divide(rest_x, rest_n))
    # Where nobody is left to compare with, the smaller conjunction says nothing more.
    return np.where(np.isfinite(z), z, -np.inf), np.where(np.isfinite(gap), gap, -np.inf)
