"""Remedies in words: what one does to a gap, and at what price."""

from collections.abc import Sequence

from evenhand.analyses.remedy import (
    Outcome,
    RemediedGap,
    Remedy,
    aimed,
    costs,
    first_choice,
    narrows,
)
from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view.figure import comparison_text


def choice_sentence(tried: Sequence[Remedy], gate: GateResult) -> str:
    """Return the best remedy found, in a sentence, or that there is none."""
    one = first_choice(tried, gate.id)
    gap = None if one is None else aimed(one, gate.id)
    if one is None or gap is None:
        return (
            f"No remedy that was tried is shown to narrow the gap in {gate.subject} by "
            f"{words.listing(gate.attributes)} without making fewer decisions as they turn out."
        )
    before, after, span = gap_figures(gate, gap)
    accuracy = "" if one.accuracy is None else f"; accuracy {change_text(one.accuracy)}"
    return (
        f"Best of what was tried: {one.title[:1].lower()}{one.title[1:]}. The {gap_name(gate)} of "
        f"{who(gate)} goes from {before} to {after} ({span}){accuracy}."
    )


def gap_figures(gate: GateResult, gap: RemediedGap) -> tuple[str, str, str]:
    """Return a gap as deployed, as a remedy leaves it, and the interval of that."""
    found = gap.outcome
    before, after = (gap_text(gate, value) for value in (found.deployed, found.value))
    low, high = (
        None if end is None else gap_text(gate, end, unit=False) for end in (found.low, found.high)
    )
    return before, after, words.between(low, high)


def change_text(found: Outcome) -> str:
    """Return by how many points a rate changes, with its sign and interval."""
    if found.change is None:
        return words.NOTHING
    low, high = (
        None if end is None else words.points(end, unit=False)
        for end in (found.change_low, found.change_high)
    )
    sign = "+" if found.change > 0 else ""
    return f"{sign}{words.points(found.change)} ({words.between(low, high)})"


def verdict(one: Remedy, gap: RemediedGap | None) -> str:
    """Return in a few words what is shown of a remedy."""
    if one.unlike:
        return "not the model in use"
    if gap is None:
        return "the gap is not known"
    price = "at a price in accuracy" if costs(one) else "no price in accuracy shown"
    return f"narrows the gap, {price}" if narrows(gap) else "not shown to narrow the gap"


def gap_text(gate: GateResult, value: float | None, *, unit: bool = True) -> str:
    """Return a gap in its own terms: a ratio, or points."""
    if value is None:
        return words.NOTHING
    return comparison_text(value, gate.comparison, "rate", (gate.tolerance,), unit=unit)


def gap_name(gate: GateResult) -> str:
    """Return what a gate compares, as it stands within a sentence."""
    return f"{gate.subject} {gate.comparison}"


def who(gate: GateResult) -> str:
    """Return whom a gate compares with whom."""
    return f"{words.group_name(gate.group)} against {words.group_name(gate.reference)}"
