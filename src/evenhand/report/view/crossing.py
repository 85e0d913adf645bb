"""Intersections: a heat map that is a table, and the group table of every pair of attributes."""

from dataclasses import dataclass, replace

from evenhand.report import words
from evenhand.report.view.figure import ABSENT, Figure, of_disparity
from evenhand.report.view.groups import RATE, GroupTable, group_table, notes_of, reference_of
from evenhand.report.view.rows import Rows, group_state

MOST = 12  # groups a side; beyond, the table alone can be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One intersection: how it compares, how many decisions, and its state."""

    figure: Figure
    n: str
    state: str
    depth: int  # 0..4: how far below its reference, for the tint


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Ratios of a pair of attributes: columns are the first's groups, rows the second's."""

    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    reference: str
    judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Everything that is shown of one pair of attributes."""

    title: str
    attributes: tuple[str, ...]
    table: GroupTable
    heat: Heat | None
    judged: bool


def crossings(rows: Rows) -> tuple[Crossing, ...]:
    """Return every pair of attributes that the audit has estimates for."""
    pairs = dict.fromkeys(
        e.attributes
        for e in rows.audit.estimates
        if len(e.attributes) > 1 and e.metric == RATE and e.window is None
    )
    found = []
    for key in pairs:
        reference = reference_of(rows, key)
        heat = _heat(rows, key, reference)
        title = words.capital(words.listing([words.short(name, 40) for name in key]))
        found.append(
            Crossing(
                title=title,
                attributes=key,
                table=_flagged(group_table(rows, key, reference))
                if heat
                else group_table(rows, key, reference),
                judged=any(not gate.target for gate in rows.gates(key)),
                heat=heat,
            )
        )
    return tuple(found)


def _flagged(table: GroupTable) -> GroupTable:
    """Return the table with only those groups in sight that did not pass: the map has them all."""
    every = (*table.rows, *table.rest)
    keep = [row for row in every if row.reference or row.state in {"fail", "warn"}]
    rest = [row for row in every if row not in keep]
    if len(keep) <= 1:
        keep, rest = [], list(every)
    return replace(table, rows=tuple(keep), rest=tuple(rest), notes=notes_of(keep))


def _heat(rows: Rows, key: tuple[str, ...], reference: tuple[str, ...]) -> Heat | None:
    sides = [_groups(rows, name) for name in key]
    if len(key) != 2 or not reference or any(len(side) > MOST for side in sides):  # noqa: PLR2004
        return None
    # The longer side goes down: a page has more room there.
    swap = len(sides[0]) > len(sides[1])
    across, down = (1, 0) if swap else (0, 1)
    lines = []
    for below in sides[down]:
        cells = []
        for beside in sides[across]:
            group = (below, beside) if swap else (beside, below)
            cells.append(_cell(rows, key, group, reference))
        lines.append((words.group_name((below,)), tuple(cells)))
    return Heat(
        across=words.short(key[across], 40),
        down=words.short(key[down], 40),
        columns=tuple(words.group_name((g,)) for g in sides[across]),
        rows=tuple(lines),
        reference=words.group_name(reference),
        judged=bool(rows.gate(RATE, key)),
    )


def _groups(rows: Rows, name: str) -> tuple[str, ...]:
    return next((a.groups for a in rows.audit.attributes if a.name == name), ())


def _cell(
    rows: Rows, key: tuple[str, ...], group: tuple[str, ...], reference: tuple[str, ...]
) -> Cell | None:
    estimate = rows.estimate(RATE, key, group)
    if estimate is None:
        return None
    if group == reference:
        return Cell(
            figure=Figure(text="1", row=estimate.id), n=words.count(estimate.n), state="", depth=0
        )
    part = group_state(rows.gate(RATE, key), group)
    disparity = rows.disparity(RATE, key, group, "ratio")
    figure = of_disparity(disparity) if disparity else ABSENT
    value = disparity.value if disparity else None
    below = 0.0 if value is None else 1 - value
    return Cell(
        figure=figure,
        n=words.count(estimate.n),
        state=part.state if part else "",
        depth=min(4, max(0, int(below * 10))),
    )
