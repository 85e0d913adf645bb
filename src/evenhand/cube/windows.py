"""Calendar windows: how a log is cut in time, and which windows lie between its ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

Window = Literal["hour", "day", "week", "month", "quarter"]

# The engine's words for truncating a time to the start of its window; it has none for a week.
TRUNCATIONS = {"hour": "1h", "day": "1d", "month": "1mo", "quarter": "1q"}

# Up to how long a log is cut into windows of each length by itself.
_LONGEST = (
    ("hour", timedelta(days=2)),
    ("day", timedelta(days=45)),
    ("week", timedelta(days=150)),
    ("month", timedelta(days=365 * 4)),
)


def window_for(asked: str | None, first: datetime | None, last: datetime | None) -> str | None:
    """Return the window to cut a log into: the plan's, or one that makes about a dozen.

    None when the log has no times.

    Examples
    --------
    >>> window_for(None, datetime(2025, 1, 1), datetime(2025, 12, 31))
    'month'
    """
    if first is None or last is None:
        return None
    if asked is not None:
        return asked
    span = last - first
    return next((window for window, longest in _LONGEST if span <= longest), "quarter")


def start_name(text: str) -> str:
    """Return the name of a window: its start as a date, with the hour where it is not midnight.

    Examples
    --------
    >>> start_name("2025-03-01T00:00"), start_name("2025-03-01T14:00")
    ('2025-03-01', '2025-03-01T14:00')
    """
    return text.removesuffix("T00:00")


def window_words(start: str, window: str | None) -> str:
    """Return a window as a reader calls it.

    Examples
    --------
    >>> window_words("2025-03-01", "month"), window_words("2025-04-01", "quarter")
    ('March 2025', 'quarter 2 of 2025')
    """
    at = datetime.fromisoformat(start)
    match window:
        case "month":
            return f"{_MONTHS[at.month - 1]} {at.year}"
        case "quarter":
            return f"quarter {(at.month + 2) // 3} of {at.year}"
        case "week":
            return f"the week of {start}"
        case _:
            return start


# Not from the calendar module: its names follow the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def calendar(window: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """Return the names of all windows from the first to the last decision, empty ones too.

    Examples
    --------
    >>> calendar("quarter", datetime(2025, 2, 3), datetime(2025, 8, 1))
    ('2025-01-01', '2025-04-01', '2025-07-01')
    """
    return tuple(
        start_name(at.isoformat(timespec="minutes")) for at in _starts(window, first, last)
    )


def _starts(window: str, first: datetime, last: datetime) -> Iterator[datetime]:
    at = _truncated(window, first)
    while at <= last:
        yield at
        at = _next(window, at)


def _truncated(window: str, at: datetime) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0, tzinfo=None)
    day = hour.replace(hour=0)
    match window:
        case "hour":
            return hour
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case _:
            return day


def _next(window: str, at: datetime) -> datetime:
    match window:
        case "hour":
            return at + timedelta(hours=1)
        case "week":
            return at + timedelta(days=7)
        case "month":
            return (at + timedelta(days=32)).replace(day=1)
        case "quarter":
            return (at + timedelta(days=100)).replace(day=1)
        case _:
            return at + timedelta(days=1)
