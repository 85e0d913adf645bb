"""The engine for a frame that is handed in: pandas, Polars, Arrow, whatever narwhals takes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.engines.arrays import alike
from evenhand.engines.bucket import bucket_of_number, bucket_of_one, bucket_of_text
from evenhand.engines.spread import positions
from evenhand.errors import LogError

_KINDS = (
    (nw.Boolean, "boolean"),
    (nw.Date, "date"),
    (nw.Datetime, "time"),
    (nw.String, "text"),
    (nw.Categorical, "text"),
    (nw.Enum, "text"),
    (nw.Object, "text"),
)


class DataFrameEngine:
    """A log that is a frame already.

    Parameters
    ----------
    frame : DataFrame or LazyFrame
        Of any library that narwhals knows; one row a decision. It is not changed.

    Attributes
    ----------
    name : str
        The name of the library.
    zoned : frozenset of str
        The columns of times that named their zone, and are in UTC now.
    stream : None
        A frame in memory counts by itself.

    Raises
    ------
    LogError
        It is no frame, or has no rows or no columns.
    """

    stream = None

    def __init__(self, frame: Any) -> None:  # noqa: ANN401 - narwhals tells what it is
        try:
            known = nw.from_native(frame)
        except TypeError:
            raise LogError(
                f"a {type(frame).__name__} is not a frame of decisions",
                "hand in a pandas, Polars or Arrow frame, one row a decision",
            ) from None
        self.name: str = known.implementation.value
        self._backend = known.implementation
        lazy = _computable(known).lazy() if isinstance(known, nw.DataFrame) else known
        self.zoned = _zoned(lazy)
        self._frame = _naive(lazy, self.zoned)

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Return the log, one row a decision; times that name a zone are in UTC, without it."""
        return self._frame

    @property
    def parts(self) -> tuple[nw.LazyFrame[Any]]:
        """Return the log, as `Engine.parts` says."""
        return (self._frame,)

    @property
    def columns(self) -> dict[str, str]:
        """Return the name and kind of every column, as `DecisionLog.columns` has them."""
        return {name: _kind(type_) for name, type_ in self._frame.collect_schema().items()}

    def with_bucket(self, frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
        """Return `frame` with ``entity_bucket``, as `Engine.with_bucket` says.

        Raises
        ------
        LogError
            The column holds neither text nor whole numbers.
        """
        bucket = bucket_of_number(frame, column, self.collect)
        if bucket is None:
            return self._looked_up(frame, column, bucket_of_text)
        if self._backend.is_pyarrow() and frame.collect_schema()[column] == nw.UInt64:
            # Arrow cannot divide what does not fit in 63 bits.
            return self._looked_up(frame, column, lambda text: bucket_of_one(int(text)))
        return frame.with_columns(entity_bucket=bucket)

    def collect(self, frame: nw.LazyFrame[Any]) -> dict[str, NDArray[Any]]:
        """Return the columns of a small result as arrays, as `Engine.collect` says."""
        found = frame.collect()
        return {name: _array(found.get_column(name)) for name in found.columns}

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a frame worked out now, as `Engine.hold` says."""
        return frame.collect().lazy()

    def sample(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return rows evenly spread over the log, as `Engine.sample` says."""
        found = self._frame.select(*columns).collect()
        picked = found[positions(len(found), rows)]
        return {name: _array(picked.get_column(name)) for name in columns}

    def first(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return the first rows of the log, as `Engine.first` says."""
        return self.collect(self._frame.select(*columns).head(rows))

    def interrupt(self) -> None:
        """Do nothing: a frame in memory is counted in moments."""

    def _looked_up(
        self, frame: nw.LazyFrame[Any], column: str, bucket_of: Callable[[str], int]
    ) -> nw.LazyFrame[Any]:
        """Return `frame` with the bucket of each value's text, worked out once for each."""
        text = nw.col(column).cast(nw.String)
        distinct = self.collect(frame.select(entity_text=text).unique())["entity_text"]
        texts = [value for value in distinct if value is not None]
        places = nw.from_dict(
            {"entity_text": texts, "entity_bucket": [bucket_of(value) for value in texts]},
            schema={"entity_text": nw.String(), "entity_bucket": nw.Int64()},
            backend=self._backend,
        )
        # A column of the log that has that name already gives way.
        apart = frame.with_columns(entity_text=text).drop("entity_bucket", strict=False)
        joined = apart.join(places.lazy(), on="entity_text", how="left")
        bucket = nw.coalesce(nw.col("entity_bucket"), nw.lit(0)).cast(nw.Int64)
        return joined.drop("entity_text").with_columns(entity_bucket=bucket)


@contextmanager
def arrow_in_words() -> Iterator[None]:
    """Say in a sentence that Arrow turns no whole number into a float that would round it.

    Raises
    ------
    LogError
        A column that is counted as numbers has whole ones of 2^53 or more.
    """
    try:
        yield
    except ValueError as error:
        # By name, as those who hand in other frames need not pay for the import.
        if type(error).__name__ != "ArrowInvalid" or "not in range" not in str(error):
            raise
        raise LogError(
            "the frame has whole numbers of 2^53 or more, which Arrow does not turn into floats",
            "store them as floats if they are amounts, as text if they are names",
        ) from None


def _computable(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Return a frame with numbers that have remainders: pandas has none in Arrow's form."""
    if not frame.implementation.is_pandas():
        return frame
    native = frame.to_native()
    own = {
        name: _pandas_type(frame.schema[name])
        for name, type_ in native.dtypes.items()
        if str(type_).endswith("[pyarrow]")
        and (frame.schema[name].is_integer() or frame.schema[name].is_float())
    }
    return nw.from_native(native.astype(own), eager_only=True) if own else frame


def _pandas_type(type_: nw.dtypes.DType) -> str:
    if type_.is_float():
        return "Float64"
    return "UInt64" if type_.is_unsigned_integer() else "Int64"


def _zoned(frame: nw.LazyFrame[Any]) -> frozenset[str]:
    """Return the columns of times that name their zone."""
    return frozenset(
        name
        for name, type_ in frame.collect_schema().items()
        if isinstance(type_, nw.Datetime) and type_.time_zone is not None
    )


def _naive(frame: nw.LazyFrame[Any], zoned: frozenset[str]) -> nw.LazyFrame[Any]:
    """Return a frame whose times are in UTC and name no zone."""
    if not zoned:
        return frame
    times = nw.col(*sorted(zoned))
    return frame.with_columns(times.dt.convert_time_zone("UTC").dt.replace_time_zone(None))


def _kind(type_: nw.dtypes.DType) -> str:
    if type_.is_integer():
        return "integer"
    if type_.is_numeric():
        return "number"
    return next((kind for known, kind in _KINDS if type_ == known), "other")


def _array(series: nw.Series[Any]) -> NDArray[Any]:
    """Return a column of a result as an array, alike for every library."""
    null = np.asarray(series.is_null().to_numpy(), dtype=np.bool_)
    if series.dtype.is_decimal():
        series = series.cast(nw.Float64)
    elif series.dtype == nw.Date:
        series = series.cast(nw.Datetime("us"))
    elif series.dtype in {nw.Categorical, nw.Enum}:
        series = series.cast(nw.String)
    return alike(series.to_numpy(), null)
