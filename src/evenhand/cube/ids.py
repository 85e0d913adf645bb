"""The ids of decisions: missing ones, ones given twice, numbers left out of their sequence."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.order import microseconds_of, moment_at, moment_of
from evenhand.cube.roles import Kinds
from evenhand.cube.tally import Collect

# Ids of up to so many rows are all compared; of more, those that end alike: every id is looked at
# with all of its rows, or not at all.
EXACT = 2_000_000
# Of one person at one moment it is enough to know whether it happens, and about how often.
EXACT_MOMENTS = 200_000
# So few are numbered one by one, to tell when the longest stretch of them was left out.
_NUMBERED = 100_000
_LOOKED, _LONGEST_END = 2_000, 4
# Of whole numbers, those that a prime divides: ids are handed out in steps of ten, not of this.
_PRIME = 101

# Ids are a sequence if they fill at least half of the numbers between the first and the last.
_FILLED = 0.5
_MOST_DIGITS = 15
_NUMBERED_ID = re.compile(rf"(?P<prefix>.*?)(?P<number>\d{{1,{_MOST_DIGITS}}})")

# A burst is an hour with so many copies, five times what is usual.
_BURST, _UNUSUAL = 10, 5.0
# In microseconds.
HOUR = 3_600_000_000

Rows = Callable[[Sequence[str], int], Mapping[str, NDArray[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Rows that repeat another one's key.

    Attributes
    ----------
    examined : int
        The rows looked at, of those that have the key.
    rows : int
        How many of them repeat one; the first of each key is none of them.
    keys : int
        How many keys that were.
    most : int
        The rows of the key that has most.
    burst : int
        The copies in the busiest hour, if they come in a burst; else 0.
    since : datetime or None
        When that hour starts, or without a burst the hour of the first copy.
    """

    examined: int
    rows: int = 0
    keys: int = 0
    most: int = 0
    burst: int = 0
    since: datetime | None = None


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


def copies(
    frame: nw.LazyFrame[Any],
    keys: Sequence[str],
    when: nw.Expr | None,
    *,
    kinds: Kinds,
    rows: int,
    exact: int,
    first: Rows,
    collect: Collect,
) -> Copies:
    """Return how many rows repeat the key of another; rows with a null in it are left out.

    Parameters
    ----------
    keys : sequence of str
        The columns that together should be unique, the most telling first.
    when : expression or None
        The time of a row.
    rows, exact : int
        How many rows the log has; of more than `exact` only a share of the keys is compared.
    """
    end = _end(keys[0], kinds, first) if rows > exact else None
    # Few keys end alike: only of those it is asked whether they are there.
    part = frame if end is None else frame.filter(end)
    part = part.filter(*(~nw.col(key).is_null() for key in keys))
    n = nw.col("n_")
    counted = part.select(*keys).group_by(*keys).agg(n_=nw.len())
    looks = {
        "examined": n.sum(),
        "rows": (n - 1).sum(),
        "keys": (n > 1).cast(nw.Int64).sum(),
        "most": n.max(),
    }
    found = collect(counted.select(*(look.alias(name) for name, look in looks.items())))
    # Of no rows at all the greatest number is null, or on some engines NaN.
    counts = {name: int(np.nan_to_num(float(values[0] or 0))) for name, values in found.items()}
    known = Copies(
        examined=counts["examined"],
        rows=counts["rows"],
        keys=counts["keys"],
        most=counts["most"],
    )
    if not known.rows or when is None:
        return known
    burst, since = burst_of(_hourly(part, keys, when, collect=collect))
    return replace(known, burst=burst, since=since)


def _hourly(
    part: nw.LazyFrame[Any], keys: Sequence[str], when: nw.Expr, *, collect: Collect
) -> Counter[int]:
    """Return how many copies each hour has: its rows of repeated keys, less the first of a key."""
    timed = part.select(*keys, hour_=when.dt.truncate("1h"))
    # Keys are seldom there twice: when that was need only be asked of those that are.
    repeated = (
        timed.group_by(*keys)
        .agg(n_=nw.len(), first_=nw.col("hour_").min())
        .filter(nw.col("n_") > 1)
    )
    every = timed.join(repeated.select(*keys), on=list(keys), how="semi")
    copies: Counter[int] = Counter()
    for frame, hour, sign in ((every, "hour_", 1), (repeated, "first_", -1)):
        counted = frame.group_by(hour).agg(many_=nw.len()).filter(~nw.col(hour).is_null())
        found = collect(counted)
        hours = microseconds_of(found[hour]) // HOUR
        for at, many in zip(hours.tolist(), found["many_"].tolist(), strict=True):
            copies[at] += sign * int(many)
    return +copies


def _end(key: str, kinds: Kinds, first: Rows) -> nw.Expr | None:
    """Return which keys to compare: about one in a hundred, or None for all of them."""
    if kinds[key] == "integer":
        return nw.col(key) % _PRIME == 0
    if kinds[key] != "text":
        return None
    seen = [str(value) for value in first([key], _LOOKED)[key] if value is not None]
    ends = Counter(text[-length:] for text in seen for length in range(1, _LONGEST_END + 1) if text)
    fit = {end: n for end, n in ends.items() if n <= len(seen) / 20}
    # The commonest of those that are no more than one in twenty, the first of them in order.
    best = min(fit, key=lambda end: (-fit[end], end), default=None)
    return None if best is None else nw.col(key).cast(nw.String).str.ends_with(best)


def burst_of(hourly: Mapping[int, int]) -> tuple[int, datetime | None]:
    """Return the copies of the busiest hour if they are a burst, and when it starts.

    `hourly` has the copies of each hour by its number since the start of 1970.
    """
    if not hourly:
        return 0, None
    first, last = min(hourly), max(hourly)
    # The earliest of the busiest, whatever the order that an engine gave them back in.
    busiest = min(hourly, key=lambda hour: (-hourly[hour], hour))
    most = hourly[busiest]
    usual = (sum(hourly.values()) - most) / max(1, last - first)
    if most < max(_BURST, _UNUSUAL * usual):
        return 0, moment_of(first * HOUR)
    return most, moment_of(busiest * HOUR)


def sequenced(
    frame: nw.LazyFrame[Any],
    column: str,
    when: nw.Expr | None,
    *,
    kinds: Kinds,
    rows: int,
    different: int,
    first: Rows,
    collect: Collect,
) -> Sequenced | None:
    """Return what a sequence of ids leaves out; None if they are no sequence.

    A sequence is whole numbers, or one prefix and a number: A00001, A00002. Of a log of more than
    `EXACT` rows the first ones are looked at. `when` is the time of a row, `different` how many
    ids there are.
    """
    if kinds[column] not in {"integer", "text"}:
        return None
    if _NUMBERED < rows <= EXACT:
        if _numbers(first([column], _LOOKED)[column]) is None:
            return None
        return _ends(frame, column, kinds, different, collect=collect)
    if rows > EXACT:
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
