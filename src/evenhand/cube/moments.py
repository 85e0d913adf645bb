"""People decided about twice at one moment, from rows that are kept while a log is counted."""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.copies import HOUR, Copies, burst_of
from evenhand.cube.kept import Kept
from evenhand.cube.order import microseconds_of

_DAY = 24 * HOUR
_SHORT = frozenset({
    nw.Int8(), nw.Int16(), nw.Int32(), nw.Int64(), nw.UInt8(), nw.UInt16(), nw.UInt32()
})  # fmt: skip
# The people of one bucket in 64 are looked at, with all of their rows. None of the numbers that
# stand for somebody unknown is in this one: 0, 1, -1, nines.
BUCKET = 13


def moments(
    frame: nw.LazyFrame[Any], entity: str, when: nw.Expr | None, bucket: nw.Expr
) -> Kept | None:
    """Return which rows to keep so that `same_moment` can tell.

    None without times, or if people are no whole numbers of at most 64 bits: it would take longer
    to hand them over than to look at them where they are.

    Parameters
    ----------
    frame : LazyFrame
        One row a decision.
    entity : str
        The column that names people.
    when : expression or None
        The time of a row.
    bucket : expression
        The bucket of the row's person, in 0..63.
    """
    if when is None or frame.collect_schema()[entity] not in _SHORT:
        return None
    person = nw.col(entity)
    return Kept(
        columns={"person": nw.coalesce(person.cast(nw.Int64), nw.lit(0)), "at": when},
        where=(bucket == BUCKET) & ~person.is_null(),
    )


def same_moment(kept: Mapping[str, NDArray[Any]]) -> Copies:
    """Return how many rows repeat the person and the time of another, as `ids.copies` does.

    Times that are missing, or that are days without a clock, are no moments.
    """
    at = kept["at"]
    known = ~np.isnat(at)
    known[known] = microseconds_of(at[known]) % _DAY != 0
    people, times = kept["person"][known], microseconds_of(at[known])
    if not len(people):
        return Copies(examined=0)
    order = np.lexsort((times, people))
    people, times = people[order], times[order]
    starts = np.flatnonzero(
        np.concatenate([[True], (people[1:] != people[:-1]) | (times[1:] != times[:-1])])
    )
    rows = np.diff(np.append(starts, len(people)))
    repeated = rows > 1
    hourly: dict[int, int] = {}
    for start, many in zip(starts[repeated].tolist(), rows[repeated].tolist(), strict=True):
        hour = int(times[start]) // HOUR
        hourly[hour] = hourly.get(hour, 0) + many - 1
    burst, since = burst_of(hourly)
    return Copies(
        examined=len(people),
        rows=int((rows - 1).sum()),
        keys=int(repeated.sum()),
        most=int(rows.max()),
        burst=burst,
        since=since,
    )
