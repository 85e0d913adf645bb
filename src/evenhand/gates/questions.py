"""Questions: which gaps and changes an audit must look into, from its gates and findings."""

from collections.abc import Iterable, Iterator, Mapping

from evenhand.analyses.question import Question
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState

_FLAGGED = ("fail", "warn")
_PRESSING = ("high", "medium")

_About = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


def questions(facts: Facts, findings: Iterable[Finding]) -> tuple[Question, ...]:
    """Return what must be looked into, each gap and change once.

    First the worst group of every gate that fails or warns, or misses a target; then the gaps of
    performance that are findings, and the changes that are findings of high or medium severity;
    then the other groups that a gate flags. A gap that two gates ask about is one question.
    """
    worst, others = _asked(_gates(facts, worst=True)), _asked(_gates(facts, worst=False))
    gaps = _asked(_gaps(facts, findings))
    for about, by in (*gaps.items(), *others.items()):
        if about in worst:
            worst[about] += by
    return (
        *_questions(worst),
        *_questions({about: by for about, by in gaps.items() if about not in worst}),
        *_changes(facts, findings),
        *_questions({about: by for about, by in others.items() if about not in {*worst, *gaps}}),
    )


def _asked(pairs: Iterable[tuple[_About, str]]) -> dict[_About, list[str]]:
    found: dict[_About, list[str]] = {}
    for about, by in pairs:
        found.setdefault(about, []).append(by)
    return found


def _questions(asked: Mapping[_About, list[str]]) -> Iterator[Question]:
    for (metric, attributes, group, reference, whole), by in asked.items():
        yield Question(
            of=tuple(dict.fromkeys(by)),
            metric=metric,
            attributes=attributes,
            group=group,
            reference=reference,
            whole=whole,
        )


def _gates(facts: Facts, *, worst: bool) -> Iterator[tuple[_About, str]]:
    for gate in facts.gates:
        if gate.basis != "period" or gate.state not in _FLAGGED:
            continue
        for part in gate.groups:
            if part.state in _FLAGGED and (part.group == gate.group) == worst:
                reference = _reference(facts, gate, part)
                whole = gate.condition is None and gate.window is None
                yield (gate.metric, gate.attributes, part.group, reference, whole), gate.id


def _reference(facts: Facts, gate: GateResult, part: GroupState) -> tuple[str, ...]:
    """Return whom a group is compared with; of a target, whom it would be."""
    if not gate.target:
        return part.reference
    row = facts.disparity(gate.metric, "ratio", gate.attributes, part.group)
    return () if row is None else row.reference


def _gaps(facts: Facts, findings: Iterable[Finding]) -> Iterator[tuple[_About, str]]:
    rows = {row.id: row for row in facts.disparities}
    for finding in findings:
        if finding.kind != "kpi_gap":
            continue
        row = rows[finding.evidence[-1]]
        yield (row.metric, row.attributes, row.group, row.reference, True), row.id


def _changes(facts: Facts, findings: Iterable[Finding]) -> Iterator[Question]:
    rows = {row.id: row for row in facts.change_points}
    for finding in findings:
        if finding.kind == "change" and finding.severity in _PRESSING:
            row = rows[finding.evidence[0]]
            yield Question(
                of=(row.id,),
                metric=row.metric,
                attributes=row.attributes,
                group=row.group,
                reference=row.reference,
                change=row,
            )
