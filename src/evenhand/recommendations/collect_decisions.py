"""Groups too small to judge: collect more decisions, with the number that would decide."""

from typing import NamedTuple

from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.words import group_name, number
from evenhand.metrics import METRICS
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation


class _Open(NamedTuple):
    """A group that a gate could not judge."""

    gate: GateResult
    group: GroupState


def collect_decisions(case: Case) -> list[Recommendation]:
    """Advise to collect decisions for the groups that gates on one attribute could not judge."""
    open_ = [
        _Open(gate, group)
        for gate in case.facts.gates
        if len(gate.attributes) == 1
        for group in gate.groups
        if group.state == "insufficient" and group.needed is not None
    ]
    attributes = dict.fromkeys(one.gate.attributes for one in open_)
    return [_advice([one for one in open_ if one.gate.attributes == a]) for a in attributes]


def _advice(open_: list[_Open]) -> Recommendation:
    names = list(dict.fromkeys(group_name(one.group.group) for one in open_))
    most = max(one.group.needed[0] for one in open_ if one.group.needed is not None)
    about = "about" if len(names) == 1 else "up to about"
    title = (
        f"Collect {about} {most:,} more decisions on {listed(names)} before judging them."
        if most
        else f"Judge {listed(names)} again when the next decisions are in."
    )
    return Recommendation(
        id="",
        rule="collect_decisions",
        action="collect_decisions",
        priority=0,
        title=title,
        because=" ".join(_grounds(one) for one in open_),
        steps=(
            (
                "Audit a longer period, or wait; do not lower the tolerance or merge groups to "
                "get an answer."
            ),
            "Read these groups' unfavourable decisions one by one meanwhile; they are few.",
        ),
        owner="Compliance",
        when="next audit",
        verify=f"The state of {'this group' if len(names) == 1 else 'these groups'} in "
        f"{listed(list(dict.fromkeys(one.gate.id for one in open_)))}.",
        evidence=tuple(dict.fromkeys(one.gate.id for one in open_)),
    )


def _grounds(one: _Open) -> str:
    name, gate = group_name(one.group.group), one.gate
    what = f"{METRICS[gate.metric].phrase} {gate.comparison}"
    if one.group.value is None or one.group.needed is None:
        return f"{name}: no {what} yet."
    best, estimated = one.group.needed
    more = f"{best:,} more decisions would show it to be within if the groups are in truth equal"
    likely = "" if estimated is None else f", {estimated:,} if the figure is the truth"
    return (
        f"{name}: {what} {number(one.group.value, gate.tolerance)} on {one.group.n:,} decisions "
        f"that count; {more}{likely}."
    )
