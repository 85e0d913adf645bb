"""What to collect: the groups and subgroups of which labels, or decisions, are worth most."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.slice import Slice
from evenhand.feedback.table import Cell, Column, Table
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState
from evenhand.gates.words import group_name
from evenhand.inference.one_sample_size import enough_to_tell

NAME, TITLE = "to_collect", "What to collect"
_WITHIN = 0.05  # a share is known well when it is known to five points either way
_DECISIONS = ("unfavourable", "favourable")

_COLUMNS = (
    Column(name="priority", kind="whole", about="1 is worth most."),
    Column(name="what", kind="text", about="labels or decisions."),
    Column(
        name="why",
        kind="text",
        about="selective: labels are missing for a reason; gate: it cannot be decided; coverage: "
        "labels are missing more often; subgroup: a figure of it is known poorly.",
    ),
    Column(name="attribute", kind="text", about="Of whom: the attribute; empty for a subgroup."),
    Column(name="group", kind="text", about="Its group, or the subgroup; empty for everybody."),
    Column(name="decision", kind="text", about="Which decisions; empty for either."),
    Column(name="metric", kind="text", about="The figure that they decide; empty for any."),
    Column(
        name="more", kind="whole", about="How many more; of a gate, if groups are equal in truth."
    ),
    Column(
        name="more_as_estimated",
        kind="whole",
        about="Of a gate, how many if its figure is the truth; empty where no number would do.",
    ),
    Column(
        name="without_label",
        kind="whole",
        about="Decisions of theirs in the log that are old enough for a label and have none.",
    ),
    Column(name="evidence", kind="text", about="The rows of audit.json that say so."),
)
_ABOUT = (
    (
        "The groups of which more labels or more decisions would tell most. Of labels that are "
        "missing for a reason a random sample is wanted, enough to know a share to five points "
        "either way; of a gate what its power asks for; of unequal coverage what brings it within "
        "five points of the reference; of a subgroup what tells its figure to five points either "
        "way."
    ),
    (
        "Draw the decisions to label at random among those without a label: labels that are easy "
        "to come by are not a sample. Where `more` is larger than `without_label`, the rest must "
        "come from new decisions."
    ),
)


class _Wanted(NamedTuple):
    what: str
    why: str
    attribute: str | None
    group: str | None
    decision: str | None
    metric: str | None
    more: int
    estimated: int | None
    without_label: int | None
    evidence: str


def to_collect(facts: Facts, findings: tuple[Finding, ...], *, level: float) -> Table:
    """Return what is worth collecting, that which decides most first; or that nothing is.

    Parameters
    ----------
    facts : Facts
        The rows of the audit.
    findings : tuple of Finding
    level : float
        Of the intervals.
    """
    found = [
        *_selective(facts, findings, level),
        *sorted(_of_gates(facts), key=lambda one: -one.more),
        *_coverage(facts, findings),
        *_of_slices(facts, level),
    ]
    if not found:
        return Table(
            name=NAME, title=TITLE, refused="Every gate is decided, and labels are known alike."
        )
    rows: list[tuple[Cell, ...]] = [(place, *one) for place, one in enumerate(found, start=1)]
    return Table(name=NAME, title=TITLE, about=_ABOUT, columns=_COLUMNS, rows=tuple(rows))


def _selective(facts: Facts, findings: tuple[Finding, ...], level: float) -> Iterator[_Wanted]:
    """Yield samples of the decisions without a label, where labels are missing for a reason."""
    for finding in findings:
        if finding.kind != "selective_labels":
            continue
        for decision in _DECISIONS:
            row = facts.labelled(decision).get((finding.attributes, finding.group))
            lacking = 0 if row is None else _lacking(row)
            if lacking:
                yield _Wanted(
                    "labels",
                    "selective",
                    _attribute(finding.attributes),
                    _group(finding.group),
                    decision,
                    None,
                    min(lacking, enough_to_tell(0.5, within=_WITHIN, level=level)),
                    None,
                    lacking,
                    " ".join(finding.evidence),
                )


def _of_gates(facts: Facts) -> Iterator[_Wanted]:
    """Yield what the groups lack that gates on this period cannot judge."""
    for gate in facts.gates:
        if gate.target or gate.basis != "period":
            continue
        for group in gate.groups:
            if group.state == "insufficient" and group.needed is not None and group.needed[0]:
                yield _of_gate(facts, gate, group, *group.needed)


def _of_gate(
    facts: Facts, gate: GateResult, group: GroupState, best: int, estimated: int | None
) -> _Wanted:
    late = "label" in facts.metrics[gate.metric].needs
    labelled, decisions = _known(facts, gate.attributes, group.group) if late else (0.0, 0.0)
    # What a gate needs are decisions, of which as many have a label as had one so far.
    share = labelled / decisions if decisions else 1.0
    return _Wanted(
        "labels" if late else "decisions",
        "gate",
        _attribute(gate.attributes),
        _group(group.group),
        None,
        gate.metric,
        math.ceil(best * share),
        None if estimated is None else math.ceil(estimated * share),
        round(decisions - labelled) if decisions else None,
        " ".join([gate.id, *([group.disparity] if group.disparity else [])]),
    )


def _coverage(facts: Facts, findings: tuple[Finding, ...]) -> Iterator[_Wanted]:
    """Yield the labels that would bring unequal coverage within five points."""
    for finding in findings:
        if finding.kind != "label_coverage":
            continue
        compared = facts.disparity(
            "label_coverage", "difference", finding.attributes, finding.group
        )
        reference = () if compared is None else compared.reference
        mine = _known(facts, finding.attributes, finding.group)
        theirs = _known(facts, finding.attributes, reference)
        if not mine[1] or not theirs[1]:
            continue
        wanted = theirs[0] / theirs[1] - _WITHIN
        yield _Wanted(
            "labels",
            "coverage",
            _attribute(finding.attributes),
            _group(finding.group),
            None,
            None,
            max(1, math.ceil(wanted * mine[1] - mine[0])),
            None,
            round(mine[1] - mine[0]),
            " ".join(finding.evidence),
        )


def _of_slices(facts: Facts, level: float) -> Iterator[_Wanted]:
    """Yield the labels that would tell the figures of subgroups that stand out."""
    for one in facts.slices:
        # Two of either kind more: of none in twenty, none would seem to be enough (Agresti and
        # Coull 1998).
        share = (one.value * one.n + 2) / (one.n + 4)
        more = enough_to_tell(share, within=_WITHIN, level=level) - one.n
        if "label" in facts.metrics[one.metric].needs and more > 0:
            yield _Wanted(
                "labels", "subgroup", None, _items(one), None, one.metric, more, None, None, one.id
            )


def _items(one: Slice) -> str:
    return ", ".join(f"{column}: {value}" for column, value in one.items)


def _known(
    facts: Facts, attributes: tuple[str, ...], group: tuple[str, ...]
) -> tuple[float, float]:
    """Return how many mature decisions of a group have a label, and how many there are."""
    rows = [facts.labelled(decision).get((attributes, group)) for decision in _DECISIONS]
    known = [row for row in rows if row is not None]
    return sum(row.numerator or 0.0 for row in known), sum(row.denominator or 0.0 for row in known)


def _lacking(row: Estimate) -> int:
    return round((row.denominator or 0.0) - (row.numerator or 0.0))


def _attribute(attributes: tuple[str, ...]) -> str | None:
    return " × ".join(attributes) or None  # noqa: RUF001 - as in the report


def _group(group: tuple[str, ...]) -> str | None:
    return group_name(group) if group else None
