"""Values that may not be told, counted under numbers: those of columns with identifiers."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Cube
from evenhand.cube.features import Feature
from evenhand.cube.tallies import Tallies
from evenhand.plan import Plan


def unnamed_features(
    watched: Mapping[str, Feature], columns: Collection[str]
) -> dict[str, Feature]:
    """Return features with the categories of `columns` called "value 1" and so on."""
    return {
        column: replace(one, cells=_unnamed(one.cells, "bin", "value", {UNKNOWN, one.rest}))
        if column in columns and one.kind == "category"
        else one
        for column, one in watched.items()
    }


def unnamed_failures(tallies: Tallies, plan: Plan, columns: Collection[str]) -> Tallies:
    """Return tallies with the classes of failures called "class 1", if `columns` hold them.

    The text of an error may name the person that it was about.
    """
    if tallies.failures is None or plan.kpis.get("failure_class") not in columns:
        return tallies
    failures = _unnamed(tallies.failures, "failure_class", "class", {UNKNOWN})
    return replace(tallies, failures=failures)


def _unnamed(cells: Cube, axis: str, word: str, kept: Collection[str | None]) -> Cube:
    values = [level for level in cells.levels[axis] if level not in kept]
    names = {value: f"{word} {place}" for place, value in enumerate(values, start=1)}
    levels = [names.get(level, level) for level in cells.levels[axis]]
    return cells.relabel(axis, lambda level: names.get(level, level), levels)
