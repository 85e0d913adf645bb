"""Sides: the two parts of a log that a gap or a change lies between, as tallies of their own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.decomposition import PartName
from evenhand.analyses.question import Question
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.roles import attribute_axis
from evenhand.cube.tallies import Tallies
from evenhand.inference.bootstrap import resample


class Told(NamedTuple):
    """Parts of one difference: their names, values and draws, and how much of it is comparable.

    Attributes
    ----------
    names : tuple of part names
    values : float array, shape (parts,)
    draws : float array, shape (draws, parts)
    total : float
    support : float or None
    n : int
    """

    names: tuple[PartName, ...]
    values: Array
    draws: Array
    total: float
    support: float | None
    n: int

    def less(self, other: "Told") -> "Told":
        """Return the parts of a change of a gap: those of the group less those of the other."""
        return Told(
            self.names,
            self.values - other.values,
            self.draws - other.draws,
            self.total - other.total,
            self.support,
            self.n + other.n,
        )


class Resampling(NamedTuple):
    """How cells are drawn anew: how often, from which seed, and what a row is worth."""

    draws: int
    seed: int
    effect: float

    def of(self, *sides: Array) -> list[Array]:
        """Return draws of the cells of each side; all have one shape, and zeros stay zero."""
        shape = sides[0].shape
        table = np.stack([side.reshape(-1) for side in sides])
        there = table.any(axis=0)
        drawn = np.zeros((self.draws, *table.shape))
        cells = table[:, there] / self.effect
        drawn[..., there] = resample(cells, draws=self.draws, seed=self.seed)
        return [drawn[:, place].reshape(self.draws, *shape) for place in range(len(sides))]


def sides(tallies: Tallies, question: Question) -> tuple[Tallies, Tallies]:
    """Return the tallies of the group and of its reference."""
    first, second = (
        restricted(tallies, of_group(question.attributes, group))
        for group in (question.group, question.reference)
    )
    return first, second


def of_group(attributes: Sequence[str], group: Sequence[str]) -> dict[str, Collection[str]]:
    """Return the levels of a group on the axes of its attributes."""
    return {attribute_axis(name): (level,) for name, level in zip(attributes, group, strict=True)}


def restricted(tallies: Tallies, levels: Mapping[str, Collection[str]]) -> Tallies:
    """Return the tallies of the rows that have one of these levels on each of these axes."""

    def kept(cube: Cube | None) -> Cube | None:
        return None if cube is None else _kept(cube, levels)

    return replace(
        tallies,
        outcomes=_kept(tallies.outcomes, levels),
        kpis=kept(tallies.kpis),
        # Scores of a long log have no windows, so that those of some windows cannot be told.
        scores=kept(tallies.scores)
        if tallies.scores is not None and levels.keys() <= set(tallies.scores.axes)
        else None,
    )


def _kept(cube: Cube, levels: Mapping[str, Collection[str]]) -> Cube:
    keep = np.ones(len(cube.codes), dtype=bool)
    for axis, wanted in levels.items():
        known = [place for place, level in enumerate(cube.levels[axis]) if level in wanted]
        keep &= np.isin(cube.codes[:, cube.axes.index(axis)], known)
    measures = {name: values[keep] for name, values in cube.measures.items()}
    return Cube(cube.levels, cube.codes[keep], measures)


class Windows(NamedTuple):
    """The windows before a change and those after it; the one in which it came is in neither."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def around(
    change: ChangePoint, windows: Sequence[str], others: Sequence[ChangePoint]
) -> Windows | None:
    """Return the windows on either side of a change, up to its neighbours; None without any.

    Parameters
    ----------
    change : ChangePoint
    windows : sequence of str
        Starts of all windows, in order.
    others : sequence of ChangePoint
        All changes: those of the same figure bound the stretch.
    """
    same = [
        one.at
        for one in others
        if (one.metric, one.attributes, one.group, one.reference)
        == (change.metric, change.attributes, change.group, change.reference)
    ]
    first = max((at for at in same if at < change.at), default="")
    last = min((at for at in same if at > change.at), default="~")  # after all that is a time
    known = sorted(name for name in windows if name != UNKNOWN)
    ends = [*known[1:], "~"]
    before = tuple(
        name for name, end in zip(known, ends, strict=True) if first <= name and end <= change.at
    )
    after = tuple(
        name for name, end in zip(known, ends, strict=True) if change.at <= name and end <= last
    )
    return Windows(before, after) if before and after else None
