"""Measures: figures of everybody by window, in small charts each with its own scale."""

from collections.abc import Sequence

from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.chart import Chart
from evenhand.report.view.figure import of_estimate
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import (
    LONGEST,
    points,
    recent,
    side_by_side,
    size_name,
    stroke,
    within,
)
from evenhand.report.view.targets import target_limits
from evenhand.report.view.trend import changes, time_axis

MOST = 6
WAITING = "labels_not_mature"
_SCALES = (
    "All decisions together. Each chart has its own scale, which need not begin at zero; the "
    "bands are intervals where the metric has one."
)


def measures(rows: Rows, wanted: Sequence[str]) -> Chart | None:
    """Return small charts of those of the `wanted` metrics that have two windows, the first six.

    A line breaks at windows without a value. Windows whose labels are not mature are marked.
    """
    windows = rows.windows
    lines: dict[str, list[Estimate | None]] = {}
    for metric in wanted:
        line = [rows.estimate(metric, window=w) for w in windows]
        if sum(e is not None and e.value is not None for e in line) > 1 and len(lines) < MOST:
            lines[metric] = line
    if not lines:
        return None
    size, length = rows.audit.log.window, size_name(rows.audit.log.window, rows.audit.log.merged)
    titles = {metric: metric_of(metric).title for metric in lines}
    panels = {metric: panel_title(rows, metric) for metric in lines}
    data = [
        {"metric": panels[metric], **row}
        for metric, line in lines.items()
        for row in _panel(rows, metric, line)
    ]
    return Chart(
        spec="measures",
        title=f"By {length}",
        label=f"Line charts. {_told(titles, lines, size)}.",
        caption=_caption(rows, data),
        data={"rows": data},
        settings={
            "order": list(panels.values()),
            **side_by_side(list(panels.values())),
            "stroke": stroke(windows),
            **time_axis(windows, size),
        },
        grid=recent(
            (words.capital(length), *titles.values()),
            [
                (words.window(w, size), *(_cell(line[i]) for line in lines.values()))
                for i, w in enumerate(windows)
            ],
        ),
    )


def panel_title(rows: Rows, metric: str) -> str:
    """Return the title of a small chart: the metric with its unit."""
    title = words.short(metric_of(metric).title, LONGEST - 6)
    unit = "%" if metric_of(metric).unit == "rate" else "".join(rows.unit(metric)).strip()
    unit = unit.strip(words.SPACE)
    return f"{title}, {unit}" if unit else title


def factor(metric: str) -> int:
    """Return what brings rates to percent, so that charts of rates and others share one spec."""
    return 100 if metric_of(metric).unit == "rate" else 1


def _panel(rows: Rows, metric: str, line: Sequence[Estimate | None]) -> list[dict[str, object]]:
    """Return everything that one small chart shows, told apart by `kind`."""
    windows, scale = rows.windows, factor(metric)
    found: list[dict[str, object]] = [
        {"kind": "value", **point} for point in points(windows, line, scale)
    ]
    waiting = [
        w for w, e in zip(windows, line, strict=True) if e is not None and e.undefined == WAITING
    ]
    if waiting:
        # Marked at the last of them: the words stand to the left of it.
        found += [
            {"kind": "waiting", "window": words.instant(waiting[0])},
            {"kind": "told", "window": words.instant(waiting[-1])},
        ]
    found += [
        {"kind": "target", "limit": gate.tolerance * scale, "text": target_limits(gate)}
        for gate in rows.gates(())
        if gate.metric == metric and gate.target
    ]
    moved = {
        change.at
        for change in rows.audit.change_points
        if change.metric == metric and not change.group and words.instant(change.at) is not None
    }
    found += [{"kind": "change", "window": words.instant(at)} for at in sorted(moved)]
    found += [{"kind": "version", "window": words.instant(w)} for w, _ in changes(rows)]
    return found


def _told(titles: dict[str, str], lines: dict[str, list[Estimate | None]], size: str | None) -> str:
    told = []
    for metric, line in lines.items():
        valued = [e for e in line if e is not None and e.value is not None]
        first, last = (
            f"{of_estimate(e).text} {within(e.window or '', size)}" for e in (valued[0], valued[-1])
        )
        told.append(f"{titles[metric]} {first} and {last}")
    return "; ".join(told)


def _caption(rows: Rows, data: Sequence[dict[str, object]]) -> str:
    kinds = {row["kind"] for row in data}
    told = [_SCALES]
    if rows.empty:
        told.append("A line breaks where there were no decisions.")
    if "target" in kinds:
        told.append("Dashed: the target.")
    if "change" in kinds:
        told.append("Solid upright line: the figure moved there.")
    if "version" in kinds:
        told.append("Dotted: a model version is first seen.")
    return " ".join(told)


def _cell(e: Estimate | None) -> str:
    figure = of_estimate(e)
    return figure.why if e is not None and e.undefined == WAITING else figure.text
