"""The sequence that ids of decisions are numbers of: what it leaves out, and after which row."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.copies import LOOKED, Rows
from evenhand.cube.order import moment_at
from evenhand.cube.roles import Kinds
from evenhand.cube.tally import Collect

# So few are numbered one by one, to tell when the longest stretch of them was left out.
_NUMBERED = 100_000

# Ids are a sequence if they fill at least half of the numbers between the first and the last.
_FILLED = 0.5
_MOST_DIGITS = 15
_NUMBERED_ID = re.compile(rf"(?P<prefix>.*?)(?P<number>\d{{1,{_MOST_DIGITS}}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequenced:
    """Numbers that a sequence of ids leaves out.

    Attributes
    ----------
    examined : int
        The rows looked at.
    numbers : int
        How many numbers lie from the least to the greatest.
    missing : int
        How many of those are no id.
    longest : int or None
        The longest stretch without an id; None where ids were not numbered one by one.
    at : datetime or None
        The time of the row before that stretch.
    """

    examined: int
    numbers: int
    missing: int
    longest: int | None = None
    at: datetime | None = None


def sequenced(
    frame: nw.LazyFrame[Any],
    column: str,
    when: nw.Expr | None,
    *,
    kinds: Kinds,
    rows: int,
    exact: int,
    different: int,
    first: Rows,
    collect: Collect,
) -> Sequenced | None:
    """Return what a sequence of ids leaves out; None if they are no sequence.

    A sequence is whole numbers, or one prefix and a number: A00001, A00002. Of a log of more than
    `exact` rows the first ones are looked at. `when` is the time of a row, `different` how many
    ids there are.
    """
    if kinds[column] not in {"integer", "text"}:
        return None
    if _NUMBERED < rows <= exact:
        if _numbers(first([column], LOOKED)[column]) is None:
            return None
        return _ends(frame, column, kinds, different, collect=collect)
    if rows > exact:
        found = dict(first([column], _NUMBERED))
    else:
        timed = {} if when is None else {"at_": when}
        found = collect(frame.select(nw.col(column), **timed))
    ids = found[column]
    numbers = _numbers(ids)
    if numbers is None:
        return None
    at = found["at_"][_known(ids)] if "at_" in found else None
    return _left_out(numbers, np.full(len(numbers), "NaT", "datetime64[us]") if at is None else at)


def _left_out(numbers: NDArray[np.int64], at: NDArray[Any]) -> Sequenced | None:
    """Return what is between the numbers of ids, and when the longest stretch was left out."""
    # Engines give rows back in any order: of copies of an id the latest counts.
    order = np.lexsort((at, numbers))
    numbers, at = numbers[order], at[order]
    steps = np.diff(numbers)
    span = int(numbers[-1] - numbers[0]) + 1
    missing = int((steps - 1)[steps > 1].sum())
    if span == 1 or span - missing < _FILLED * span:
        return None
    if not missing:
        return Sequenced(examined=len(numbers), numbers=span, missing=0, longest=0)
    widest = int(np.argmax(steps))
    return Sequenced(
        examined=len(numbers),
        numbers=span,
        missing=missing,
        longest=int(steps[widest]) - 1,
        at=moment_at(at, widest),
    )


def _known(ids: NDArray[Any]) -> NDArray[np.bool_]:
    if ids.dtype.kind == "f":
        return np.asarray(~np.isnan(ids), dtype=np.bool_)
    return np.array([value is not None for value in ids.tolist()], dtype=np.bool_)


def _numbers(ids: NDArray[Any]) -> NDArray[np.int64] | None:
    """Return the numbers of ids that are a prefix and a number, or None if they are not."""
    if ids.dtype.kind in "iuf":
        numbers = ids[_known(ids)].astype(np.int64)
        return numbers if len(numbers) else None
    known = [str(value) for value in ids[_known(ids)].tolist()]
    match = _NUMBERED_ID.fullmatch(known[0]) if known else None
    if match is None:
        return None
    prefix = match["prefix"]
    rest = [text[len(prefix) :] for text in known if text.startswith(prefix)]
    if len(rest) < len(known) or not all(
        text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS for text in rest
    ):
        return None
    return np.array(rest, dtype=np.int64)


def _ends(
    frame: nw.LazyFrame[Any], column: str, kinds: Kinds, present: int, *, collect: Collect
) -> Sequenced | None:
    """Return how many numbers are left out between the least and the greatest of `present` ids."""
    key = nw.col(column) if kinds[column] == "integer" else nw.col(column).cast(nw.String)
    # Of numbers without zeros in front the least is among the shortest, as text.
    length = nw.lit(0) if kinds[column] == "integer" else key.str.len_chars()
    by_length = (
        frame.select(key=key, length=length)
        .filter(~nw.col("key").is_null())
        .group_by("length")
        .agg(low=nw.col("key").min(), high=nw.col("key").max())
        .sort("length")
    )
    found = collect(by_length)
    ends = _numbers(np.array([found["low"][0], found["high"][-1]], dtype=found["low"].dtype))
    if ends is None:
        return None
    span = int(ends[1] - ends[0]) + 1
    if span == 1 or present < _FILLED * span:
        return None
    return Sequenced(examined=present, numbers=span, missing=max(0, span - present))
