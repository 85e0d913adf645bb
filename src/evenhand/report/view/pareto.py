"""Pareto: remedies by the gap that they leave, and how many decisions are as they turn out."""

from collections.abc import Sequence

from evenhand.analyses.remedy import Outcome, Remedy, aimed, best_ones
from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.figure import comparison_text

_MUTED, _ACCENT = "#5b6472", "#0b5c8f"
_WIDTH, _HEIGHT = 520, 240
_LINE = 15  # from one name to the next, in points of the drawing
_NAME = 190  # the longest one: it stands on the left of its point where there is room for it
_MARGIN = 0.06  # of an axis, beyond what is drawn
DEPLOYED = "as deployed"


def pareto(remedies: Sequence[Remedy], gate: GateResult) -> Chart | None:
    """Return the chart of what was tried; None where nothing can be placed on both axes."""
    points = [
        (one, gap.outcome, one.accuracy)
        for one in remedies
        if not one.refused and (gap := aimed(one, gate.id)) is not None and one.accuracy is not None
    ]
    if not points:
        return None
    best = {one.id for one in best_ones(remedies, gate.id)}
    scale = 1.0 if gate.comparison == "ratio" else 100.0
    rows = [
        _point(one.title, gap, right, scale, best=one.id in best, solid=one.counts)
        for one, gap, right in points
    ]
    _, was, had = points[0]
    rows.append(
        {
            "name": DEPLOYED.capitalize(),
            "gap": _times(was.deployed, scale),
            "right": _times(had.deployed, 100),
            "kind": "deployed",
            "tone": "#1a1d23",
        }
    )
    across, up = (_domain(rows, axis) for axis in ("gap", "right"))
    limits = [gate.tolerance] if gate.comparison == "ratio" else [-gate.tolerance, gate.tolerance]
    drawn = [{"limit": scale * x} for x in limits if across[0] <= scale * x <= across[1]]
    names = [one.title for one, _, _ in points if one.id in best]
    return Chart(
        spec="pareto",
        title="What each remedy leaves of the gap, and what it does to accuracy",
        label="Scatter chart of remedies. "
        + (
            f"Not beaten on both counts: {words.listing(names)}."
            if names
            else "Every remedy is beaten on both counts."
        ),
        caption="Across: the gap; above: the share of decisions that are as they turn out. Thin "
        "lines: intervals. Dashed: the tolerance. Filled: no other beats it on both counts. Open: "
        "beaten, or not to be acted upon.",
        data={"rows": _named(rows, across, up), "limits": drawn},
        settings={
            "width": _WIDTH,
            "height": _HEIGHT,
            "across": across,
            "up": up,
            "title": f"{words.capital(gate.subject or 'gap')} {gate.comparison}"
            + ("" if gate.comparison == "ratio" else ", points"),
        },
        grid=Grid(
            head=("Remedy", "Gap", "Interval", "As they turn out", "Interval"),
            rows=tuple(
                (one.title, *gap_texts(gate, gap), *rate_texts(right)) for one, gap, right in points
            ),
        ),
    )


def gap_texts(gate: GateResult, gap: Outcome) -> tuple[str, str]:
    """Return the gap that a remedy leaves, and its interval."""
    texts = [
        None
        if value is None
        else comparison_text(value, gate.comparison, "rate", (gate.tolerance,), unit=False)
        for value in (gap.value, gap.low, gap.high)
    ]
    return texts[0] or words.NOTHING, words.between(texts[1], texts[2])


def rate_texts(found: Outcome) -> tuple[str, str]:
    """Return a rate in percent, and its interval."""
    texts = [
        None if value is None else words.percent(value, unit=False)
        for value in (found.value, found.low, found.high)
    ]
    return texts[0] or words.NOTHING, words.between(texts[1], texts[2])


def _point(
    name: str, gap: Outcome, right: Outcome, scale: float, *, best: bool, solid: bool
) -> dict[str, object]:
    return {
        "name": name,
        "gap": _times(gap.value, scale),
        "gap_low": _times(gap.low, scale),
        "gap_high": _times(gap.high, scale),
        "right": _times(right.value, 100),
        "right_low": _times(right.low, 100),
        "right_high": _times(right.high, 100),
        "kind": "best" if best else "other",
        "tone": _ACCENT if solid else _MUTED,
    }


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else round(scale * value, 4)


def _domain(rows: Sequence[dict[str, object]], axis: str) -> list[float]:
    """Return the ends of an axis: all points and lines, and a little more."""
    ends = [
        float(value)
        for row in rows
        for key in (axis, f"{axis}_low", f"{axis}_high")
        if isinstance(value := row.get(key), float)
    ]
    room = _MARGIN * (max(ends) - min(ends) or 1.0)
    return [min(ends) - room, max(ends) + room]


def _named(
    rows: Sequence[dict[str, object]], across: Sequence[float], up: Sequence[float]
) -> list[dict[str, object]]:
    """Return points with places for their names: beside them, and none over another."""
    found = []
    below = {True: _HEIGHT + 0.0, False: _HEIGHT + 0.0}
    for row in sorted(rows, key=lambda row: _share(row["right"], up)):
        left = _WIDTH * _share(row["gap"], across) > _NAME
        below[left] = min(_HEIGHT * (1 - _share(row["right"], up)), below[left] - _LINE)
        found.append({**row, "down": round(below[left], 1), "left": left})
    return found


def _share(value: object, ends: Sequence[float]) -> float:
    """Return how far along an axis a value lies."""
    return (value - ends[0]) / (ends[1] - ends[0]) if isinstance(value, float) else 0.0
