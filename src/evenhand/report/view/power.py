"""What the log could have shown: the smallest gap that would be flagged, and what would decide."""

from dataclasses import dataclass

from evenhand.gates.gate import GateResult, GroupState
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.rows import Rows

MOST = 8  # groups of a gate, those of which the log could show least


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPower:
    """What the decisions about one group could have shown."""

    who: str
    n: str
    smallest: str
    best: str  # more decisions to show that it is within, at best
    likely: str  # if its figure stays as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePower:
    """One gate's groups."""

    title: str
    tolerance: str  # "": the title says it
    groups: tuple[GroupPower, ...]
    left_out: int


def power(rows: Rows) -> tuple[GatePower, ...]:
    """Return what each gate of the period could have shown, in the order of the gates."""
    found = [_gate(gate) for gate in rows.audit.gates if _asked(gate)]
    return tuple(one for one in found if one.groups)


def could_have_shown(gate: GateResult) -> str:
    """Return what a gate that does not fail would likely have flagged, as a sentence; "" if none.

    It is told of the group that can be judged of which the log could show least.
    """
    judged = [one for one in gate.groups if one.testable and one.value is not None]
    if not _asked(gate) or gate.state == "fail" or not judged:
        return ""
    least = max(judged, key=lambda one: _hidden(gate, one))
    if least.detectable is None:
        who = words.group_name(least.group)
        about = f" of {who}" if who else ""
        return f"No gap{about}, however wide, would have been flagged four times in five."
    size = sentences.gate_value(gate, least.detectable)
    if gate.target:
        end = "more" if gate.comparison == "at_most" else "less"
        return f"A true figure of {size} or {end} would have been flagged four times in five."
    if gate.comparison == "ratio":
        return f"A true ratio of {size} or less would have been flagged four times in five."
    return f"A true gap of {size} or more would have been flagged four times in five."


def _asked(gate: GateResult) -> bool:
    """Return whether a gate of the period has anything to tell: bare figures and counts do not."""
    told = (one.detectable is not None or one.needed is not None for one in gate.groups)
    return gate.basis == "period" and gate.decide_by == "evidence" and any(told)


def _hidden(gate: GateResult, group: GroupState) -> tuple[bool, float]:
    """Return a sort key: high where a gap must be wide to be seen."""
    if group.detectable is None:
        return True, 0.0
    small_is_wide = gate.comparison in {"ratio", "at_least"}
    return False, -group.detectable if small_is_wide else group.detectable


def _gate(gate: GateResult) -> GatePower:
    known = [one for one in gate.groups if one.value is not None]
    order = sorted(known, key=lambda one: _hidden(gate, one), reverse=True)
    return GatePower(
        title=gate.title,
        tolerance="" if gate.target else sentences.tolerance(gate),
        groups=tuple(_group(gate, one) for one in order[:MOST]),
        left_out=max(0, len(order) - MOST),
    )


def _group(gate: GateResult, group: GroupState) -> GroupPower:
    who = words.group_name(group.group) or "everyone"
    against = f" against {words.group_name(group.reference)}" if group.reference else ""
    smallest = "none"
    if group.detectable is not None:
        beyond = "or less" if gate.comparison in {"ratio", "at_least"} else "or more"
        smallest = f"{sentences.gate_value(gate, group.detectable)} {beyond}"
    best, likely = _more(group)
    return GroupPower(
        who=f"{who}{against}",
        n=words.count(group.n),
        smallest=smallest,
        best=best,
        likely=likely,
    )


def _more(group: GroupState) -> tuple[str, str]:
    """Return how many more decisions would show that a group is within, at best and as it is."""
    if group.state != "insufficient":
        return words.NOTHING, words.NOTHING
    if group.needed is None:
        return "not known", "not known"
    best, likely = group.needed
    return words.count(best), "no reasonable number" if likely is None else words.count(likely)
