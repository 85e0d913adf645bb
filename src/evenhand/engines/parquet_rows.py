"""Rows of Parquet files by their place in the log, read without the rest of the files."""

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from duckdb import ColumnExpression, FunctionExpression, SQLExpression
from numpy.typing import NDArray

from evenhand.engines import spread
from evenhand.engines.arrays import alike

_FILE, _ROW = "file_index", "file_row_number"  # columns that the database adds to every file
_UTC = "TIMESTAMP WITH TIME ZONE"

Arrays = dict[str, NDArray[Any]]


class ParquetRows:
    """The rows of a log's Parquet files, numbered through all of them in order.

    Errors of the database come through.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], *, hive: bool
    ) -> None:
        self._connection = connection
        self._paths = [glob.escape(str(path)) for path in paths]
        self._hive = hive
        query = "SELECT file_name, num_rows FROM parquet_file_metadata($paths)"
        counts = dict(connection.execute(query, {"paths": self._paths}).fetchall())
        rows = [counts[str(path)] for path in paths]
        self._starts = np.concatenate([[0], np.cumsum(rows, dtype=np.int64)])

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return int(self._starts[-1])

    def sample(self, columns: Sequence[str], rows: int) -> Arrays:
        """Return at most `rows` rows, evenly spread; see `Engine.sample`."""
        places = spread.positions(self.total, rows)
        if self.total <= spread.DENSE:
            step = max(1, -(-self.total // rows))
            starts = [int(start) for start in self._starts[:-1]]
            row = f"({_ROW} + ({starts})[{_FILE}::BIGINT + 1])"
            return self._read(columns, range(len(self._paths)), f"{row} % {step} = 0", places)
        parts = []
        for file, (start, end) in enumerate(zip(self._starts, self._starts[1:], strict=False)):
            here = places[(places >= start) & (places < end)]
            if len(here):
                # Ranges of one file let the database pass over what lies between them.
                asked = " OR ".join(
                    f"({_ROW} BETWEEN {low} AND {high})" for low, high in _ranges(here - start)
                )
                parts.append(self._read(columns, [file], asked, here))
        return {name: _joined([part[name] for part in parts]) for name in columns}

    def first(self, columns: Sequence[str], rows: int) -> Arrays:
        """Return the first `rows` rows, in order; see `Engine.first`."""
        wanted = min(rows, self.total)
        files = range(int(np.searchsorted(self._starts, wanted)) or 1)
        return self._read(columns, files, f"{_ROW} < {wanted}", np.arange(wanted))

    def _read(
        self, columns: Sequence[str], files: Sequence[int], where: str, places: NDArray[np.int64]
    ) -> Arrays:
        """Return the rows at `places`, all of which are in `files` and fulfil `where`, in order."""
        paths = [self._paths[file] for file in files]
        relation = self._connection.read_parquet(
            paths, hive_partitioning=self._hive, union_by_name=len(paths) > 1
        )
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        held = [name for name in columns if name in types]
        found = (
            relation.filter(SQLExpression(where))
            .select(
                *(_plain(name, types[name]).alias(f"c{place}") for place, name in enumerate(held)),
                ColumnExpression(_FILE),
                ColumnExpression(_ROW),
            )
            .fetchnumpy()
        )
        starts = self._starts[list(files)]
        numbers = starts[found[_FILE].astype(np.int64)] + found[_ROW].astype(np.int64)
        # Threads give rows back in any order.
        order = np.argsort(numbers, kind="stable")[: len(places)]
        arrays = {}
        for name in columns:
            if name not in held:
                arrays[name] = np.full(len(order), None, dtype=object)
                continue
            values = found[f"c{held.index(name)}"]
            null = np.ma.getmaskarray(values)[order]
            arrays[name] = alike(np.ma.getdata(values)[order], null)
        return arrays


def _plain(name: str, type_: str) -> duckdb.Expression:
    column = ColumnExpression(name)
    if type_ == _UTC:
        return FunctionExpression("timezone", duckdb.ConstantExpression("UTC"), column)
    return column


def _ranges(rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return ascending numbers as the first and last of each run."""
    breaks = np.flatnonzero(np.diff(rows) > 1)
    lows = rows[np.concatenate([[0], breaks + 1])]
    highs = rows[np.concatenate([breaks, [len(rows) - 1]])]
    return list(zip(lows.tolist(), highs.tolist(), strict=True))


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return the arrays of a column in one; where a file lacks it, its rows are null."""
    known = {part.dtype.kind for part in parts}
    if len(known) > 1 and not known <= set("iuf"):
        parts = [part.astype(object) for part in parts]
    return np.concatenate(parts)
