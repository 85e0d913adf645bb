"""Gates: what was judged, and against which tolerance."""

from dataclasses import dataclass

from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view import sentences, targets
from evenhand.report.view.attribute import p_text
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows


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
    target: bool = False  # a figure against a number; no groups are compared


def gate_rows(rows: Rows) -> tuple[GateRow, ...]:
    """Return the gates, what matters first."""
    order = sorted(rows.audit.gates, key=lambda g: words.SEVERITY.index(g.state))
    return tuple(_row(gate, f"gate-{i}") for i, gate in enumerate(order, start=1))


def _row(gate: GateResult, anchor: str) -> GateRow:
    worst = next((g for g in gate.groups if g.group == gate.group), None)
    who = ""
    if gate.target:
        who = words.group_name(gate.group) if gate.attributes and gate.group else ""
    elif gate.group:
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
        target=gate.target,
    )


def _notes(gate: GateResult) -> tuple[str, ...]:
    if gate.target:
        return tuple(targets.target_notes(gate))
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
