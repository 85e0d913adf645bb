"""The embedded engine: DuckDB over Parquet files, of any size, spilling to disk."""

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import duckdb
import narwhals as nw
import numpy as np
from duckdb.sqltypes import BIGINT, DOUBLE, INTEGER, VARCHAR
from numpy.typing import NDArray

from evenhand.cube.axis import Values
from evenhand.engines.arrays import alike
from evenhand.engines.bucket import (
    BUCKETS,
    PRIME,
    WIDE,
    bucket_of_number,
    bucket_of_remainder,
)
from evenhand.engines.parquet_rows import ParquetRows
from evenhand.errors import LogError
from evenhand.log.database import connect, sentence
from evenhand.log.log import DecisionLog

# Files of more rows than this are asked one by one what they say of themselves. DuckDB believes
# those that say that the ends of their columns are exact, and reads the columns of others.
_LARGE = 5_000_000
# Rows that are handed over at once: enough that handing over is no work, few enough for a cache.
_STREAMED = 65_536


class DuckDBEngine:
    """A log open in DuckDB, to be used as a context manager.

    Parameters
    ----------
    log : DecisionLog
        Its Parquet files must stay where they are while the engine is open.
    beside : DecisionLog, optional
        Files that are read along with it.
    """

    name = "duckdb"

    def __init__(self, log: DecisionLog, *, beside: DecisionLog | None = None) -> None:
        self._spill = TemporaryDirectory(prefix="evenhand-")
        reached = log.parquet if beside is None else (*log.parquet, *beside.parquet)
        self._connection = connect(reached, spill=Path(self._spill.name))
        self._frame: nw.LazyFrame[Any] | None = None
        self._log, self._held = log, 0
        self._beside: nw.LazyFrame[Any] | None = None
        try:
            self._frame = _scan(self._connection, log)
            self._beside = None if beside is None else _scan(self._connection, beside)
        except LogError:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the engine, whatever happened."""
        self.close()

    def close(self) -> None:
        """Close the database and remove what it spilled."""
        self._frame = self._beside = None
        self._connection.close()
        self._spill.cleanup()

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Return the log, one row a decision; times that name a zone are in UTC, without it."""
        if self._frame is None:
            raise RuntimeError("the engine is closed")
        return self._frame

    @property
    def parts(self) -> tuple[nw.LazyFrame[Any], ...]:
        """Return the log, as `Engine.parts` says: its files, if they are large.

        Of one file the database tells the least and the greatest value of a column from what the
        file says of itself; of many it reads all.
        """
        files = self._log.parquet
        few = self._log.rows < _LARGE * len(files)
        # What a folder says of its files is read alike only with all of them.
        if few or not self._log.alike or self._log.hive:
            return (self.frame,)
        return tuple(_scan(self._connection, replace(self._log, parquet=(file,))) for file in files)

    @property
    def columns(self) -> dict[str, str]:
        """Return the name and kind of every column, as `DecisionLog.columns` has them."""
        return self._log.columns

    @property
    def beside(self) -> nw.LazyFrame[Any]:
        """Return the rows of the files that are read along with the log."""
        if self._beside is None:
            raise RuntimeError("no files were opened beside the log")
        return self._beside

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a frame worked out now, as `Engine.hold` says.

        Raises
        ------
        LogError
            A file turned out to be damaged, or memory or disk ran out.
        """
        self._held += 1
        name = f"held_{self._held}"
        try:
            frame.to_native().create(name)
        except duckdb.Error as error:
            raise sentence(error, "the log") from None
        return nw.from_native(self._connection.table(name))

    def with_bucket(self, frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
        """Return `frame` with ``entity_bucket``, as `Engine.with_bucket` says.

        Raises
        ------
        LogError
            The column holds neither text nor whole numbers.
        """
        type_ = frame.collect_schema()[column]
        if type_.is_integer() and type_ not in WIDE:
            return nw.from_native(_with(frame.to_native(), _of_number(column)))
        bucket = bucket_of_number(frame, column, self.collect)
        if bucket is None:
            frame = nw.from_native(_with(frame.to_native(), _digest(column)))
            bucket = nw.coalesce((nw.col("entity_bucket") % BUCKETS).cast(nw.Int64), nw.lit(0))
        return frame.with_columns(entity_bucket=bucket)

    def collect(self, frame: nw.LazyFrame[Any]) -> dict[str, NDArray[Any]]:
        """Return the columns of a small result as arrays, as `Engine.collect` says.

        Raises
        ------
        LogError
            A file turned out to be damaged, or memory or disk ran out.
        """
        try:
            found = frame.to_native().fetchnumpy()
        except duckdb.Error as error:
            raise sentence(error, "the log") from None
        return {
            name: alike(np.ma.getdata(values), np.ma.getmaskarray(values))
            for name, values in found.items()
        }

    def stream(
        self, frame: nw.LazyFrame[Any], values: Mapping[str, Values]
    ) -> Iterator[dict[str, NDArray[Any]]]:
        """Return the columns of a large frame part by part, as `Engine.stream` says.

        Raises
        ------
        LogError
            A file turned out to be damaged, or memory or disk ran out.
        """
        relation = frame.to_native()
        columns = [
            _place(name, values[name]) if name in values else duckdb.ColumnExpression(name)
            for name in relation.columns
        ]
        try:
            for part in relation.select(*columns).to_arrow_reader(_STREAMED):
                yield {
                    name: column.to_numpy(zero_copy_only=False)
                    for name, column in zip(part.schema.names, part.columns, strict=True)
                }
        except (duckdb.Error, OSError) as error:  # Arrow has errors of its own
            raise sentence(error, "the log") from None

    def sample(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return rows evenly spread over the log, as `Engine.sample` says.

        Raises
        ------
        LogError
            A file turned out to be damaged, or memory or disk ran out.
        """
        try:
            return self._rows().sample(columns, rows)
        except duckdb.Error as error:
            raise sentence(error, "the log") from None

    def first(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return the first rows of the log, as `Engine.first` says.

        Raises
        ------
        LogError
            A file turned out to be damaged, or memory or disk ran out.
        """
        try:
            return self._rows().first(columns, rows)
        except duckdb.Error as error:
            raise sentence(error, "the log") from None

    def interrupt(self) -> None:
        """Stop what is being counted, as `Engine.interrupt` says."""
        self._connection.interrupt()

    def _rows(self) -> ParquetRows:
        return ParquetRows(self._connection, self._log.parquet, hive=self._log.hive)


def _scan(connection: duckdb.DuckDBPyConnection, log: DecisionLog) -> nw.LazyFrame[Any]:
    """Return the rows of a log's Parquet files, read when they are asked for."""
    paths = [glob.escape(str(path)) for path in log.parquet]
    try:
        # United by name, what all files say of themselves is known before any is read.
        relation = connection.read_parquet(
            paths, hive_partitioning=log.hive, union_by_name=len(paths) > 1
        )
    except duckdb.Error as error:
        raise sentence(error, "the log") from None
    # Where CSV was spooled, columns lie beside those of the log that were for its reading alone.
    frame = nw.from_native(relation).select(*log.columns)
    zoned = [
        name
        for name, type_ in frame.collect_schema().items()
        if isinstance(type_, nw.Datetime) and type_.time_zone is not None
    ]
    return frame.with_columns(nw.col(*zoned).cast(nw.Datetime("us"))) if zoned else frame


def _with(relation: duckdb.DuckDBPyRelation, bucket: duckdb.Expression) -> duckdb.DuckDBPyRelation:
    """Return a relation with ``entity_bucket``, in place of a column that has that name."""
    kept = [duckdb.ColumnExpression(name) for name in relation.columns if name != "entity_bucket"]
    return relation.select(*kept, bucket.alias("entity_bucket"))


def _place(column: str, among: Values) -> duckdb.Expression:
    """Return which of some values a column has, counted from 1; 0 is null, or none of them.

    Looked up once for each entry of a dictionary that text is stored with.
    """
    constants = [duckdb.ConstantExpression(value) for value in among.values]
    listed = duckdb.FunctionExpression("list_value", *constants)
    place = duckdb.FunctionExpression("list_position", listed, duckdb.ColumnExpression(column))
    known = duckdb.CoalesceOperator(place, duckdb.ConstantExpression(0)).cast(INTEGER)
    return known.alias(column)


def _of_number(column: str) -> duckdb.Expression:
    """Return the bucket of a column of whole numbers, as `bucket_of_number` has it.

    In the database's own arithmetic: narwhals divides twice more to mind the sign.
    """
    prime = float(PRIME)
    signed = (duckdb.ColumnExpression(column).cast(BIGINT) % PRIME).cast(DOUBLE)
    bucket = bucket_of_remainder(signed - _floor(signed / prime) * prime, _floor)
    return duckdb.CoalesceOperator(bucket, duckdb.ConstantExpression(0)).cast(BIGINT)


def _floor(number: duckdb.Expression) -> duckdb.Expression:
    return duckdb.FunctionExpression("floor", number)


def _digest(column: str) -> duckdb.Expression:
    """Return the lower half of the MD5 of a column's text."""
    text = duckdb.ColumnExpression(column).cast(VARCHAR)
    return duckdb.FunctionExpression("md5_number_lower", text)
