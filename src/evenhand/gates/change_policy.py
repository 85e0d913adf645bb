"""Which changes since a baseline are judged: those of gates and targets, then and now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from evenhand.errors import PlanError, did_you_mean
from evenhand.gates.baseline import Approved
from evenhand.gates.policy import PlannedGate
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

Group = tuple[str, ...]
Direction = Literal["either", "worse"]

# Figures in [-1, 1] that are no rates, and of which a share means nothing where they are near 0.
_UNIT_SCALE = frozenset(
    {
        "area_under_roc", "brier_score", "calibration_error", "calibration_in_the_large",
        "matthews_correlation",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """A change to judge: that of the gaps between groups, or of the figures themselves."""

    metric: str
    attributes: Group
    gap: bool
    comparison: Literal["difference", "ratio"]  # a ratio is judged as a share of what it was
    tolerance: float
    direction: Direction = "either"

    @property
    def id(self) -> str:
        """Return the id of its gate.

        Examples
        --------
        >>> change = PlannedChange(metric="selection_rate", attributes=("sex", "race"), gap=True,
        ...                        comparison="ratio", tolerance=0.1)
        >>> change.id
        'change:selection_rate-ratio:sex*race'
        """
        name = f"{self.metric}-{self.comparison}" if self.gap else self.metric
        return ":".join(["change", name, *(["*".join(self.attributes)] * bool(self.attributes))])


def planned_changes(
    plan: Plan,
    gates: Sequence[PlannedGate],
    approved: Approved | None,
    metrics: Mapping[str, Metric],
) -> tuple[list[PlannedChange], list[str]]:
    """Return the changes to judge, each once, and what is left out, in words.

    Without `baseline.metrics` those are the gaps that gates of the plan judge, and the figures
    that its targets do, of everybody and of the groups of each attribute; with what the gates and
    targets of the baseline judged: a gate that was taken out of the plan is not forgotten by it.

    Raises
    ------
    PlanError
        `baseline.metrics` names a metric that does not exist.
    """
    wanted = _named(plan, metrics) if plan.baseline.metrics else _gated(plan, gates, approved)
    found: dict[str, PlannedChange] = {}
    sizes: list[str] = []
    for metric, attributes, comparison, direction in wanted:
        unit = metrics[metric].unit if metric in metrics else "number"
        if unit == "count":
            sizes.append(metrics[metric].phrase)
            continue
        relative = comparison == "ratio" or not (unit == "rate" or metric in _UNIT_SCALE)
        one = PlannedChange(
            metric=metric,
            attributes=attributes,
            gap=comparison is not None,
            comparison="ratio" if relative else "difference",
            tolerance=plan.baseline.relative if relative else plan.baseline.tolerance,
            direction=direction,
        )
        found.setdefault(one.id, one)
    notes = []
    if sizes:
        names = ", ".join(dict.fromkeys(sizes))
        notes.append(f"Not compared with the baseline, as it is a size and no figure: {names}.")
    if not plan.baseline.metrics and any(one.gate.condition is not None for one in gates):
        notes.append(
            "Gates within a condition are not compared with the baseline, which holds figures of "
            "whole groups."
        )
    return list(found.values()), notes


# Metric, attributes, how groups are compared (None: they are not), and which way is harm.
_Wanted = tuple[str, Group, str | None, Direction]


def _named(plan: Plan, metrics: Mapping[str, Metric]) -> Iterator[_Wanted]:
    """Yield the gaps and figures of the metrics that the plan names."""
    singles = _singles(plan)
    pairs = list(combinations((one.name for one in plan.protected), 2)) * plan.intersections
    for metric in plan.baseline.metrics:
        if metric not in metrics:
            raise PlanError(
                f"baseline.metrics names {metric!r}, which does not exist",
                did_you_mean(metric, metrics),
            )
        yield from ((metric, attributes, "difference", "either") for attributes in singles)
        yield from ((metric, attributes, "difference", "either") for attributes in pairs)
        yield from ((metric, attributes, None, "either") for attributes in [(), *singles])


def _gated(
    plan: Plan, gates: Sequence[PlannedGate], approved: Approved | None
) -> Iterator[_Wanted]:
    """Yield the gaps and figures that gates and targets judge, and those that they judged."""
    for one in gates:
        if one.gate.condition is None:
            yield one.gate.metric, one.attributes, one.gate.comparison, one.gate.direction
    for target in plan.targets:
        own = tuple(one.name for one in plan.protected if one.name in target.attributes)
        for attributes in ((), own, *_singles(plan)):
            yield target.metric, attributes, None, "either"
    for kept in approved.gates if approved is not None else ():
        level = kept.comparison in {"at_most", "at_least"}
        yield kept.metric, kept.attributes, None if level else kept.comparison, "either"


def _singles(plan: Plan) -> list[Group]:
    return [(one.name,) for one in plan.protected]
