"""Gates over time: evidence gathered over many audits, as a gate that can be looked at daily."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import SMALLEST, evidence, gather
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.over_time.series import effect_of
from evenhand.analyses.stream import Ended, History, Question, Stream
from evenhand.analyses.stream_windows import versions, windows_of
from evenhand.cube.cube import Cube
from evenhand.gates.gate import GateResult, GroupState, State
from evenhand.gates.policy import PlannedGate
from evenhand.gates.states import ORDER
from evenhand.gates.stream_questions import questions
from evenhand.gates.stream_words import reason, title
from evenhand.inference.multiplicity import e_benjamini_hochberg
from evenhand.metrics._metric import Metric, Proportion
from evenhand.plan import Plan

Row = tuple[tuple[str, ...], str]  # attributes and metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What streams are carried on from.

    Attributes
    ----------
    cube : Cube
        First decisions by window.
    usable, mature : tuple of str
        The windows that are complete, and those of them whose labels have arrived.
    reach : str or None
        The window that the log begins in.
    """

    cube: Cube
    usable: tuple[str, ...]
    mature: tuple[str, ...]
    reach: str | None
    groupings: Mapping[tuple[str, ...], Grouping]
    measurements: Mapping[Row, Measurement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The streams after an audit, those that ended, and gates that nothing is gathered on."""

    streams: tuple[Stream, ...]
    ended: tuple[Ended, ...]
    not_followed: tuple[str, ...]
    cut_off: tuple[str, ...]  # streams that began before the log does, with people to recognise


def follow_gates(
    gates: Sequence[PlannedGate], facts: Facts, plan: Plan, history: History, *, level: float
) -> Gathered:
    """Return every stream of the gates, with the windows of the log that it has not used yet.

    Raises no alarm by itself that another one would not bear: the chance of a false one is shared
    by all streams (e-Bonferroni), since each may be looked at, and stopped, at a time of its own.
    """
    asked, others = [], []
    for gate in gates:
        measured = facts.measurements[gate.attributes, gate.gate.metric]
        if measured.metric.reads == "counts" and isinstance(measured.result, Proportion):
            asked += list(questions(gate, facts.groupings[gate.attributes], measured, plan))
        else:
            others.append(measured.metric.phrase)
    asked = list({question.id: question for question in reversed(asked)}.values())[::-1]
    before = {stream.asks.id: stream for stream in history.streams}
    of_version = versions(facts.cube)
    terms = Terms(
        alpha=plan.monitoring.alpha,
        family=max(len(asked), 1),
        run_length=plan.monitoring.run_length,
        level=level,
    )
    streams: list[Stream] = []
    ended: list[Ended] = []
    cut_off: list[str] = []
    for question in asked:
        measured = facts.measurements[question.attributes, question.metric]
        grouping = facts.groupings[question.attributes]
        stream = before.get(question.id)
        known = plan.columns.entity is not None
        short = known and stream is not None and (stream.began or "") < (facts.reach or "")
        effect = 1.0
        if short:
            cut_off.append(question.id)
            sides = [grouping.groups.index(question.group)]
            sides += [g for g in range(len(grouping.groups)) if _among(question, grouping, g)]
            effect = max(effect_of(measured.effect, sides[0], other) for other in sides[1:])
        usable = facts.mature if question.late else facts.usable
        found, gone = gather(
            question,
            stream,
            windows_of(question, facts.cube, grouping, measured.metric, usable),
            of_version,
            terms,
            effect=effect,
            recount=not short,
        )
        streams.append(found)
        ended += gone
    return Gathered(
        streams=tuple(streams),
        ended=tuple(ended),
        not_followed=tuple(dict.fromkeys(others)),
        cut_off=tuple(cut_off),
    )


def _among(question: Question, grouping: Grouping, group: int) -> bool:
    """Return whether a group is among those that the question compares with."""
    name = grouping.groups[group]
    return name == question.reference if question.reference else name != question.group


def judge_streams(
    gates: Sequence[PlannedGate],
    gathered: Sequence[Stream],
    metrics: Mapping[str, Metric],
) -> tuple[GateResult, ...]:
    """Return the gates over time, one for each gate that evidence is gathered on."""
    by_gate: dict[str, list[Stream]] = {}
    for stream in gathered:
        by_gate.setdefault(stream.asks.gate, []).append(stream)
    planned = {gate.id: gate for gate in reversed(gates)}
    return tuple(
        _judged(planned[key], streams, metrics[planned[key].gate.metric], len(gathered))
        for key, streams in by_gate.items()
    )


def _judged(
    planned: PlannedGate, streams: Sequence[Stream], metric: Metric, family: int
) -> GateResult:
    gate = planned.gate
    judged = [(state_of(stream), stream) for stream in streams]
    worst_state, worst = min(judged, key=lambda one: (ORDER.index(one[0]), -one[1].most))
    last = worst.looks[-1] if worst.looks else None
    p_value = math.exp(-worst.most)
    result = GateResult(
        id=f"{planned.id}:over-time",
        title=title(metric, gate.comparison, planned.attributes, gate.condition),
        metric=metric.key,
        comparison=gate.comparison,
        attributes=planned.attributes,
        tolerance=gate.tolerance,
        warn=None,
        decide_by="evidence",
        on_insufficient="pass",
        source="default" if planned.default else "plan",
        alpha=worst.alpha,
        minimum_n=SMALLEST,
        state=worst_state,
        reason="",
        value=last.value if last else None,
        low=last.low if last else None,
        high=last.high if last else None,
        group=worst.asks.group,
        reference=worst.asks.reference,
        p_value=p_value,
        p_adjusted=min(1.0, p_value * family),
        n=sum(_n(stream) for stream in streams),
        groups=tuple(_standing(state, stream, family) for state, stream in judged),
        unit="rate",
        subject=metric.phrase,
        favours=metric.favours,
        basis="stream",
        condition=gate.condition,
        direction=gate.direction,
        clause=gate.clause,
        note=gate.note,
    )
    return replace(result, reason=reason(result, worst))


def _n(stream: Stream) -> int:
    return sum(cell[2] for look in stream.looks for window in look.windows for cell in window.cells)


def _standing(state: State, stream: Stream, family: int) -> GroupState:
    last = stream.looks[-1] if stream.looks else None
    return GroupState(
        group=stream.asks.group,
        reference=stream.asks.reference,
        value=last.value if last else None,
        low=last.low if last else None,
        high=last.high if last else None,
        p_value=min(1.0, math.exp(-stream.most) * family),
        n=_n(stream),
        testable=True,
        state=state,
        needed=None,
        disparity=None,
    )


def state_of(stream: Stream) -> State:
    """Return what a stream shows by now."""
    if stream.alarm is not None:
        return "fail"
    if not stream.looks:
        return "insufficient"
    last = stream.looks[-1]
    if last.value is not None and _past(stream.asks, last.value):
        return "warn"
    low = -math.inf if last.low is None else last.low
    high = math.inf if last.high is None else last.high
    least, most = borders(stream.asks)
    return "pass" if last.value is not None and least <= low and high <= most else "insufficient"


def _past(asks: Question, value: float) -> bool:
    least, most = borders(asks)
    return value < least or value > most


def borders(asks: Question) -> tuple[float, float]:
    """Return between which figures, on the scale of the gate, a group is within the tolerance."""
    if asks.comparison == "difference":
        return (
            -asks.tolerance if "below" in asks.sides else -math.inf,
            asks.tolerance if "above" in asks.sides else math.inf,
        )
    two_sided = len(asks.sides) > 1
    return asks.tolerance, 1 / asks.tolerance if two_sided else math.inf


def flagged_together(streams: Sequence[Stream], level: float) -> tuple[str, ...]:
    """Return the ids of the streams that are flagged together, false ones at most `level` of them.

    By what the evidence of each is by now (e-BH), however they depend on one another. It is for
    knowing where to look; that a gate fails takes more.
    """
    flagged = e_benjamini_hochberg([evidence(stream.margins) for stream in streams], level)
    return tuple(one.asks.id for one, yes in zip(streams, flagged, strict=True) if yes)
