"""Waterfall: a gap or a change drawn as parts that add up to it."""

from evenhand.analyses.decomposition import Decomposition, Part
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.rows import Rows, metric_of

_INK, _MUTED, _ACCENT = "#1a1d23", "#5b6472", "#0b5c8f"
_WIDTH = 300  # of the plot: names and figures stand on either side of it
_ROOM = 0.24  # of the axis, for the figures at the ends of bars
_CLEAR = 0.55  # of a part that works the other way

_NAMES = {
    "base_rate": "Base rate",
    "true_positive_rate": "True positive rate",
    "false_positive_rate": "False positive rate",
    "scores": "Scores",
    "outcomes": "Outcomes at the same score",
    "threshold": "Proposals at the same score",
    "override": "Overrides",
    "departure": "Departures from the rule",
    "decision": "Decisions at the same score",
    "unsupported": "Without a counterpart",
}
_FLAGS = {
    "failure": "failures",
    "tool_failed": "failed tool calls",
    "sla_breach": "late answers",
    "handoff": "hand-offs",
    "review": "human reviews",
}


def waterfall(rows: Rows, found: Decomposition, title: str) -> Chart:
    """Return the chart of one decomposition; its parts begin where the one before ended."""
    scale, unit = _scale(rows, found)
    total = amount(rows, found, found.total)
    parts = [*found.parts]
    names = [part_name(found, part) for part in parts]
    ends = [0.0]
    for part in parts:
        ends.append(ends[-1] + part.value * scale)
    whole = "The change" if found.kind == "change" else "The gap"
    drawn = [
        _bar(rows, found, part, name, start, scale)
        for part, name, start in zip(parts, names, ends[:-1], strict=True)
    ]
    drawn.append(
        {
            "part": whole,
            "start": 0.0,
            "end": round(found.total * scale, 6),
            "low": None,
            "high": None,
            "edge": round(max(found.total * scale, 0.0), 6),
            "text": total,
            "tone": _INK,
            "opacity": 1,
        }
    )
    told = [
        f"{name} {amount(rows, found, part.value)}" for name, part in zip(names, parts, strict=True)
    ]
    return Chart(
        spec="waterfall",
        title=title,
        label=f"{title}: {total} in all. {'; '.join(told)}.",
        caption=f"Each bar begins where the one above it ends; together they are {total}. Thin "
        f"lines: {words.level(found.level)}{words.SPACE}% intervals of the parts.",
        data={"rows": drawn},
        settings={
            "order": [*names, whole],
            "width": _WIDTH,
            "unit": unit,
            "domain": _domain(drawn),
        },
        grid=Grid(
            head=("Part", "Accounts for", "Interval"),
            rows=(
                *(
                    (name, amount(rows, found, part.value), interval(rows, found, part))
                    for name, part in zip(names, parts, strict=True)
                ),
                (whole, total, ""),
            ),
        ),
    )


def part_name(found: Decomposition, part: Part) -> str:
    """Return a part as a reader calls it."""
    if part.name not in {"composition", "rate"}:
        return _NAMES[part.name]
    over = words.short(over_name(found), 30)
    return f"Mix of {over}" if part.name == "composition" else f"Alike in {over}"


def over_name(found: Decomposition) -> str:
    """Return by what a decomposition parts the decisions."""
    if found.method == "on_the_way":
        return _FLAGS.get(found.over[0], found.over[0])
    if found.over == ("model_version",):
        return "model version"
    return words.listing([words.short(name, 20) for name in found.over])


def amount(rows: Rows, found: Decomposition, value: float, *, unit: bool = True) -> str:
    """Return a part in points, or in the unit of the figure, with its sign."""
    if metric_of(found.metric).unit == "rate":
        text = words.points(value, unit=unit)
    else:
        # No more decimals than the whole has: 0.01 of 71.7 ms is nothing.
        small = abs(value) < abs(found.total) / 1000
        text = words.number(0.0 if small else value)
        text = rows.with_unit(found.metric, text) if unit else text
    nothing = not any(sign in text for sign in "123456789")
    return text if value < 0 or nothing else f"+{text}"


def interval(rows: Rows, found: Decomposition, part: Part) -> str:
    """Return the interval of a part, without its unit."""
    low, high = (
        None if bound is None else amount(rows, found, bound, unit=False)
        for bound in (part.low, part.high)
    )
    return words.between(low, high)


def _scale(rows: Rows, found: Decomposition) -> tuple[float, str]:
    """Return what values are drawn times, and the unit of the axis."""
    if metric_of(found.metric).unit == "rate":
        return 100.0, "points"
    return 1.0, "".join(rows.unit(found.metric)).strip() or "in its own unit"


def _bar(  # noqa: PLR0917 - what a bar is made of
    rows: Rows, found: Decomposition, part: Part, name: str, start: float, scale: float
) -> dict[str, object]:
    end = start + part.value * scale
    low, high = (
        None if bound is None else round(start + bound * scale, 6)
        for bound in (part.low, part.high)
    )
    away = part.value * found.total >= 0
    return {
        "part": name,
        "start": round(start, 6),
        "end": round(end, 6),
        "low": low,
        "high": high,
        "edge": max(side for side in (start, end, high, low) if side is not None),
        "text": amount(rows, found, part.value, unit=False),
        "tone": _ACCENT if away else _MUTED,
        "opacity": 1 if away else _CLEAR,
    }


def _domain(drawn: list[dict[str, object]]) -> list[float]:
    """Return the ends of the axis: all bars and lines, and room for the figures after them."""
    places = [
        float(value)
        for row in drawn
        for key in ("start", "end", "low", "high", "edge")
        if isinstance(value := row[key], float | int)
    ]
    low, high = min(places), max(places)
    width = high - low or 1.0
    return [low - 0.02 * width, high + _ROOM * width]
