"""Performance: how well the system works, overall and by group, and how that moved."""

from dataclasses import dataclass, replace

from evenhand.report import words
from evenhand.report.view.by_group import ByGroup, by_group
from evenhand.report.view.figure import Figure, of_estimate, value_text
from evenhand.report.view.groups import UNKNOWN
from evenhand.report.view.kpis import Card, kpis
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import size_name

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
# What is shown group by group, besides the errors and the oversight that have sections
# of their own.
BY_GROUP = (
    "task_success_rate",
    "latency_p95",
    "failure_rate",
    "cost_per_decision",
    "satisfaction_mean",
    "brier_score",
    "calibration_in_the_large",
)
MOST_COLUMNS = 6
VOLUME = "throughput"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One performance figure: overall, and the groups that lie furthest apart."""

    title: str
    figure: Figure
    count: str  # "numerator of denominator" of a rate, else on how many decisions
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Everything that the performance section shows."""

    measures: tuple[Measure, ...]
    by_group: tuple[ByGroup, ...]
    kpis: tuple[Card, ...]
    span: str  # the length of a window


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
    return Performance(
        measures=tuple(_measure(rows, metric) for metric in wanted),
        by_group=by_group(rows, [m for m in BY_GROUP if m in wanted], most=MOST_COLUMNS),
        kpis=kpis(rows, wanted),
        span=size_name(rows.audit.log.window, rows.audit.log.merged),
    )


def _measure(rows: Rows, metric: str) -> Measure:
    estimate = rows.estimate(metric)
    count, figure = words.count(estimate.n) if estimate else "", of_estimate(estimate)
    if estimate and estimate.denominator and metric_of(metric).unit == "rate":
        count = f"{words.count(estimate.numerator or 0)} of {words.count(estimate.denominator)}"
    title = metric_of(metric).title
    return Measure(
        title=f"{title}, decisions a day" if metric == VOLUME else title,
        figure=replace(figure, text=rows.with_unit(metric, figure.text)),
        count=count,
        gap=_gap(rows, metric),
    )


def _gap(rows: Rows, metric: str) -> str:
    """Return the attribute whose groups lie furthest apart in this metric, with both ends."""
    widest: tuple[float, str] = (0.0, "")
    kind = metric_of(metric).unit
    if metric == VOLUME:  # how many there are of a group says nothing of how it fares
        return ""
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
            widest = max(widest, (high - low, text)) if high > low else widest
    return widest[1]
