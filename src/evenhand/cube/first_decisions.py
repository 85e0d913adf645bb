"""The tally of first decisions: each person counts once, whenever they were first decided about."""

from typing import Any

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.axis import UNKNOWN, Axis, or_unknown
from evenhand.cube.counted import Counted
from evenhand.cube.cube import Cube
from evenhand.cube.tally import Collect, tally
from evenhand.cube.windows import TRUNCATIONS, start_name
from evenhand.plan import Plan


def first_decisions(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    counted: Counted,
    *,
    collect: Collect,
) -> Cube | None:
    """Return what was first decided about each person, by day; None without times.

    Where the plan names no entity every row is taken for a person of its own. Where it does, that
    takes a scan of its own, and rows without an entity or a time are left out: nobody knows whose
    they are, or which was first. Of decisions about one person at the same moment the first in
    the order of their values counts, on every engine.

    Returns
    -------
    Cube or None
        Attributes, conditions, window, model_version, decision, label -> n. Windows are days, or
        hours where the plan asks for windows of an hour.
    """
    axes = counted.axes
    if counted.calendar is None or axes.at is None:
        return None
    if plan.columns.entity is None:
        return _by_window(counted.cells, plan)
    needed = [name for name in _columns(plan) if name is not None]
    known = frame.select(*dict.fromkeys(needed)).filter(
        ~nw.col(plan.columns.entity).is_null() & ~axes.at.is_null()
    )
    others = [name for name in dict.fromkeys(needed) if name != plan.columns.entity]
    first = known.unique(subset=[plan.columns.entity], keep="first", order_by=others)
    return tally(
        first,
        {
            **axes.attributes,
            **{roles.condition_axis(name): Axis(nw.col(name)) for name in plan.conditions},
            "window": Axis(axes.at.dt.truncate(TRUNCATIONS[unit_of(plan)]), _start),
            **axes.version,
            **axes.judged,
        },
        {},
        collect=collect,
        max_cells=plan.intake.max_cells,
    )


def unit_of(plan: Plan) -> str:
    """Return the length of the windows that evidence is gathered by: a day, or an hour.

    It must not depend on the log, as a window that was used is not opened again.
    """
    return "hour" if plan.window == "hour" else "day"


def _columns(plan: Plan) -> list[str | None]:
    """Return the columns that say which decision was first, and what it was; time comes first."""
    score = None if plan.score is None else plan.score.column
    return [
        plan.columns.time,
        None if plan.decision is None else plan.decision.column,
        None if plan.label is None else plan.label.column,
        score if plan.decision is None else None,
        *(one.column for one in plan.protected),
        *plan.conditions,
        plan.columns.model_version,
        plan.columns.entity,
    ]


def _by_window(cells: Cube, plan: Plan) -> Cube:
    """Return the cells of the first tally by window: its slots may be hours of a day."""
    hours = unit_of(plan) == "hour"

    def window_of(slot: str) -> str:
        return slot if hours or slot == UNKNOWN else slot[: len("2025-03-31")]

    order = tuple(dict.fromkeys(window_of(slot) for slot in cells.levels["slot"]))
    cells = cells.derive("slot", window_of, order, new="window")
    kept = [axis for axis in cells.axes if axis not in {"slot", "window"}]
    place = kept.index("model_version")
    found = cells.project(*kept[:place], "window", *kept[place:])
    return Cube(found.levels, found.codes, {"n": found.measures["n"]})


def _start(value: object) -> str:
    return start_name(or_unknown(value))
