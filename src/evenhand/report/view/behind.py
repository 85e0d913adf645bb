"""Behind: what stands behind one row of audit.json, whatever its kind, in words."""

from dataclasses import dataclass

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.proxy import Proxy
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Shift
from evenhand.analyses.slice import Slice
from evenhand.report import words
from evenhand.report.view.attribute import p_text
from evenhand.report.view.event_words import (
    anomaly_sentence,
    anomaly_value,
    change_interval,
    change_sentence,
    change_size,
    drift_name,
    run_text,
    slot_text,
)
from evenhand.report.view.figure import of_disparity, of_estimate
from evenhand.report.view.method import method_text
from evenhand.report.view.rows import Row, Rows, metric_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind one figure."""

    id: str
    metric: str
    key: str
    who: str
    value: str
    interval: str = ""
    level: str = ""
    method: str = ""
    n: str = ""
    share: str = ""
    p_value: str = ""
    note: str = ""
    gate: str = ""


def of_row(rows: Rows, row: Row, gate: str) -> Behind:  # noqa: PLR0911 - one a kind of row
    """Return what stands behind a row; `gate` is what a gate says of it."""
    match row:
        case Estimate():
            return _estimate(rows, row)
        case Disparity():
            return _disparity(row, gate)
        case ChangePoint():
            return _change(rows, row)
        case Shift():
            return _shift(rows, row)
        case Anomaly():
            return _anomaly(rows, row)
        case ReviewEffect():
            return _review(row)
        case Slice():
            return _slice(row)
        case Proxy():
            return _proxy(row)


def _estimate(rows: Rows, e: Estimate) -> Behind:
    figure = of_estimate(e)
    share = ""
    if e.denominator is not None and e.numerator is not None and e.value is not None:
        share = f"{_amount(e.numerator)} / {_amount(e.denominator)}"
    where = [words.group_name(e.group)] if e.group else ["Everyone"]
    if e.model_version:
        where.append(f"version {words.short(e.model_version, 30)}")
    if e.window:
        where.append(words.window(e.window, rows.audit.log.window))
    if e.condition:
        where.append(" ".join(words.short(part, 30) for part in reversed(e.condition)))
    notes = [f"design effect {words.number(e.design_effect)}"] if e.design_effect else []
    if e.value is None:
        notes = [words.WHY.get(e.undefined or "", "undefined")]
    return Behind(
        id=e.id,
        metric=metric_of(e.metric).title,
        key=e.metric,
        who=_about(e.attributes, ", ".join(where)),
        value=figure.text,
        interval=figure.interval,
        level=words.level(e.level),
        method=method_text(e.method) if e.value is not None or e.low is not None else "",
        n=words.count(e.n),
        share=share,
        note="; ".join(notes),
    )


def _disparity(d: Disparity, gate: str) -> Behind:
    figure = of_disparity(d)
    notes = [words.WHY.get(d.undefined or "", "undefined")] if d.value is None else []
    if d.condition:
        notes.append(f"within {words.short(d.condition, 40)}")
    if d.simultaneous:
        notes.append("interval holds for all groups together")
    return Behind(
        id=d.id,
        metric=f"{metric_of(d.metric).title}, {d.comparison.replace('_', ' ')}",
        key=d.metric,
        who=_about(d.attributes, _against(d.group, d.reference)),
        value=figure.text,
        interval=figure.interval,
        level=words.level(d.level),
        method=method_text(d.method) if d.value is not None or d.low is not None else "",
        n=words.count(d.n),
        p_value=p_text(d.p_value),
        note="; ".join(notes),
        gate=gate,
    )


def _change(rows: Rows, c: ChangePoint) -> Behind:
    who = _against(c.group, c.reference) if c.reference else words.group_name(c.group)
    return Behind(
        id=c.id,
        metric=f"{metric_of(c.metric).title}, change",
        key=c.metric,
        who=_about(c.attributes, f"{who}, {slot_text(c.at)}"),
        value=change_size(rows, c),
        interval=change_interval(c),
        level=words.level(c.level),
        method=method_text(c.method),
        n=words.count(c.n_before + c.n_after),
        share=f"{words.count(c.n_before)} before, {words.count(c.n_after)} after",
        p_value=p_text(c.p_value),
        note=change_sentence(rows, c).rstrip("."),
    )


def _shift(rows: Rows, s: Shift) -> Behind:
    parts = [
        f"{name} {words.number(value)}"
        for name, value in (
            ("Jensen\N{EN DASH}Shannon", s.jensen_shannon),
            ("Kolmogorov\N{EN DASH}Smirnov", s.ks),
            ("Wasserstein", s.wasserstein),
        )
        if value is not None
    ]
    when = words.window(s.window, rows.audit.log.window)
    against = "the baseline" if s.against == "baseline" else "the window before"
    if s.psi is None:
        parts.append(words.WHY.get(s.undefined or "", "undefined"))
    return Behind(
        id=s.id,
        metric=f"{drift_name(s.what)}, drift against {against}",
        key="",
        who=_about(s.attributes, f"{words.group_name(s.group)}, {when}"),
        value=words.NOTHING if s.psi is None else words.rounded(s.psi, 3),
        method="population stability index, debiased",
        n=words.count(s.n),
        share=f"against {words.count(s.n_against)}",
        p_value=p_text(s.p_value),
        note="; ".join(parts),
    )


def _anomaly(rows: Rows, a: Anomaly) -> Behind:
    low, high = (anomaly_value(rows, a, bound) for bound in (a.low, a.high))
    return Behind(
        id=a.id,
        metric=f"{metric_of(a.metric).title}, outside its limits",
        key=a.metric,
        who=_about(a.attributes, f"{words.group_name(a.group)}, {run_text(a.start, a.end)}"),
        value=anomaly_value(rows, a, a.value),
        interval=words.between(low, high),
        level="control limits",
        method=method_text("control_chart"),
        n=words.count(a.n),
        note=anomaly_sentence(rows, a).rstrip("."),
    )


def _review(r: ReviewEffect) -> Behind:
    low, high = (
        None if bound is None else words.points(bound, unit=False) for bound in (r.low, r.high)
    )
    return Behind(
        id=r.id,
        metric="Gap in favourable decisions, change by review",
        key="",
        who=_about(r.attributes, _against(r.group, r.reference)),
        value=words.NOTHING if r.change is None else words.points(r.change),
        interval=words.between(low, high),
        level=words.level(r.level),
        n=words.count(r.n),
        share=f"{words.count(r.overridden)} overridden of {words.count(r.reviewed)} reviewed",
        p_value=p_text(r.p_value),
    )


def _slice(s: Slice) -> Behind:
    low, high = (words.points(bound, unit=False) for bound in (s.low, s.high))
    return Behind(
        id=s.id,
        metric=f"{metric_of(s.metric).title}, subgroup against everybody else",
        key=s.metric,
        who="; ".join(f"{words.short(c, 30)}: {words.short(v, 30)}" for c, v in s.items),
        value=words.points(s.difference),
        interval=words.between(low, high),
        level=words.level(s.level),
        method="score interval on the half that was not searched",
        n=words.count(s.n),
        p_value=p_text(s.p_value),
        note=f"over the whole log {words.percent(s.value)} against {words.percent(s.rest)}",
    )


def _proxy(p: Proxy) -> Behind:
    low, high = (None if end is None else words.rounded(end, 3) for end in (p.low, p.high))
    return Behind(
        id=p.id,
        metric=f"{words.capital(words.short(p.feature, 30))}, area under the ROC curve",
        key="",
        who=f"{words.short(p.attribute, 30)}: {words.short(p.group, 30)} against all others",
        value=words.rounded(p.area_under_roc, 3),
        interval=words.between(low, high),
        level=words.level(p.level),
        method="shares of the group in bins of the feature, cross-validated; DeLong",
        n=words.count(p.people),
        p_value=p_text(p.p_value),
        note=f"by chance {words.rounded(p.by_chance, 3)} in one case of twenty",
    )


def _against(group: tuple[str, ...], reference: tuple[str, ...]) -> str:
    other = words.group_name(reference) if reference else "all others"
    return f"{words.group_name(group)} against {other}"


def _about(attributes: tuple[str, ...], who: str) -> str:
    names = " \N{MULTIPLICATION SIGN} ".join(words.short(a, 30) for a in attributes)
    return f"{names}: {who}" if names else who


def _amount(value: float) -> str:
    return words.count(value) if float(value).is_integer() else words.number(value)
