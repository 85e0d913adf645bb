"""KPIs: the strip of cards at the head of the performance section, those with a target first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.budget import Budget
from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.figure import Figure, of_estimate, value_text
from evenhand.report.view.header import HEADLINES
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import parts_of, size_name, stroke, within
from evenhand.report.view.targets import target_limits

# Told in a section of their own.
OVERSIGHT = (
    "human_review_rate",
    "override_rate",
    "override_share",
    "override_upward_rate",
    "review_time_p50",
    "hasty_review_rate",
)
MOST = 8
A_LINE = 4  # cards
WIDE, HIGH, EDGE = 120.0, 28.0, 3.0  # of a sparkline, in its own units
PACES = {"fast_burn", "quick_burn", "slow_burn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A line without axes; `lines` are the points of its unbroken runs, `dots` lone points."""

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    limit: float | None  # the height of the target, if it lies within the picture
    stroke: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """How much of an error budget was used: in words, and as the width of a bar."""

    sentence: str
    width: float  # percent, at most 100
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One KPI: its figure, what was asked of it, and how it moved."""

    label: str
    figure: Figure
    target: str
    state: str
    word: str
    spark: Spark | None
    budget: Used | None


def kpis(rows: Rows, wanted: Sequence[str]) -> tuple[Card, ...]:
    """Return the cards: targets by their states, then KPIs that have none."""
    targets = sorted(
        (g for g in rows.audit.gates if g.target), key=lambda g: words.SEVERITY.index(g.state)
    )
    aimed = {gate.metric for gate in targets}
    others = [m for m in (*HEADLINES, *wanted) if m in wanted and m not in {*aimed, *OVERSIGHT}]
    valued = [m for m in dict.fromkeys(others) if (e := rows.estimate(m)) and e.value is not None]
    # Targets, and what fills their last line.
    aims = [_target(rows, gate) for gate in targets[:MOST]]
    room = -len(aims) % A_LINE if aims else A_LINE
    # One figure by itself stands in the head and in the table below already.
    plain = valued[:room] if aims or len(valued) > 1 else []
    return (*aims, *(_plain(rows, metric) for metric in plain))


def _target(rows: Rows, gate: GateResult) -> Card:
    worst = next((g for g in gate.groups if g.group == gate.group), None)
    title = metric_of(gate.metric).title
    who = f", {words.group_name(gate.group)}" if gate.group else ""
    return Card(
        label=f"{title}{who}",
        figure=Figure(
            text=sentences.gate_value(gate, gate.value),
            interval=sentences.gate_interval(gate),
            row=(worst.disparity or "") if worst else "",
            why="" if gate.value is not None else gate.reason,
        ),
        target=target_limits(gate),
        state=gate.state,
        word=words.STATES[gate.state],
        spark=spark(rows, gate.metric, gate.attributes, gate.group, gate.tolerance),
        budget=_used(rows, gate),
    )


def _plain(rows: Rows, metric: str) -> Card:
    figure = of_estimate(rows.estimate(metric))
    return Card(
        label=f"{metric_of(metric).title}{', decisions a day' if metric == 'throughput' else ''}",
        figure=replace(figure, text=rows.with_unit(metric, figure.text)),
        target="",
        state="",
        word="",
        spark=spark(rows, metric, (), ()),
        budget=None,
    )


def spark(
    rows: Rows,
    metric: str,
    attributes: tuple[str, ...],
    group: tuple[str, ...],
    limit: float | None = None,
) -> Spark | None:
    """Return the figure by window as a small line; None with fewer than two values."""
    line = [rows.estimate(metric, attributes, group, window=w) for w in rows.windows]
    known = [e for e in line if e is not None and e.value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    values = [e.value if e is not None else None for e in line]
    numbers = [v for v in values if v is not None]
    low, high = min(numbers), max(numbers)
    span = high - low or 1.0

    def height(value: float) -> float:
        return round(HIGH - EDGE - (HIGH - 2 * EDGE) * (value - low) / span, 1)

    runs: dict[int, list[tuple[float, float]]] = {}
    for i, (value, part) in enumerate(zip(values, parts_of(values), strict=True)):
        if value is not None and part is not None:
            x = round(EDGE + (WIDE - 2 * EDGE) * i / (len(values) - 1), 1)
            runs.setdefault(part, []).append((x, height(value)))
    last = list(runs.values())[-1][-1]
    return Spark(
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs.values() if len(run) > 1),
        dots=(*(run[0] for run in runs.values() if len(run) == 1 and run[0] != last), last),
        limit=height(limit) if limit is not None and low <= limit <= high else None,
        stroke=stroke(rows.windows),
        label=_told(rows, metric, known),
    )


def _told(rows: Rows, metric: str, known: Sequence[Estimate]) -> str:
    log, unit = rows.audit.log, metric_of(metric).unit
    ends = [
        f"{rows.with_unit(metric, value_text(e.value or 0.0, unit))} "
        f"{within(e.window or '', log.window)}"
        for e in (known[0], known[-1])
    ]
    length = size_name(log.window, log.merged)
    return f"Line chart. {metric_of(metric).title} by {length}: {ends[0]}, {ends[1]}."


def _used(rows: Rows, gate: GateResult) -> Used | None:
    found = [
        b
        for b in rows.audit.budgets
        if b.target_id == gate.id and b.attributes == gate.attributes and b.group == gate.group
    ]
    whole = next((b for b in found if b.window is None), None)
    if whole is None:
        return None
    windows = [b for b in found if b.window is not None]
    last = max(windows, key=lambda b: b.window or "", default=None)
    return Used(
        sentence=_budget_text(rows, whole, last),
        width=round(min(100.0, 100 * whole.spent), 1),
        over=whole.spent > 1,
    )


def _budget_text(rows: Rows, whole: Budget, last: Budget | None) -> str:
    """Return how much of a budget was used, and how fast of late, where that is shown."""
    size = rows.audit.log.window
    allowed = whole.allowed * whole.n
    share = words.rounded(100 * whole.spent, 0, [100])
    text = (
        f"{share}{words.SPACE}% of the error budget used: {words.count(round(whole.bad))} bad, "
        f"where {words.how_many(round(allowed), 'decision', digits=True)} may be"
    )
    if whole.exhausted:
        text += f"; used up {within(whole.exhausted, size)}"
    if last is not None and last.window and last.pace in PACES:
        times = words.rounded(last.burn_rate, 1)
        text += f"; {within(last.window, size)} {times} times as fast as allowed"
    return f"{text}."
