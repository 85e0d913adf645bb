"""Changes since a baseline judged: gates of their own, beside those of the period.

A change fails when the evidence that it is past the tolerance holds after allowing for all of its
comparisons and for all changes judged (Holm); the gates of the period are a family of their own.
It passes when every comparison that rests on enough is shown to be within, each on its own
(Berger 1982), and nothing that the baseline judged is missing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Cube
from evenhand.gates import change_words
from evenhand.gates.baseline import Approved, Group, Kept
from evenhand.gates.change_evidence import Moves, moves
from evenhand.gates.change_figures import Figures, kept_figures
from evenhand.gates.change_policy import PlannedChange
from evenhand.gates.change_states import (
    by_badness,
    by_group,
    group_state,
    incomparable,
    missing,
)
from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.pairs import paired_figures
from evenhand.gates.states import allowance, state_of_all
from evenhand.gates.words import group_name
from evenhand.inference.arithmetic import finite
from evenhand.inference.multiplicity import holm
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

_TOLERANCES = {"tolerance", "relative"}


@dataclass(frozen=True)
class Held:
    """What a change is held against: the baseline, or what another version decided of the rows.

    `same_rows` says that the baseline is of the rows audited now.
    """

    approved: Approved | None
    pairs: Cube | None
    same_rows: bool


def judge_changes(  # noqa: PLR0917 - the stages of an audit in order, passed on as they are
    planned: Sequence[PlannedChange],
    held: Held,
    measurements: Mapping[tuple[Group, str], Measurement],
    groupings: Mapping[Group, Grouping],
    settings: Settings,
    plan: Plan,
    metrics: Mapping[str, Metric],
    units: Mapping[str, str],
) -> tuple[GateResult, ...]:
    """Return every change judged that the baseline, or the pairs of decisions, can tell of.

    Parameters
    ----------
    planned : sequence of PlannedChange
    held : Held
    measurements : dict of (attributes, metric) to Measurement
    groupings : dict of attributes to Grouping
    settings : Settings
    plan : Plan
    metrics : dict of str to Metric
    units : dict of str to str
        Of the figures of each metric.
    """
    kept = _kept(held.approved)
    judged: list[Moves | _Gone] = []
    for one in planned:
        there = (one.attributes, one.metric) in measurements
        grouping = groupings.get(one.attributes)
        if not there or grouping is None:
            gone = _gone(one, kept)
            if gone:
                judged.append(_Gone(one, gone))
            continue
        found = measurements[one.attributes, one.metric]
        figures = _figures(found, grouping, held, kept, settings)
        if figures is None:
            continue
        decisions = measurements[one.attributes, "decisions"].value
        judged.append(moves(one, grouping, found, figures, decisions, settings))
    p_values = np.array([one.least_p for one in judged])
    adjusted = holm(p_values)
    shared = _Shared(held, kept, settings, plan, metrics, units)
    return tuple(_result(one, float(p), shared) for one, p in zip(judged, adjusted, strict=True))


@dataclass(frozen=True)
class _Gone:
    """A change of what is not measured any more."""

    planned: PlannedChange
    groups: tuple[Kept, ...]
    least_p: float = math.nan


@dataclass(frozen=True)
class _Shared:
    """What the results of all changes draw on."""

    held: Held
    kept: Mapping[tuple[str, Group, Group], Kept]
    settings: Settings
    plan: Plan
    metrics: Mapping[str, Metric]
    units: Mapping[str, str]


def _kept(approved: Approved | None) -> dict[tuple[str, Group, Group], Kept]:
    rows = approved.estimates if approved is not None else ()
    return {(row.metric, row.attributes, row.group): row for row in rows}


def _gone(
    planned: PlannedChange, kept: Mapping[tuple[str, Group, Group], Kept]
) -> tuple[Kept, ...]:
    """Return the figures of the baseline that a change speaks of."""
    return tuple(
        row
        for (metric, attributes, _), row in kept.items()
        if metric == planned.metric and attributes == planned.attributes and row.value is not None
    )


def _figures(
    found: Measurement,
    grouping: Grouping,
    held: Held,
    kept: Mapping[tuple[str, Group, Group], Kept],
    settings: Settings,
) -> Figures | None:
    """Return figures then and now; of the same rows if both versions decided them."""
    if held.pairs is not None:
        paired = paired_figures(found, grouping, held.pairs, settings)
        if paired is not None:
            return paired
    known = any((found.metric.key, grouping.attributes) == key[:2] for key in kept)
    if held.approved is None or not known:
        return None
    return kept_figures(grouping, found, kept, level=held.approved.level, same_rows=held.same_rows)


def _result(judged: Moves | _Gone, p_adjusted: float, shared: _Shared) -> GateResult:
    planned, settings = judged.planned, shared.settings
    metric = shared.metrics.get(planned.metric)
    if isinstance(judged, _Gone):
        groups: tuple[GroupState, ...] = tuple(missing(row, 1) for row in judged.groups)
        gone, new = [_who(row) for row in judged.groups], list[str]()
        least, n = 0, 0
    else:
        factor = allowance(p_adjusted, judged.least_p)
        present = tuple(
            group_state(judged, at, factor, settings) for at in range(len(judged.group))
        )
        lost, new = _came_and_went(judged, shared)
        groups = (
            *by_group(present),
            *(
                incomparable(judged.grouping.groups[place], testable=large)
                for place, large in judged.apart
            ),
            *(missing(row, judged.minimum_n) for row in lost),
        )
        gone = [_who(row) for row in lost if row.n >= judged.minimum_n]
        least, n = judged.minimum_n, round(float(np.nansum(judged.found.n)))
    worst = min(groups, key=by_badness, default=None)
    unit = shared.units.get(planned.metric, "")
    result = GateResult(
        id=planned.id,
        title=_title(planned, metric),
        metric=planned.metric,
        comparison=planned.comparison,
        attributes=planned.attributes,
        tolerance=planned.tolerance,
        warn=None,
        decide_by="evidence",
        on_insufficient=shared.plan.baseline.on_insufficient,
        source="plan" if shared.plan.baseline.model_fields_set & _TOLERANCES else "default",
        alpha=settings.alpha,
        minimum_n=least,
        state=state_of_all(groups),
        reason="",
        value=worst.value if worst else None,
        low=worst.low if worst else None,
        high=worst.high if worst else None,
        group=worst.group if worst else (),
        reference=worst.reference if worst else (),
        p_value=finite(judged.least_p),
        p_adjusted=finite(p_adjusted),
        n=n,
        groups=groups,
        unit=unit,
        subject=metric.phrase if metric else planned.metric.replace("_", " "),
        favours=metric.favours if metric else "neither",
        basis="baseline",
        direction=planned.direction,
    )
    same = shared.held.same_rows and shared.held.pairs is None
    return replace(result, reason=change_words.reason(result, gone=gone, new=new, same=same))


def _title(planned: PlannedChange, metric: Metric | None) -> str:
    if metric is None:
        return f"Change of {planned.metric}"
    return change_words.title(metric, planned.comparison, planned.attributes, gap=planned.gap)


def _came_and_went(judged: Moves, shared: _Shared) -> tuple[list[Kept], list[str]]:
    """Return the figures of the baseline without one now, and the groups that it does not have."""
    metric, attributes = judged.planned.metric, judged.planned.attributes
    now = {
        group: float(value)
        for group, value in zip(judged.grouping.groups, judged.found.value, strict=True)
    }
    then = {key[2]: row for key, row in shared.kept.items() if key[:2] == (metric, attributes)}
    lost = [
        row
        for group, row in then.items()
        if row.value is not None and math.isnan(now.get(group, math.nan))
    ]
    new = [group_name(group) for group in now if then and group not in then]
    return lost, new


def _who(row: Kept) -> str:
    return group_name(row.group) or "everybody"
