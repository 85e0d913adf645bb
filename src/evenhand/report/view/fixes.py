"""Fixes: what would mend a failed gate, and at what price, as far as that is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.analyses.remedy import Outcome, RemediedGap, Remedy, distance, past
from evenhand.gates.gate import GateResult
from evenhand.recommendations.recommendation import Recommendation
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.failed import triage_of
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows
from evenhand.report.view.todo import due

MOST = 4  # things to do
TRIED = 5  # remedies
_COMMAND = "evenhand audit --simulate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One thing to do: its effect and price in a line each; "What to do" has its steps."""

    anchor: str  # where its steps are
    title: str
    effect: str
    cost: str
    caution: str
    who: str  # who does it, by when, with what effort


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRemedy:
    """What one remedy did to the gap of this gate in later decisions, and what it cost there."""

    title: str
    value: Figure
    state: str  # of the figure with it: pass, insufficient, fail
    word: str
    favourable: str
    accuracy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """What would mend a gate."""

    todo: tuple[Fix, ...]
    todo_left_out: int
    deployed: str  # the figure of the decisions on which remedies were tried, as they were made
    tried: tuple[TriedRemedy, ...]
    tried_left_out: int
    note: str  # what was not tried, and why
    command: str  # that tries it; "": nothing to run


def fixes(rows: Rows, gate: GateResult) -> Fixes:
    """Return the advice that rests on a gate, and what remedies did to its gap."""
    advice = sorted(_about(rows, gate), key=lambda one: one.priority)
    gaps = _ordered(gate, _gaps(rows, gate))
    telling = [pair for pair in gaps if pair[1].outcome.value is not None]
    deployed = next((gap.outcome.deployed for _, gap in telling), None)
    return Fixes(
        todo=tuple(_fix(one, gate) for one in advice[:MOST]),
        todo_left_out=max(0, len(advice) - MOST),
        deployed="" if deployed is None else sentences.gate_value(gate, deployed),
        tried=tuple(_tried(gate, *pair) for pair in telling[:TRIED]),
        tried_left_out=max(0, len(telling) - TRIED),
        note=_note(rows, gate, telling),
        command=_COMMAND if _untried(rows, gate) else "",
    )


def _about(rows: Rows, gate: GateResult) -> list[Recommendation]:
    """Return the advice that rests on a gate, on its worst figure, or on what accounts for it.

    Where there is none, that on failed gates about what its group is part of, as race is of race
    and sex.
    """
    audit = rows.audit
    triage = triage_of(audit, gate)
    own = {gate.id, *(one.disparity for one in gate.groups if one.group == gate.group)}
    if triage is not None:
        own |= {triage.id, *(one.id for one in audit.decompositions if gate.id in one.of)}
    mending = {remedy.id for remedy, _ in _gaps(rows, gate)}
    # More decisions settle what is open: they mend nothing that fails.
    advice = [one for one in audit.recommendations if one.action != "collect_decisions"]
    found = [
        one
        for one in advice
        if own & set(one.evidence) or (one.effect is not None and one.effect.row in own | mending)
    ]
    if found or not gate.group:
        return found
    wider = {one.id for one in audit.gates if one.state == "fail" and _pairs(one) < _pairs(gate)}
    return [one for one in advice if wider & set(one.evidence)]


def _pairs(gate: GateResult) -> set[tuple[str, str]]:
    """Return the attributes of a gate with the group of each."""
    return set(zip(gate.attributes, gate.group, strict=False)) or {("", "")}


def _fix(advice: Recommendation, gate: GateResult) -> Fix:
    effect = advice.no_effect if advice.effect is None else advice.effect.text
    if advice.effect is not None and advice.effect.gate not in {"", gate.id}:
        effect = f"Not known of this figure. {effect}"
    who = (words.capital(advice.owner), due(advice), f"{advice.effort} effort")
    return Fix(
        anchor=f"todo-{advice.priority}",
        title=advice.title,
        effect=effect or "What it would change is not known.",
        cost=_sentence(advice.cost),
        caution=_sentence(advice.caution),
        who=", ".join(text for text in who if text) + ".",
    )


def _sentence(text: str) -> str:
    return f"{words.capital(text).rstrip('.')}." if text else ""


def _gaps(rows: Rows, gate: GateResult) -> list[tuple[Remedy, RemediedGap]]:
    """Return what each remedy that may count did to the gap of this gate."""
    return [
        (remedy, gap)
        for remedy in rows.audit.remedies
        if remedy.counts
        for gap in remedy.gaps
        if gap.gate == gate.id and gap.group == gate.group
    ]


def _ordered(
    gate: GateResult, found: Iterable[tuple[Remedy, RemediedGap]]
) -> list[tuple[Remedy, RemediedGap]]:
    """Return remedies by how near the gap comes to equality, the nearest first."""

    def away(pair: tuple[Remedy, RemediedGap]) -> float:
        value = pair[1].outcome.value
        return float("inf") if value is None else distance(value, gate.comparison)

    return sorted(found, key=away)


def _tried(gate: GateResult, remedy: Remedy, gap: RemediedGap) -> TriedRemedy:
    found = gap.outcome
    state, word = _state(gate, found)
    return TriedRemedy(
        title=remedy.title,
        value=Figure(
            text=sentences.gate_value(gate, found.value),
            interval=words.between(
                sentences.gate_bound(gate, found.low), sentences.gate_bound(gate, found.high)
            ),
            row=remedy.id,
        ),
        state=state,
        word=word,
        favourable=_change(remedy.selection_rate),
        accuracy=_change(remedy.accuracy),
    )


def _state(gate: GateResult, found: Outcome) -> tuple[str, str]:
    """Return whether the whole interval is within the tolerance, none of it, or some."""
    ends = [end for end in (found.low, found.value, found.high) if end is not None]
    within = [past(end, gate.comparison, gate.tolerance) <= 0 for end in ends]
    if all(within):
        return "pass", "within"
    return ("insufficient", "may be within") if any(within) else ("fail", "past it")


def _change(found: Outcome | None) -> str:
    """Return by how many points a rate changed, with the interval of that."""
    if found is None or found.change is None:
        return words.NOTHING
    text = words.points(found.change)
    low, high = (
        None if end is None else words.points(end, unit=False)
        for end in (found.change_low, found.change_high)
    )
    span = words.between(low, high)
    sign = "" if found.change < 0 else "+"
    return f"{sign}{text} ({span})" if span else f"{sign}{text}"


def _untried(rows: Rows, gate: GateResult) -> bool:
    """Return whether remedies could be tried on a gate, and nobody asked for it."""
    return not gate.target and rows.audit.trial is None and not rows.audit.untried


def _note(rows: Rows, gate: GateResult, telling: list[tuple[Remedy, RemediedGap]]) -> str:
    """Return why there are no figures of remedies, or which remedies have none."""
    audit = rows.audit
    if gate.target:
        return ""  # a remedy of a model moves no service figure
    if _untried(rows, gate):
        return "What remedies would do to it was not tried."
    if audit.trial is None:
        return f"Remedies were not tried: {(audit.untried or '').rstrip('.')}."
    if gate.id in audit.trial.unmeasured:
        return "Remedies were tried, but the later decisions do not tell what they do to this gate."
    if not telling:
        return "Remedies were tried, and none of them has a figure for this gate."
    return _silent(len(audit.remedies) - len(telling))


def _silent(count: int) -> str:
    """Return how many remedies have no figure for a gate; "" where all have one."""
    if not count:
        return ""
    verb = "was" if count == 1 else "were"
    many = words.capital(words.how_many(count, "remedy", "remedies"))
    return f"{many} {verb} refused, or {verb} of no account here."
