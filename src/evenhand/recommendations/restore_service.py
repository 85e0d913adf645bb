"""A target is missed: bring the figure back, starting where it went past."""

import math
from collections.abc import Sequence

from evenhand.analyses.estimate import Estimate
from evenhand.cube.windows import window_words
from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.target_words import amount, past_target, target_limits
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

# Of many groups so many are named, and the rest counted: a reader has few seconds.
_NAMED = 4


def restore_service(case: Case) -> list[Recommendation]:
    """Advise on each target that is missed: by how much, since when, and where to begin."""
    missed = [gate for gate in case.facts.gates if gate.target and gate.state == "fail"]
    return [_advice(gate, _series(case, gate), case.facts.window) for gate in missed]


def _series(case: Case, gate: GateResult) -> list[Estimate]:
    """Return the worst group's figure in every window that has one, in order."""
    rows = [
        row
        for row in case.facts.estimates
        if row.metric == gate.metric
        and row.window is not None
        and row.group == gate.group
        and row.attributes == (gate.attributes if gate.group else ())
        and row.value is not None
    ]
    return sorted(rows, key=lambda row: str(row.window))


def _advice(gate: GateResult, series: Sequence[Estimate], length: str | None) -> Recommendation:
    failing = [one for one in gate.groups if one.state == "fail"]
    names = [", ".join(one.group) for one in failing if one.group]
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more groups"]
    who = f" for {listed(names)}" if names else ""
    past = [row for row in series if past_target(gate, row.value, gate.tolerance)]
    steps = [
        "Read the decisions that are furthest past the target, and sort them by what caused them.",
        "Keep to the target itself: changing it after a miss needs an owner and a reason.",
    ]
    if past:
        steps.insert(0, _where(gate, past, len(series), length))
    kept = [", ".join(one.group) for one in gate.groups if one.state == "pass"]
    if names and kept:
        steps.insert(
            -1,
            f"The target is kept for {listed(kept[:_NAMED])}: find what these groups get, or are "
            "spared, that the others are not.",
        )
    return Recommendation(
        id="",
        rule="restore_service",
        action="restore_service",
        priority=0,
        title=f"Bring the {gate.subject}{who} back to {target_limits(gate)}.",
        because=f"{gate.reason} {_distance(gate, failing)}",
        steps=tuple(steps),
        owner="Operations, with the model owner",
        verify=f"The target {gate.id} on the decisions after the change.",
        evidence=(gate.id, *(one.disparity for one in failing if one.disparity is not None)),
        severity="high",
        effort="medium",
        no_effect="What it would change is not known before the cause is.",
        caution="What makes one figure better may make another worse: watch both.",
        gate=gate_entry(gate),
    )


def _where(gate: GateResult, past: Sequence[Estimate], windows: int, length: str | None) -> str:
    """Return in which windows the figure was past the target, and in which the furthest."""
    furthest = max(past, key=lambda row: (row.value or 0.0) * _sign(gate))
    value = amount(furthest.value or 0.0, gate.unit, [gate.tolerance])
    when, first = (window_words(str(row.window), length) for row in (furthest, past[0]))
    return (
        f"Start with {when}, where it was {value}: it was past the target in {len(past)} of "
        f"{windows} windows, first in {first}."
    )


def _distance(gate: GateResult, failing: Sequence[GroupState]) -> str:
    """Return what it takes to get back: decisions of a rate, or how far the figure has to move."""
    worst = next(one for one in failing if one.group == gate.group)
    gap = ((worst.value or 0.0) - gate.tolerance) * _sign(gate)
    if gate.unit == "rate":
        count = math.ceil(gap * worst.n - 1e-9)
        return f"{count:,} of these {worst.n:,} decisions would have had to go otherwise."
    share = f" ({abs(gap / gate.tolerance) * 100:.0f} % of the target)" if gate.tolerance else ""
    verb = "fall" if gate.comparison == "at_most" else "rise"
    return f"It has to {verb} by {amount(gap, gate.unit)}{share}."


def _sign(gate: GateResult) -> float:
    return 1.0 if gate.comparison == "at_most" else -1.0
