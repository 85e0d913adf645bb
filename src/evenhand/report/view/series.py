"""Series: a figure window by window; its line breaks where there is nothing to draw."""

from collections.abc import Sequence
from typing import Protocol

from evenhand.report import words
from evenhand.report.view.chart import Grid

FINE = 60  # windows; beyond, lines are thin and have no dots
MOST_LINES = 60  # of a table of windows; the last of them


LONGEST = 52  # characters over a small chart
_SHORT = 34  # what has room over each of three beside each other


class Valued(Protocol):
    """What can be a point of a line: an estimate, or a gap with its band."""

    @property
    def value(self) -> float | None:
        """Return the value; None where it is undefined."""

    @property
    def low(self) -> float | None:
        """Return the lower bound; None where there is none."""

    @property
    def high(self) -> float | None:
        """Return the upper bound; None where there is none."""


def points(
    windows: Sequence[str], line: Sequence[Valued | None], scale: float = 1.0
) -> list[dict[str, object]]:
    """Return the points of a line, for a chart.

    `part` numbers the runs of windows between those without a value: a line is drawn within a
    part, never across. `lone` marks a point whose neighbours have no value: its band would have
    no width. `dot` marks what is drawn as a point besides: all, while they can be told apart.
    """
    found: list[dict[str, object]] = []
    parts = parts_of([point.value if point else None for point in line])
    sizes = [parts.count(part) for part in parts]
    for window, point, part, size in zip(windows, line, parts, sizes, strict=True):
        if point is None or point.value is None or part is None:
            continue
        found.append(
            {
                "window": words.instant(window),
                "value": point.value * scale,
                "low": (point.value if point.low is None else point.low) * scale,
                "high": (point.value if point.high is None else point.high) * scale,
                "part": part,
                "lone": size == 1,
                "dot": size == 1 or len(windows) <= FINE,
            }
        )
    return found


def parts_of(values: Sequence[float | None]) -> list[int | None]:
    """Return which unbroken run each value belongs to; None where there is no value.

    Examples
    --------
    >>> parts_of([0.5, 0.6, None, 0.4])
    [0, 0, None, 1]
    """
    part, within, found = -1, False, []
    for value in values:
        part += value is not None and not within
        within = value is not None
        found.append(part if within else None)
    return found


def size_name(size: str | None, merged: int = 1) -> str:
    """Return the length of the windows in words.

    Examples
    --------
    >>> size_name("month"), size_name("week", 2), size_name("30d"), size_name(None)
    ('month', '2 weeks', '30 days', 'window')
    """
    if size is None or size == "all":
        return "window"
    if size.endswith("d") and size[:-1].isdigit():
        return words.how_many(int(size[:-1]) * merged, "day", digits=True)
    return size if merged == 1 else words.how_many(merged, size, digits=True)


def within(iso: str, size: str | None) -> str:
    """Return a window as the time in which something was.

    Examples
    --------
    >>> within("2025-07-01", "month"), within("2025-07-07", "day"), within("2025-07-07", "week")
    ('in Jul 2025', 'on 7 Jul 2025', 'in the week of 7 Jul 2025')
    >>> within("2025-07-07T10:00", "hour"), within("2025-07-07", "30d")
    ('at 7 Jul 2025 10:00', 'in the 30 days from 7 Jul 2025')
    """
    head = {"hour": "at", "day": "on", "week": "in the week of"}.get(size or "", "in")
    if (size or "").removesuffix("d").isdigit():
        head = f"in the {size_name(size)} from"
    return f"{head} {words.window(iso, size)}"


def stroke(windows: Sequence[str]) -> float:
    """Return how thick the line over these windows is drawn."""
    return 1.6 if len(windows) <= FINE else 0.8


def recent(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> Grid:
    """Return a table with a line a window: the last of them, where there are many."""
    return Grid(
        head=head, rows=tuple(lines[-MOST_LINES:]), left_out=max(0, len(lines) - MOST_LINES)
    )


def side_by_side(names: Sequence[str]) -> dict[str, int]:
    """Return the settings of small charts: three in a line, or two where their names are long."""
    three = max(map(len, names)) <= _SHORT
    return {"columns": 3, "width": 212} if three else {"columns": 2, "width": 342}
