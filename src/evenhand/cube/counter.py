"""One tally while it is counted: rows come as small whole numbers, part by part, in any order."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.cube import Array

Part = Mapping[str, NDArray[Any]]
Codes = NDArray[np.int64]

# Cells that are kept in memory, whether or not any row is in them: 128 MiB a sum.
_MOST_CELLS = 2**24


class Cells(NamedTuple):
    """What was counted: the cells that have a row.

    Attributes
    ----------
    codes : list of (int array, int array)
        Of each key its different codes, and which of them each cell has.
    sums : dict of str to float array
        The sums of each cell by measure; "n" are the rows, unless a measure has that name.
    """

    codes: list[tuple[Codes, Codes]]
    sums: dict[str, Array]


class Counter:
    """Sums in a box of all combinations of codes; it grows with the codes that rows have.

    Parameters
    ----------
    keys : sequence of str
        The columns of whole numbers that rows are counted by.
    measures : dict of str to str
        The column that each measure adds up.
    above : dict of str to (str, float, float)
        Measures that count the rows above the median of a column, and the ends of what most
        likely has that median in it: only the numbers between them are kept.
    where : str or None
        The column that says which rows are counted; None: all are.
    """

    def __init__(
        self,
        keys: Sequence[str],
        measures: Mapping[str, str],
        above: Mapping[str, tuple[str, float, float]],
        where: str | None,
    ) -> None:
        self._keys, self._measures, self._above, self._where = list(keys), measures, above, where
        # Codes that change slowest come first, so that adjacent rows have adjacent cells.
        self._order: list[str] = []
        self._low: Codes = np.zeros(0, dtype=np.int64)
        self._shape: Codes = np.zeros(0, dtype=np.int64)
        self._sums: dict[str, Array] = {}
        # Of the numbers at either end there may be many: they are counted, and not kept.
        self._below, self._at_low = dict.fromkeys(above, 0), dict.fromkeys(above, 0)
        self._at_high = {name: f"{name} at its high end" for name in above}
        # With the box as it was then: it may have grown by the time they are looked at.
        self._between: dict[str, list[_Kept]] = {name: [] for name in above}
        self._given_up = False

    def add(self, part: Part) -> int:
        """Add rows; return how far apart the first and the last of their cells are."""
        if self._where is not None and not part[self._where].all():
            rows = part[self._where].astype(np.bool_)
            part = {name: values[rows] for name, values in part.items()}
        if self._given_up or not len(part[self._keys[0]]):
            return 0
        if not self._room(part):
            self._given_up = True
            self._sums = {}
            return 0
        # Most of the time goes here: worked out in place, and in no more bits than it takes.
        cell = np.zeros(len(part[self._keys[0]]), dtype=np.int32)
        for key, low, size in zip(self._order, self._low.tolist(), self._shape, strict=True):
            if size > 1:
                cell *= np.int32(size)
                cell += part[key] - np.int32(low) if low else part[key]
        first = int(cell.min())
        near = np.subtract(cell, first, dtype=np.int64)
        many = np.bincount(near)
        here = slice(first, first + len(many))
        self._sums[_ROWS][here] += many
        for name, column in self._measures.items():
            self._sums[name][here] += np.bincount(near, weights=part[column])
        for name, (column, low, high) in self._above.items():
            values = part[column]
            self._sums[name][here] += np.bincount(near, weights=values > high)
            self._below[name] += int(np.count_nonzero(values < low))
            self._at_low[name] += int(np.count_nonzero(values == low))
            if low < high and (at_high := values == high).any():
                self._sums[self._at_high[name]][here] += np.bincount(near, weights=at_high)
            between = (values > low) & (values < high)
            kept = _Kept(near[between] + first, values[between], self._low, self._shape)
            self._between[name].append(kept)
        return len(many)

    def cells(self) -> Cells | None:
        """Return what was counted; None if the codes lie too far apart, or a median elsewhere."""
        if self._given_up:
            return None
        if not self._order:
            none = np.zeros(0, dtype=np.int64)
            names = ("n", *self._measures, *self._above)
            return Cells([(none, none)] * len(self._keys), dict.fromkeys(names, np.zeros(0)))
        rows = self._sums[_ROWS]
        for name in self._above:
            if not self._settled(name, int(rows.sum())):
                return None
        cells = np.flatnonzero(rows)
        places = np.unravel_index(cells, tuple(self._shape))
        codes = []
        for key in self._keys:
            at = self._order.index(key)
            distinct, which = np.unique(places[at], return_inverse=True)
            codes.append((distinct + self._low[at], which.astype(np.int64)))
        measures = (*self._measures, *self._above)
        sums = {name: self._sums[name][cells] for name in measures}
        return Cells(codes, {"n": rows[cells], **sums})

    def _settled(self, name: str, rows: int) -> bool:
        """Add the rows above the median that are not counted yet; False if it is not in sight."""
        _, low, high = self._above[name]
        values = np.concatenate([kept.values for kept in self._between[name]])
        at_high = self._sums[self._at_high[name]]
        # In order of size: those at the low end, those between, and those at the high end.
        many = [self._at_low[name], len(values), int(at_high.sum())]
        ranks = np.array([(rows - 1) // 2, rows // 2]) - self._below[name]
        if ranks[0] < 0 or ranks[1] >= sum(many):
            return False
        which = np.searchsorted(np.cumsum(many), ranks, side="right")
        middle = np.array([low, np.nan, high])[which]
        inner = np.clip(ranks - many[0], 0, max(len(values) - 1, 0))
        if (which == 1).any():
            middle = np.where(which == 1, np.partition(values, inner)[inner], middle)
        median = float(middle.mean())
        for kept in self._between[name]:
            np.add.at(self._sums[name], self._moved(kept, kept.values > median), 1.0)
        if median < high:
            self._sums[name] += at_high
        return True

    def _room(self, part: Part) -> bool:
        """Return whether there is room for the codes of some rows, after making it."""
        if not self._order:
            widths = [int(part[key].max()) - int(part[key].min()) for key in self._keys]
            self._order = [self._keys[i] for i in np.argsort(widths, kind="stable")]
            self._low = _ends(part, self._order)[0]
            self._shape = np.zeros_like(self._low)
        low, high = _ends(part, self._order)
        before, held = self._low, self._shape
        if (low >= before).all() and (high < before + held).all():
            return True
        self._low = np.minimum(before, low)
        self._shape = np.maximum(before + held, high + 1) - self._low
        if np.prod(self._shape.astype(np.float64)) > _MOST_CELLS:
            return False
        shift = before - self._low
        box = tuple(slice(a, a + n) for a, n in zip(shift.tolist(), held.tolist(), strict=True))
        for name in (_ROWS, *self._measures, *self._above, *self._at_high.values()):
            grown = np.zeros(tuple(self._shape))
            if name in self._sums:
                grown[box] = self._sums[name].reshape(held)
            self._sums[name] = grown.reshape(-1)
        return True

    def _moved(self, kept: "_Kept", rows: NDArray[np.bool_]) -> Codes:
        """Return where the cells of some rows are in the box that is."""
        places = np.stack(np.unravel_index(kept.cell[rows], tuple(kept.shape)))
        moved: Codes = np.ravel_multi_index(
            tuple(places + (kept.low - self._low)[:, None]), tuple(self._shape)
        )
        return moved


class _Kept(NamedTuple):
    """Rows whose number is near the median: their cells, in the box that there was then."""

    cell: Codes
    values: Array
    low: Codes
    shape: Codes


# The rows themselves, beside measures of any name.
_ROWS = ""


def _ends(part: Part, keys: Sequence[str]) -> tuple[Codes, Codes]:
    """Return the least and the greatest code of each key."""
    low = np.array([part[key].min() for key in keys], dtype=np.int64)
    return low, np.array([part[key].max() for key in keys], dtype=np.int64)
