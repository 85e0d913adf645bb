"""Keys that should be unique, as the ids of decisions are: which are given twice, and when."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.order import microseconds_of, moment_of
from evenhand.cube.roles import Kinds
from evenhand.cube.tally import Collect

# Ids of up to so many rows are all compared; of more, those that end alike: every id is looked at
# with all of its rows, or not at all.
EXACT = 2_000_000
# Of one person at one moment it is enough to know whether it happens, and about how often.
EXACT_MOMENTS = 200_000
# Keys of the first rows tell what keys are like.
LOOKED, _LONGEST_END = 2_000, 4
# Of whole numbers, those that a prime divides: ids are handed out in steps of ten, not of this.
_PRIME = 101

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
        How many rows the log has; of more than `exact` only a share of the keys is compared, but
        all of them if there is none in it.
    """
    end = _end(keys[0], kinds, first) if rows > exact else None
    # Few keys end alike: only of those it is asked whether they are there.
    there = [~nw.col(key).is_null() for key in keys]
    part = (frame if end is None else frame.filter(end)).filter(*there)
    known = _repeated(part, keys, collect=collect)
    if end is not None and not known.examined:
        part = frame.filter(*there)
        known = _repeated(part, keys, collect=collect)
    if not known.rows or when is None:
        return known
    burst, since = burst_of(_hourly(part, keys, when, collect=collect))
    return replace(known, burst=burst, since=since)


def _repeated(part: nw.LazyFrame[Any], keys: Sequence[str], *, collect: Collect) -> Copies:
    """Return how many rows of a part repeat the key of another, but not when."""
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
    return Copies(
        examined=counts["examined"],
        rows=counts["rows"],
        keys=counts["keys"],
        most=counts["most"],
    )


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
    seen = [str(value) for value in first([key], LOOKED)[key] if value is not None]
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
