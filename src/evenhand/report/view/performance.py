"""Performance: how well the system works, overall and by group, and how that moved."""

from dataclasses import dataclass, replace

from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.attribute import Matrix, matrix
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.figure import Figure, of_estimate, value_text
from evenhand.report.view.groups import UNKNOWN
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.trend import time_axis

# What tells how well decisions and scores are, rather than how groups compare.
QUALITY = (
    "accuracy",
    "balanced_accuracy",
    "f1_score",
    "matthews_correlation",
    "area_under_roc",
    "brier_score",
    "calibration_in_the_large",
    "calibration_error",
)
# What is shown group by group, besides the errors that each attribute's section has.
BY_GROUP = (
    "latency_p95",
    "failure_rate",
    "cost_per_decision",
    "satisfaction_mean",
    "human_review_rate",
    "override_rate",
    "brier_score",
    "calibration_in_the_large",
)
MOST_TRENDS = 4
MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One performance figure: overall, and the groups that lie furthest apart."""

    title: str
    figure: Figure
    share: str  # numerator / denominator
    n: str
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByGroup:
    """The figures of one attribute's groups."""

    title: str
    table: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Everything that the performance section shows."""

    measures: tuple[Measure, ...]
    by_group: tuple[ByGroup, ...]
    trend: Chart | None


def keys(rows: Rows) -> tuple[str, ...]:
    """Return the performance metrics of the audit: quality of decisions, then KPIs."""
    present = rows.metrics()
    quality = [m for m in QUALITY if m in present]
    kpis = [m for m in present if metric_of(m).reads not in {"counts", "scores"}]
    return (*quality, *kpis)


def performance(rows: Rows) -> Performance | None:
    """Return the performance section; None where the audit measured none."""
    wanted = keys(rows)
    if not wanted:
        return None
    compared = tuple(m for m in BY_GROUP if m in wanted)[:MOST_COLUMNS]
    tables = []
    for attribute in rows.audit.attributes:
        order = [(group,) for group in attribute.groups]
        table = matrix(rows, (attribute.name,), order, compared)
        if table:
            tables.append(
                ByGroup(title=words.capital(words.short(attribute.name, 40)), table=table)
            )
    return Performance(
        measures=tuple(_measure(rows, metric) for metric in wanted),
        by_group=tuple(tables),
        trend=_trend(rows, wanted),
    )


def _measure(rows: Rows, metric: str) -> Measure:
    estimate = rows.estimate(metric)
    share, figure = "", of_estimate(estimate)
    if estimate and estimate.denominator and metric_of(metric).unit == "rate":
        share = f"{words.count(estimate.numerator or 0)} of {words.count(estimate.denominator)}"
    return Measure(
        title=metric_of(metric).title,
        figure=replace(figure, text=rows.with_unit(metric, figure.text)),
        share=share,
        n=words.count(estimate.n) if estimate else "",
        gap=_gap(rows, metric),
    )


def _gap(rows: Rows, metric: str) -> str:
    """Return the attribute whose groups lie furthest apart in this metric, with both ends."""
    widest: tuple[float, str] = (-1.0, "")
    kind = metric_of(metric).unit
    for attribute in rows.audit.attributes:
        found = [
            (e.value, words.group_name(e.group))
            for e in rows.groups(metric, (attribute.name,))
            if e.value is not None and e.group != UNKNOWN
        ]
        if len(found) > 1:
            (low, least), (high, most) = min(found), max(found)
            text = (
                f"{words.short(attribute.name, 30)}: {least} {value_text(low, kind)}, "
                f"{most} {value_text(high, kind)}"
            )
            widest = max(widest, (high - low, text))
    return widest[1]


def _trend(rows: Rows, wanted: tuple[str, ...]) -> Chart | None:
    """Return small charts of up to four metrics over the windows, KPIs first."""
    size = rows.audit.log.window
    windows = [w for w in rows.audit.log.windows if words.instant(w) is not None]
    lines: dict[str, list[Estimate]] = {}
    for metric in sorted(wanted, key=lambda m: m in QUALITY):
        line = [
            e for w in windows if (e := rows.estimate(metric, window=w)) and e.value is not None
        ]
        if len(line) > 1 and len(lines) < MOST_TRENDS:
            lines[metric] = line
    if not lines:
        return None
    titles = {metric: metric_of(metric).title for metric in lines}
    panels = {
        m: f"{title}, %" if metric_of(m).unit == "rate" else title for m, title in titles.items()
    }
    told = []
    for metric, line in lines.items():
        first, last = (
            f"{of_estimate(e).text} in {words.window(e.window or '', size)}"
            for e in (line[0], line[-1])
        )
        told.append(f"{titles[metric]} {first} and {last}")
    return Chart(
        spec="measures",
        title=f"By {size or 'window'}",
        label=f"Line charts. {'; '.join(told)}.",
        caption="All decisions together. Each chart has its own scale, which need not begin at "
        "zero; the bands are intervals where the metric has one.",
        data={
            "rows": [
                {
                    "metric": panels[metric],
                    "window": words.instant(e.window or ""),
                    "value": _scaled(metric, e.value),
                    "low": _scaled(metric, e.value if e.low is None else e.low),
                    "high": _scaled(metric, e.value if e.high is None else e.high),
                }
                for metric, line in lines.items()
                for e in line
            ]
        },
        settings={
            "order": list(panels.values()),
            **time_axis(windows, size),
        },
        grid=Grid(
            head=(words.capital(size or "window"), *titles.values()),
            rows=tuple(
                (
                    words.window(w, size),
                    *(of_estimate(rows.estimate(metric, window=w)).text for metric in lines),
                )
                for w in windows
            ),
        ),
    )


def _scaled(metric: str, value: float | None) -> float:
    """Return a rate as percent, so that charts of rates and of other numbers share one spec."""
    return (value or 0.0) * (100 if metric_of(metric).unit == "rate" else 1)
