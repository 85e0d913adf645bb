"""A gate fails: find out why before changing anything."""

from dataclasses import replace

from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.words import figures, group_name, metric_of
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

Groups = list[tuple[str, ...]]


def investigate(case: Case) -> list[Recommendation]:
    """Advise to look into each attribute on which a gate fails, with what is known of it.

    Intersections come after, and only those that neither of their groups accounts for.
    """
    # Of what is waived, somebody knows why. A figure that changed by itself compares no groups.
    failed = [
        gate
        for gate in case.facts.gates
        if gate.counts_as == "fail" and not gate.target and _compares(gate)
    ]
    # What the period shows need not be told again from a change, or from evidence over time.
    told = {(gate.attributes, gate.metric) for gate in failed if gate.basis == "period"}
    failed = [
        gate
        for gate in failed
        if gate.basis == "period" or (gate.attributes, gate.metric) not in told
    ]
    alone = {(gate.attributes[0], *g) for gate in failed if _single(gate) for g in _failing(gate)}
    found = []
    for attributes in sorted(dict.fromkeys(gate.attributes for gate in failed), key=len):
        gates = [gate for gate in failed if gate.attributes == attributes]
        groups = [
            group
            for group in dict.fromkeys(g for gate in gates for g in _failing(gate))
            if len(attributes) == 1
            or not any((a, g) in alone for a, g in zip(attributes, group, strict=True))
        ]
        gates = [gate for gate in gates if set(groups) & set(_failing(gate))]
        if groups:
            found.append(_advice(case, attributes, gates, groups))
    return found


def _advice(
    case: Case, attributes: tuple[str, ...], gates: list[GateResult], groups: Groups
) -> Recommendation:
    steps = [
        (
            "Read the reasons of a sample of unfavourable decisions of these groups, blind to "
            "the group."
        ),
        "Check how the data of these groups differ: missing values, sources, age of records.",
    ]
    steps[:0] = _accounts(case, [gate.id for gate in gates], groups)
    for held in case.of_kind("condition"):
        if held.attributes == attributes and held.group in groups:
            steps.insert(0, f"Start with this: {held.title} {held.detail}")
    if any(gate.metric in {"true_positive_rate", "false_negative_rate"} for gate in gates):
        steps.append(
            "The error rates differ too, so qualified people are turned away unequally: "
            "suspend automatic refusals until it is explained."
        )
    ids = [gate.id for gate in gates]
    over_time = [
        gate.id
        for gate in case.facts.gates
        if gate.basis == "stream" and gate.state == "fail" and gate.attributes == attributes
    ]
    how = "worse" if all(_worse(gate, groups) for gate in gates) else "different"
    by = " and ".join(attributes)
    return Recommendation(
        id="",
        rule="investigate",
        action="investigate",
        priority=0,
        title=f"Find out why the figures of {listed([group_name(g) for g in groups])} are {how} "
        f"by {by}.",
        because=" ".join(_reason(gate, groups) for gate in gates),
        steps=tuple(steps),
        owner="Model owner, with compliance",
        verify=f"The {'gate' if len(ids) == 1 else 'gates'} {listed(ids)} in the next audit.",
        evidence=tuple(dict.fromkeys((*ids, *over_time))),
        severity="high",
        effort="small",
        no_effect="To look changes nothing; it tells which remedy fits.",
        caution="What helps against one cause may make another worse: know it before anything is "
        "changed for good.",
        gate=gate_entry(gates[0]),
    )


def _accounts(case: Case, gates: list[str], groups: Groups) -> list[str]:
    """Return the step that begins with what accounts for most of it, where anything does."""
    for one in case.triages:
        if one.leading is not None and one.group in groups and set(one.of) & set(gates):
            text = one.speaking_for(one.leading)[0].text
            return [f"Begin with what accounts for most of it: {text[:1].lower()}{text[1:]}"]
    return []


def _compares(gate: GateResult) -> bool:
    return gate.basis != "baseline" or bool(gate.reference)


def _single(gate: GateResult) -> bool:
    return len(gate.attributes) == 1


def _failing(gate: GateResult) -> Groups:
    return [one.group for one in gate.groups if one.state == "fail"]


def _reason(gate: GateResult, groups: Groups) -> str:
    """Return the figures on which a gate fails for these groups: its own may be about another."""
    if gate.group in groups:
        return figures(gate)
    clearest = min(
        (one for one in gate.groups if one.state == "fail" and one.group in groups),
        key=lambda one: one.p_value or 0.0,
    )
    return figures(
        replace(
            gate,
            group=clearest.group,
            reference=clearest.reference,
            value=clearest.value,
            low=clearest.low,
            high=clearest.high,
        )
    )


def _worse(gate: GateResult, groups: Groups) -> bool:
    """Return whether all of the groups that fail fare worse than whom they are compared with."""
    parts = [one for one in gate.groups if one.state == "fail" and one.group in groups]
    return all(_below(gate, one) for one in parts)


def _below(gate: GateResult, one: GroupState) -> bool:
    favours = metric_of(gate).favours
    if gate.comparison == "ratio":
        return favours != "neither"
    return (
        (one.value or 0.0) < 0 if favours == "high" else favours == "low" and (one.value or 0) > 0
    )
