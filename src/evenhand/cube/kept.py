"""Rows that are kept as they are while the others are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.coded import Columns
from evenhand.cube.counter import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows that are kept as they are, as the others are counted.

    Attributes
    ----------
    columns : dict of str to expression
        Numbers and times; in a row that is kept no number is null.
    where : expression
        Which rows are kept, not those where it is null: few of them.
    """

    columns: Mapping[str, nw.Expr]
    where: nw.Expr


# More rows than this are not kept after all: 16 MiB for each number.
_MOST = 2**21


class Keeper:
    """The rows of a scan that are kept."""

    def __init__(self, keep: Kept, columns: Columns) -> None:
        self._many = 0
        self._where = columns.where(keep.where)
        self._columns = {name: columns.plain(value) for name, value in keep.columns.items()}
        self._held: dict[str, list[NDArray[Any]]] = {name: [] for name in keep.columns}

    def add(self, part: Part) -> None:
        """Keep some of these rows."""
        rows = np.flatnonzero(part[self._where])
        self._many += len(rows)
        for name, column in self._columns.items():
            if self._many > _MOST:
                self._held[name] = []
            elif len(rows):
                self._held[name].append(part[column][rows])

    def rows(self) -> dict[str, NDArray[Any]] | None:
        """Return the rows that were kept, in no order; None if they are none, or too many."""
        if not self._many or self._many > _MOST:
            return None
        return {name: np.concatenate(held) for name, held in self._held.items()}
