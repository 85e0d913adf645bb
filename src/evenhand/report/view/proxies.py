"""Proxies: which features tell a protected attribute, and by which decisions go."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.proxy import LEAST_AREA, LEAST_IMPORTANCE, Effect, Proxy
from evenhand.report import words
from evenhand.report.view.attribute import p_text
from evenhand.report.view.chart import Chart
from evenhand.report.view.event_words import link
from evenhand.report.view.figure import Figure
from evenhand.report.view.quadrant import quadrant
from evenhand.report.view.rows import Rows

MOST = 12  # lines of the table
_TOLD = 5  # sentences
_LONGEST = 40  # characters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One attribute and one feature."""

    attribute: str
    feature: Figure
    name: str
    verdict: str
    group: str
    area: Figure
    chance: str
    p_value: str
    importance: Figure
    gap: Figure
    without: Figure
    change: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Everything that the section shows."""

    lead: str
    sentences: tuple[str, ...]
    chart: Chart
    lines: tuple[Line, ...]
    left_out: int
    level: str
    notes: tuple[str, ...]


def proxies(rows: Rows) -> Proxies | None:
    """Return which features stand in for attributes; None where none were looked for."""
    found = sorted(
        rows.audit.proxies, key=lambda p: (not p.stands_in, not p.tells, -p.area_under_roc)
    )
    if not found:
        return None
    strong = [one for one in found if one.stands_in]
    return Proxies(
        lead=_lead(strong),
        sentences=tuple(
            sentence(one, one.effect) for one in strong[:_TOLD] if one.effect is not None
        ),
        chart=quadrant(rows.audit.proxies),
        lines=tuple(_line(one) for one in found[:MOST]),
        left_out=max(0, len(found) - MOST),
        level=words.level(found[0].level),
        notes=_notes(found),
    )


def sentence(one: Proxy, effect: Effect) -> str:
    """Return what a feature that stands in for an attribute tells, and what goes with it."""
    feature, attribute, group = (
        words.short(name, _LONGEST) for name in (one.feature, one.attribute, one.group)
    )
    low, high = (words.points(bound, unit=False) for bound in (effect.low, effect.high))
    return (
        f"The feature {feature} stands in for {attribute}. Of two people, one of them {group} "
        f"and one not, it names the right one in {100 * one.area_under_roc:.0f} of 100 cases. In "
        f"a model of the decisions {group} lies {_apart(effect.gap)} all others with it, and "
        f"{_apart(effect.gap_without)} them without it: {words.points(effect.change)} of the gap "
        f"go with it ({words.between(low, high)})."
    )


def _apart(gap: float) -> str:
    return f"{words.points(abs(gap))} {'below' if gap < 0 else 'above'}"


def _lead(strong: Sequence[Proxy]) -> str:
    asked = (
        "A feature that tells a protected attribute, and that decisions go by, can carry a gap "
        "into decisions though nobody uses the attribute itself."
    )
    if not strong:
        return f"{asked} No feature is shown to do both."
    count = len({one.feature for one in strong})
    verb = "is" if count == 1 else "are"
    return f"{asked} {words.capital(words.how_many(count, 'feature'))} {verb} shown to do both."


def _notes(found: Sequence[Proxy]) -> tuple[str, ...]:
    people = max(one.people for one in found)
    told = (
        f"Looked for in a sample of {words.count(people)} people, each taken once. What a feature "
        "tells was learnt from four fifths of them and looked at in the last fifth; p-values allow "
        "for all features and attributes together. It is said to tell an attribute from an area "
        f"under the ROC curve of {LEAST_AREA} on."
    )
    matters = (
        "A model of the decisions was fitted on half of the people and asked about the other half. "
        "Importance is what it loses of its own area under the ROC curve where the feature is "
        "shuffled; decisions are said to go by a feature from "
        f"{100 * LEAST_IMPORTANCE:.1f} hundredths on."
    )
    limits = (
        "Features that do not tell an attribute one by one may do so together, and without one "
        "another may take its place. That a gap goes with a feature is no proof of a cause."
    )
    return told, matters, limits


def verdict(one: Proxy) -> str:
    """Return in a word what a feature is to an attribute."""
    if one.stands_in:
        return "stands in"
    if one.tells:
        return "tells it"
    return "matters only" if one.matters else "neither"


def _line(one: Proxy) -> Line:
    return Line(
        attribute=words.short(one.attribute, _LONGEST),
        feature=link(one.id),
        name=words.short(one.feature, _LONGEST),
        verdict=verdict(one),
        group=words.short(one.group, _LONGEST),
        area=Figure(
            text=words.rounded(one.area_under_roc, 2, (LEAST_AREA,)),
            interval=words.between(*_bounds(one.low, one.high)),
        ),
        chance=words.rounded(one.by_chance, 2),
        p_value=p_text(one.p_value),
        importance=Figure(
            text=words.rounded(100 * one.importance, 1, (100 * LEAST_IMPORTANCE, 0.0)),
            interval=words.between(
                *_bounds(100 * one.importance_low, 100 * one.importance_high, 1)
            ),
        ),
        **_effect(one.effect),
    )


def _effect(effect: Effect | None) -> dict[str, Figure]:
    if effect is None:
        not_asked = Figure(text=words.NOTHING, why="asked only of features that stand in")
        return dict.fromkeys(("gap", "without", "change"), not_asked)
    low, high = (words.points(bound, unit=False) for bound in (effect.low, effect.high))
    return {
        "gap": Figure(text=words.points(effect.gap, unit=False)),
        "without": Figure(text=words.points(effect.gap_without, unit=False)),
        "change": Figure(
            text=words.points(effect.change, unit=False), interval=words.between(low, high)
        ),
    }


def _bounds(
    low: float | None, high: float | None, places: int = 2
) -> tuple[str | None, str | None]:
    first, second = (None if end is None else words.rounded(end, places) for end in (low, high))
    return first, second
