"""Gaps over time: each group against its reference, with a band that holds at every look."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.trend import Trend
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.figure import value_text
from evenhand.report.view.measures import factor
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import LONGEST, points, recent, side_by_side, stroke
from evenhand.report.view.trend import time_axis

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Gaps followed over time: the chart, and a sentence a gap."""

    chart: Chart
    sentences: tuple[str, ...]
    left_out: int


_CUT = " At first, on few decisions, it is wider than the chart."


def gaps(rows: Rows) -> Gaps | None:
    """Return the gaps with their anytime band: the worst groups first, three of them drawn."""
    windows = rows.windows
    lines: dict[tuple[object, ...], dict[str, Trend]] = {}
    for t in rows.audit.trends:
        lines.setdefault((t.metric, t.attributes, t.group, t.reference), {})[t.window] = t
    followed = [
        line
        for line in ([known.get(w) for w in windows] for known in lines.values())
        if sum(t is not None and t.value is not None for t in line) > 1
    ]
    followed.sort(key=_rank)
    drawn = [[t for t in line if t and t.value is not None] for line in followed[:MOST]]
    if not drawn:
        return None
    names = [_gap_name(line[0]) for line in drawn]
    size = rows.audit.log.window
    data = [
        {"gap": name, **point}
        for name, line in zip(names, followed, strict=False)
        for point in _within_reach(points(windows, line, factor(_first(line).metric)))
    ]
    told = tuple(_gap_sentence(line, size) for line in drawn)
    chart = Chart(
        spec="gaps",
        title="Gaps since the beginning",
        label=f"Line charts. {' '.join(told)}",
        caption="The gap to the reference, averaged from the first window to each later one; in "
        "points for rates. The band holds for all looks at once: it may be looked at after every "
        "window without finding too much. Dashed: no gap."
        + (_CUT if any(row["cut"] for row in data) else ""),
        data={"rows": data},
        settings={
            "order": names,
            **side_by_side(names),
            "stroke": stroke(windows),
            **time_axis(windows, size),
        },
        grid=_gap_grid(names, followed, windows, size),
    )
    return Gaps(chart=chart, sentences=told, left_out=max(0, len(followed) - MOST))


def gap_sentence(
    rows: Rows, metric: str, attributes: tuple[str, ...], group: tuple[str, ...]
) -> str:
    """Return where a gap stands, and since when its band has left out no gap; "" if unknown."""
    line = sorted(
        (
            t
            for t in rows.audit.trends
            if (t.metric, t.attributes, t.group) == (metric, attributes, group)
            and t.value is not None
            and t.window in rows.windows
        ),
        key=lambda t: rows.windows.index(t.window),
    )
    return _gap_sentence(line, rows.audit.log.window) if line else ""


def _within_reach(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return points whose bands are cut at twice what the values and the last band reach.

    The first bands rest on so few decisions that nothing else could be seen beside them.
    """
    values = [float(str(point["value"])) for point in found]
    ends = [float(str(found[-1][side])) for side in ("low", "high")]
    reach = 2 * max(map(abs, (*values, *ends)))
    return [
        {
            **point,
            "low": max(float(str(point["low"])), -reach),
            "high": min(float(str(point["high"])), reach),
            "cut": float(str(point["low"])) < -reach or float(str(point["high"])) > reach,
        }
        for point in found
    ]


def _first(line: Sequence[Trend | None]) -> Trend:
    return next(t for t in line if t is not None)


def _rank(line: Sequence[Trend | None]) -> tuple[bool, bool, float]:
    """Return the place of a gap: those shown first, of them rates by size; others by doubt.

    What is no rate has a unit of its own, and no size to compare with.
    """
    last = [t for t in line if t and t.value is not None][-1]
    size, is_rate = abs(last.value or 0.0), metric_of(last.metric).unit == "rate"
    if side(last) and is_rate:
        return (False, False, -size)
    width = (last.high or 0.0) - (last.low or 0.0)
    return (side(last) == 0, not is_rate and side(last) != 0, -size / width if width else 0.0)


def side(t: Trend) -> int:
    """Return on which side of no gap the whole band lies; 0 where it holds both."""
    return int(t.low is not None and t.low > 0) - int(t.high is not None and t.high < 0)


def _gap_name(t: Trend) -> str:
    who = f"{words.short(words.group_name(t.group), 24)} to {words.group_name(t.reference)}"
    return words.short(f"{who}, {metric_of(t.metric).phrase}", LONGEST)


def _gap_text(t: Trend, value: float | None, *, unit: bool = True) -> str | None:
    if value is None:
        return None
    kind = metric_of(t.metric).unit
    return words.points(value, unit=unit) if kind == "rate" else value_text(value, kind)


def _gap_sentence(line: Sequence[Trend], size: str | None) -> str:
    """Return where a gap stands, and since when its band has left out no gap."""
    last = line[-1]
    band = words.between(
        _gap_text(last, last.low, unit=False), _gap_text(last, last.high, unit=False)
    )
    head = (
        f"{words.group_name(last.group)} against {words.group_name(last.reference)}, "
        f"{metric_of(last.metric).phrase}: {_gap_text(last, last.value)} on average"
    )
    head += f" (band {band})" if band else ""
    now = side(last)
    if now == 0:
        return f"{head}; zero is still within the band."
    since = last
    for t in reversed(line):
        if side(t) != now:
            break
        since = t
    return f"{head}; zero has been outside the band since {words.window(since.window, size)}."


def _gap_grid(
    names: Sequence[str],
    followed: Sequence[Sequence[Trend | None]],
    windows: Sequence[str],
    size: str | None,
) -> Grid:
    def cell(t: Trend | None) -> str:
        if t is None or t.value is None:
            return words.NOTHING
        band = words.between(_gap_text(t, t.low, unit=False), _gap_text(t, t.high, unit=False))
        text = _gap_text(t, t.value) or ""
        return f"{text} ({band})" if band else text

    return recent(
        ("Up to", *names),
        [
            (words.window(w, size), *(cell(line[i]) for line in followed[: len(names)]))
            for i, w in enumerate(windows)
        ],
    )
