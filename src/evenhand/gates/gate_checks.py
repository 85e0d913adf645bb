"""What a gate cannot be, whatever the log: checked before any is read."""

from collections.abc import Mapping

from evenhand.errors import Entry, PlanError, did_you_mean
from evenhand.metrics._metric import Metric
from evenhand.plan import Gate, Plan, Target

# What these count is how large a group is, not how it fares.
_SIZES = frozenset({"decisions", "share", "throughput"})


def check_gate(gate: Gate, plan: Plan, metrics: Mapping[str, Metric], place: int = 0) -> None:
    """Check what can be said of a gate without a log; `place` is its place in the plan.

    Raises
    ------
    PlanError
        As `planned`.
    """
    at = Entry("gates", place, gate.id)
    if gate.metric not in metrics:
        raise PlanError(
            f"there is no metric {gate.metric!r}", did_you_mean(gate.metric, metrics), at=at
        )
    metric = metrics[gate.metric]
    if gate.metric in _SIZES:
        raise PlanError(
            f"the metric {gate.metric!r} tells how large groups are, not how they fare",
            "name a metric such as selection_rate",
            at=at,
        )
    names = [protected.name for protected in plan.protected]
    check_attributes(gate, names, pairs=plan.intersections, at=at)
    _check_numbers(gate, at)
    if gate.direction == "worse" and metric.favours == "neither":
        raise PlanError(
            f'direction = "worse" means nothing for {metric.phrase}, which favours neither side',
            'leave the direction out, or say "either"',
            at=at,
        )
    _check_condition(gate, plan, metric, at)


def _check_numbers(gate: Gate, at: Entry) -> None:
    ratio = gate.comparison == "ratio"
    if not (0 < gate.tolerance < 1 if ratio else gate.tolerance > 0):
        raise PlanError(
            f"a gate on {gate.metric} has the tolerance {gate.tolerance:g}",
            "a ratio must be at least a number between 0 and 1, for example 0.8; "
            "a difference may be at most a number above 0, for example 0.1",
            at=at,
        )
    if gate.warn is None:
        return
    if not (gate.tolerance <= gate.warn <= 1 if ratio else 0 <= gate.warn <= gate.tolerance):
        raise PlanError(
            f"a gate on {gate.metric} warns at {gate.warn:g}, "
            f"which is laxer than its tolerance {gate.tolerance:g}, or no tolerance",
            "a warning comes before the tolerance: at a higher ratio, or a smaller difference",
            at=at,
        )


def _check_condition(gate: Gate, plan: Plan, metric: Metric, at: Entry) -> None:
    if gate.condition is None:
        return
    if gate.condition not in plan.conditions:
        raise PlanError(
            f"{gate.condition!r} is not among the conditions of the plan",
            did_you_mean(gate.condition, plan.conditions)
            if plan.conditions
            else f'name it: conditions = ["{gate.condition}"], or --condition {gate.condition}',
            at=at,
        )
    if metric.reads != "counts" or metric.unit != "rate":
        raise PlanError(
            f"the {metric.phrase} cannot be compared within the values of {gate.condition!r}: "
            "only shares of decisions and labels can",
            "leave the condition out, or name a rate such as selection_rate",
            at=at,
        )


def check_attributes(
    asked: Gate | Target, names: list[str], *, pairs: bool, at: Entry | None = None
) -> None:
    """Check the attributes that a gate or a target names.

    Parameters
    ----------
    asked : Gate or Target
    names : list of str
        The protected attributes of the plan.
    pairs : bool
        Whether the plan audits intersections.
    at : Entry, optional
        Where it stands in the plan.

    Raises
    ------
    PlanError
        One is not protected or named twice, or the plan does not audit so many together.
    """
    subject = f"a {'gate' if isinstance(asked, Gate) else 'target'} on {asked.metric}"
    for name in asked.attributes:
        if name not in names:
            raise PlanError(
                f"{subject} names the attribute {name!r}, which is not protected",
                did_you_mean(name, names)
                if names
                else "name it under [[protected]] or with --protected",
                at=at,
            )
        if asked.attributes.count(name) > 1:
            raise PlanError(
                f"{subject} names the attribute {name!r} twice",
                "name an attribute once, or two attributes for their intersections",
                at=at,
            )
    if len(asked.attributes) > 2:  # noqa: PLR2004 - attributes are audited alone and in pairs
        raise PlanError(
            f"{subject} names {len(asked.attributes)} attributes",
            "one attribute has groups, two have intersections; more are not audited",
            at=at,
        )
    if len(asked.attributes) > 1 and not pairs:
        raise PlanError(
            f"{subject} speaks of intersections, which the plan does not audit",
            "set intersections = true, or name one attribute",
            at=at,
        )
