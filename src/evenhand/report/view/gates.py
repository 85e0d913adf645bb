"""Gates: what was judged, and against which tolerance."""

from dataclasses import dataclass

from evenhand.gates.gate import GateResult
from evenhand.gates.words import waived_words
from evenhand.report import words
from evenhand.report.view import sentences, targets
from evenhand.report.view.accounted import accounted_for
from evenhand.report.view.attribute import p_text
from evenhand.report.view.failed import page_of
from evenhand.report.view.figure import Figure
from evenhand.report.view.power import could_have_shown
from evenhand.report.view.rows import Rows
from evenhand.result import Audit


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
    power: str = ""  # what could have been shown
    page: str = ""  # anchor of its page, where it fails
    target: bool = False  # a figure against a number; no groups are compared


def gate_rows(rows: Rows) -> tuple[GateRow, ...]:
    """Return the gates, what matters first."""
    return tuple(
        _row(
            gate,
            f"gate-{i}",
            page_of(rows.audit, gate.id) if gate.state == "fail" else "",
            accounted_for(rows, gate),
        )
        for i, gate in enumerate(ordered(rows.audit), start=1)
    )


def ordered(audit: Audit) -> list[GateResult]:
    """Return the gates as the table has them: the first is at "gate-1", and so on."""
    return sorted(audit.gates, key=lambda gate: words.SEVERITY.index(gate.counts_as))


def _row(gate: GateResult, anchor: str, page: str, accounted: str) -> GateRow:
    worst = next((g for g in gate.groups if g.group == gate.group), None)
    who = ""
    if gate.target:
        who = words.group_name(gate.group) if gate.attributes and gate.group else ""
    elif gate.basis == "baseline":
        who = " and ".join(words.group_name(one) for one in (gate.group, gate.reference) if one)
    elif gate.group:
        other = words.group_name(gate.reference) if gate.reference else "all others"
        who = f"{words.group_name(gate.group)} against {other}"
    return GateRow(
        anchor=anchor,
        title=gate.title,
        state=gate.counts_as,
        word="waived" if gate.waived else words.STATES[gate.state],
        who=who,
        figure=Figure(
            text=sentences.gate_value(gate, gate.value),
            interval=sentences.gate_interval(gate),
            row=(worst.disparity or "") if worst else "",
        ),
        tolerance=sentences.tolerance(gate),
        p_value=p_text(gate.p_adjusted),
        reason=gate.reason if gate.value is None or _blind(gate) else "",
        # What a page tells is not told here as well.
        notes=(*asked(gate), *_notes(gate), *([accounted] if accounted and not page else [])),
        power=could_have_shown(gate),
        page=page,
        target=gate.target,
    )


def _blind(gate: GateResult) -> bool:
    """Return whether a gate is undecided though all that it judged is within."""
    judged = [group.state for group in gate.groups if group.testable]
    return gate.state == "insufficient" and bool(judged) and set(judged) == {"pass"}


def asked(gate: GateResult) -> list[str]:
    """Return who answers for a failure, which rule asks for a gate, and what the plan notes."""
    waived = words.capital(waived_words(gate))
    return [f"{text.rstrip('.')}." for text in (waived, gate.clause, gate.note) if text]


def _notes(gate: GateResult) -> tuple[str, ...]:
    if gate.target:
        return tuple(targets.target_notes(gate))
    notes = []
    if gate.state == "warn" and not sentences.broken(gate):
        notes.append("Within the tolerance, past the warning level.")
    if gate.direction == "worse":
        notes.append("Groups that fare better than their reference are no flag.")
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
