"""What to do: advice as a table of what it changes and takes, and as a card each."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.gates.words import number
from evenhand.recommendations import PERSON_DAYS, named
from evenhand.recommendations.recommendation import Effect, Recommendation
from evenhand.report import words
from evenhand.result import Audit

_KNOWN = {
    "tried": "Tried on later decisions.",
    "accounted": "From what accounts for the gap.",
    "versions": "From what other versions did.",
    "counted": "From the number of decisions.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to do, in the words that stand on the page."""

    place: int
    anchor: str
    title: str
    because: str
    steps: tuple[str, ...]
    change: str  # "0.75 → 0.93 (0.88 to 0.97)"; "": not known
    known: str  # how the change is known
    row: str  # the row that tells it; "": none does
    effect: str  # the same as a sentence, or why nothing can be told
    cost: str
    caution: str
    effort: str
    who: str
    due: str
    verify: str
    gate: tuple[str, ...]  # the lines of an entry of the plan
    together: tuple[str, ...]  # with other advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """All advice, the most pressing first."""

    cards: tuple[Card, ...]
    costs: bool  # whether anything is said of what else would change
    days: str  # what the sizes of effort mean, as a sentence


def todo(audit: Audit) -> Todo | None:
    """Return what to do; None where there is nothing."""
    advice = sorted(audit.recommendations, key=lambda one: one.priority)
    if not advice:
        return None
    return Todo(
        cards=tuple(_card(one, advice) for one in advice),
        costs=any(one.cost for one in advice),
        days=_days(advice),
    )


def change_text(effect: Effect | None) -> str:
    """Return a figure as it is and as it would be, with the interval of that; "" if not known."""
    if effect is None or effect.before is None or effect.after is None:
        return ""
    if effect.comparison == "count":
        return f"{effect.before:,.0f} → {effect.after:,.0f} open"
    before, after = (_number(effect, value) for value in (effect.before, effect.after))
    low, high = (None if end is None else _number(effect, end) for end in (effect.low, effect.high))
    span = "" if low is None and high is None else f" ({words.between(low, high)})"
    return f"{before} → {after}{span}"


def _number(effect: Effect, value: float) -> str:
    return number(value, effect.tolerance).replace("-", words.MINUS)


def due(advice: Recommendation) -> str:
    """Return by when something is to be done: a day where there is one."""
    return f"by {words.day(advice.deadline)}" if advice.deadline else advice.when


def _card(one: Recommendation, advice: Sequence[Recommendation]) -> Card:
    return Card(
        place=one.priority,
        anchor=f"todo-{one.priority}",
        title=one.title,
        because=one.because,
        steps=one.steps,
        change=change_text(one.effect),
        known="" if one.effect is None else _KNOWN[one.effect.by],
        row="" if one.effect is None else one.effect.row,
        effect=one.no_effect if one.effect is None else one.effect.text,
        cost=_sentence(one.cost),
        caution=one.caution,
        effort=one.effort,
        who=words.capital(one.owner),
        due=due(one),
        verify=one.verify,
        gate=tuple(one.gate.splitlines()),
        together=tuple(_numbered(text, advice) for text in one.settled),
    )


def _numbered(text: str, advice: Sequence[Recommendation]) -> str:
    """Return what is said of other advice with its number in place of its title."""
    for one in advice:
        text = text.replace(named(one), f"number {one.priority}")
    return text


def _days(advice: Sequence[Recommendation]) -> str:
    """Return the person-days of each effort that is in use."""
    used = {one.effort for one in advice}
    told = [f"{effort} is about {days}" for effort, days in PERSON_DAYS.items() if effort in used]
    return f"Effort in person-days, as such things usually take: {words.listing(told)}."


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{words.capital(text)}."
