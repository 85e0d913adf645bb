"""Groups too small to judge: collect more decisions, with the number that would decide."""

from typing import NamedTuple

from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.words import amount, group_name, metric_of
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Effect, Recommendation


class _Open(NamedTuple):
    """A group that a gate could not judge, and how many more decisions would show it within."""

    gate: GateResult
    group: GroupState
    best: int
    estimated: int | None


# More groups than this are counted rather than named: a reader has few seconds.
_NAMED = 4


def collect_decisions(case: Case) -> list[Recommendation]:
    """Advise to collect decisions for the groups that gates on one attribute could not judge."""
    open_ = [
        _Open(gate, group, *group.needed)
        for gate in case.facts.gates
        if len(gate.attributes) == 1 and not gate.target and gate.basis == "period"
        for group in gate.groups
        if group.state == "insufficient" and group.needed is not None
    ]
    attributes = dict.fromkeys(one.gate.attributes for one in open_)
    return [_advice([one for one in open_ if one.gate.attributes == a]) for a in attributes]


def _advice(open_: list[_Open]) -> Recommendation:
    names = list(dict.fromkeys(group_name(one.group.group) for one in open_))
    if len(names) > _NAMED:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more groups"]
    most = max(one.best for one in open_)
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
        because=_because(open_),
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
        severity="low",
        effort="small",
        effect=_effect(open_, most) if most else None,
        no_effect=""
        if most
        else "The decisions that there are would do if the groups were equal; the next will tell.",
        cost="Time: a longer period, or a later audit.",
        caution="If the groups are unequal, it takes more, or they will be shown to be.",
        gate=gate_entry(open_[0].gate),
    )


def _effect(open_: list[_Open], most: int) -> Effect:
    """Return how many comparisons would be decided, if the groups were equal."""
    return Effect(
        text=f"{len(open_):,} comparisons that are open would be decided, if the groups are equal, "
        f"four times in five on {most:,} more decisions of each."
        if len(open_) > 1
        else "The comparison that is open would be decided, if the groups are equal, four times in "
        f"five on {most:,} more decisions.",
        comparison="count",
        before=float(len(open_)),
        after=0.0,
        low=None,
        high=None,
        tolerance=None,
        by="counted",
        row=open_[0].gate.id,
        gate=open_[0].gate.id,
    )


def _because(open_: list[_Open]) -> str:
    """Return the figures of the groups that lack the most, the others only counted."""
    ordered = sorted(open_, key=lambda one: -one.best)
    left = len(ordered) - _NAMED
    rest = f" {left} more comparisons are open." if left > 1 else ""
    shown = ordered[:_NAMED] if rest else ordered
    return " ".join(_grounds(one) for one in shown) + rest


def _grounds(one: _Open) -> str:
    gate, value = one.gate, one.group.value
    what = f"{metric_of(gate).phrase} {gate.comparison}"
    figure = "" if value is None else f" {amount(gate, value)}"
    likely = "" if one.estimated is None else f", {one.estimated:,} more if the figure is true"
    more = f"{one.best:,} more would show" if one.best else "they would show"
    return (
        f"{group_name(one.group.group)}: {what}{figure} on {one.group.n:,} decisions that count; "
        f"{more} it to be within if the groups were equal{likely}."
    )
