"""Entries: the gate or target of a plan that checks whether something helped, ready to paste."""

from typing import Any

from evenhand.gates.gate import GateResult
from evenhand.gates.suggestion_text import entry_text

_NOTE = "Checks what was done about an earlier audit."


def gate_entry(gate: GateResult) -> str:
    """Return a gate as the plan has it, on the last full window alone; a target as it is.

    What is done shows in the decisions after it: over the whole period, those before would hide
    it. Targets have no window: they are for a log that begins after it. Gates on a change or a
    stream are those that the plan has already: "".
    """
    if gate.basis != "period" or not gate.id:
        return ""
    entry: dict[str, Any] = {"id": f"{gate.id}:after", "metric": gate.metric}
    if gate.target:
        entry[gate.comparison] = gate.tolerance
        if gate.attributes:
            entry["attributes"] = gate.attributes
        return entry_text("targets", entry | {"note": _NOTE})
    entry |= {
        "comparison": gate.comparison,
        "attributes": gate.attributes,
        "tolerance": gate.tolerance,
    }
    if gate.condition is not None:
        entry["condition"] = gate.condition
    if gate.direction != "either":
        entry["direction"] = gate.direction
    return entry_text("gates", entry | {"window": "last", "note": _NOTE})


def target_entry(metric: str, least: float) -> str:
    """Return a target on a metric of everybody: at least so much.

    Examples
    --------
    >>> print(target_entry("accuracy", 0.9).partition(" note")[0].splitlines()[3])
    at_least = 0.9
    """
    entry: dict[str, Any] = {"id": f"{metric}:after", "metric": metric, "at_least": least}
    return entry_text("targets", entry | {"note": _NOTE})


def level_entry(metric: str, attributes: tuple[str, ...], tolerance: float) -> str:
    """Return a gate on how far groups lie apart in a metric."""
    entry: dict[str, Any] = {
        "id": f"{metric}:{'*'.join(attributes)}:after",
        "metric": metric,
        "comparison": "difference",
        "attributes": attributes,
        "tolerance": tolerance,
    }
    return entry_text("gates", entry | {"note": _NOTE})
