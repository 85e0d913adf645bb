"""Effects: what doing something would change, from what was tried or accounts for a gap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evenhand.analyses.decomposition import Part, PartName
from evenhand.analyses.remedy import Outcome, RemediedGap, Remedy, allowed, narrows, past
from evenhand.gates.gate import GateResult
from evenhand.gates.words import MINUS, group_name, metric_of, number
from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Effect

# A remedy that moves a gap by less than this share of what it is past its tolerance buys nothing.
_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Bought:
    """A remedy that closes the gap of a failing gate, what it would change, and what it costs."""

    remedy: Remedy
    gate: GateResult
    effect: Effect
    cost: str


def excess(comparison: str, value: float, tolerance: float) -> float:
    """Return how far a gap is past its tolerance, in tolerances: 0 within it.

    Examples
    --------
    >>> excess("difference", -0.15, 0.05), excess("ratio", 0.7, 0.8), excess("ratio", 0.9, 0.8)
    (2.0, 0.5, 0.0)
    """
    beyond = max(0.0, past(value, comparison, tolerance))
    return round(beyond / (allowed(comparison, tolerance) or 1.0), 9)


def removed(effect: Effect | None) -> float:
    """Return how many tolerances of excess an effect takes away for all that chance could do.

    The less favourable end of its interval counts. None is no effect.
    """
    left = None if effect is None else _left(effect)
    if effect is None or left is None or effect.before is None:
        return 0.0
    return max(0.0, excess(effect.comparison, effect.before, effect.tolerance or 0.0) - left)


def enough(effect: Effect | None) -> bool:
    """Return whether an effect brings a gap within its tolerance for all that chance could do."""
    return effect is not None and _left(effect) == 0


def _left(effect: Effect) -> float | None:
    """Return the excess that an effect leaves at its less favourable end; None if not known."""
    ends = [end for end in (effect.low, effect.high, effect.after) if end is not None]
    if not effect.tolerance or not ends:
        return None
    return max(excess(effect.comparison, end, effect.tolerance) for end in ends)


def bought(case: Case, keys: Sequence[str]) -> Bought | None:
    """Return the one of these remedies that closes the gap of a failing gate the furthest.

    None where none was tried, none may count, or none moves a failing gap toward its tolerance
    by more than chance does.
    """
    failing = {gate.id: gate for gate in case.facts.gates if gate.counts_as == "fail"}
    found = [
        Bought(
            remedy,
            failing[gap.gate],
            effect_of(remedy, gap, metric_of(failing[gap.gate]).phrase),
            cost_of(remedy),
        )
        for remedy in case.facts.remedies
        if remedy.key in keys and remedy.counts
        for gap in remedy.gaps
        if gap.gate in failing and _closes(gap)
    ]
    return max(found, key=lambda one: removed(one.effect), default=None)


def why_not(case: Case, keys: Collection[str]) -> str:
    """Return why no effect of these remedies can be told: a sentence."""
    tried = [remedy for remedy in case.facts.remedies if remedy.key in keys]
    if not tried:
        return "What it would change was not tried: evenhand audit --simulate does that."
    said = [remedy.refused or remedy.unlike for remedy in tried]
    return next(
        (one for one in said if one),
        "It was tried on later decisions, and moved no failing gap by more than chance does.",
    )


def shown(value: float, tolerance: float | None = None) -> str:
    """Return a figure of an effect as it is read."""
    return number(value, tolerance).replace("-", MINUS)


def effect_of(remedy: Remedy, gap: RemediedGap, metric: str) -> Effect:
    """Return what a remedy did to a gap in later decisions; `metric` is its name in a sentence."""
    found = gap.outcome
    who = f"{group_name(gap.group)} against {group_name(gap.reference)}"
    at = gap.tolerance
    span = (
        f" ({shown(found.low, at)} to {shown(found.high, at)})"
        if found.low is not None and found.high is not None
        else ""
    )
    before, after = (
        "not known" if one is None else shown(one, at) for one in (found.deployed, found.value)
    )
    return Effect(
        text=f"The {gap.comparison} in {metric}, {who}: {before} as decided, {after}{span} with it;"
        f" the tolerance is {number(at)}.",
        comparison=gap.comparison,
        before=found.deployed,
        after=found.value,
        low=found.low,
        high=found.high,
        tolerance=at,
        by="tried",
        row=remedy.id,
        gate=gap.gate,
    )


def cost_of(remedy: Remedy) -> str:
    """Return what else a remedy did to later decisions, in words with figures."""
    told = []
    if remedy.selection_rate is not None and remedy.selection_rate.change is not None:
        told.append(f"{_more(remedy.selection_rate)} favourable decisions in 100")
    if remedy.accuracy is not None and remedy.accuracy.change is not None:
        told.append(f"accuracy {_points(remedy.accuracy)}")
    return "; ".join(told)


def accounted(
    case: Case, gate: GateResult, names: Collection[PartName], rows: Collection[str]
) -> Effect | None:
    """Return the gap of a gate without what some factor accounts for; None if that is not known.

    It takes the factor to be made alike for both groups, and nothing else to change. `rows` are
    the decompositions that may speak for it, by id.
    """
    for found in case.decompositions:
        if found.kind != "gap" or gate.id not in found.of or found.id not in rows:
            continue
        parts = [part for part in found.parts if part.name in names]
        if parts and all(_toward(part, found.total) for part in parts):
            value = sum(part.value for part in parts)
            low, high = (_sum([getattr(part, end) for part in parts]) for end in ("low", "high"))
            after = found.total - value
            ends = sorted(found.total - end for end in (low, high) if end is not None)
            span = f" ({shown(ends[0])} to {shown(ends[1])})" if len(ends) > 1 else ""
            metric = metric_of(gate).phrase
            who = f"{group_name(found.group)} against {group_name(found.reference)}"
            return Effect(
                text=f"The difference in {metric}, {who}: {shown(found.total)} as decided, "
                f"{shown(after)}{span} if this were alike for both and nothing else changed.",
                comparison="difference",
                before=found.total,
                after=after,
                low=ends[0] if len(ends) > 1 else None,
                high=ends[1] if len(ends) > 1 else None,
                tolerance=gate.tolerance if gate.comparison == "difference" else None,
                by="accounted",
                row=found.id,
                gate=gate.id,
            )
    return None


def _toward(part: Part, total: float) -> bool:
    """Return whether a factor adds to the gap, by more than chance may."""
    near = part.low if total > 0 else part.high
    return part.value * total > 0 and near is not None and near * total > 0


def _sum(ends: Sequence[float | None]) -> float | None:
    known = [end for end in ends if end is not None]
    return sum(known) if len(known) == len(ends) else None


def _closes(gap: RemediedGap) -> bool:
    """Return whether a gap moves toward equality by more than chance, and by enough to matter."""
    found, at = gap.outcome, gap.tolerance
    if found.deployed is None or found.value is None or not narrows(gap):
        return False
    before, after = (excess(gap.comparison, one, at) for one in (found.deployed, found.value))
    return before - after > _LEAST * before


def _more(found: Outcome) -> str:
    """Return a change of a rate in decisions of 100."""
    value = 100 * (found.change or 0.0)
    word = "more" if value >= 0 else "fewer"
    return f"{abs(value):.1f} {word}"


def _points(found: Outcome) -> str:
    ends = (found.change_low, found.change_high)
    known = [_signed(end) for end in ends if end is not None]
    span = f" ({' to '.join(known)})" if len(known) == len(ends) else ""
    return f"{_signed(found.change or 0.0)} points{span}"


def _signed(change: float) -> str:
    """Return a change of a rate in points, with its sign."""
    # To add nothing makes of a negative nothing a positive one.
    return f"{round(100 * change, 1) + 0.0:+.1f}".replace("-", MINUS)
