"""Missed: the figure of a target that fails, by window, beside what was asked of it."""

from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view.chart import Chart
from evenhand.report.view.event_words import about
from evenhand.report.view.figure import of_estimate
from evenhand.report.view.measures import factor, panel_title
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import LONGEST, points, recent, size_name, stroke
from evenhand.report.view.targets import target_limits
from evenhand.report.view.trend import changes, time_axis

_WIDTH = 600
_UNTITLED = " "


def missed(rows: Rows, gate: GateResult) -> Chart | None:
    """Return the worst group's figure over time with the target; None with fewer than two."""
    windows, known = rows.windows, metric_of(gate.metric)
    attributes = gate.attributes if gate.group else ()
    line = [rows.estimate(gate.metric, attributes, gate.group, window=w) for w in windows]
    if sum(e is not None and e.value is not None for e in line) < 2:  # noqa: PLR2004 - a line
        return None
    log, scale = rows.audit.log, factor(gate.metric)
    length, limit = size_name(log.window, log.merged), target_limits(gate)
    unit = panel_title(rows, gate.metric).removeprefix(words.short(known.title, LONGEST - 6))
    title = f"{known.title}{about(gate.group)} by {length}{unit}"
    data: list[dict[str, object]] = [
        {"kind": "value", **point} for point in points(windows, line, scale)
    ]
    data.append({"kind": "target", "limit": gate.tolerance * scale, "text": limit})
    data += [{"kind": "version", "window": words.instant(w)} for w, _ in changes(rows)]
    marked = " Dotted: a model version is first seen." if changes(rows) else ""
    valued = [(w, e) for w, e in zip(windows, line, strict=True) if e and e.value is not None]
    ends = [
        f"{of_estimate(e).text} in {words.window(w, log.window)}"
        for w, e in (valued[0], valued[-1])
    ]
    return Chart(
        spec="measures",
        title=title,
        label=f"Line chart. {title}: {' and '.join(ends)}; the target is {limit}.",
        caption=f"Dashed: the target, {limit}. Bands are intervals.{marked}",
        # The title stands above the only chart: it has none of its own.
        data={"rows": [{"metric": _UNTITLED, **row} for row in data]},
        settings={
            "order": [_UNTITLED],
            "columns": 1,
            "width": _WIDTH,
            "stroke": stroke(windows),
            **time_axis(windows, log.window),
        },
        grid=recent(
            (words.capital(length), known.title),
            [
                (words.window(window, log.window), of_estimate(e).text)
                for window, e in zip(windows, line, strict=True)
            ],
        ),
    )
