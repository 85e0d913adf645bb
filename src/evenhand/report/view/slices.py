"""Where it is worst: the subgroups that were found, and how they were searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.slice import Search, Slice
from evenhand.report import words
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows, metric_of

MOST = 12  # subgroups

_WHY = {
    "one_value": "it says the same of everybody",
    "too_many_values": "hardly any two decisions share a value",
    "too_many_cells": "with it there would be too much to count",
    "identifiers": "its values may name people",
    "decision": "it tells the decision itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One subgroup: what its members share, how they fare, and what each item accounts for."""

    who: tuple[str, ...]
    metric: str
    value: str
    rest: str
    n: str
    difference: Figure
    parts: tuple[tuple[str, str], ...]  # item, points of the distance from everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Everything that the section shows."""

    lead: str
    lines: tuple[Line, ...]
    left_out: int
    level: str
    notes: tuple[str, ...]


def where(rows: Rows) -> Where | None:
    """Return the subgroups that were found; None where nothing was searched."""
    search, found = rows.audit.search, rows.audit.slices
    if search is None or not search.metrics:
        return None
    return Where(
        lead=_lead(search, found),
        lines=tuple(_line(one) for one in found[:MOST]),
        left_out=max(0, len(found) - MOST),
        level=words.level(found[0].level) if found else "",
        notes=_notes(search),
    )


def _lead(search: Search, found: Sequence[Slice]) -> str:
    names = words.listing([words.short(column, 30) for column in search.columns])
    metrics = words.listing([metric_of(key).phrase for key in search.metrics])
    looked = (
        f"Subgroups by up to {words.in_letters(search.depth)} of {names} were searched for a worse "
        f"{metrics}: {words.how_many(search.searched, 'comparison', digits=True)} in all."
    )
    if not found:
        return f"{looked} None is shown to fare worse than everybody else."
    count = len(found)
    shown = "One is" if count == 1 else f"{words.capital(words.in_letters(count))} are"
    they = "it is" if count == 1 else "they are"
    return (
        f"{looked} {shown} shown to fare worse than everybody else, and than the rest of each "
        f"larger subgroup that {they} part of."
    )


def _notes(search: Search) -> tuple[str, ...]:
    halves = "people" if search.apart == "people" else "decisions"
    how = (
        f"Subgroups were sought in one half of the {halves} and tested in the other, and p-values "
        "allow for all that were tested: the chance that any is named for nothing is 5\u202f%. "
        f"A subgroup has at least {words.count(search.smallest)} decisions in each half."
    )
    left_out = (
        f"The column {words.short(column, 30)} was not searched: {_WHY[why]}."
        for column, why in search.left_out
    )
    return (how, *left_out)


def _line(one: Slice) -> Line:
    low, high = (words.points(bound, unit=False) for bound in (one.low, one.high))
    items = [f"{words.short(column, 30)}: {words.short(value, 30)}" for column, value in one.items]
    return Line(
        who=tuple(items),
        metric=metric_of(one.metric).title,
        value=words.percent(one.value),
        rest=words.percent(one.rest),
        n=words.count(one.n),
        difference=Figure(
            text=words.points(one.difference, unit=False),
            interval=words.between(low, high),
            row=one.id,
        ),
        parts=tuple(
            (item, words.points(part, unit=False))
            for item, part in zip(items, one.parts, strict=True)
        ),
    )
