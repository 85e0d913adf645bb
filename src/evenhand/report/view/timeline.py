"""Timeline: everything that happened, on one axis and in one list."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from evenhand.report import words
from evenhand.report.view.chart import Chart
from evenhand.report.view.happenings import LANES, Event, events
from evenhand.report.view.rows import Rows
from evenhand.report.view.trend import time_axis

MOST = 16  # in the list; beyond, what weighs least is left out
_ROW = 20  # pixels
_NUMBER = 0.06  # of the axis: what a mark's number takes beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An event with its number, which the chart shows."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What happened: the chart, the list, and how much the list leaves out."""

    lead: str
    chart: Chart | None
    listed: tuple[Listed, ...]
    left_out: int


def timeline(rows: Rows) -> Timeline | None:
    """Return what happened; None where nothing did."""
    found = events(rows)
    if not found:
        return None
    kept = sorted(sorted(found, key=lambda e: -e.weight)[:MOST], key=found.index)
    listed = tuple(Listed(number=i, event=event) for i, event in enumerate(kept, 1))
    return Timeline(
        lead=_lead(found),
        chart=_chart(rows, listed),
        listed=listed,
        left_out=len(found) - len(kept),
    )


_TOLD = {
    "Changes": ("change", "changes"),
    "Anomalies": ("run outside the usual limits", "runs outside the usual limits"),
    "Drift": ("drift", "drifts"),
    "No decisions": ("stretch without decisions", "stretches without decisions"),
}


def _lead(found: Sequence[Event]) -> str:
    told = [
        words.how_many(n, *nouns)
        for lane, nouns in _TOLD.items()
        if (n := sum(e.lane == lane for e in found))
    ]
    if not told:
        return _QUIET
    text = f"{words.capital(words.listing(told))}."
    return text if len(found) == 1 else f"{text} {_NO_CAUSE}"


_QUIET = "No figure is shown to have changed, to have left its usual limits or to have drifted."
_NO_CAUSE = "What happened at the same time need not be the cause; it is where to look first."


def _chart(rows: Rows, listed: tuple[Listed, ...]) -> Chart | None:
    windows = rows.windows
    # One window is no axis, and one event needs none.
    if min(len(windows), len(listed)) < 2:  # noqa: PLR2004
        return None
    marks = [_mark(one) for one in listed]
    ends = [words.instant(windows[0]) or 0, words.instant(windows[-1]) or 0]
    domain = (
        min(*ends, *(mark.left for mark in marks)),
        max(*ends, *(mark.right for mark in marks)),
    )
    placed, firsts = _in_rows(marks, room=_NUMBER * (domain[1] - domain[0]))
    told = "; ".join(f"{one.number}, {one.event.when}: {one.event.what}" for one in listed)
    names = {str(row): lane for lane, row in firsts.items()}
    return Chart(
        spec="timeline",
        title="When it happened",
        label=f"Timeline. {told}",
        caption="Diamonds: a moment, with a thin line where it cannot be dated better. Bars: from "
        "the first day or window to the last. The numbers are those of the list below.",
        data={"events": [asdict(mark) | {"row": row} for mark, row in placed]},
        settings={
            **time_axis(windows, rows.audit.log.window),
            "firsts": list(firsts.values()),
            "names": f"{json.dumps(names)}[datum.value]",
            "height": _ROW * (max(row for _, row in placed) + 1),
            "domain": list(domain),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """An event as it is drawn, its times as milliseconds since 1970."""

    lane: str
    number: str
    start: int
    end: int
    bar: bool
    left: int  # what it takes of the axis: `start` to `end`, or how well it can be dated
    right: int


def _mark(one: Listed) -> _Mark:
    event = one.event
    start, end = words.instant(event.start) or 0, words.instant(event.end) or 0
    span = event.span or (event.start, event.end)
    return _Mark(
        lane=event.lane,
        number=str(one.number),
        start=start,
        end=end,
        bar=start != end,
        left=min(start, words.instant(span[0]) or 0),
        right=max(end, words.instant(span[1]) or 0),
    )


def _in_rows(
    marks: Sequence[_Mark], *, room: float
) -> tuple[list[tuple[_Mark, int]], dict[str, int]]:
    """Return the marks with the row each stands in, and the first row of each lane.

    Marks of a lane share a row where they, with room for their numbers, do not touch.
    """
    placed: list[tuple[_Mark, int]] = []
    firsts: dict[str, int] = {}
    begun = 0
    for lane in LANES:
        taken: list[float] = []  # how far each row of the lane is
        for mark in (mark for mark in marks if mark.lane == lane):
            at = next((i for i, end in enumerate(taken) if end <= mark.left), len(taken))
            taken[at : at + 1] = [mark.right + room]
            placed.append((mark, begun + at))
        if taken:
            firsts[lane] = begun
            begun += len(taken)
    return placed, firsts
