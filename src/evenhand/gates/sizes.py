"""How many decisions an audit needs, so that its gates are likely decided.

A gate passes when every comparison is shown to be within, so the chance of missing one is shared
out among them; it fails when one holds after allowing for all comparisons and all gates
(Bonferroni here: before the counts are known there is nothing to simulate from).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evenhand.cube.cube import Array
from evenhand.errors import PlanError
from evenhand.gates.policy import minimum_n
from evenhand.inference.power import needed_to_fail, needed_to_pass
from evenhand.inference.power_of_change import needed_to_see_change
from evenhand.plan import Gate

Goal = Literal["pass_if_equal", "pass_as_assumed", "fail_as_assumed", "see_change"]
Favours = Literal["high", "low", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is assumed of a group of a gate before there is a log, or as an earlier audit has it.

    `rate` is that of the group it is compared with; `gap` the true gap on the gate's scale (None:
    twice as far as the tolerance). `share` is the group's share of all decisions, `size_ratio`
    how many decisions of the other there are to one of it, `counted` the share of decisions
    that count in the metric.
    """

    gate: Gate
    favours: Favours
    rate: float
    gap: float | None = None
    share: float
    size_ratio: float
    groups: int = 2
    gates: int = 1
    named: bool = False  # the plan names whom others are compared with
    counted: float = 1.0
    design_effect: float = 1.0
    alpha: float = 0.05
    power: float = 0.8
    change: float | None = None  # how far the gap widens since a baseline
    change_tolerance: float = 0.02
    churn: float | None = None  # share of decisions that differ, of the same rows
    group: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()

    @property
    def comparisons(self) -> int:
        """Return how many comparisons the gate makes."""
        return self.groups - 1 if self.named else self.groups * (self.groups - 1) // 2

    @property
    def strict(self) -> float:
        """Return the level at which one comparison has to hold for its gate to fail."""
        return self.alpha / self.comparisons / self.gates

    @property
    def assumed(self) -> float:
        """Return the gap assumed: that asked for, or one twice as far as the tolerance."""
        if self.gap is not None:
            return self.gap
        tolerance = self.gate.tolerance
        return tolerance**2 if self.gate.comparison == "ratio" else 2 * tolerance

    @property
    def within(self) -> bool:
        """Return whether the gap assumed keeps to the tolerance."""
        if self.gate.comparison == "ratio":
            return self.assumed >= self.gate.tolerance
        return self.assumed <= self.gate.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many decisions one goal takes; None where no reasonable number does."""

    goal: Goal
    gap: float  # the true gap that is assumed; of `see_change`, the change
    group: int | None  # decisions of the group
    total: int | None  # decisions in all


def sizes(asked: Asked) -> tuple[Size, ...]:
    """Return what it takes to pass if the groups are equal, to decide the gap, to see a change.

    Raises
    ------
    PlanError
        The rate and the gap assumed give a rate that there is not.
    """
    gate, equal = asked.gate, asked.rate
    mine = _rate(asked, gate.comparison, asked.assumed)
    found = [
        _size(asked, "pass_if_equal", float(gate.comparison == "ratio"), _to_pass(asked, equal)),
        _size(asked, "pass_as_assumed", asked.assumed, _to_pass(asked, mine))
        if asked.within
        else _size(asked, "fail_as_assumed", asked.assumed, _to_fail(asked, mine)),
    ]
    if asked.change is not None:
        after = _rate(asked, "difference", asked.change)
        found.append(_size(asked, "see_change", asked.change, _to_see(asked, after)))
    return tuple(found)


def _rate(asked: Asked, comparison: Literal["difference", "ratio"], gap: float) -> float:
    """Return the rate of a group so far from the other's, on the side that is worse for people.

    Of a metric that favours neither side, it is the lower one; where no rate lies so far to that
    side of the other's, a difference lies on the other side.
    """
    up = asked.favours == "low"
    if comparison == "ratio":
        rates = [asked.rate / gap if up else asked.rate * gap]
    else:
        rates = [asked.rate + gap, asked.rate - gap][:: 1 if up else -1]
    found = next((rate for rate in rates if 0 <= rate <= 1), None)
    if found is None:
        nearer = "a ratio nearer to 1" if comparison == "ratio" else "a smaller gap"
        raise PlanError(
            f"a {comparison} of {gap:g} from a rate of {asked.rate:g} is a rate of {rates[0]:.3g}, "
            "which there is not",
            f"assume {nearer} with --gap or --change, or another --rate",
        )
    return found


def _to_pass(asked: Asked, mine: float) -> float:
    """Return how many decisions of the group show that it is within."""
    missed = (1 - asked.power) / asked.comparisons
    either = asked.favours == "neither" or not asked.named
    if mine == asked.rate and asked.gate.comparison == "ratio" and either:
        # Either of two equal groups may turn out the worse off.
        missed /= 2
    return _needed(asked, needed_to_pass, mine, alpha=asked.alpha, power=1 - missed)


def _to_fail(asked: Asked, mine: float) -> float:
    """Return how many decisions of the group show that it is beyond."""
    return _needed(asked, needed_to_fail, mine, alpha=asked.strict, power=asked.power)


def _needed(
    asked: Asked, needed: Callable[..., Array], mine: float, *, alpha: float, power: float
) -> float:
    # Ratios are put so that the tolerance is a floor: where low is good, the other group first.
    turned = asked.gate.comparison == "ratio" and asked.favours == "low"
    rates, times = (mine, asked.rate), asked.size_ratio
    number = needed(
        *(reversed(rates) if turned else rates),
        comparison=asked.gate.comparison,
        tolerance=asked.gate.tolerance,
        size_ratio=1 / times if turned else times,
        alpha=alpha,
        power=power,
        design_effect=asked.design_effect,
        share=asked.counted,
    )
    return float(number) / (times if turned else 1)


def _to_see(asked: Asked, after: float) -> float:
    """Return how many decisions of the group show that it has moved away from the other."""
    return float(
        needed_to_see_change(
            asked.rate,
            after,
            asked.rate,
            tolerance=asked.change_tolerance,
            size_ratio=asked.size_ratio,
            churn=asked.churn,
            alpha=asked.strict,
            power=asked.power,
            design_effect=asked.design_effect,
            share=asked.counted,
        )
    )


def _size(asked: Asked, goal: Goal, gap: float, number: float) -> Size:
    if math.isnan(number):
        return Size(goal=goal, gap=gap, group=None, total=None)
    if goal in {"pass_if_equal", "pass_as_assumed"}:
        # No group passes before it and the other are large enough.
        least = minimum_n(asked.gate) * asked.design_effect / asked.counted
        number = max(number, least / min(1.0, asked.size_ratio))
    decisions = math.ceil(number)
    return Size(goal=goal, gap=gap, group=decisions, total=math.ceil(decisions / asked.share))
