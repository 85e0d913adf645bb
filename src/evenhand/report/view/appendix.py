"""Appendix: every figure that the report shows, with what stands behind it, by row id."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.attribute import p_text
from evenhand.report.view.figure import Figure, of_disparity, of_estimate
from evenhand.report.view.method import method_text
from evenhand.report.view.rows import Rows, metric_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind one figure."""

    id: str
    metric: str
    key: str
    who: str
    value: str
    interval: str
    level: str
    method: str
    n: str
    share: str
    p_value: str
    note: str
    gate: str


def shown(view: object) -> Iterator[str]:
    """Yield the row ids of all figures within a view, wherever they stand in it."""
    if isinstance(view, Figure):
        if view.row:
            yield view.row
    elif isinstance(view, tuple | list):
        for part in view:
            yield from shown(part)
    elif is_dataclass(view):
        for field in fields(view):
            yield from shown(getattr(view, field.name))


def behind(rows: Rows, ids: set[str]) -> tuple[Behind, ...]:
    """Return what stands behind the figures `ids`, in the order of the result file."""
    gates = {
        part.disparity: f"{gate.title}: {words.STATES[part.state]}"
        for gate in rows.audit.gates
        for part in gate.groups
        if part.disparity
    }
    return tuple(
        _estimate(row) if isinstance(row, Estimate) else _disparity(row, gates.get(row.id, ""))
        for row in rows.by_id.values()
        if row.id in ids
    )


def _estimate(e: Estimate) -> Behind:
    figure = of_estimate(e)
    share = ""
    if e.denominator is not None and e.numerator is not None:
        share = f"{_amount(e.numerator)} / {_amount(e.denominator)}"
    where = [words.group_name(e.group)] if e.group else ["Everyone"]
    if e.model_version:
        where.append(f"version {words.short(e.model_version, 30)}")
    note = f"design effect {words.number(e.design_effect)}" if e.design_effect else ""
    return Behind(
        id=e.id,
        metric=metric_of(e.metric).title,
        key=e.metric,
        who=_about(e.attributes, ", ".join(where)),
        value=figure.text,
        interval=figure.interval,
        level=words.level(e.level),
        method=method_text(e.method) if e.value is not None else "",
        n=words.count(e.n),
        share=share,
        p_value="",
        note=figure.why or note,
        gate="",
    )


def _disparity(d: Disparity, gate: str) -> Behind:
    figure = of_disparity(d)
    other = words.group_name(d.reference) if d.reference else "all others"
    who = f"{words.group_name(d.group)} against {other}"
    notes = [figure.why] if figure.why else []
    if d.condition:
        notes.append(f"within {words.short(d.condition, 40)}")
    if d.simultaneous:
        notes.append("interval holds for all groups together")
    return Behind(
        id=d.id,
        metric=f"{metric_of(d.metric).title}, {d.comparison.replace('_', ' ')}",
        key=d.metric,
        who=_about(d.attributes, who),
        value=figure.text,
        interval=figure.interval,
        level=words.level(d.level),
        method=method_text(d.method) if d.value is not None else "",
        n=words.count(d.n),
        share="",
        p_value=p_text(d.p_value),
        note="; ".join(notes),
        gate=gate,
    )


def _about(attributes: tuple[str, ...], who: str) -> str:
    names = " \N{MULTIPLICATION SIGN} ".join(words.short(a, 30) for a in attributes)
    return f"{names}: {who}" if names else who


def _amount(value: float) -> str:
    return words.count(value) if float(value).is_integer() else words.number(value)
