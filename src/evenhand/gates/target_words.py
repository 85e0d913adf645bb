"""Targets in words: titles, figures and reasons, each in the figure's own unit."""

import math
from collections.abc import Sequence
from decimal import Decimal

from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.units import affixes

MINUS = "\N{MINUS SIGN}"
_SIGNIFICANT = 3
_MOST_PLACES = 6
_MORE = 4  # further decimals, where a rounded figure would land on the wrong side of the target

_WHY = {
    "zero_denominator": "there is nobody to take the share of",
    "no_labels": "no outcome is known",
    "labels_not_mature": "the outcomes have not had the time to arrive",
    "selective_labels": "outcomes may be missing for a reason, and only bounds are known",
    "one_class": "all known outcomes are alike",
    "not_probabilities": "the scores are no probabilities",
    "not_recorded": "it is not recorded",
}


def target_title(title: str, comparison: str, limit: str, attributes: Sequence[str]) -> str:
    """Return a target's name in words.

    Examples
    --------
    >>> target_title("95th percentile of latency", "at_most", "2,000 ms", ("language",))
    '95th percentile of latency at most 2,000 ms, by language'
    """
    by = f", by {' and '.join(attributes)}" if attributes else ""
    return f"{title} {comparison.replace('_', ' ')} {limit}{by}"


def limit_text(value: float, unit: str) -> str:
    """Return a target as the plan has it, with its unit.

    Examples
    --------
    >>> limit_text(2000.0, "ms"), limit_text(0.005, "rate"), limit_text(0.05, "eur")
    ('2,000 ms', '0.5 %', '€ 0.05')
    """
    exact = Decimal(repr(value)) * (100 if unit == "rate" else 1)
    text = f"{exact:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _with_unit(text.replace("-", MINUS), unit)


def amount(value: float, unit: str, fences: Sequence[float] = (), *, bare: bool = False) -> str:
    """Return a figure with its unit (`bare`: without), rounded on its side of the `fences`.

    Examples
    --------
    >>> amount(1868.2, "ms"), amount(2000.4, "ms", [2000]), amount(0.0123, "rate", bare=True)
    ('1,868 ms', '2,000.4 ms', '1.2')
    """
    scale = 100 if unit == "rate" else 1
    scaled = value * scale
    if unit == "rate":
        start = 1
    elif unit == "count" or scaled == 0:
        start = 0
    else:
        start = max(0, _SIGNIFICANT - 1 - math.floor(math.log10(abs(scaled))))
        start = min(start, _MOST_PLACES)
    text = ""
    for places in range(start, start + _MORE + 1):
        text = f"{scaled:,.{places}f}"
        shown = float(text.replace(",", ""))
        if all(_side(shown, fence * scale) == _side(scaled, fence * scale) for fence in fences):
            break
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    text = text.replace("-", MINUS)
    return text if bare else _with_unit(text, unit)


def _side(value: float, fence: float) -> int:
    """Return on which side of a fence a value lies; floating dust counts as on it."""
    if math.isclose(value, fence, rel_tol=1e-9, abs_tol=1e-12):
        return 0
    return 1 if value > fence else -1


def _with_unit(text: str, unit: str) -> str:
    before, after = affixes(unit)
    return f"{before}{text}{after}"


def target_limits(gate: GateResult) -> str:
    """Return what a target asks: "at most 2,000 ms"."""
    return f"{gate.comparison.replace('_', ' ')} {limit_text(gate.tolerance, gate.unit)}"


def target_interval(gate: GateResult) -> str:
    """Return the interval of a target's figure, without its unit; "" where there is none.

    The unit stands before it, with the figure.
    """
    low, high = (
        None if bound is None else amount(bound, gate.unit, [gate.tolerance], bare=True)
        for bound in (gate.low, gate.high)
    )
    if low is None or high is None:
        return f"up to {high}" if high else f"{low} or more" if low else ""
    return f"{low} to {high}"


def target_figures(gate: GateResult) -> str:
    """Return the worst group's figure as a sentence."""
    what = f"The {gate.subject}{_of(gate.group)}"
    if gate.value is None:
        return f"{what} has no value."
    fences = [gate.tolerance, *([] if gate.warn is None else [gate.warn])]
    interval = target_interval(gate)
    told = f" ({interval})" if interval else ""
    value = amount(gate.value, gate.unit, fences)
    return f"{what} is {value}{told}; the target is {target_limits(gate)}."


def _of(group: Sequence[str]) -> str:
    return f" for {', '.join(group)}" if group else ""


def past_target(gate: GateResult, value: float | None, limit: float) -> bool:
    """Return whether a figure lies past a target or its warning level."""
    if value is None:
        return False
    return value > limit if gate.comparison == "at_most" else value < limit


def target_reason(gate: GateResult, *, undefined: str | None) -> str:
    """Return in one or two plain sentences why a target has its state.

    `undefined` is why the worst group's figure has no value.
    """
    if not gate.groups:
        return "There is no known group that could keep to the target."
    if gate.state in {"fail", "warn"}:
        return f"{target_figures(gate)} {_grounds(gate)}"
    if gate.state == "insufficient":
        return _open(gate, undefined)
    if gate.decide_by == "point":
        return f"{target_figures(gate)} {_BY_POINT}"
    if not gate.attributes:
        return f"{target_figures(gate)} The evidence shows that the target is kept."
    small = sum(not one.testable for one in gate.groups)
    left = "" if not small else f" {_groups(small)} too few decisions to judge."
    return f"Every group that can be judged is shown to keep to the target.{left}"


_BY_POINT = "Decided by the figure alone."


def _grounds(gate: GateResult) -> str:
    """Return what makes a target fail or warn."""
    if gate.decide_by == "point":
        return _BY_POINT
    if gate.state == "fail":
        if gate.unit == "count":
            return "The target is missed."
        return "The evidence shows that the target is missed."
    if not past_target(gate, gate.value, gate.tolerance):
        level = gate.tolerance if gate.warn is None else gate.warn
        return f"That is past the warning level of {limit_text(level, gate.unit)}."
    if gate.p_value is not None and gate.p_value <= gate.alpha:
        return "Taken by itself that is shown; among all targets of this audit it may be chance."
    return "That may be chance: the evidence does not show it yet."


def _open(gate: GateResult, undefined: str | None) -> str:
    """Return why a target cannot be decided."""
    if gate.value is None:
        why = _WHY.get(undefined or "", "it is not defined")
        return f"The {gate.subject}{_of(gate.group)} has no value: {why}."
    worst = next(one for one in gate.groups if one.group == gate.group)
    past = past_target(gate, gate.value, gate.tolerance)
    where = "past it, but it takes" if past else "within, but it takes"
    return f"{target_figures(gate)} That is {where} more decisions to show it{_more(worst)}."


def _more(group: GroupState) -> str:
    """Return how many more decisions would show that a group keeps to its target."""
    if group.needed is None or not group.needed[0]:
        return ""
    best, likely = group.needed
    if likely is None:
        return f": at least {best:,}"
    return f": about {best:,}" if likely <= best else f": {best:,} to {likely:,}"


def _groups(count: int) -> str:
    return "One group has" if count == 1 else f"{count} groups have"
