"""Every conjunction of a few columns' values, with what was counted in it: "women who phoned"."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.cube import Array


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The conjunctions of up to so many items that have enough in them.

    An item is one value of one column; items are numbered column after column.

    Attributes
    ----------
    items : int array, shape (conjunctions, depth)
        The items of each, in ascending order; -1 pads the shorter ones at the end.
    sums : float array, shape (conjunctions, measures)
        What was counted in each.
    parents : int array, shape (conjunctions, depth)
        Which conjunction each becomes without its first, second, ... item. -1: everybody, or none.
    """

    items: NDArray[np.int64]
    sums: Array
    parents: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return how many items each conjunction has, shape (conjunctions,)."""
        found: NDArray[np.int64] = (self.items >= 0).sum(axis=1)
        return found


def lattice(
    codes: NDArray[np.int64],
    widths: Sequence[int],
    sums: Array,
    *,
    named: NDArray[np.bool_],
    enough: Array,
    depth: int,
) -> Lattice:
    """Return every conjunction of up to `depth` columns whose sums are all large enough.

    Parameters
    ----------
    codes : int array, shape (cells, columns)
        Which value of each column a cell has.
    widths : sequence of int, shape (columns,)
        How many values each column has.
    sums : float array, shape (cells, measures)
        What was counted in each cell.
    named : bool array, shape (items,)
        Which items may stand in a conjunction; of the others ("unknown") none is made.
    enough : float array, shape (measures,)
        The smallest sums of a conjunction that is kept; its parents are kept, too.
    depth : int
        The most columns in one conjunction.

    Examples
    --------
    >>> codes = np.array([[0, 0], [0, 1], [1, 1]])
    >>> found = lattice(codes, (2, 2), np.array([[5.0], [3.0], [9.0]]),
    ...                 named=np.ones(4, dtype=bool), enough=np.array([4.0]), depth=2)
    >>> found.items.tolist(), found.sums[:, 0].tolist()
    ([[0, -1], [1, -1], [2, -1], [3, -1], [0, 2], [1, 3]], [8.0, 9.0, 5.0, 12.0, 5.0, 9.0])
    >>> found.parents.tolist()[-2:]
    [[2, 0], [3, 1]]
    """
    first = np.concatenate([[0], np.cumsum(widths)])[:-1].astype(np.int64)
    items, kept = [], []
    for size in range(1, min(depth, len(widths)) + 1):
        for columns in combinations(range(len(widths)), size):
            shape = tuple(widths[column] for column in columns)
            places = np.ravel_multi_index(tuple(codes[:, columns].T), shape)
            found = _added(places, int(np.prod(shape)), sums)
            levels = np.stack(np.unravel_index(np.arange(len(found)), shape), axis=1)
            own = levels + first[list(columns)]
            keep = (found >= enough).all(axis=1) & named[own].all(axis=1)
            pad = np.full((int(keep.sum()), depth - size), -1, dtype=np.int64)
            items.append(np.concatenate([own[keep], pad], axis=1))
            kept.append(found[keep])
    together = np.concatenate(items) if items else np.zeros((0, depth), dtype=np.int64)
    counted = np.concatenate(kept) if kept else np.zeros((0, sums.shape[1]))
    return Lattice(together, counted, _parents(together, int(np.sum(widths))))


def _added(places: NDArray[np.intp], size: int, sums: Array) -> Array:
    found = np.zeros((size, sums.shape[1]))
    for place in np.flatnonzero(sums.any(axis=0)):
        found[:, place] = np.bincount(places, weights=sums[:, place], minlength=size)
    return found


def _parents(items: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return where each conjunction without one of its items is found."""
    keys = _keys(items, count)
    order = np.argsort(keys)
    parents = np.full(items.shape, -1, dtype=np.int64)
    for place in range(items.shape[1]):
        without = np.delete(items, place, axis=1)
        without = np.concatenate([without, np.full((len(items), 1), -1)], axis=1)
        wanted = _keys(without, count)
        rows = np.flatnonzero((items[:, place] >= 0) & (wanted > 0))
        parents[rows, place] = order[np.searchsorted(keys, wanted[rows], sorter=order)]
    return parents


def _keys(items: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return one number for each conjunction; that of everybody is 0."""
    powers = (count + 1) ** np.arange(items.shape[1], dtype=np.int64)
    keys: NDArray[np.int64] = (items + 1) @ powers
    return keys
