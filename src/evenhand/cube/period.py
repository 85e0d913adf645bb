"""The period that is audited: which decisions lie between its ends."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.tally import Collect
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Period(NamedTuple):
    """The first moment of a period, and the first after it; None: no end on that side."""

    start: datetime | None
    end: datetime | None


def period_of(plan: Plan, as_of: datetime) -> Period:
    """Return the period that a plan asks for. `as_of` is on the clock of the log.

    A day given as end is part of the period. "90d" are ninety whole days, that of `as_of` being
    the last; "6h" are hours up to `as_of`.

    Raises
    ------
    PlanError
        An end is no date or names a zone, the period ends before it starts or lies beyond all
        calendars, or `last` stands beside an end.

    Examples
    --------
    >>> plan = Plan.model_validate({"period": {"last": "2d"}})
    >>> period_of(plan, datetime(2025, 3, 31, 14))
    Period(start=datetime.datetime(2025, 3, 30, 0, 0), end=datetime.datetime(2025, 4, 1, 0, 0))
    """
    try:
        return _period(plan, as_of)
    except OverflowError:
        raise PlanError(
            "the period reaches beyond the years 1 to 9999", "name a shorter one"
        ) from None


def _period(plan: Plan, as_of: datetime) -> Period:
    asked = plan.period
    if asked.last is not None:
        if asked.start is not None or asked.to is not None:
            raise PlanError(
                "the period has both `last` and an end of its own",
                "name --last, or --from and --to",
            )
        return _last(asked.last, as_of)
    start, end = _moment(asked.start, "from"), _moment(asked.to, "to")
    if end is not None:
        end += timedelta(days=1) if _is_day(asked.to) else timedelta(microseconds=1)
    if start is not None and end is not None and start >= end:
        raise PlanError(
            f"the period ends ({asked.to}) before it starts ({asked.start})",
            "name the earlier day with --from",
        )
    return Period(start, end)


def within(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    period: Period,
    *,
    collect: Collect,
) -> tuple[nw.LazyFrame[Any], int]:
    """Return the decisions of a period, and how many of the log lie outside it or have no time.

    Raises
    ------
    PlanError
        No time column is named.
    LogError
        No decision lies in the period.
    """
    if period == Period(None, None):
        return frame, 0
    at = roles.moment(plan, kinds)
    if at is None:
        raise PlanError(
            "a period needs to know when decisions were made", "name the column with --time"
        )
    inside = ~at.is_null()
    if period.start is not None:
        inside &= at >= nw.lit(period.start)
    if period.end is not None:
        inside &= at < nw.lit(period.end)
    looks = frame.select(
        rows=nw.len(), first=at.min(), last=at.max(), inside=inside.cast(nw.Int64).sum()
    )
    seen = {name: values[0] for name, values in collect(looks).items()}
    rows, kept = int(seen["rows"]), int(seen["inside"] or 0)
    if kept == 0:
        raise LogError(
            f"no decision was made in the period asked for{_words(period)}; the log has "
            f"{rows:,} from {str(seen['first'])[:16]} to {str(seen['last'])[:16]}",
            "widen the period, or name the day that the audit speaks for with --as-of",
        )
    return frame.filter(inside), rows - kept


def _words(period: Period) -> str:
    start = f" from {period.start:%Y-%m-%d %H:%M}" if period.start else ""
    return start + (f" until before {period.end:%Y-%m-%d %H:%M}" if period.end else "")


def _last(text: str, as_of: datetime) -> Period:
    length = int(text[:-1]) * _UNITS[text[-1]]
    if text.endswith("h"):
        return Period(as_of - length, as_of + timedelta(microseconds=1))
    end = datetime(as_of.year, as_of.month, as_of.day) + timedelta(days=1)  # noqa: DTZ001 - local
    return Period(end - length, end)


def _moment(text: str | None, which: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PlanError(
            f"the period's `{which}` {text!r} is not a date", "write it as 2025-03-31"
        ) from None
    if moment.tzinfo is not None:
        raise PlanError(
            f"the period's `{which}` {text!r} names a zone",
            "leave it out: the ends of a period are on the clock of the plan's timezone, else UTC",
        )
    return moment


def _is_day(text: str | None) -> bool:
    return text is not None and len(text) <= len("2025-03-31")
