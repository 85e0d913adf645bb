"""Failed gates: in which order they are told, and which of them have a page of their own."""

from evenhand.gates.gate import GateResult
from evenhand.gates.triage.rows import Triage
from evenhand.report.view.sentences import weight
from evenhand.result import Audit

MOST = 8  # pages: nobody reads the ninth


def failed(audit: Audit) -> list[GateResult]:
    """Return the gates that fail, the worst first; those that somebody answers for come last."""
    found = (gate for gate in audit.gates if gate.state == "fail")
    return sorted(found, key=lambda gate: (*weight(gate), -_excess(gate)))


def _excess(gate: GateResult) -> float:
    """Return how far past its tolerance a gate is, in tolerances: where evidence is alike."""
    value = gate.value or 0.0
    size = abs(value) if gate.comparison == "difference" else value
    return abs(size - gate.tolerance) / (abs(gate.tolerance) or 1.0)


def page_of(audit: Audit, gate: str) -> str:
    """Return the anchor of the page of the gate with this id; "" where it has none."""
    ids = [one.id for one in failed(audit)[:MOST]]
    return f"failure-{ids.index(gate) + 1}" if gate in ids else ""


def triage_of(audit: Audit, gate: GateResult) -> Triage | None:
    """Return what was found about the worst group of a gate; None where nothing was asked."""
    return next(
        (one for one in audit.triages if gate.id in one.of and one.group == gate.group), None
    )


def on_pages(audit: Audit) -> set[str]:
    """Return the ids of the triages that stand on pages of failed gates."""
    found = (triage_of(audit, gate) for gate in failed(audit)[:MOST])
    return {one.id for one in found if one is not None}
