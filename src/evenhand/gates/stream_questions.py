"""Questions: what a gate asks of each of its groups, for evidence to be gathered on."""

import hashlib
import json
from collections.abc import Iterator

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.stream import Question, Side
from evenhand.gates.policy import PlannedGate
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan


def questions(
    planned: PlannedGate, grouping: Grouping, measured: Measurement, plan: Plan
) -> Iterator[Question]:
    """Yield what a gate asks of each of its groups."""
    gate, metric, groups = planned.gate, measured.metric, grouping.groups
    if len(groups) < 2:  # noqa: PLR2004 - a comparison takes two
        return
    by_plan = grouping.reference_by == "plan" and grouping.reference is not None
    reference = groups[grouping.reference or 0] if by_plan else ()
    sides = _sides(planned, metric)
    # Of two groups compared with one another, one says it all where both sides count.
    enough = 1 if not by_plan and len(groups) == len(sides) == 2 else len(groups)  # noqa: PLR2004
    for place, group in enumerate(groups[:enough]):
        hidden = measured.bounded is not None and bool(measured.bounded[place])
        if (by_plan and group == reference) or hidden:
            continue
        config = _digest(planned, metric, reference, sides, plan)
        yield Question(
            id=f"{planned.id}:{'*'.join(group)}",
            gate=planned.id,
            metric=metric.key,
            comparison=gate.comparison,
            tolerance=gate.tolerance,
            attributes=planned.attributes,
            group=group,
            reference=reference,
            condition=gate.condition,
            sides=sides,
            inverted=gate.comparison == "ratio" and metric.favours == "low",
            late="label" in metric.needs and metric.mature,
            config=config,
        )


def _sides(planned: PlannedGate, metric: Metric) -> tuple[Side, ...]:
    one_sided = planned.gate.comparison == "ratio" or planned.gate.direction == "worse"
    if not one_sided or metric.favours == "neither":
        return ("below", "above")
    return ("below",) if metric.favours == "high" else ("above",)


def _digest(
    planned: PlannedGate,
    metric: Metric,
    reference: tuple[str, ...],
    sides: tuple[Side, ...],
    plan: Plan,
) -> str:
    """Return the digest of all that decides what the windows of a stream hold and are held to."""
    asked = plan.model_dump(mode="json", by_alias=True)
    label = {**(asked["label"] or {})}
    label.pop("file", None)
    said = {
        "gate": [metric.key, planned.gate.comparison, planned.gate.tolerance, sides],
        "condition": planned.gate.condition,
        "reference": reference,
        "protected": [p for p in asked["protected"] if p["name"] in planned.attributes],
        "columns": {role: asked["columns"][role] for role in ("entity", "time")},
        "decision": asked["decision"],
        "score": asked["score"],
        "label": label if "label" in metric.needs else None,
        "timezone": asked["timezone"],
        "hourly": plan.window == "hour",
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
