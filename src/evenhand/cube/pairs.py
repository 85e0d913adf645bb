"""The tally of rows that two versions decided: what the approved one decides, and this one."""

from typing import Any

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.counted import Counted, weight_of
from evenhand.cube.cube import Cube
from evenhand.cube.tally import Collect, tally
from evenhand.errors import PlanError
from evenhand.plan import Plan


def paired_decisions(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    counted: Counted,
    *,
    cutoff: str | None,
    collect: Collect,
) -> Cube | None:
    """Return how both versions decided the rows: one scan, if the plan names both decisions.

    Returns
    -------
    Cube or None
        Attributes, mature, before, decision, label -> n, w, w2. Rows that either version left
        undecided are there, as such.

    Raises
    ------
    PlanError
        The plan names the decisions of the approved model, and none of this one.
    """
    column = plan.baseline.decision
    if column is None:
        return None
    if plan.decision is None:
        raise PlanError(
            f"baseline.decision names {column!r}, and the plan names no column of decisions that "
            "it could be compared with",
            "name the column with --decision, and its favourable values with --favourable",
        )
    axes = counted.axes
    theirs = plan.model_copy(
        update={"decision": plan.decision.model_copy(update={"column": column})}
    )
    weight = weight_of(plan, kinds)
    cube = tally(
        frame,
        {
            **axes.attributes,
            "mature": axes.mature(cutoff),
            "before": roles.decision(theirs, kinds),
            **axes.judged,
        },
        {} if weight is None else {"w": weight, "w2": weight * weight},
        collect=collect,
        max_cells=plan.intake.max_cells,
    )
    if weight is None:
        n = cube.measures["n"]
        cube = Cube(cube.levels, cube.codes, {"n": n, "w": n, "w2": n})
    for axis in axes.attributes:
        # Crossings of groups lie where they lie in the first tally.
        cube = cube.relabel(axis, str, counted.cells.levels[axis])
    return cube
