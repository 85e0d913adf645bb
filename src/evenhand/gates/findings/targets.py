"""Targets that are missed, or that may be; and groups too small to tell."""

from evenhand.gates.findings._answered import answered
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState, Severity
from evenhand.gates.target_words import past_target


def targets(facts: Facts) -> list[Finding]:
    """Return a finding for each target that fails or warns, and one for groups too small."""
    found = []
    for gate in facts.gates:
        if not gate.target:
            continue
        if gate.state in {"fail", "warn"}:
            found.append(answered(_past(gate), gate))
        small = [one for one in gate.groups if one.state == "insufficient"]
        if gate.attributes and small:
            found.append(_open(gate, small))
    return found


def _past(gate: GateResult) -> Finding:
    severity: Severity = "high" if gate.state == "fail" else "medium"
    others = [
        ", ".join(one.group)
        for one in gate.groups
        if one.state == gate.state and one.group != gate.group
    ]
    more = f" The same holds for {'; '.join(others)}." if others else ""
    verb = "is past its warning level"
    if past_target(gate, gate.value, gate.tolerance):
        verb = f"{'misses' if gate.state == 'fail' else 'may miss'} its target"
    who = f" for {', '.join(gate.group)}" if gate.group else ""
    return Finding(
        id="",
        kind="target",
        severity=severity,
        title=f"{gate.subject[:1].upper()}{gate.subject[1:]} {verb}{who}.",
        detail=gate.reason + more,
        attributes=gate.attributes,
        group=gate.group,
        evidence=(gate.id, *_rows(gate, gate.state)),
    )


def _open(gate: GateResult, small: list[GroupState]) -> Finding:
    """Return which groups a target could not be shown to be kept for."""
    counts = "; ".join(f"{', '.join(one.group)} ({one.n:,})" for one in small)
    which = "one group" if len(small) == 1 else f"{len(small)} groups"
    return Finding(
        id="",
        kind="too_few_decisions",
        severity="low",
        title=f"The target for {gate.subject} cannot be judged for {which} yet.",
        detail=f"The decisions that count towards it are too few to tell: {counts}.",
        attributes=gate.attributes,
        group=small[0].group,
        evidence=(gate.id, *_rows(gate, "insufficient")),
    )


def _rows(gate: GateResult, state: str) -> list[str]:
    rows = [one.disparity for one in gate.groups if one.state == state]
    return [row for row in rows if row is not None]
