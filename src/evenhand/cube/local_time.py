"""Local time: times that name their zone, as the clocks of the plan's zone showed them."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import narwhals as nw

from evenhand.cube.tally import Collect
from evenhand.errors import PlanError, did_you_mean

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name in the IANA database.

    Raises
    ------
    PlanError
        There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PlanError(
            f"there is no time zone {name!r}",
            did_you_mean(name, available_timezones()) or "write it as Europe/Berlin",
        ) from None


def in_local_time(
    frame: nw.LazyFrame[Any], columns: Collection[str], zone: ZoneInfo, *, collect: Collect
) -> nw.LazyFrame[Any]:
    """Return a frame with `columns`, times in UTC, as the clocks of `zone` showed them.

    The offsets are worked out here, once for each change of the clocks between the first and the
    last time, so that every engine shifts times alike. In autumn an hour occurs twice.
    """
    for column in columns:
        at = nw.col(column).cast(nw.Datetime("us"))
        ends = collect(frame.select(first=at.min(), last=at.max()))
        first, last = (
            ends[name].astype("datetime64[us]").tolist()[0] for name in ("first", "last")
        )
        if first is not None:
            frame = frame.with_columns(_shifted(at, zone, first, last).alias(column))
    return frame


def _shifted(at: nw.Expr, zone: ZoneInfo, first: datetime, last: datetime) -> nw.Expr:
    *changes, final = _offsets(zone, first, last)
    shifted = nw.when(at.is_null()).then(None)
    for until, offset in changes:
        shifted = shifted.when(at < nw.lit(until)).then(at.dt.offset_by(_words(offset)))
    return shifted.otherwise(at.dt.offset_by(_words(final[1])))


def _words(offset: timedelta) -> str:
    return f"{round(offset / timedelta(seconds=1))}s"


def _offsets(
    zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[tuple[datetime, timedelta]]:
    """Yield each offset from UTC with the time (in UTC) until which it holds."""
    at, offset = first, _offset(zone, first)
    while at <= last:
        after = at + _DAY
        if _offset(zone, after) != offset:
            low, high = at, after
            while high - low > _MINUTE / 60:
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            yield _whole(high), offset
            offset = _offset(zone, after)
        at = after
    yield last + _DAY, offset


def _whole(at: datetime) -> datetime:
    """Return the nearest whole minute: no clock was ever changed between two."""
    return (at + _MINUTE / 2).replace(second=0, microsecond=0)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)
