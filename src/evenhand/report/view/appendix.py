"""Appendix: every figure that the report shows, with what stands behind it, by row id."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from evenhand.report import words
from evenhand.report.view.behind import Behind, of_row
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows


def shown(view: object) -> Iterator[str]:
    """Yield the row ids of all figures within a view, wherever they stand in it."""
    if isinstance(view, Figure):
        if view.row:
            yield view.row
    elif isinstance(view, tuple | list):
        for part in view:
            yield from shown(part)
    elif is_dataclass(view):
        for field in fields(view):
            yield from shown(getattr(view, field.name))


def behind(rows: Rows, ids: set[str]) -> tuple[Behind, ...]:
    """Return what stands behind the figures `ids`, in the order of the result file."""
    gates = {
        part.disparity: f"{gate.title}: {words.STATES[part.state]}"
        for gate in rows.audit.gates
        for part in gate.groups
        if part.disparity
    }
    return tuple(
        of_row(rows, row, gates.get(row.id, "")) for row in rows.by_id.values() if row.id in ids
    )
