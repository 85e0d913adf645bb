"""Which targets an audit has: those of the plan, checked."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.errors import Entry, PlanError, did_you_mean
from evenhand.gates.gate_checks import check_attributes
from evenhand.gates.policy import columns_of
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan, Target


@dataclass(frozen=True, slots=True)
class PlannedTarget:
    """A target as asked for, with its id and metric filled in."""

    id: str
    target: Target
    metric: Metric
    attributes: tuple[str, ...]

    @property
    def at_most(self) -> bool:
        """Return whether less is better."""
        return self.target.at_most is not None

    @property
    def limit(self) -> float:
        """Return the number that the figure must keep to."""
        return _limit(self.target)

    def past(self, value: float, limit: float) -> bool:
        """Return whether a value lies past a limit; NaN lies past nothing."""
        return value > limit if self.at_most else value < limit


def planned_targets(
    plan: Plan, metrics: Mapping[str, Metric], available: Iterable[str]
) -> list[PlannedTarget]:
    """Return the targets of an audit.

    Parameters
    ----------
    plan : Plan
    metrics : dict of str to Metric
        All metrics that there are, the plan's own KPIs among them.
    available : iterable of str
        Keys of the metrics that the log can serve.

    Raises
    ------
    PlanError
        As `check_targets`; and for a target on a metric that the log cannot serve.
    """
    check_targets(plan, metrics)
    known = set(available)
    found = []
    for target in plan.targets:
        metric = metrics[target.metric]
        if target.metric not in known:
            raise PlanError(
                f"a target needs {metric.phrase}, which this log and plan do not give",
                columns_of(metric),
            )
        # Groupings have the attributes in the order of the plan.
        attributes = tuple(p.name for p in plan.protected if p.name in target.attributes)
        found.append(PlannedTarget(target_id(target), target, metric, attributes))
    return found


def check_targets(plan: Plan, metrics: Mapping[str, Metric]) -> None:
    """Check what can be said of the targets without a log.

    Raises
    ------
    PlanError
        A target names a metric or an attribute that is not there, not exactly one of `at_most`
        and `at_least`, a number that the metric cannot have, or a warning that comes after the
        target; or two share an id.
    """
    for place, target in enumerate(plan.targets):
        try:
            _check(target, plan, metrics)
        except PlanError as error:
            at = Entry("targets", place, target.id)
            raise PlanError(str(error), error.hint, at=at) from None
    taken = [gate.id for gate in plan.gates or () if gate.id]
    for place, target in enumerate(plan.targets):
        key = target_id(target)
        if key in taken:
            raise PlanError(
                f"two targets, or a target and a gate, have the id {key!r}",
                "give each target an id of its own",
                at=Entry("targets", place, target.id),
            )
        taken.append(key)


def target_id(target: Target) -> str:
    """Return the id of a target: the plan's, or one made of what it asks.

    Examples
    --------
    >>> target_id(Target(metric="latency_p95", at_most=2000, attributes=("language",)))
    'latency_p95-at_most:language'
    """
    name = f"{target.metric}-{'at_most' if target.at_most is not None else 'at_least'}"
    return target.id or ":".join([name, *(["*".join(target.attributes)] * bool(target.attributes))])


def _check(target: Target, plan: Plan, metrics: Mapping[str, Metric]) -> None:
    if target.metric not in metrics:
        raise PlanError(
            f"a target names the metric {target.metric!r}, which does not exist",
            did_you_mean(target.metric, metrics),
        )
    _check_numbers(target, metrics[target.metric])
    names = [protected.name for protected in plan.protected]
    check_attributes(target, names, pairs=plan.intersections)


def _limit(target: Target) -> float:
    sides = (side for side in (target.at_most, target.at_least) if side is not None)
    return next(sides, math.nan)


def _check_numbers(target: Target, metric: Metric) -> None:
    if (target.at_most is None) == (target.at_least is None):
        both = target.at_most is not None
        raise PlanError(
            f"a target on {target.metric} says {'both' if both else 'neither'} at_most "
            f"{'and' if both else 'nor'} at_least",
            "say one of them: at_most = 2000, or at_least = 0.95"
            + ("; for a range, write two targets" if both else ""),
        )
    limit = _limit(target)
    for number in (limit, target.warn):
        if number is None:
            continue
        if not math.isfinite(number):
            raise PlanError(
                f"a target on {target.metric} has the number {number:g}", "name a finite number"
            )
        if metric.unit == "rate" and not 0 <= number <= 1:
            raise PlanError(
                f"a target on {target.metric} has the number {number:g}, and a rate lies in 0 to 1",
                f"write {number / 100:g} for {number:g} %"
                if 1 < number <= 100  # noqa: PLR2004 - what is meant as percent
                else "write a share, for example 0.95",
            )
    if target.warn is None:
        return
    laxer = target.warn > limit if target.at_most is not None else target.warn < limit
    if laxer:
        raise PlanError(
            f"a target on {target.metric} warns at {target.warn:g}, which is laxer than the target "
            f"{limit:g}",
            "a warning comes before the target: below at_most, or above at_least",
        )
