"""Targets judged: from the evidence of each group to a state of each group and target.

A target is missed when the evidence holds after allowing for all its groups and for all targets
of the plan (Holm); targets and gates on groups do not weaken each other. It is kept when every
testable group is shown to keep it, each on its own: an intersection-union test needs no allowance
(Berger 1982).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from evenhand.analyses.budget import Attainment, Budget, attainments, budgets
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.gate import GateResult, GroupState, State
from evenhand.gates.power import with_detectable_figures
from evenhand.gates.states import allowance, badness, state_of_all
from evenhand.gates.target_evidence import Weighed, needed, weigh
from evenhand.gates.target_policy import PlannedTarget, planned_targets, target_id
from evenhand.gates.target_words import limit_text, target_reason, target_title
from evenhand.gates.units import unit_of
from evenhand.inference.arithmetic import finite
from evenhand.inference.multiplicity import holm
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

Group = tuple[str, ...]


@dataclass(frozen=True)
class _Judged:
    """A target with all that its states rest on; arrays have shape (groups,)."""

    weighed: Weighed
    groups: Sequence[Group]
    decisions: Array
    rows: Sequence[Estimate | None]


def judge_targets(  # noqa: PLR0917 - the stages of an audit in order, passed on as they are
    plan: Plan,
    measurements: Mapping[tuple[Group, str], Measurement],
    groupings: Mapping[Group, Grouping],
    settings: Settings,
    metrics: Mapping[str, Metric],
    estimates: Sequence[Estimate],
) -> tuple[GateResult, ...]:
    """Return every target of a plan judged, in the plan's order.

    Parameters
    ----------
    plan : Plan
    measurements : dict of (attributes, metric) to Measurement
    groupings : dict of attributes to Grouping
    settings : Settings
    metrics : dict of str to Metric
        All metrics that there are, the plan's own KPIs among them.
    estimates : sequence of Estimate
        The rows of the audit: to point at, and for why a figure has no value.

    Raises
    ------
    PlanError
        A target that cannot be judged (see `planned_targets`).
    """
    available = {metric for attributes, metric in measurements if not attributes}
    targets = planned_targets(plan, metrics, available)
    rows = {
        (row.attributes, row.metric, row.group): row
        for row in estimates
        if row.window is None and row.model_version is None and row.condition is None
    }
    judged = []
    for one in targets:
        found = measurements[one.attributes, one.metric.key]
        groups = groupings[one.attributes].groups
        mine = [rows.get((one.attributes, one.metric.key, group)) for group in groups]
        # A row may know that its figure means nothing where the arithmetic does not.
        known = np.array([row is None or row.value is not None for row in mine], dtype=bool)
        found = replace(found, value=np.where(known, found.value, np.nan))
        decisions = measurements[one.attributes, "decisions"].value
        judged.append(_Judged(weigh(one, found, settings), groups, decisions, mine))
    by_evidence = np.array([one.target.decide_by == "evidence" for one in targets], dtype=bool)
    p_values = np.array([one.weighed.p_value for one in judged])
    adjusted = np.full(len(targets), np.nan)
    adjusted[by_evidence] = holm(p_values[by_evidence])
    tested = int(np.isfinite(adjusted).sum())
    return tuple(
        _result(one, float(p), settings, unit_of(one.weighed.planned.metric, plan), tested)
        for one, p in zip(judged, adjusted, strict=True)
    )


def target_budgets(
    plan: Plan, metrics: Mapping[str, Metric], estimates: Sequence[Estimate]
) -> tuple[Budget, ...]:
    """Return the error budgets of every target of a plan that has one, in the plan's order.

    Parameters
    ----------
    plan, metrics, estimates
        As `judge_targets`, which checks the plan.
    """
    return tuple(
        budget
        for target in plan.targets
        for budget in budgets(target, target_id(target), metrics[target.metric], estimates)
    )


def target_attainments(plan: Plan, estimates: Sequence[Estimate]) -> tuple[Attainment, ...]:
    """Return which windows kept to every target of a plan, in the plan's order."""
    return tuple(
        one for target in plan.targets for one in attainments(target, target_id(target), estimates)
    )


def _result(
    judged: _Judged, p_adjusted: float, settings: Settings, unit: str, tested: int
) -> GateResult:
    weighed, planned = judged.weighed, judged.weighed.planned
    target, metric = planned.target, planned.metric
    # Holm's factor for this target also holds each of its groups to account.
    factor = allowance(p_adjusted, weighed.p_value)
    groups = tuple(_group(judged, at, factor, settings) for at in range(len(judged.groups)))
    groups = with_detectable_figures(weighed, groups, settings, targets=tested)
    at = min(range(len(groups)), key=lambda one: _badness(planned, groups[one]), default=None)
    worst = None if at is None else groups[at]
    comparison: Literal["at_most", "at_least"] = "at_most" if planned.at_most else "at_least"
    limit = limit_text(planned.limit, unit)
    result = GateResult(
        id=planned.id,
        title=target_title(metric.title, comparison, limit, planned.attributes),
        metric=metric.key,
        comparison=comparison,
        attributes=planned.attributes,
        tolerance=planned.limit,
        warn=target.warn,
        decide_by=target.decide_by,
        on_insufficient=target.on_insufficient,
        source="plan",
        alpha=settings.alpha,
        minimum_n=weighed.minimum_n,
        state=state_of_all(groups),
        reason="",
        value=worst.value if worst else None,
        low=worst.low if worst else None,
        high=worst.high if worst else None,
        group=worst.group if worst else (),
        reference=(),
        p_value=finite(weighed.p_value),
        p_adjusted=finite(p_adjusted),
        n=round(float(np.nansum(weighed.found.n))),
        groups=groups,
        unit=unit,
        subject=f"number of {metric.phrase}" if unit == "count" else metric.phrase,
        favours=metric.favours,
        note=target.note,
        judged=tuple(one.group for one in groups if one.testable),
    )
    undefined = None if at is None else _undefined(judged, at)
    return replace(result, reason=target_reason(result, undefined=undefined))


def _undefined(judged: _Judged, at: int) -> str | None:
    """Return why a group's figure has no value, where its row or its measurement knows."""
    row, why = judged.rows[at], judged.weighed.found.why
    if row is not None:
        return row.undefined
    return None if why is None else why[at]


def _group(judged: _Judged, at: int, factor: float, settings: Settings) -> GroupState:
    weighed, found, row = judged.weighed, judged.weighed.found, judged.rows[at]
    by_evidence = weighed.planned.target.decide_by == "evidence"
    p_value = min(1.0, float(weighed.adjusted[at]) * factor)
    state = _state(weighed, at, p_value, settings)
    asked = by_evidence and state == "insufficient" and np.isfinite(found.value[at])
    return GroupState(
        group=judged.groups[at],
        reference=(),
        value=finite(float(found.value[at])),
        low=finite(float(found.low[at])),
        high=finite(float(found.high[at])),
        p_value=finite(p_value) if by_evidence else None,
        n=round(float(np.nan_to_num(found.n[at]))),
        testable=bool(weighed.testable[at]),
        state=state,
        needed=needed(weighed, at, float(judged.decisions[at]), settings) if asked else None,
        disparity=row.id if row else None,
    )


def _state(weighed: Weighed, at: int, p_value: float, settings: Settings) -> State:
    planned, value = weighed.planned, float(weighed.found.value[at])
    if math.isnan(value):
        return "insufficient"
    past = planned.past(value, planned.limit)
    warned = past or (planned.target.warn is not None and planned.past(value, planned.target.warn))
    if planned.target.decide_by == "point":
        return "fail" if past else "warn" if warned else "pass"
    if p_value <= settings.alpha:
        return "fail"
    # Of many small groups, some lie past any target by chance; everybody is what is looked at.
    if warned and (weighed.testable[at] or not planned.attributes):
        return "warn"
    shown = weighed.testable[at] and weighed.within[at] <= settings.alpha
    return "pass" if shown else "insufficient"


def _badness(planned: PlannedTarget, group: GroupState) -> tuple[int, float, float]:
    return badness(group, (-1.0 if planned.at_most else 1.0) * (group.value or 0.0))
