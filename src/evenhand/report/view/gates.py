"""Gates and findings: what was judged, against which tolerance, and what a reader must know."""

from dataclasses import dataclass

from evenhand.gates.gate import Finding, GateResult
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.attribute import p_text
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows

SEVERITIES = {
    "high": ("High", "fail"),
    "medium": ("Medium", "warn"),
    "low": ("Low", "insufficient"),
    "info": ("For information", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One gate in words."""

    anchor: str
    title: str
    state: str
    word: str
    who: str
    figure: Figure
    tolerance: str
    p_value: str
    reason: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings of one severity."""

    title: str
    findings: tuple[Finding, ...]


def gate_rows(rows: Rows) -> tuple[GateRow, ...]:
    """Return the gates, what matters first."""
    order = sorted(rows.audit.gates, key=lambda g: words.SEVERITY.index(g.state))
    return tuple(_row(gate, f"gate-{i}") for i, gate in enumerate(order, start=1))


def _row(gate: GateResult, anchor: str) -> GateRow:
    worst = next((g for g in gate.groups if g.group == gate.group), None)
    who = ""
    if gate.group:
        other = words.group_name(gate.reference) if gate.reference else "all others"
        who = f"{words.group_name(gate.group)} against {other}"
    return GateRow(
        anchor=anchor,
        title=gate.title,
        state=gate.state,
        word=words.STATES[gate.state],
        who=who,
        figure=Figure(
            text=sentences.gate_value(gate, gate.value),
            interval=sentences.gate_interval(gate),
            row=(worst.disparity or "") if worst else "",
        ),
        tolerance=sentences.tolerance(gate),
        p_value=p_text(gate.p_adjusted),
        reason=gate.reason if gate.value is None else "",
        notes=_notes(gate),
    )


def _notes(gate: GateResult) -> tuple[str, ...]:
    notes = []
    if gate.state == "warn" and not sentences.broken(gate):
        notes.append("Within the tolerance, past the warning level.")
    if gate.decide_by == "point":
        notes.append("Decided by the number alone, as a rule of thumb; evidence is not asked for.")
    if gate.source == "plan":
        notes.append("Tolerance set in the plan.")
    small = [words.group_name(g.group) for g in gate.groups if not g.testable]
    if small:
        named = words.listing(small[:4]) if len(small) <= 4 else f"{len(small)} groups"  # noqa: PLR2004
        notes.append(
            f"Too small to be shown within the tolerance ({words.count(gate.minimum_n)} needed): "
            f"{named}."
        )
    return tuple(notes)


def finding_groups(rows: Rows) -> tuple[FindingGroup, ...]:
    """Return the findings by severity, the gravest first; empty severities are left out."""
    groups = []
    for severity, (title, _) in SEVERITIES.items():
        found = tuple(f for f in rows.audit.findings if f.severity == severity)
        if found:
            groups.append(FindingGroup(title=title, findings=found))
    return tuple(groups)
