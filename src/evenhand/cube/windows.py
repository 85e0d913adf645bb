"""The calendar of a log: slots of time that are counted, and windows made of them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from evenhand.errors import LogError

Slot = Literal["hour", "day"]

# The engine's words for truncating a time to the start of a window or slot; none for a week.
TRUNCATIONS = {"hour": "1h", "day": "1d", "month": "1mo", "quarter": "1q"}

# Up to how long a log is cut into windows of each length by itself.
_LONGEST = (
    ("hour", timedelta(days=2)),
    ("day", timedelta(days=45)),
    ("week", timedelta(days=150)),
    ("month", timedelta(days=365 * 4)),
)
# Windows with fewer decisions than this, as a rule, are taken together: they show noise.
SMALLEST = 20

# Of a log of ten years there are 87,600, and more figures than anybody reads.
MOST_HOURS = timedelta(days=3660)

_NONE, _MOST_OF_AN_HOUR = timedelta(0), timedelta(minutes=59)


@dataclass(frozen=True)
class Calendar:
    """Every slot from the first decision to the last, quiet ones too, and the windows they make.

    Attributes
    ----------
    slot : str
        What is counted: days, or hours of a log that is short or asked about by the hour.
    window : str
        Length of the windows: hour, day, week, month, quarter, all, or "30d" (from the end).
    slots, windows : tuples of str
        Names, which are starts, in order.
    merged : int
        How many windows of that length each of `windows` takes together.
    twice : frozenset of str
        The slots that last two hours, as the clocks were set back in between.
    """

    slot: Slot
    window: str
    slots: tuple[str, ...]
    windows: tuple[str, ...]
    merged: int = 1
    twice: frozenset[str] = frozenset()

    def window_of(self, start: str) -> str:
        """Return the window that a slot or a shorter window lies in, by its start."""
        # Names are starts in ISO form, so that their order is that of time.
        return self.windows[max(bisect_right(self.windows, start) - 1, 0)]

    @property
    def over(self) -> tuple[str, ...]:
        """Return the windows that the log spans to their end; the last may still be filling."""
        at = datetime.fromisoformat(self.slots[-1])
        after = _next(self.slot, at)
        end = after if self.window == "all" else datetime.fromisoformat(self.windows[-1])
        counted_back = self.window[:1].isdigit()
        for _ in range(self.merged if end < after and not counted_back else 0):
            end = _next(self.window, end)
        return self.windows if end <= after else self.windows[:-1]

    def coarser(self, n: Sequence[float]) -> "Calendar":
        """Return the calendar with windows large enough to tell something.

        `n` has the decisions of each window. Where the usual (median) window with any has fewer
        than 20, as many neighbours are taken together as reach that: by number, never by what
        was decided in them.
        """
        some = sorted(count for count in n if count > 0)
        usual = some[len(some) // 2] if some else 0.0
        if usual >= SMALLEST or len(self.windows) < 2 or usual == 0:  # noqa: PLR2004 - nothing to merge
            return self
        times = -int(-SMALLEST // usual)
        return replace(self, windows=self.windows[::times], merged=times)


def calendar_of(
    asked: str | None, first: datetime | None, last: datetime | None, zone: ZoneInfo | None = None
) -> Calendar | None:
    """Return the calendar of a log: windows as the plan asks, or of a length that makes a dozen.

    None when the log has no times. Times that were brought to the clock of a `zone` have no hour
    that it skipped in spring, and two in the one that it showed twice in autumn.

    Raises
    ------
    LogError
        Windows of an hour are asked for, and the log is longer than ten years.

    Examples
    --------
    >>> found = calendar_of("quarter", datetime(2025, 2, 3), datetime(2025, 8, 1))
    >>> found.windows, len(found.slots)
    (('2025-01-01', '2025-04-01', '2025-07-01'), 180)
    >>> calendar_of("90d", datetime(2025, 2, 3), datetime(2025, 8, 1)).windows
    ('2025-02-03', '2025-05-04')
    """
    if first is None or last is None:
        return None
    window = asked or window_for(last - first)
    short = last - first <= _LONGEST[0][1]
    slot: Slot = "hour" if window == "hour" or short else "day"
    if slot == "hour" and last - first > MOST_HOURS:
        raise LogError(
            f"from {first:%Y-%m-%d} to {last:%Y-%m-%d} is too long for windows of an hour",
            "ask for longer windows, or name a shorter period with --from and --to",
        )
    starts, twice = list(_starts(slot, first, last)), frozenset[str]()
    if slot == "hour" and zone is not None:
        starts = [hour for hour in starts if times_shown(hour, zone)]
        twice = frozenset(_names([hour for hour in starts if times_shown(hour, zone) > 1]))
    slots = _names(starts)
    windows = slots if window == "hour" else _windows(window, slots, first, last)
    return Calendar(slot, window, slots, windows, twice=twice)


def times_shown(hour: datetime, zone: ZoneInfo) -> int:
    """Return how often the clocks of a zone showed an hour: never, once or twice.

    Examples
    --------
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> [times_shown(datetime(2025, month, day, 2), berlin) for month, day in ((3, 30), (10, 26))]
    [0, 2]
    """
    ends = (hour.replace(tzinfo=zone), (hour + _MOST_OF_AN_HOUR).replace(tzinfo=zone))
    changes = [
        (end.utcoffset() or _NONE) - (end.replace(fold=1).utcoffset() or _NONE) for end in ends
    ]
    # Where clocks change by half an hour no whole one is skipped or repeated.
    if min(changes) > _NONE:
        return 2
    return 0 if max(changes) < _NONE else 1


def window_for(span: timedelta) -> str:
    """Return the length of window that cuts a log of this length into about a dozen."""
    return next((window for window, longest in _LONGEST if span <= longest), "quarter")


def _windows(
    window: str, slots: tuple[str, ...], first: datetime, last: datetime
) -> tuple[str, ...]:
    if window == "all":
        return slots[:1]
    if window.endswith("d") and window[:-1].isdigit():
        step = timedelta(days=int(window[:-1]))
        begin, start = _truncated("day", first), _truncated("day", last) + timedelta(days=1)
        starts = []
        while start > begin:
            start -= step
            starts.append(max(start, begin))
        return _names(reversed(starts))
    return _names(_starts(window, first, last))


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


def slot_words(start: str) -> str:
    """Return a slot as a reader calls it: a day, or an hour of one.

    Examples
    --------
    >>> slot_words("2025-03-01"), slot_words("2025-03-01T14:00")
    ('1 March 2025', '14:00 on 1 March 2025')
    """
    at = datetime.fromisoformat(start)
    day = f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"{start[11:]} on {day}" if "T" in start else day


# Not from the calendar module: its names follow the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def ends(starts: Sequence[str], after: str) -> list[str]:
    """Return the end of each window, which is the start of the next; `after` ends the last.

    Examples
    --------
    >>> ends(("2025-01-01", "2025-02-01"), "2025-03-01")
    ['2025-02-01', '2025-03-01']
    """
    return [end for _, end in pairwise((*starts, after))]


def _names(starts: Iterator[datetime] | Sequence[datetime]) -> tuple[str, ...]:
    return tuple(start_name(at.isoformat(timespec="minutes")) for at in starts)


def _starts(window: str, first: datetime, last: datetime) -> Iterator[datetime]:
    at, end = _truncated(window, first), last.replace(tzinfo=None)
    while at <= end:
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
