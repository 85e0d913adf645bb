"""Monitoring: the evidence of earlier audits carried on by this one, for an audit to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evenhand.analyses.assemble import Found
from evenhand.analyses.beginning import as_ended, begun_anew
from evenhand.analyses.settings import Settings
from evenhand.analyses.stream import Ended, History, Stream
from evenhand.analyses.stream_windows import complete
from evenhand.cube.cube import Cube
from evenhand.cube.first_decisions import unit_of
from evenhand.cube.roles import attribute_axis
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import slot_words, start_name
from evenhand.errors import PlanError, did_you_mean
from evenhand.gates.gate import GateResult
from evenhand.gates.policy import PlannedGate
from evenhand.gates.streams import Facts, Gathered, flagged_together, follow_gates, judge_streams
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan
from evenhand.result import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """What an audit adds to a history, and what it says of it."""

    streams: tuple[Stream, ...] = ()
    ended: tuple[Ended, ...] = ()
    gates: tuple[GateResult, ...] = ()
    notes: tuple[str, ...] = ()


def monitor(
    firsts: Cube | None,
    tallies: Tallies,
    found: Found,
    gates: Sequence[PlannedGate],
    plan: Plan,
    *,
    settings: Settings,
    metrics: Mapping[str, Metric],
    history: History | None,
    clock: datetime,
) -> Monitored:
    """Return the streams of a history after this audit, and the gates that they make.

    Parameters
    ----------
    firsts : Cube or None
        First decisions by window; None where nothing is gathered, or the log has no times.
    clock : datetime
        The time that the audit speaks for, as the clock of the log shows it.
    """
    if history is None:
        return Monitored()
    first, last = tallies.survey.first, tallies.survey.last
    if firsts is None or first is None or last is None:
        return Monitored(notes=(_TIMELESS,))
    for protected in plan.protected:
        axis = attribute_axis(protected.name)
        firsts = firsts.relabel(axis, str, tallies.outcomes.levels[axis])
    unit = unit_of(plan)
    # A window that the log does not reach past may still fill.
    until = min(clock, last)
    matured = until
    if tallies.cutoff is not None:
        matured = min(until, datetime.fromisoformat(tallies.cutoff))
    reach = start_name(f"{first:%Y-%m-%dT%H:00}") if unit == "hour" else f"{first:%Y-%m-%d}"
    gathered = follow_gates(
        gates,
        Facts(
            cube=firsts,
            usable=complete(firsts, unit=unit, until=until),
            mature=complete(firsts, unit=unit, until=matured),
            reach=reach,
            groupings=found.groupings,
            measurements=found.measurements,
        ),
        plan,
        history,
        level=settings.level,
    )
    return Monitored(
        streams=gathered.streams,
        ended=gathered.ended,
        gates=judge_streams(gates, gathered.streams, metrics),
        notes=tuple(_notes(gathered, plan)),
    )


def carried_on(before: History, found: Audit, day: str) -> History:
    """Return a history after an audit: what it did not ask for stays as it was.

    Raises
    ------
    PlanError
        The audit speaks for an earlier day than the history does.
    """
    check_day(before, day)
    now = {stream.asks.id: stream for stream in found.streams}
    kept = [now.pop(stream.asks.id, stream) for stream in before.streams]
    return History(
        as_of=day, streams=(*kept, *now.values()), ended=(*before.ended, *found.ended_streams)
    )


def check_day(history: History, day: str) -> None:
    """Refuse an audit that speaks for an earlier day than the history does.

    Raises
    ------
    PlanError
        It does: what is known by now cannot be forgotten.
    """
    if day < history.as_of:
        raise PlanError(
            f"the history speaks for {history.as_of}, and this audit for {day}, which is earlier",
            "leave out --history for an audit of the past, or name a later --as-of",
        )


def acknowledged(history: History, stream: str, *, by: str, reason: str, on: str) -> History:
    """Return a history in which an alarm is acknowledged, and evidence on it begins anew.

    Raises
    ------
    PlanError
        There is no such stream, it raised no alarm, or nobody or no reason is named.
    """
    held = {one.asks.id: one for one in history.streams}
    if stream not in held:
        near = did_you_mean(stream, held)
        few = len(held) <= _NAMED or near.startswith("did you mean")
        raise PlanError(
            f"the history has no stream {stream!r}",
            near if few else "evenhand history show DIR lists those that it has",
        )
    one = held[stream]
    if one.alarm is None and one.change is None:
        raise PlanError(
            f"the stream {stream!r} has raised no alarm", "there is nothing to acknowledge"
        )
    if not by.strip() or not reason.strip():
        raise PlanError("an alarm is acknowledged by somebody, for a reason", "name both")
    ended = replace(as_ended(one, "acknowledged"), by=by, reason=reason, on=on)
    anew = begun_anew(one)
    return replace(
        history,
        streams=tuple(anew if each is one else each for each in history.streams),
        ended=(*history.ended, ended),
    )


_TIMELESS = "No time is named, so that no evidence can be gathered over time."
_FRESH = (
    "Evidence over time takes every row for a person of its own: people who come again would make "
    "it count for more than it is. Name the entity, and the first decision of each counts alone."
)
_FIRST = (
    "Evidence over time counts the first decision about each person, and none that names nobody."
)


def _notes(gathered: Gathered, plan: Plan) -> list[str]:
    """Return what the reader must know of evidence over time."""
    if not gathered.streams:
        return ["No gate can be followed over time: there are no rates of two groups to compare."]
    notes = [_FRESH if plan.columns.entity is None else _FIRST]
    if gathered.cut_off:
        notes.append(
            "The log does not reach back to where evidence over time began: people who were "
            "decided about before cannot be told from new ones, and what is new counts by its "
            "design effect."
        )
    if gathered.not_followed:
        notes.append(
            f"No evidence is gathered on gates of {_list(gathered.not_followed)}: only rates of "
            "decisions and labels are followed over time."
        )
    flagged = flagged_together(gathered.streams, plan.monitoring.alpha)
    count = len(gathered.streams)
    if flagged:
        notes.append(
            f"Of {count} streams of evidence, these are flagged together, of which at most "
            f"{plan.monitoring.alpha:.0%} falsely on average (e-BH): "
            f"{_list(flagged[:_NAMED])}{_more(flagged)}."
        )
    notes += _ended(gathered.ended)
    late = [(s.asks.id, one) for s in gathered.streams for one in s.corrections]
    if late:
        windows = sorted({one.window for _, one in late})
        notes.append(
            f"Windows that evidence over time had used before hold something else by now, as rows "
            f"or labels came late ({_list([slot_words(w) for w in windows[:_NAMED]])}"
            f"{_more(windows)}): they are "
            "not opened again. The figures of the period count what came, and the history keeps "
            "both."
        )
    return notes


_NAMED = 4


_WHY = {
    "plan": "the plan asks something else, or about other groups",
    "version": "most decisions come from another model version",
}


def _ended(ended: Sequence[Ended]) -> list[str]:
    """Return which streams begin anew, and which alarms go with those that ended."""
    notes = []
    for why, words in _WHY.items():
        some = [one.id for one in ended if one.why == why]
        if some:
            named = _list(some) if len(some) <= _NAMED else f"{len(some)} streams"
            notes.append(f"Evidence over time on {named} begins anew: {words}.")
    alarmed = [one.id for one in ended if one.alarm is not None]
    if alarmed:
        notes.append(
            "Alarms that nobody acknowledged ended with the evidence before: "
            f"{_list(alarmed[:_NAMED])}{_more(alarmed)}."
        )
    return notes


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
