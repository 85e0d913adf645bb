"""Comparison: two or more results side by side, with how far things moved from first to last."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evenhand.gates.baseline import Kept
from evenhand.inference.arithmetic import finite
from evenhand.inference.change import Twice, twice
from evenhand.inference.normal import two_sided
from evenhand.metrics import METRICS
from evenhand.report.comparison_sides import GateShown, Group, Key, Side

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure, or a gap, of one side; None where it has none."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure of a group on every side, or its gap to `reference`, and how far it moved.

    `change` is the last side's less the first's, as independent figures. `shown` says whether its
    interval leaves out 0.
    """

    metric: str
    title: str
    unit: str
    attributes: Group
    group: Group
    reference: Group
    cells: tuple[Cell, ...]
    change: float | None
    low: float | None
    high: float | None
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A gate on every side; None where a side does not have it."""

    id: str
    title: str
    cells: tuple[GateShown | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A setting that is not the same on every side; "" where a side does not have it."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that a comparison says, in tidy rows."""

    schema_version: str
    sides: tuple[Side, ...]
    gates: tuple[GateLine, ...]
    figures: tuple[Line, ...]
    gaps: tuple[Line, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    differs: tuple[Differs, ...]
    notes: tuple[str, ...]


def compare(sides: Sequence[Side]) -> Comparison:
    """Return results side by side."""
    gated = frozenset[str]().union(*(side.gated for side in sides))
    came, went = _came_and_went(sides)
    return Comparison(
        schema_version=SCHEMA_VERSION,
        sides=tuple(sides),
        gates=tuple(_gate_lines(sides)),
        figures=tuple(_figure_lines(sides, gated)),
        gaps=tuple(_gap_lines(sides, gated | {"selection_rate"})),
        came=came,
        went=went,
        differs=tuple(_differences(sides)),
        notes=tuple(_notes(sides)),
    )


def render(comparison: Comparison) -> bytes:
    """Return a comparison as JSON."""
    sides = [
        {
            key: getattr(side, key)
            for key in ("name", "audit", "as_of", "verdict", "rows", "first", "last", "level")
        }
        for side in comparison.sides
    ]
    body = {
        name: getattr(comparison, name)
        for name in ("schema_version", "gates", "figures", "gaps", "came", "went", "differs")
    }
    parts = []
    for key, value in sorted((body | {"sides": sides, "notes": comparison.notes}).items()):
        if isinstance(value, list | tuple) and value:
            parts.append(f"{_text(key)}: [\n" + ",\n".join(_text(row) for row in value) + "\n]")
        else:
            parts.append(f"{_text(key)}: {_text(value)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8", errors="replace")


def _text(value: object) -> str:
    return json.dumps(
        value,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        default=lambda one: {name: getattr(one, name) for name in one.__dataclass_fields__},
    )


def _gate_lines(sides: Sequence[Side]) -> Iterator[GateLine]:
    for key in dict.fromkeys(key for side in sides for key in side.gates):
        cells = tuple(side.gates.get(key) for side in sides)
        # A baseline knows a gate by its id alone.
        titles = [cell.title for cell in cells if cell is not None]
        title = next((one for one in titles if one != key), key)
        yield GateLine(id=key, title=title, cells=cells)


def _keys(sides: Sequence[Side]) -> list[Key]:
    return list(dict.fromkeys(key for side in sides for key in side.figures))


def _figure_lines(sides: Sequence[Side], gated: frozenset[str]) -> Iterator[Line]:
    for key in _keys(sides):
        metric, attributes, _ = key
        if attributes and (len(attributes) > 1 or metric not in gated):
            continue
        kept = [side.figures.get(key, _NOTHING) for side in sides]
        cells = tuple(Cell(value=row.value, low=row.low, high=row.high, n=row.n) for row in kept)
        both = _twice([[row] for row in (kept[0], kept[-1])], sides)
        yield _line(key, (), cells, both, sides)


def _gap_lines(sides: Sequence[Side], wanted: frozenset[str]) -> Iterator[Line]:
    references = _references(sides)
    for key in _keys(sides):
        metric, attributes, group = key
        if metric not in wanted or len(attributes) != 1 or _unit(metric) == "count":
            continue
        reference = (references.get(attributes[0], ""),)
        if group == reference or not any(
            (metric, attributes, reference) in s.figures for s in sides
        ):
            continue
        pairs = [
            [side.figures.get((metric, attributes, one), _NOTHING) for one in (group, reference)]
            for side in sides
        ]
        cells = tuple(_gap(pair, side) for pair, side in zip(pairs, sides, strict=True))
        yield _line(key, reference, cells, _twice([pairs[0], pairs[-1]], sides), sides)


_NOTHING = Kept(metric="")


def _references(sides: Sequence[Side]) -> dict[str, str]:
    found: dict[str, str] = {}
    for side in reversed(sides):
        found |= side.references
    return found


def _twice(ends: Sequence[Sequence[Kept]], sides: Sequence[Side]) -> Twice:
    before, after = (
        tuple(np.array([getattr(row, name) for row in rows], dtype=float) for name in _ENDS)
        for rows in ends
    )
    return twice(
        (before[0], before[1], before[2]),
        (after[0], after[1], after[2]),
        level=sides[-1].level,
        before_level=sides[0].level,
    )


_ENDS = ("value", "low", "high")


def _gap(pair: Sequence[Kept], side: Side) -> Cell:
    both = _twice([pair, pair], [side, side])
    value, low, high = _ends(both, 1.0, 0.0, side.level)
    return Cell(value=value, low=low, high=high, n=sum(row.n for row in pair))


def _ends(
    both: Twice, now: float, then: float, level: float
) -> tuple[float | None, float | None, float | None]:
    """Return a move of the first group, less that of the second if there is one, and its ends."""
    value, down, up = both.moved(now, then)
    if len(value) > 1:
        moved = value[0] - value[1]
        down, up = np.hypot(down[0], up[1]), np.hypot(up[0], down[1])
    else:
        moved, down, up = value[0], down[0], up[0]
    reach = two_sided(level)
    return finite(moved), finite(moved - reach * down), finite(moved + reach * up)


def _line(
    key: Key, reference: Group, cells: tuple[Cell, ...], both: Twice, sides: Sequence[Side]
) -> Line:
    change, low, high = _ends(both, 1.0, 1.0, sides[-1].level)
    known = METRICS.get(key[0])
    return Line(
        metric=key[0],
        title=known.title if known else key[0].replace("_", " ").capitalize(),
        unit=_unit(key[0]),
        attributes=key[1],
        group=key[2],
        reference=reference,
        cells=cells,
        change=change,
        low=low,
        high=high,
        shown=low is not None and high is not None and (low > 0 or high < 0),
    )


def _unit(metric: str) -> str:
    return METRICS[metric].unit if metric in METRICS else "number"


def _came_and_went(sides: Sequence[Side]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the groups that only the last side has, and those that only the first has."""
    first, last = (
        {
            (attributes, group)
            for (_, attributes, group), row in side.figures.items()
            if len(attributes) == 1 and row.n > 0
        }
        for side in (sides[0], sides[-1])
    )
    came, went = (
        tuple(f"{', '.join(group)} ({', '.join(attributes)})" for attributes, group in sorted(some))
        for some in (last - first, first - last)
    )
    return came, went


def _differences(sides: Sequence[Side]) -> Iterator[Differs]:
    """Yield what differs in plan and method, of the sides that keep them."""
    flat = [dict(_flat(side.asked)) for side in sides]
    asked = [one for one in flat if one]
    for key in dict.fromkeys(key for one in asked for key in one):
        values = [one.get(key, "") for one in asked]
        if len(set(values)) > 1:
            yield Differs(what=key, values=tuple(one.get(key, "") for one in flat))


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
        for at, inner in enumerate(value, start=1):
            named = inner.get("id") or inner.get("name") if isinstance(inner, Mapping) else None
            yield from _flat(inner, f"{place}.{named or at}")
    else:
        yield place, json.dumps(value, ensure_ascii=False, sort_keys=True)


def _notes(sides: Sequence[Side]) -> Iterator[str]:
    first, last = sides[0], sides[-1]
    ends = (first.first, first.last, last.first, last.last)
    known = [end for end in ends if end is not None]
    apart = len(known) == len(ends) and (known[0] > known[3] or known[2] > known[1])
    if first.files and first.files == last.files and not apart:
        yield (
            f"{first.name} and {last.name} are of the same files: changes are judged as if their "
            "rows were different ones, which makes them look less certain than they are."
        )
    elif len(known) == len(ends) and not apart:
        yield (
            f"{first.name} and {last.name} speak of times that overlap: changes are judged as if "
            "they shared no rows."
        )
    if any(not side.asked and side.verdict for side in sides):
        yield "A baseline keeps no plan: what differs in plans is told of results alone."
