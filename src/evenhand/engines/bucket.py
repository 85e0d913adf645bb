"""The hash that puts each person into one of 64 buckets, the same on every engine.

A row without an entity id is in bucket 0. Rows that are independent of each other may share a
bucket without biasing the variance between buckets, so intervals stay valid; with many such rows
they become wide, as one bucket then holds a large share of the log.
"""

from collections.abc import Callable
from hashlib import md5
from math import floor
from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from evenhand.cube.roles import LARGEST_FLOAT
from evenhand.errors import LogError

BUCKETS = 64

# A prime below 2^31: remainders are exact as floats, and what is left after a product is enough.
PRIME = 2_147_483_647
_GOLDEN = 0.6180339887498949
_SHIFT, _STRETCH = 71.0, 104_729.0
# Whole numbers that may not fit in 63 bits.
WIDE = frozenset({nw.UInt64(), nw.Int128(), nw.UInt128()})

Collect = Callable[[nw.LazyFrame[Any]], dict[str, NDArray[Any]]]


def bucket_of_number(frame: nw.LazyFrame[Any], column: str, collect: Collect) -> nw.Expr | None:
    """Return the bucket of a column of whole numbers, or None for a column of text.

    Raises
    ------
    LogError
        The column holds neither, so it cannot say who is who.
    """
    type_ = frame.collect_schema()[column]
    value = nw.col(column)
    if type_.is_float():
        _check_whole(frame, column, collect)
        missing = value.is_null() | value.is_nan()
        whole = nw.when(missing).then(nw.lit(0.0)).otherwise(value).cast(nw.Int64)
        return nw.when(missing).then(nw.lit(0)).otherwise(_bucket(whole))
    if type_.is_integer():
        # What does not fit in 63 bits is brought down first; the rest is widened first, as a
        # narrow type could not hold the remainder.
        whole = value if type_ in WIDE else value.cast(nw.Int64)
        return _bucket(whole)
    if type_ == nw.Boolean or type_.is_temporal() or type_.is_nested():
        raise LogError(
            f"the entity column {column!r} holds neither text nor whole numbers",
            "name the column that identifies the person decided about",
        )
    return None


def bucket_of_remainder(
    small: Any,  # noqa: ANN401 - of whatever library has arithmetic
    floor: Callable[[Any], Any],
) -> Any:  # noqa: ANN401 - as above
    """Return the bucket of remainders in 0..p-1 that are floats, as a float.

    Products, sums and what is left after the point alone, one at a time: every engine has them,
    and IEEE 754 says to the last bit what they come to. They take a third of the time of whole
    numbers, which processors divide slowly. Squaring between two linear steps breaks up the
    pattern of ids that were handed out in order.
    """
    spread = small * _GOLDEN
    spread = spread - floor(spread)
    mixed = spread * (spread + _SHIFT) * _STRETCH
    return floor((mixed - floor(mixed)) * BUCKETS)


def bucket_of_one(number: int) -> int:
    """Return the bucket of one whole number; what `bucket_of_number` says, in plain Python.

    Examples
    --------
    >>> bucket_of_one(0), bucket_of_one(-5)
    (0, 14)
    """
    return int(bucket_of_remainder(float(number % PRIME), floor))


def bucket_of_text(text: str) -> int:
    """Return the bucket of a text: its MD5, taken for speed and sameness, not for secrecy.

    The ninth byte holds the low bits of what databases call the lower half of an MD5.

    Examples
    --------
    >>> bucket_of_text("abc")
    22
    """
    return md5(text.encode(), usedforsecurity=False).digest()[8] % BUCKETS


def _bucket(value: nw.Expr) -> nw.Expr:
    """Return the bucket of whole numbers, of whatever sign; that of null is 0."""
    bucket: nw.Expr = bucket_of_remainder(_remainder(value).cast(nw.Float64), nw.Expr.floor)
    # Null first: where it is NaN, it is no whole number.
    return nw.coalesce(bucket, nw.lit(0.0)).cast(nw.Int64)


def _check_whole(frame: nw.LazyFrame[Any], column: str, collect: Collect) -> None:
    value = nw.col(column)
    known = ~(value.is_null() | value.is_nan())
    whole = (value.round() == value) & (value.abs() < LARGEST_FLOAT)
    broken = (known & ~whole).cast(nw.Int64).sum()
    if (collect(frame.select(broken.alias("broken")))["broken"][0] or 0) > 0:
        raise LogError(
            f"the entity column {column!r} holds numbers that are not whole, or too large to tell",
            "store ids as whole numbers or as text",
        )


def _remainder(value: nw.Expr) -> nw.Expr:
    """Return the remainder in 0..p-1, whether `%` of the engine goes by the sign or not."""
    return (value % PRIME + PRIME) % PRIME
