"""Gates that fail or warn, and groups too small to judge."""

from evenhand.gates.findings._answered import answered
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState, Severity
from evenhand.gates.words import group_name, past


def gate_states(facts: Facts) -> list[Finding]:
    """Return a finding for each gate that fails or warns, and one for groups that are too small."""
    gates = [gate for gate in facts.gates if not gate.target and gate.basis != "stream"]
    found = [answered(_broken(gate), gate) for gate in gates if gate.state in {"fail", "warn"}]
    return [*found, *_too_small(facts)]


def _broken(gate: GateResult) -> Finding:
    severity: Severity = "high" if gate.state == "fail" else "medium"
    others = [
        group_name(group.group)
        for group in gate.groups
        if group.state == gate.state and group.group != gate.group
    ]
    more = f" The same holds for {'; '.join(others)}." if others else ""
    verb = "is past its warning level"
    if past(gate, gate.tolerance):
        verb = f"{'is' if gate.state == 'fail' else 'may be'} outside its tolerance"
    rows = [group.disparity for group in gate.groups if group.state == gate.state]
    who = group_name(gate.group)
    return Finding(
        id="",
        kind=f"gate_{gate.state}",
        severity=severity,
        title=f"{gate.title} {verb}{f' for {who}' if who else ''}.",
        detail=gate.reason + more,
        attributes=gate.attributes,
        group=gate.group,
        evidence=(gate.id, *(row for row in rows if row is not None)),
    )


def _too_small(facts: Facts) -> list[Finding]:
    """Return one finding a gate on one attribute with the groups that it could not judge."""
    found = []
    for gate in facts.gates:
        small = [
            group
            for group in gate.groups
            if group.state == "insufficient" and not _unlabelled(facts, gate, group)
        ]
        if len(gate.attributes) != 1 or gate.target or gate.basis != "period" or not small:
            continue
        counts = "; ".join(f"{group_name(group.group)} ({group.n:,})" for group in small)
        which = "one group" if len(small) == 1 else f"{len(small)} groups"
        found.append(
            Finding(
                id="",
                kind="too_few_decisions",
                severity="low",
                title=f"{gate.title} cannot be judged for {which} yet.",
                detail=f"The decisions that count towards it are too few to tell: {counts}.",
                attributes=gate.attributes,
                group=small[0].group,
                evidence=(gate.id, *(g.disparity for g in small if g.disparity is not None)),
            )
        )
    return found


def _unlabelled(facts: Facts, gate: GateResult, group: GroupState) -> bool:
    """Return whether it is labels that are missing, not decisions."""
    rows = (
        facts.estimate(gate.metric, gate.attributes, side)
        for side in (group.group, group.reference)
    )
    return any(
        row is not None and row.undefined in {"selective_labels", "labels_not_mature"}
        for row in rows
    )
