"""The embedded engine: DuckDB over Parquet files, of any size, spilling to disk."""

import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import duckdb
import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.engines.arrays import alike
from evenhand.engines.bucket import BUCKETS, bucket_of_number
from evenhand.errors import LogError
from evenhand.log.database import connect, sentence
from evenhand.log.log import DecisionLog


class DuckDBEngine:
    """A log open in DuckDB, to be used as a context manager.

    Parameters
    ----------
    log : DecisionLog
        Its Parquet files must stay where they are while the engine is open.
    """

    name = "duckdb"

    def __init__(self, log: DecisionLog) -> None:
        self._spill = TemporaryDirectory(prefix="evenhand-")
        folders = [path.parent for path in log.parquet]
        self._connection = connect(folders, spill=Path(self._spill.name))
        self._frame: nw.LazyFrame[Any] | None = None
        try:
            self._frame = _scan(self._connection, log)
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
        self._frame = None
        self._connection.close()
        self._spill.cleanup()

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Return the log, one row a decision; times that name a zone are in UTC, without it."""
        if self._frame is None:
            raise RuntimeError("the engine is closed")
        return self._frame

    def with_bucket(self, frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
        """Return `frame` with ``entity_bucket``, as `Engine.with_bucket` says.

        Raises
        ------
        LogError
            The column holds neither text nor whole numbers.
        """
        bucket = bucket_of_number(frame, column, self.collect)
        if bucket is None:
            frame = nw.from_native(_with_digest(frame.to_native(), column))
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


def _scan(connection: duckdb.DuckDBPyConnection, log: DecisionLog) -> nw.LazyFrame[Any]:
    """Return the rows of a log's Parquet files, read when they are asked for."""
    paths = [glob.escape(str(path)) for path in log.parquet]
    try:
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


def _with_digest(relation: duckdb.DuckDBPyRelation, column: str) -> duckdb.DuckDBPyRelation:
    """Return a relation with the lower half of the MD5 of a column's text."""
    text = duckdb.ColumnExpression(column).cast(duckdb.sqltype("VARCHAR"))
    digest = duckdb.FunctionExpression("md5_number_lower", text)
    return relation.select(duckdb.StarExpression(), digest.alias("entity_bucket"))
