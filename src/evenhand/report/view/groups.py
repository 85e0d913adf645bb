"""The group table: every group's rate, its interval on a common axis, and how it compares."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import GateResult, GroupState
from evenhand.report import words
from evenhand.report.view import forest, sentences
from evenhand.report.view.figure import Figure, of_disparity, of_estimate
from evenhand.report.view.rows import Rows, group_state

RATE = "selection_rate"
UNKNOWN = ("unknown",)
NONE = Figure(text="")
MOST_ROWS = 10  # in the body; the rest stands under "all groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One line of the group table."""

    key: tuple[str, ...]
    name: str
    n: str
    rate: Figure
    line: forest.Line | None
    compared: Figure
    shortfall: Figure
    state: str
    word: str
    note: str  # what the state rests on, where the line itself does not tell
    reference: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The group table: the rows that matter, the rest, and the axis that they share."""

    rows: tuple[GroupRow, ...]
    rest: tuple[GroupRow, ...]
    axis: forest.Axis
    band: forest.Band | None
    comparison: str
    compared_title: str
    reference: str
    caption: str
    shortfalls: bool
    notes: tuple[str, ...]


def group_table(
    rows: Rows, attributes: tuple[str, ...], reference: tuple[str, ...], most: int = MOST_ROWS
) -> GroupTable:
    """Return the table of the selection rate over the groups of these attributes.

    `most` groups are shown besides the reference; the others are the table's rest.
    """
    gate = rows.gate(RATE, attributes)
    comparison = gate.comparison if gate else "ratio"
    estimates = rows.groups(RATE, attributes)
    known = [e for e in estimates if e.group != UNKNOWN]
    base = next((e for e in known if e.group == reference), None)
    valued = [e for e in estimates if e.value is not None]
    axis = forest.axis_over(
        [bound for e in valued for bound in (e.value, e.low, e.high) if bound is not None]
    )
    lines = [_row(rows, gate, e, comparison=comparison, base=base, axis=axis) for e in known]
    lines.sort(key=_weight)
    ordered = [row for _, row in lines]
    unknown = _unknown_row(rows, attributes, axis)
    shown = ordered[: most + 1]
    base_rate = base.value if base else None
    return GroupTable(
        rows=(*shown, *unknown),
        rest=tuple(ordered[most + 1 :]),
        axis=axis,
        band=forest.band(axis, base_rate, gate.tolerance if gate else None, comparison),
        comparison=comparison,
        compared_title="Ratio" if comparison == "ratio" else "Difference",
        reference=words.group_name(reference) if reference else "",
        caption=_caption(gate, words.group_name(reference) if reference else ""),
        shortfalls=any(row.shortfall.text for row in ordered),
        notes=notes_of(shown),
    )


def notes_of(rows: Sequence[GroupRow]) -> tuple[str, ...]:
    """Return what must be said of these rows below their table."""
    return tuple(f"{row.name}: {row.note}." for row in rows if row.note)


def _row(
    rows: Rows,
    gate: GateResult | None,
    estimate: Estimate,
    *,
    comparison: str,
    base: Estimate | None,
    axis: forest.Axis,
) -> tuple[tuple[bool, int, float, str], GroupRow]:
    reference = base.group if base else ()
    is_reference = base is not None and estimate.group == base.group
    part = group_state(gate, estimate.group)
    disparity = rows.disparity(RATE, estimate.attributes, estimate.group, comparison)
    limits = sentences.fences(gate) if gate else []
    state = part.state if part else ""
    row = GroupRow(
        key=estimate.group,
        name=words.group_name(estimate.group),
        n=words.count(estimate.n),
        rate=of_estimate(estimate),
        line=forest.line(axis, estimate.value, estimate.low, estimate.high),
        compared=NONE if is_reference else of_disparity(disparity, fences=limits, unit=False),
        shortfall=_shortfall(rows, estimate),
        state=state,
        word=state or ("reference" if is_reference else ""),
        note=_note(gate, part, reference),
        reference=is_reference,
    )
    value = disparity.value if disparity else None
    size = 1.0 if value is None else (value if comparison == "ratio" else -abs(value))
    rank = words.SEVERITY.index(state) if state else len(words.SEVERITY)
    return (not is_reference, rank, size, row.name), row


def _weight(
    line: tuple[tuple[bool, int, float, str], GroupRow],
) -> tuple[bool, int, float, str]:
    return line[0]


def _shortfall(rows: Rows, estimate: Estimate) -> Figure:
    """Return how many favourable decisions parity would add, where it would add any."""
    row = rows.disparity(RATE, estimate.attributes, estimate.group, "shortfall")
    if row is None or row.value is None or round(row.value) <= 0:
        return NONE
    return Figure(text=words.count(round(row.value)), row=row.id)


def _note(gate: GateResult | None, part: GroupState | None, reference: tuple[str, ...]) -> str:
    """Return what a reader of the line would else miss: another partner, decisions that lack."""
    if gate is None or part is None or part.state == "pass":
        return ""
    told = []
    if part.reference != reference and part.value is not None:
        told.append(
            f"judged against {words.group_name(part.reference)}, "
            f"{sentences.gate_value(gate, part.value)}"
        )
    if part.state == "insufficient" and not part.testable:
        told.append(f"cannot be judged yet with {words.how_many(part.n, 'decision', digits=True)}")
    needed = _needed(part)
    return "; ".join([*told, *([needed] if needed else [])])


def _needed(part: GroupState | None) -> str:
    """Return how many more decisions would settle the group's state, in words."""
    if part is None or part.needed is None:
        return ""
    best, likely = part.needed
    if best == 0:
        return f"up to {words.count(likely)} more decisions would decide" if likely else ""
    if likely is None or likely <= best:
        return f"about {words.count(best)} more decisions would decide"
    return f"{words.count(best)} to {words.count(likely)} more decisions would decide"


def _unknown_row(rows: Rows, attributes: tuple[str, ...], axis: forest.Axis) -> list[GroupRow]:
    estimate = rows.estimate(RATE, attributes, UNKNOWN)
    n = estimate.n if estimate else rows.audit.log.unknown.get("".join(attributes[:1]), 0)
    if n == 0 or len(attributes) != 1:
        return []
    row = GroupRow(
        key=UNKNOWN,
        name="unknown",
        n=words.count(n),
        rate=of_estimate(estimate),
        line=forest.line(axis, estimate.value, estimate.low, estimate.high) if estimate else None,
        compared=NONE,
        shortfall=NONE,
        state="",
        word="not compared",
        note="",
        reference=False,
    )
    return [row]


def _caption(gate: GateResult | None, reference: str) -> str:
    parts = ["Share of decisions that were favourable, in %, with intervals."]
    if reference:
        parts.append(f"Dashed: the reference, {reference}.")
    if gate and reference:
        limit = sentences.gate_value(gate, gate.tolerance)
        what = "a ratio of" if gate.comparison == "ratio" else "a difference of up to"
        better = " or better" if gate.comparison == "ratio" else ""
        parts.append(f"Band: {what} {limit}{better}.")
    return " ".join(parts)


def reference_of(rows: Rows, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the group that others are compared with; () where there is none."""
    if len(attributes) == 1:
        found = (a.reference for a in rows.audit.attributes if a.name == attributes[0])
        return tuple(name for name in found if name)
    named: Sequence[tuple[str, ...]] = [
        d.reference
        for d in rows.audit.disparities
        if d.attributes == attributes and d.metric == RATE and d.against == "reference"
    ]
    return max(named, key=named.count, default=())
