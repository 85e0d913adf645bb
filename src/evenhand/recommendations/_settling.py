"""Settling: how things to do go together, where one undoes another or must come before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenhand.recommendations._effects import enough
from evenhand.recommendations.recommendation import Action, Recommendation

_FITS: tuple[Action, ...] = ("retrain", "rebalance", "recalibrate", "fix_feature")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the rule `first` advises comes before each of `then`; `why` is said with those."""

    first: str
    then: tuple[Action, ...]
    why: str


# In this order: what is put first by a later one stands before what an earlier one put first.
_RULES = (
    _Rule(
        "fix_feature",
        ("retrain", "rebalance"),
        "Together with {first}: one fit, without what stands in for the attribute.",
    ),
    _Rule(
        "check_features",
        ("retrain", "rebalance", "recalibrate"),
        "After {first}: fitted on data that have gone wrong, a model learns what is wrong.",
    ),
    _Rule(
        "sample_labels",
        _FITS,
        "After {first}: what is fitted on labels that may be missing for a reason learns whom "
        "earlier decisions let through.",
    ),
    _Rule(
        "check_labels",
        _FITS,
        "After {first}: what is fitted on labels that say less of one group learns that.",
    ),
    _Rule(
        "investigate",
        ("move_threshold", *_FITS),
        "After {first}: what closes a gap whose cause is not known may make another worse.",
    ),
    _Rule(
        "roll_back",
        ("move_threshold", *_FITS),
        "After {first}: what is fitted, or was tried, on decisions of the version that is taken "
        "back has its fault in it.",
    ),
)
# Each of these moves the same gap, so that what one is said to do holds before the others.
_REMEDIES: tuple[Action, ...] = ("move_threshold", *_FITS)


def settled(found: Sequence[Recommendation]) -> list[Recommendation]:
    """Return ranked advice with what must come first put first, and with that said.

    Of several remedies that were tried on the gap of one gate, the first stays that is shown to
    bring it within its tolerance, else the first of all; the others follow it, and say that they
    are in its place.
    """
    order = list(found)
    for gate in dict.fromkeys(one.effect.gate for one in found if _tried(one) and one.effect):
        order = _alternatives(order, gate)
    for rule in _RULES:
        order = _first_things(order, rule)
    return order


def _first_things(order: list[Recommendation], rule: _Rule) -> list[Recommendation]:
    """Return advice with what a rule puts first before all that must come after it."""
    first = [one for one in order if one.rule == rule.first]
    later = [i for i, one in enumerate(order) if one.action in rule.then and one not in first]
    if not first or not later:
        return order
    why = rule.why.format(first=named(first[0]))
    ahead, rest = order[: later[0]], order[later[0] :]
    waiting = [one for one in rest if one in first]
    after = [one for one in rest if one not in first]
    return [
        *ahead,
        *waiting,
        *(_with(one, why) if _waits(one, rule, first[0]) else one for one in after),
    ]


def _waits(one: Recommendation, rule: _Rule, first: Recommendation) -> bool:
    """Return whether advice is to be told what comes before it: once is enough."""
    told = any(named(first) in text for text in one.settled)
    return one.action in rule.then and not told


def _tried(one: Recommendation) -> bool:
    return one.action in _REMEDIES and one.effect is not None and one.effect.by == "tried"


def _alternatives(order: Sequence[Recommendation], gate: str) -> list[Recommendation]:
    """Return advice in which one of the remedies tried on a gate stands for all of them."""
    mine = [one for one in order if _tried(one) and one.effect and one.effect.gate == gate]
    best = next((one for one in mine if enough(one.effect)), mine[0])
    why = (
        f"In place of {named(best)}, or after it: both were tried alone, and what this one would "
        "still change after the other is not known."
    )
    # They take the places that they had among them: no other advice moves.
    said = iter([_short(best), *(_with(_short(one), why) for one in mine if one is not best)])
    return [next(said) if one in mine else one for one in order]


def _short(one: Recommendation) -> Recommendation:
    """Return a remedy with a word on it where it leaves the gap past its tolerance."""
    if enough(one.effect):
        return one
    return _with(one, "By itself it is not shown to bring the gap within its tolerance.")


def named(advice: Recommendation) -> str:
    """Return how other advice refers to one: by its title, which stays when ids are given."""
    return f"\u201c{advice.title.rstrip('.')}\u201d"


def _with(advice: Recommendation, why: str) -> Recommendation:
    return replace(advice, settled=(*advice.settled, why))
