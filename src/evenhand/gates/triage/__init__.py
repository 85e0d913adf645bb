"""Triage: whether each gap and change lies in the data, the model or the workflow.

To add a domain's evidence: a function from a `Case` and its `Shares`, named in RULES.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from evenhand.analyses.decomposition import Decomposition
from evenhand.analyses.numbered import numbered
from evenhand.analyses.question import Question
from evenhand.gates.findings._facts import Facts
from evenhand.gates.triage._case import LEAST, Case
from evenhand.gates.triage._shares import Shares, shares_of
from evenhand.gates.triage.data import data
from evenhand.gates.triage.gaps import not_examined
from evenhand.gates.triage.model import model
from evenhand.gates.triage.rows import HINTS, Domain, Evidence, Ranked, Triage
from evenhand.gates.triage.workflow import workflow
from evenhand.plan import Plan

RULES: dict[Domain, Callable[[Case, Shares], Iterable[Evidence]]] = {
    "data": data,
    "model": model,
    "workflow": workflow,
}
_DECIMALS = 9


def triage(
    questions: Sequence[Question],
    decompositions: Iterable[Decomposition],
    facts: Facts,
    plan: Plan,
) -> tuple[Triage, ...]:
    """Return where each gap and change lies, in the order of the questions, numbered."""
    of: dict[tuple[str, ...], list[Decomposition]] = {}
    for one in decompositions:
        of.setdefault((*one.of, "", *one.group, "", *one.reference), []).append(one)
    found = []
    for question in questions:
        own = of.get((*question.of, "", *question.group, "", *question.reference), [])
        found.append(_triage(Case(question, facts, plan, tuple(own))))
    return numbered(found, "t")


def _triage(case: Case) -> Triage:
    question, shares = case.question, shares_of(case)
    evidence = [one for rule in RULES.values() for one in rule(case, shares)]
    order = list(RULES)
    evidence.sort(
        key=lambda one: (
            one.side == "against",
            -round(one.weight, _DECIMALS),
            order.index(one.domain),
        )
    )
    hinted = {one.domain for one in evidence if one.cause in HINTS and one.side == "for"}
    ranked = sorted(
        _ranked(evidence),
        key=lambda one: (
            -round(one.weight, _DECIMALS),
            one.domain not in hinted,
            not one.examined,
        ),
    )
    first = evidence[0] if evidence and evidence[0].weight >= LEAST else None
    return Triage(
        id="",
        of=question.of,
        metric=question.metric,
        attributes=question.attributes,
        group=question.group,
        reference=question.reference,
        kind="change" if question.change is not None else "gap" if question.group else "level",
        leading=None if first is None else first.cause,
        ranked=tuple(ranked),
        evidence=tuple(evidence),
        not_examined=tuple(not_examined(case)),
    )


def _ranked(evidence: Sequence[Evidence]) -> Iterator[Ranked]:
    """Yield every domain with the sum of its causes, each by its heaviest evidence."""
    for domain in RULES:
        causes: dict[str, float] = {}
        for one in evidence:
            if one.domain == domain:
                causes[one.cause] = max(causes.get(one.cause, 0.0), one.weight)
        weight = sum((weight for cause, weight in causes.items() if cause not in HINTS), 0.0)
        yield Ranked(domain=domain, weight=min(weight, 1.0), examined=bool(causes))


__all__ = ["RULES", "triage"]
