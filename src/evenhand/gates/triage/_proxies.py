"""Proxies: how much of a gap in decisions goes with features that stand in for the attribute."""

from dataclasses import dataclass

from evenhand.analyses.proxy import Proxy
from evenhand.gates.triage._case import Case
from evenhand.inference.normal import two_sided

# What chance could account for as well counts half.
_UNSURE = 0.5


@dataclass(frozen=True)
class StandIn:
    """A feature by which decisions go, and which tells the attribute.

    `weight` is the share of the gap in favourable decisions that goes with it, halved if chance
    could do it.
    """

    proxy: Proxy
    change: float
    weight: float


def stand_ins(case: Case) -> tuple[StandIn, ...]:
    """Return the features that stand in for the attribute of a gap, the weightiest first.

    None for changes, and for gaps in how people are served. A feature that is a condition of the
    plan is none: by it like is compared with like, and what goes with it is the mix.
    """
    question = case.question
    gap = case.gap_of("selection_rate")
    single = len(question.attributes) == 1 and question.group and question.reference
    if case.of_service or question.change is not None or not single or not gap or not gap[0]:
        return ()
    found = []
    for one in case.facts.proxies:
        own = one.attribute == question.attributes[0] and one.feature not in case.plan.conditions
        if not own or not one.stands_in or one.effect is None:
            continue
        between = one.effect.between(question.group[0], question.reference[0])
        if between is None:
            continue
        change, error = between
        share = min(max(change / gap[0], 0.0), 1.0)
        sure = abs(change) > two_sided(one.level) * error
        found.append(StandIn(one, change, share if sure else share * _UNSURE))
    return tuple(sorted(found, key=lambda one: -one.weight))
