"""Workflow: what people make of proposals, and what happens to a decision on its way."""

from collections.abc import Iterator

from evenhand.gates.triage._case import Case, listed
from evenhand.gates.triage._shares import Shares, review_share
from evenhand.gates.triage.rows import Evidence

_FLAGS = {
    "failure": "failures",
    "tool_failed": "failed tool calls",
    "sla_breach": "late answers",
    "handoff": "hand-offs",
    "review": "human reviews",
}


def workflow(case: Case, shares: Shares) -> Iterator[Evidence]:
    """Yield what speaks for the workflow, and against it."""
    people = case.part("scores", "override") or case.part("scores", "departure")
    if people is not None:
        what = (
            "Overrides of proposals"
            if people.part.name == "override"
            else "Decisions that depart from the rule"
        )
        text = f"{what} at the same score account for {case.accounted(people)}."
        yield case.evidence(
            "workflow", "override", shares.override, text, (people.decomposition.id,)
        )
    else:
        yield from _reviewed(case, shares)
    channel, way = case.channel, case.on_the_way
    if channel is not None:
        over = listed(channel.decomposition.over)
        text = f"The {over} that decisions go through accounts for {case.accounted(channel)}."
        rows = (channel.decomposition.id,)
        yield case.evidence("workflow", "channel", shares.channel, text, rows)
    if way is not None:
        what = _FLAGS[way.decomposition.over[0]]
        text = f"Different shares of {what} account for {case.accounted(way)}."
        yield case.evidence(
            "workflow", "on_the_way", shares.on_the_way, text, (way.decomposition.id,)
        )
    if case.of_service:
        yield _service(case, shares)


def _reviewed(case: Case, shares: Shares) -> Iterator[Evidence]:
    if review_share(case) is None:
        return
    question = case.question
    for row in case.facts.review_effects:
        if (row.attributes, row.group) == (question.attributes, question.group):
            before, after = (case.amount(gap or 0.0) for gap in (row.before, row.after))
            text = f"Review changes the gap from {before} as proposed to {after} as decided."
            yield case.evidence("workflow", "override", shares.override, text, (row.id,))


def _service(case: Case, shares: Shares) -> Evidence:
    """Return how much of a figure of performance is how like cases are served."""
    within = case.within
    text = f"{case.metric.title} is a matter of how decisions are handled."
    rows: tuple[str, ...] = case.question.of[:1]
    if within is not None:
        over = listed(within.decomposition.over)
        text = f"Cases alike in {over} are served otherwise: {case.accounted(within)}."
        rows = (within.decomposition.id,)
    before = shares.before["service"]
    return case.evidence("workflow", "service", shares.service, text, rows, before=before)
