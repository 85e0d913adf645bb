"""One section an attribute: who it is about, its groups, error rates, criteria, time, scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.disparity import Disparity
from evenhand.gates.gate import State
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.calibration import calibration
from evenhand.report.view.chart import Chart
from evenhand.report.view.figure import Figure, of_disparity, of_estimate
from evenhand.report.view.groups import (
    MOST_ROWS,
    NONE,
    RATE,
    UNKNOWN,
    GroupTable,
    group_table,
    reference_of,
)
from evenhand.report.view.rows import Rows, group_state, metric_of, worst
from evenhand.report.view.trend import VersionRow, by_version, trend, version_title
from evenhand.result import Attribute

ERRORS = (
    "base_rate",
    "true_positive_rate",
    "false_positive_rate",
    "positive_predictive_value",
    "accuracy",
    "area_under_roc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Groups by metrics: one figure a cell."""

    heads: tuple[tuple[str, str], ...]  # short, full
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    rest: tuple[tuple[str, tuple[Figure, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion with a name in the field: the furthest group, and the widest gap."""

    name: str
    metric: str
    who: str
    figure: Figure
    ends: str  # the lowest and the highest group
    overall: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeView:
    """Everything that the section of one attribute shows."""

    lead: str
    gates: tuple[tuple[str, str], ...]  # state, sentence
    table: GroupTable
    errors: Matrix | None
    criteria: tuple[Criterion, ...]
    trend: Chart | None
    versions: tuple[VersionRow, ...]
    versions_title: str
    worst: str
    reference: str
    calibration: Chart | None


def attribute_view(rows: Rows, attribute: Attribute) -> AttributeView:
    """Return the section of one attribute."""
    key = (attribute.name,)
    reference = reference_of(rows, key)
    table = group_table(rows, key, reference)
    others = [row for row in table.rows if not row.reference and row.key != UNKNOWN]
    focus = others[0].key if others else reference
    versions = by_version(rows, RATE, key, focus, reference) if reference else ()
    order = [row.key for row in (*table.rows, *table.rest)]
    return AttributeView(
        lead=_lead(rows, attribute),
        gates=_gates(rows, key),
        table=table,
        errors=matrix(rows, key, order, ERRORS),
        criteria=criteria(rows, key),
        trend=trend(rows, RATE, key, focus, reference, state=others[0].state if others else "")
        if reference
        else None,
        versions=versions,
        versions_title=version_title(versions),
        worst=words.group_name(focus),
        reference=words.group_name(reference),
        calibration=calibration(rows, attribute.name, attribute.reference),
    )


def state_of(rows: Rows, attributes: tuple[str, ...]) -> State | None:
    """Return the state that matters most among the gates over these attributes."""
    return worst(gate.state for gate in rows.gates(attributes))


def _lead(rows: Rows, attribute: Attribute) -> str:
    total = sum(attribute.counts)
    groups = words.how_many(len(attribute.groups), "group")
    parts = [f"{words.capital(groups)}, {words.count(total)} decisions"]
    parts.append(f"from the column {words.short(attribute.column, 40)}")
    if attribute.obtained:
        parts.append(words.short(attribute.obtained, 60))
    text = ", ".join(parts) + "."
    unknown = rows.audit.log.unknown.get(attribute.name, 0)
    if unknown:
        text += f" For {words.how_many(unknown, 'decision')} the group is not known."
    chosen = {
        "plan": "named in the plan",
        "highest": "the group with the highest rate",
        "largest": "the largest group",
    }[attribute.reference_by]
    if len(attribute.groups) > 1:
        text += f" Compared with {words.short(attribute.reference)}, {chosen}."
    return text


def _gates(rows: Rows, key: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what each gate over this attribute found, what matters first."""
    gates = sorted(rows.gates(key), key=lambda g: words.SEVERITY.index(g.state))
    return tuple((gate.state, sentences.gate_sentence(gate, rows.audit)) for gate in gates)


def matrix(
    rows: Rows, key: tuple[str, ...], order: Sequence[tuple[str, ...]], wanted: tuple[str, ...]
) -> Matrix | None:
    """Return groups by metrics for those of the `wanted` metrics that have a value anywhere."""
    keys = measured(rows, key, wanted)
    return matrix_of(rows, key, order, keys) if keys else None


def matrix_of(
    rows: Rows, key: tuple[str, ...], order: Sequence[tuple[str, ...]], keys: Sequence[str]
) -> Matrix:
    """Return groups by these metrics."""
    lines = []
    for group in order:
        cells = []
        for metric in keys:
            gate = rows.gate(metric, key)
            part = group_state(gate, group)
            state = part.state if part else ""
            cells.append(of_estimate(rows.estimate(metric, key, group), state=state, unit=False))
        if group != UNKNOWN or any(cell.row and not cell.why for cell in cells):
            lines.append((words.group_name(group), tuple(cells)))
    heads = []
    for metric in keys:
        known = metric_of(metric)
        unit = f"{words.SPACE}%" if known.unit == "rate" else "".join(rows.unit(metric))
        head = f"{known.short},{words.SPACE}{unit.strip(words.SPACE)}" if unit else known.short
        heads.append((head, known.title))
    return Matrix(
        heads=tuple(heads), rows=tuple(lines[: MOST_ROWS + 1]), rest=tuple(lines[MOST_ROWS + 1 :])
    )


def measured(rows: Rows, key: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    """Return those of the `wanted` metrics that have a value, or bounds, for any group."""
    return [
        m
        for m in wanted
        if any(x is not None for e in rows.groups(m, key) for x in (e.value, e.low, e.high))
    ]


def criteria(rows: Rows, key: tuple[str, ...]) -> tuple[Criterion, ...]:
    """Return each named criterion: the group furthest from the reference, and over all groups."""
    kinds: dict[tuple[str, str], list[Disparity]] = {}
    for d in rows.audit.disparities:
        if d.criterion and d.attributes == key and d.condition is None:
            kinds.setdefault((d.criterion, d.comparison), []).append(d)
    return tuple(
        _criterion(rows, key, name, comparison, members)
        for (name, comparison), members in kinds.items()
    )


def _criterion(
    rows: Rows, key: tuple[str, ...], name: str, comparison: str, members: list[Disparity]
) -> Criterion:
    single = [d for d in members if d.against == "reference"]
    furthest = max(single, key=_departure, default=None)
    overall = next((d for d in members if d.against == "all"), None)
    gate = rows.gate(members[0].metric, key)
    limits = sentences.fences(gate) if gate and gate.comparison == comparison else []
    return Criterion(
        name=f"{words.capital(name.replace('_', ' '))}, {comparison.replace('_', ' ')}",
        metric=metric_of(members[0].metric).title,
        who=words.group_name(furthest.group) if furthest else "",
        figure=of_disparity(furthest, fences=limits) if furthest else NONE,
        ends=words.listing([words.group_name(g) for g in (overall.group, overall.reference) if g])
        if overall
        else "",
        overall=of_disparity(overall, fences=limits) if overall else NONE,
    )


def _departure(d: Disparity) -> float:
    """Return how far a comparison lies from equality; undefined ones come last."""
    if d.value is None:
        return -1.0
    if "ratio" in d.comparison:
        return abs(math.log(d.value)) if d.value > 0 else math.inf
    return abs(d.value)


def p_text(p: float | None) -> str:
    """Return a p-value; the smallest only as a bound."""
    if p is None:
        return ""
    return "< 0.001".replace(" ", words.SPACE) if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004
