"""Places: where a failed gate is broken: for whom, in which time, in which subgroups the worst."""

from collections.abc import Iterator

from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.event_words import link
from evenhand.report.view.point import Point
from evenhand.report.view.rows import Rows

_SLICES = 2
_GATES = 6
_GROUPS = 4


def places(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield who is meant, what else is flagged for them, and where it is worst."""
    yield Point(name="Who", text=_who(rows, gate))
    yield from _too(rows, gate)
    yield from _crossed(rows, gate)
    yield from _alike(rows, gate)
    yield from _subgroups(rows, gate)


def _who(rows: Rows, gate: GateResult) -> str:
    """Return which group, of which attribute, within what, and in which time."""
    log, who = rows.audit.log, "Everybody"
    if gate.attributes and gate.group:
        by = words.listing([words.short(name, 40) for name in gate.attributes])
        who = f"{words.group_name(gate.group)} (by {by})"
        if not gate.target and gate.basis != "baseline":
            other = words.group_name(gate.reference) if gate.reference else "all others"
            who += f" against {other}"
    if gate.condition is not None:
        who += f", alike in {words.short(gate.condition, 40)}"
    when = words.window(gate.window, log.window) if gate.window else ""
    when = when or words.period(log.first, log.last)
    return f"{who}, {when}." if when else f"{who}."


def _too(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield the other gates that are past their tolerance for the same group."""
    also = [
        one.title
        for one in rows.audit.gates
        if one is not gate
        and one.attributes == gate.attributes != ()
        and any(g.group == gate.group and g.state in {"fail", "warn"} for g in one.groups)
    ]
    if also:
        more = len(also) - _GATES
        listed = [*also[:_GATES], words.how_many(more, "more gate")] if more > 0 else also
        yield Point(name="Flagged for them too", text=f"{words.listing(listed)}.")


def _crossed(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield the intersections within the group that are past the tolerance of the same gate."""
    if len(gate.attributes) != 1 or gate.target or not gate.group:
        return
    for wider in rows.audit.gates:
        alike = (wider.metric, wider.comparison, wider.basis, wider.window, wider.condition) == (
            gate.metric, gate.comparison, gate.basis, gate.window, gate.condition,
        )  # fmt: skip
        if not alike or len(wider.attributes) == 1 or gate.attributes[0] not in wider.attributes:
            continue
        place = wider.attributes.index(gate.attributes[0])
        found = [
            one
            for one in wider.groups
            if one.state in {"fail", "warn"} and one.group[place] == gate.group[0]
        ]
        if found:
            names = [
                f"{words.group_name(one.group)} ({sentences.gate_value(wider, one.value)})"
                for one in found[:_GROUPS]
            ]
            more = len(found) - _GROUPS
            if more > 0:
                names.append(words.how_many(more, "more group"))
            yield Point(
                name=f"By {words.listing([words.short(a, 30) for a in wider.attributes])}",
                text=f"past the tolerance for {words.listing(names)}.",
                rows=tuple(link(one.disparity) for one in found[:_GROUPS] if one.disparity),
            )


def _alike(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield what is left of the gap among decisions that are alike."""
    for found in rows.audit.findings:
        own = (found.attributes, found.group) == (gate.attributes, gate.group)
        if found.kind == "condition" and own and gate.condition is None and not gate.target:
            yield Point(
                name="Like with like",
                text=f"{found.title} {found.detail}".strip(),
                rows=tuple(map(link, found.evidence)),
            )


def _subgroups(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield the worst subgroups by this figure: of those the group is part of, or of everybody."""
    about = set(zip(gate.attributes, gate.group, strict=False))
    found = [
        one
        for one in rows.audit.slices
        if one.metric == gate.metric and (not about or about & set(one.items))
    ]
    told = [
        f"{words.listing([f'{words.short(c, 30)}: {words.short(v, 30)}' for c, v in one.items])} "
        f"({words.percent(one.value)} of {words.count(one.n)}, everybody else "
        f"{words.percent(one.rest)})"
        for one in found[:_SLICES]
    ]
    if told:
        yield Point(
            name="Worst in",
            text=f"{'; '.join(told)}.",
            rows=tuple(link(one.id) for one in found[:_SLICES]),
        )
