"""The first tally of a log: every decision by slot of time, with the sums of its KPIs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np

from evenhand.cube import kpis, roles
from evenhand.cube.axes import Axes
from evenhand.cube.axis import UNKNOWN, Axis, Values, noting_keys
from evenhand.cube.cube import Cube
from evenhand.cube.survey import Survey, check_finite, contradicted
from evenhand.cube.tally import Collect, tally
from evenhand.cube.windows import Calendar, calendar_of
from evenhand.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The first tally, which tells what the others must know.

    Attributes
    ----------
    calendar : Calendar or None
        How the log is cut in time; None without times.
    cells : Cube
        Attributes, conditions, slot, model_version, decision, label -> n, w, w2, and what
        `kpis.sums` adds up for every figure: "<name> n", "<name> total", "<name> squares".
    axes : Axes
        The axes that all tallies share, with what the rows were found to have there.
    """

    survey: Survey
    calendar: Calendar | None
    cells: Cube
    axes: Axes


def count(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    survey: Survey,
    *,
    collect: Collect,
    progress: Callable[[str], None],
    zone: ZoneInfo | None = None,
) -> Counted:
    """Return the decisions of a log by slot of time, with the sums of its KPIs: one scan.

    `zone` is the one whose clock its times are on, if they were brought to it.

    Raises
    ------
    LogError
        More cells than the plan allows; NaN or infinity in a column of numbers; times that the
        survey did not find.
    """
    progress("counting decisions")
    axes = Axes.of(plan, kinds, calendar_of(plan.window, survey.first, survey.last, zone))
    conditions = {roles.condition_axis(name): Axis(nw.col(name)) for name in plan.conditions}
    weight = weight_of(plan, kinds)
    weights = {"w": weight, "w2": weight * weight} if weight is not None else {}
    sums = kpis.sums(plan, kinds, kpis.values(plan, kinds))
    whole = kpis.whole_columns(plan, kinds)

    def doubted(measure: str) -> None:
        name = measure.removesuffix(" total")
        if name in whole:
            check_finite(frame, name, plan, kinds, collect=collect)

    every = {
        **axes.attributes, **conditions, "slot": axes.slot(), **axes.version, **axes.judged
    }  # fmt: skip
    noting = {name: noting_keys(axis) for name, axis in every.items()}
    counted = tally(
        frame,
        {name: axis for name, (axis, _) in noting.items()},
        {**weights, **sums},
        collect=collect,
        max_cells=plan.intake.max_cells,
        doubted=doubted,
    )
    n = counted.measures["n"]
    if weight is None:
        # Without weights every row counts one, and so does its square.
        counted = replace(counted, measures={**counted.measures, "w": n, "w2": n})
    counted = _with_directions(counted, plan)
    calendar = axes.calendar
    if calendar is not None:
        # Every slot of the calendar is there, whether or not anything happened in it.
        order = [*calendar.slots, *([UNKNOWN] if UNKNOWN in counted.levels["slot"] else [])]
        if not set(counted.levels["slot"]) <= set(order):
            raise contradicted("times")
        counted = counted.relabel("slot", str, order)
        calendar = calendar.coarser(_by_window(calendar, counted))
    keys = {name: Values.of(noted) for name, (_, noted) in noting.items()}
    axes = replace(axes, calendar=calendar).seen(keys)
    return Counted(survey=survey, calendar=calendar, cells=counted, axes=axes)


def _with_directions(counted: Cube, plan: Plan) -> Cube:
    """Return the cube with the share of overrides that turned a decision in the person's favour.

    An override turned a decision over, so that its direction follows from the decision: as it
    stands after the review, or as it was proposed. Without decisions there are no directions.
    """
    stage = roles.stage(plan)
    if stage is None or "override total" not in counted.measures:
        return counted
    decided = counted.codes[:, counted.axes.index("decision")]
    names = np.array(counted.levels["decision"])[decided]
    overridden = counted.measures["override total"]
    upward = overridden * (names == ("favourable" if stage == "final" else "unfavourable"))
    either = overridden * (names != "undecided")
    measures = {"n": either, "total": upward, "squares": upward}
    own = {f"override_upward {what}": values for what, values in measures.items()}
    return replace(counted, measures={**counted.measures, **own})


def _by_window(calendar: Calendar, counted: Cube) -> list[float]:
    n = dict.fromkeys(calendar.windows, 0.0)
    for slot, some in zip(counted.levels["slot"], counted.sum("n", "slot"), strict=True):
        if slot != UNKNOWN:
            n[calendar.window_of(slot)] += float(some)
    return list(n.values())


def weight_of(plan: Plan, kinds: roles.Kinds) -> nw.Expr | None:
    """Return how much each row counts; None where every row counts one."""
    column = plan.columns.weight
    return None if column is None else roles.number(column, kinds, "weight")
