"""The gates of an audit, from what the plan asks to what is told: in order, on one screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evenhand.analyses.assemble import Found
from evenhand.analyses.settings import Settings
from evenhand.analyses.sight import Sight, Windows
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import slot_words
from evenhand.gates.baseline import Approved
from evenhand.gates.coverage_policy import covered
from evenhand.gates.gate import GateResult
from evenhand.gates.judge import judge, line_of
from evenhand.gates.policy import PlannedGate, planned
from evenhand.gates.sights import sights
from evenhand.gates.targets import judge_targets
from evenhand.gates.waivers import check_waived, waive
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

Group = tuple[str, ...]
Lines = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The gates of the period, and what they were judged by.

    `planned` are they as asked for, `whole` as they would look at the whole period, each once.
    """

    planned: tuple[PlannedGate, ...]
    gates: tuple[GateResult, ...]
    sights: Mapping[str, Sight]
    windows: Windows | None

    @property
    def whole(self) -> tuple[PlannedGate, ...]:
        """Return the gates as they would look at the whole period, each once."""
        found: dict[str, PlannedGate] = {}
        for one in self.planned:
            # A gate of the plan on the whole period goes before one on its windows.
            if one.window is None or one.over_all.id not in found:
                found[one.over_all.id] = one.over_all
        return tuple(found.values())


def judge_period(
    plan: Plan,
    tallies: Tallies,
    found: Found,
    settings: Settings,
    *,
    metrics: Mapping[str, Metric],
    lines: Lines,
) -> Judged:
    """Return the gates and targets of a plan, judged by what the log shows of its period.

    Parameters
    ----------
    plan : Plan
    tallies : Tallies
    found : Found
    settings : Settings
    metrics : dict of str to Metric
        Every metric that the audit knows.
    lines : dict of str to sequence of int
        Where the gates and targets stand in the plan's file.

    Raises
    ------
    PlanError
        A gate or target that cannot be judged, or a waiver of a gate or group that is not there.
    """
    available = {metric for attributes, metric in found.measurements if not attributes}
    windows = Windows.of(tallies)
    asked = tuple(planned(plan, metrics, available, windows))
    seen = sights(asked, tallies, found, windows, settings, metrics)
    gates = judge(
        asked,
        found.groupings,
        found.measurements,
        settings,
        found.disparities,
        sights=seen,
        lines=lines.get("gates", ()),
    )
    targets = judge_targets(
        plan, found.measurements, found.groupings, settings, metrics, found.estimates
    )
    places = lines.get("targets", ())
    targets = tuple(replace(one, line=line_of(places, place)) for place, one in enumerate(targets))
    names = {one.id: found.groupings[one.attributes].groups for one in (*gates, *targets)}
    check_waived(plan.waivers, names)
    return Judged(asked, gates + targets, seen, windows)


def missing_of(plan: Plan, found: Found) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the groups that a plan expects and a log does not have, by attribute."""
    there = {one.name: found.groupings[one.name,].groups for one in plan.protected}
    return tuple(
        (one.name, tuple(name for name in one.expected if (name,) not in there[one.name]))
        for one in plan.protected
    )


def conclude(
    gates: Sequence[GateResult],
    judged: Judged,
    found: Found,
    plan: Plan,
    *,
    baseline: Approved | None,
    today: date,
) -> tuple[tuple[GateResult, ...], tuple[str, ...]]:
    """Return all gates of an audit with what they lack and who answers for failures, and notes.

    Parameters
    ----------
    gates : sequence of GateResult
        Of the period, the changes from a baseline, and evidence over time.
    judged : Judged
    found : Found
    plan : Plan
    baseline : Approved or None
        What was approved: groups that its gates judged must be judged now.
    today : date
        Of the time that the audit speaks for, in the plan's zone.
    """
    lines = {(one.metric, one.attributes): one.line for one in reversed(judged.gates)}
    expected = {one.name: one.expected for one in plan.protected if one.expected}
    groups = {one.id: _groups(one, judged, found) for one in gates}
    earlier = {} if baseline is None else {one.id: one.judged for one in baseline.gates}
    placed = [
        one if one.basis == "period" else replace(one, line=lines.get((one.metric, one.attributes)))
        for one in gates
    ]
    told, notes = waive(covered(placed, expected, groups, earlier), plan.waivers, today)
    return told, (*_of_windows(judged), *notes)


def _of_windows(judged: Judged) -> Iterator[str]:
    """Yield which windows gates look at, and which of those are empty."""
    windows = judged.windows
    if windows is None:
        return
    last = sorted({one.when for one in judged.planned if one.window and one.gate.window == "last"})
    if last:
        yield (
            f"Gates on the last full window look at {' and '.join(last)}: the log ends on "
            f"{slot_words(windows.until)}."
        )
    asked = {one.when for one in judged.planned if one.id in judged.sights and _quiet(one, judged)}
    if asked:
        yield f"Gates look at windows in which nothing was decided: {', '.join(sorted(asked))}."


def _quiet(one: PlannedGate, judged: Judged) -> bool:
    return bool(one.window) and not judged.sights[one.id].decisions.sum()


def _groups(gate: GateResult, judged: Judged, found: Found) -> tuple[Group, ...]:
    """Return the groups with decisions that a gate looks at."""
    # A baseline may speak of attributes that the plan has no more.
    grouping = found.groupings.get(gate.attributes)
    groups = () if grouping is None else grouping.groups
    sight = judged.sights.get(gate.id)
    if sight is None:
        return groups
    return tuple(group for group, n in zip(groups, sight.decisions, strict=True) if n > 0)
