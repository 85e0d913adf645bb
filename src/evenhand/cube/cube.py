"""Cube: the counts of a log, one row a cell, that every number of an audit is a sum of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cube:
    """Cells of a tally: where each lies on every axis, and what was counted there.

    Attributes
    ----------
    levels : dict of str to tuple of str
        The axes in order, each with its levels in order. Null is a level of its own.
    codes : int array, shape (cells, axes)
        Which level of each axis a cell has.
    measures : dict of str to float array, shape (cells,)
        What was counted: ``n``, sums, sums of squares. Cells that are absent count zero.
    """

    levels: Mapping[str, tuple[str, ...]]
    codes: NDArray[np.int64]
    measures: Mapping[str, Array]

    @property
    def axes(self) -> tuple[str, ...]:
        """Return the names of the axes, in order."""
        return tuple(self.levels)

    def sum(self, measure: str, *axes: str) -> Array:
        """Return `measure` added up to `axes`: a dense array, one dimension an axis.

        Examples
        --------
        >>> cube = Cube({"sex": ("F", "M"), "label": ("0", "1")},
        ...             np.array([[0, 0], [0, 1], [1, 1]]), {"n": np.array([2.0, 3.0, 5.0])})
        >>> cube.sum("n", "sex").tolist()
        [5.0, 5.0]
        >>> cube.sum("n").tolist()
        10.0
        """
        shape = tuple(len(self.levels[axis]) for axis in axes)
        values = self.measures[measure]
        if not axes:
            return np.asarray(values.sum())
        columns = [self.axes.index(axis) for axis in axes]
        flat = np.ravel_multi_index(tuple(self.codes[:, columns].T), shape)
        size = int(np.prod(shape))
        return np.bincount(flat, weights=values, minlength=size).astype(np.float64).reshape(shape)

    def where(self, axis: str, level: str) -> "Cube":
        """Return the cells that have `level` on `axis`; the axis stays, with all its levels."""
        at = self.axes.index(axis)
        keep = self.codes[:, at] == self.levels[axis].index(level)
        measures = {name: values[keep] for name, values in self.measures.items()}
        return Cube(self.levels, self.codes[keep], measures)

    def relabel(self, axis: str, level_of: Callable[[str], str], order: Sequence[str]) -> "Cube":
        """Return the cube with the levels of `axis` renamed, merged where names agree."""
        at = self.axes.index(axis)
        place = {level: i for i, level in enumerate(order)}
        moved = np.array([place[level_of(old)] for old in self.levels[axis]], dtype=np.int64)
        codes = self.codes.copy()
        codes[:, at] = moved[codes[:, at]] if len(moved) else codes[:, at]
        return Cube({**self.levels, axis: tuple(order)}, codes, self.measures)

    def derive(
        self, axis: str, level_of: Callable[[str], str], order: Sequence[str], *, new: str
    ) -> "Cube":
        """Return the cube with one more axis, `new`, whose levels follow from those of `axis`."""
        at = self.axes.index(axis)
        place = {level: i for i, level in enumerate(order)}
        moved = np.array([place[level_of(old)] for old in self.levels[axis]], dtype=np.int64)
        codes = np.column_stack([self.codes, moved[self.codes[:, at]]])
        return Cube({**self.levels, new: tuple(order)}, codes, self.measures)

    def project(self, *axes: str) -> "Cube":
        """Return the cube with these axes alone: what differs on the others is added up.

        Examples
        --------
        >>> cube = Cube({"sex": ("F", "M"), "label": ("0", "1")},
        ...             np.array([[0, 0], [0, 1], [1, 1]]), {"n": np.array([2.0, 3.0, 5.0])})
        >>> cube.project("label").measures["n"].tolist()
        [2.0, 8.0]
        """
        columns = [self.axes.index(axis) for axis in axes]
        shape = tuple(len(self.levels[axis]) for axis in axes)
        flat = np.ravel_multi_index(tuple(self.codes[:, columns].T), shape)
        cells, place = np.unique(flat, return_inverse=True)
        measures = {
            name: np.bincount(place, weights=values, minlength=len(cells)).astype(np.float64)
            for name, values in self.measures.items()
        }
        codes = np.stack(np.unravel_index(cells, shape), axis=1).astype(np.int64)
        return Cube({axis: self.levels[axis] for axis in axes}, codes, measures)

    def __add__(self, other: "Cube") -> "Cube":
        """Return the cube of both logs together; levels that one side lacks are added."""
        levels = {
            axis: tuple(dict.fromkeys((*self.levels[axis], *other.levels[axis])))
            for axis in self.axes
        }
        mine, theirs = self, other
        for axis, order in levels.items():
            mine, theirs = (cube.relabel(axis, str, order) for cube in (mine, theirs))
        codes = np.concatenate([mine.codes, theirs.codes])
        cells, place = np.unique(codes, axis=0, return_inverse=True)
        measures = {
            name: np.bincount(
                place.ravel(),
                weights=np.concatenate([mine.measures[name], theirs.measures[name]]),
                minlength=len(cells),
            ).astype(np.float64)
            for name in self.measures
        }
        return Cube(levels, cells, measures)
