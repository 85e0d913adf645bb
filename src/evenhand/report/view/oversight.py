"""Human oversight: who is reviewed, who is overridden and which way, and what it does to gaps."""

from dataclasses import dataclass

from evenhand.analyses.review_effect import ReviewEffect
from evenhand.report import words
from evenhand.report.view.by_group import ByGroup, by_group
from evenhand.report.view.event_words import link
from evenhand.report.view.figure import Figure
from evenhand.report.view.kpis import OVERSIGHT
from evenhand.report.view.rows import Rows

MOST = 12  # effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What review does to the gap of one group."""

    who: str
    before: str
    after: str
    change: str
    interval: str
    word: str  # narrows, widens, no change shown
    shown: bool  # that it narrows or widens
    counts: str
    evidence: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """Everything that the section shows."""

    sentences: tuple[str, ...]
    tables: tuple[ByGroup, ...]
    effects: tuple[Effect, ...]
    left_out: int
    level: str


def oversight(rows: Rows) -> Oversight | None:
    """Return what human review does; None where nobody reviewed, or the log does not tell."""
    present = [m for m in OVERSIGHT if (e := rows.estimate(m)) and e.value is not None]
    found = [e for e in rows.audit.review_effects if e.change is not None]
    if not present and not found:
        return None
    found.sort(key=lambda e: (side(e) == 0, -abs(e.change or 0.0)))
    return Oversight(
        sentences=tuple(effect_sentence(e) for e in found if side(e)) or _none_shown(found),
        tables=by_group(rows, OVERSIGHT, most=len(OVERSIGHT), everybody=True),
        effects=tuple(_effect(e) for e in found[:MOST]),
        left_out=max(0, len(found) - MOST),
        level=words.level(found[0].level) if found else "",
    )


def _none_shown(found: list[ReviewEffect]) -> tuple[str, ...]:
    return ("Review is not shown to narrow or to widen any gap.",) if found else ()


def side(effect: ReviewEffect) -> int:
    """Return 1 where review is shown to widen the gap, -1 where to narrow it, else 0."""
    return int(effect.low is not None and effect.low > 0) - int(
        effect.high is not None and effect.high < 0
    )


def _who(effect: ReviewEffect) -> str:
    return f"{words.group_name(effect.group)} to {words.group_name(effect.reference)}"


def _points(value: float | None, *, unit: bool = True) -> str:
    return words.NOTHING if value is None else words.points(value, unit=unit)


def effect_sentence(effect: ReviewEffect) -> str:
    """Return what review does to a gap, in words; only what is shown is said to be done."""
    turn = {1: "widens", -1: "narrows", 0: "is not shown to change"}[side(effect)]
    text = (
        f"Human review {turn} the gap of {_who(effect)}: {_points(effect.before)} as proposed, "
        f"{_points(effect.after)} as decided"
    )
    interval = _interval(effect)
    if interval:
        sure = f"{words.level(effect.level)}{words.SPACE}% interval {interval}"
        text += f" (its size changes by {_points(effect.change)}; {sure})"
    return f"{text}."


def _interval(effect: ReviewEffect) -> str:
    low, high = (
        None if bound is None else words.points(bound, unit=False)
        for bound in (effect.low, effect.high)
    )
    return words.between(low, high)


def _effect(effect: ReviewEffect) -> Effect:
    turn = {1: "widens", -1: "narrows", 0: "no change shown"}[side(effect)]
    counts = (
        f"{words.count(effect.reviewed)} reviewed, {words.count(effect.overridden)} overridden, "
        f"{words.count(effect.upward)} of them upward"
    )
    return Effect(
        who=_who(effect),
        before=_points(effect.before, unit=False),
        after=_points(effect.after, unit=False),
        change=_points(effect.change, unit=False),
        interval=_interval(effect),
        word=turn,
        shown=bool(side(effect)),
        counts=counts,
        evidence=link(effect.id),
    )
