"""How large an audit must be for its gates: from options, a plan, or an earlier audit."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evenhand.analyses.estimate import Estimate
from evenhand.errors import PlanError, did_you_mean
from evenhand.gates.size_cases import Group, cases, largest, sized
from evenhand.gates.sizes import Asked, Goal
from evenhand.metrics._metric import Metric
from evenhand.plan import Gate

# The rates that speak of the decisions with one outcome only: with a positive one, or not.
_OF_POSITIVE = {
    "true_positive_rate": True,
    "false_negative_rate": True,
    "false_positive_rate": False,
    "true_negative_rate": False,
}
# Those that speak of the decisions of one kind only.
_OF_DECIDED = (
    "positive_predictive_value", "false_discovery_rate",
    "negative_predictive_value", "false_omission_rate",
)  # fmt: skip
_DEFAULTS: dict[Literal["ratio", "difference"], float] = {"ratio": 0.8, "difference": 0.1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is assumed, as the options of `evenhand plan-size` have it."""

    rate: float | None = None
    smallest: float | None = None
    groups: int = 2
    named: bool = False
    gap: float | None = None
    label_share: float = 1.0
    base_rate: float | None = None
    design_effect: float = 1.0
    change: float | None = None
    change_tolerance: float = 0.02
    churn: float | None = None
    alpha: float = 0.05
    power: float = 0.8
    per_day: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is needed of an earlier audit."""

    estimates: Sequence[Estimate]
    rows: int
    days: float | None
    references: Mapping[str, str]  # attribute -> the group that the plan names
    groups: Mapping[str, Sequence[str]]  # attribute -> its groups, without "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One goal: of all groups of a gate the one that needs the most."""

    goal: Goal
    gap: float
    group: Group
    reference: Group
    rate: float
    share: float
    decisions: int | None  # of the group; None: no reasonable number
    total: int | None
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSize:
    """What one gate takes."""

    title: str
    metric: str
    comparison: Literal["ratio", "difference"]
    attributes: tuple[str, ...]
    tolerance: float
    comparisons: int
    lines: tuple[Line, ...]
    unknown: str = ""  # why nothing can be told


def gate_of(
    metric: str, comparison: Literal["ratio", "difference"], tolerance: float | None
) -> Gate:
    """Return the gate that the options describe."""
    limit = _DEFAULTS[comparison] if tolerance is None else tolerance
    _within("--tolerance", limit, 0, 1, "0.8 for a ratio, 0.1 for a difference")
    return Gate(metric=metric, comparison=comparison, tolerance=limit)


def sizes_of_gates(
    gates: Sequence[Gate], wish: Wish, metrics: Mapping[str, Metric], earlier: Earlier | None
) -> tuple[GateSize, ...]:
    """Return what every gate takes, one for each grouping where an earlier audit has them.

    Raises
    ------
    PlanError
        What is assumed cannot be, or says too little.
    """
    _check(wish, told=earlier is not None)
    for gate in gates:
        if gate.metric not in metrics:
            raise PlanError(
                f"there is no metric {gate.metric!r}", did_you_mean(gate.metric, metrics)
            )
    # A gate without attributes speaks of every attribute, where they are known.
    every = [()] if earlier is None else [(name,) for name in earlier.groups]
    asked = [
        (gate, own) for gate in gates for own in ([gate.attributes] if gate.attributes else every)
    ]
    return tuple(
        _one(gate, metrics[gate.metric], attributes, wish, earlier, len(asked))
        for gate, attributes in asked
    )


def _one(  # noqa: PLR0917 - one gate with all that is assumed of it
    gate: Gate,
    metric: Metric,
    attributes: tuple[str, ...],
    wish: Wish,
    earlier: Earlier | None,
    gates: int,
) -> GateSize:
    by = f" by {' and '.join(attributes)}" if attributes else ""
    unknown, asked = _untold(gate, metric), list[Asked]()
    if not unknown and earlier is None:
        asked = [_assumed(gate, metric, wish, gates)]
    elif not unknown and earlier is not None:
        asked = list(_as_found(gate, metric, attributes, wish, earlier, gates))
        if not asked:
            unknown = "the earlier audit has no two groups with a rate to go by"
    per_day = wish.per_day
    if per_day is None and earlier is not None and earlier.days:
        per_day = earlier.rows / earlier.days
    return GateSize(
        title=f"{metric.title} {gate.comparison}{by}",
        metric=gate.metric,
        comparison=gate.comparison,
        attributes=attributes,
        tolerance=gate.tolerance,
        comparisons=asked[0].comparisons if asked else 0,
        lines=tuple(_lines(asked, per_day)),
        unknown=unknown,
    )


def _untold(gate: Gate, metric: Metric) -> str:
    """Return why no number of decisions can be told for a gate; "" where it can."""
    if metric.unit != "rate":
        return f"{metric.title} is no rate: how much it varies only a log can tell"
    if gate.decide_by == "point":
        return "the bare figure decides, however few decisions there are"
    if gate.condition is not None:
        return f"groups are compared within the values of {gate.condition}, each of its own size"
    return ""


def _lines(asked: Sequence[Asked], per_day: float | None) -> Iterator[Line]:
    for one, size in largest(sized(asked)):
        days = None
        if per_day is not None and size.total is not None:
            days = math.ceil(size.total / per_day)
        yield Line(
            goal=size.goal,
            gap=size.gap,
            group=one.group,
            reference=one.reference,
            rate=one.rate,
            share=one.share,
            decisions=size.group,
            total=size.total,
            days=days,
        )


def _assumed(gate: Gate, metric: Metric, wish: Wish, gates: int) -> Asked:
    """Return what the options assume of the smallest group; the others share the rest evenly."""
    share = 1 / wish.groups if wish.smallest is None else wish.smallest
    counted = wish.label_share
    if metric.key in _OF_POSITIVE:
        if wish.base_rate is None:
            raise PlanError(
                f"{metric.phrase} is of decisions with one outcome only, and --base-rate is not "
                "given",
                "say which share of the known outcomes is positive: --base-rate 0.3",
            )
        counted *= wish.base_rate if _OF_POSITIVE[metric.key] else 1 - wish.base_rate
    if metric.key in _OF_DECIDED and wish.label_share == 1:
        raise PlanError(
            f"{metric.phrase} is of decisions of one kind only, and --label-share is not given",
            "say which share of all decisions counts in it: --label-share 0.4",
        )
    return Asked(
        gate=gate,
        favours=metric.favours,
        rate=wish.rate or 0.0,
        gap=wish.gap,
        share=share,
        size_ratio=(1 - share) / (wish.groups - 1) / share,
        groups=wish.groups,
        gates=gates,
        named=wish.named,
        counted=counted,
        design_effect=wish.design_effect,
        alpha=wish.alpha,
        power=wish.power,
        change=wish.change,
        change_tolerance=wish.change_tolerance,
        churn=wish.churn,
    )


def _as_found(  # noqa: PLR0917 - as `_one`
    gate: Gate,
    metric: Metric,
    attributes: tuple[str, ...],
    wish: Wish,
    earlier: Earlier,
    gates: int,
) -> Iterator[Asked]:
    """Yield what an earlier audit lets expect of every group; an option wins over it."""
    rows = [
        one
        for one in earlier.estimates
        if one.attributes == attributes
        and one.window is None
        and one.model_version is None
        and one.condition is None
        and all(
            name in earlier.groups[attribute]
            for attribute, name in zip(attributes, one.group, strict=True)
        )
    ]
    named = all(name in earlier.references for name in attributes)
    reference = tuple(earlier.references[name] for name in attributes) if named else None
    plain = Asked(
        gate=gate,
        favours=metric.favours,
        rate=0.0,
        share=1.0,
        size_ratio=1.0,
        gates=gates,
        alpha=wish.alpha,
        power=wish.power,
        change=wish.change,
        change_tolerance=wish.change_tolerance,
        churn=wish.churn,
    )
    for one in cases(gate, metric, rows, plain, rows=earlier.rows, reference=reference):
        yield one if wish.gap is None else replace(one, gap=wish.gap)


def _check(wish: Wish, *, told: bool) -> None:
    """Refuse what cannot be; `told`: an earlier audit says how the groups fare."""
    if not told:
        if wish.rate is None:
            raise PlanError(
                "how often the group that others are compared with gets the decision is not known",
                "say it with --rate 0.4, or name an earlier audit.json with --from",
            )
        _within("--rate", wish.rate, 0, 1, "0.4")
    if wish.smallest is not None and not 0 < wish.smallest <= 1 / wish.groups:
        raise PlanError(
            f"--smallest-group {wish.smallest:g} is not the share of the smallest of "
            f"{wish.groups} groups",
            f"it is more than 0 and at most {1 / wish.groups:.3g}; say how many there are with "
            "--groups",
        )
    _within("--alpha", wish.alpha, 0, 0.5, "0.05")
    _within("--power", wish.power, 0.5, 1, "0.8")
    for flag, share in (("--label-share", wish.label_share), ("--churn", wish.churn)):
        if share is not None and not 0 < share <= 1:
            raise PlanError(f"{flag} {share:g} is no share", "write 0.6 for 60 %")
    if wish.base_rate is not None:
        _within("--base-rate", wish.base_rate, 0, 1, "0.3")
    if wish.gap is not None:
        _within("--gap", wish.gap, 0, 1.000001, "0.7 for a ratio, 0.2 for a difference")
    if wish.change is not None:
        _within("--change", wish.change, 0, 1, "0.05 for five points")
    _within("--change-tolerance", wish.change_tolerance, -1e-9, 1, "0.02 for two points")
    if wish.per_day is not None and not wish.per_day > 0:
        raise PlanError(f"--per-day {wish.per_day:g} is no number of decisions", "name one above 0")


def _within(flag: str, value: float, low: float, high: float, example: str) -> None:
    if not low < value < high:
        raise PlanError(
            f"{flag} {value:g} does not lie between {low:.0f} and {high:.3g}",
            f"for example {example}",
        )
