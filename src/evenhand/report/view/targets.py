"""Targets as a reader sees them: each figure in its own unit, beside what was asked of it."""

from evenhand.gates import target_words
from evenhand.gates.gate import GateResult
from evenhand.gates.units import SPACE
from evenhand.report import words


def target_value(gate: GateResult, value: float, *, unit: bool = True) -> str:
    """Return a figure of a target, never printed as the target or warning level it misses."""
    fences = [limit for limit in (gate.tolerance, gate.warn) if limit is not None]
    return _thin(target_words.amount(value, gate.unit, fences, bare=not unit))


def target_bound(gate: GateResult, bound: float) -> str:
    """Return a bound of a target's figure, without its unit."""
    return _thin(target_words.amount(bound, gate.unit, [gate.tolerance], bare=True))


def target_limits(gate: GateResult) -> str:
    """Return what a target asks, e.g. "at most 2,000 ms"."""
    limit = target_words.limit_text(gate.tolerance, gate.unit)
    return f"{gate.comparison.replace('_', ' ')} {_thin(limit)}"


def target_clause(gate: GateResult, value: float) -> str:
    """Return the worst group's figure as a clause without a full stop."""
    who = f" for {words.group_name(gate.group)}" if gate.group else ""
    return f"{words.capital(gate.subject)}{who} was {target_value(gate, value)}"


def target_notes(gate: GateResult) -> list[str]:
    """Return what must be said of a target besides its figures."""
    notes = []
    past = target_words.past_target(gate, gate.value, gate.tolerance)
    if gate.state == "warn" and not past:
        notes.append("Within the target, past the warning level.")
    if gate.decide_by == "point":
        notes.append("Decided by the number alone; evidence is not asked for.")
    worst = next((one for one in gate.groups if one.group == gate.group), None)
    if worst is not None and worst.needed is not None and worst.needed[0]:
        more = words.count(worst.needed[0])
        notes.append(f"At least {more} more decisions would show that it is kept.")
    small = [words.group_name(one.group) for one in gate.groups if not one.testable]
    if small and gate.attributes:
        named = words.listing(small[:4]) if len(small) <= 4 else f"{len(small)} groups"  # noqa: PLR2004
        notes.append(
            f"Too few decisions to show that it is kept ({words.count(gate.minimum_n)} needed): "
            f"{named}."
        )
    return notes


def _thin(text: str) -> str:
    return text.replace(SPACE, words.SPACE)
