"""The rows held out: the decisions that a new model is measured on, and must not be fitted on."""

from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.tally import Collect
from evenhand.feedback.parted import Parted, held_out_rows
from evenhand.feedback.table import Cell, Column, Table
from evenhand.plan import Plan

NAME, TITLE = "held_out", "Rows held out"
MOST = 2_000_000  # ids that are listed; of more, the rule in the card says the same
_ABOUT = (
    (
        "The ids of the decisions to measure a new model on: the last quarter, in order of time, "
        "of those whose labels have had the time to arrive. Nothing is drawn. Remedies are "
        "measured on the same decisions (`evenhand audit --simulate`), up to where that takes a "
        "sample."
    ),
    (
        "Fit on what was decided before them; leave out what was decided after them, as its labels "
        "have not all arrived. A person who came back can be on both sides: a model that knows "
        "people by name must be held to people that it never saw."
    ),
)


def held_out(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    where: Parted | str,
    collect: Collect,
) -> Table:
    """Return the ids of the decisions held out, in order, each once; or why there are none."""
    if plan.label is None:
        return _refused("The plan names no label, so there is nothing to measure a model on.")
    if isinstance(where, str):
        return _refused(where)
    column = plan.columns.id
    if column is None:
        return _refused(
            "The plan names no id of the decisions (columns.id). The moments between which they "
            "lie, above, say which they are."
        )
    if where.later > MOST:
        return _refused(
            f"There are {where.later:,}, too many for a list. The moments between which they lie, "
            "above, say which they are."
        )
    rows = held_out_rows(frame, plan, kinds, where=where, collect=collect)
    whole = kinds[column] == "integer"
    key = nw.col(column) if whole else nw.col(column).cast(nw.String)
    values = collect(rows.select(key=key).filter(~nw.col("key").is_null()))["key"]
    distinct = np.unique(values if whole else values.astype(str))
    found: list[tuple[Cell, ...]] = [(value,) for value in distinct.tolist()]
    about = list(_ABOUT)
    if len(values) < where.later:
        about.append(f"{where.later - len(values):,} of them have no id, and are not listed.")
    if len(found) < len(values):
        about.append(f"{len(values) - len(found):,} share their id with another, listed once.")
    return Table(
        name=NAME,
        title=TITLE,
        about=tuple(about),
        columns=(
            Column(name=column, kind="whole" if whole else "text", about="The id, as in the log."),
        ),
        rows=tuple(found),
    )


def _refused(why: str) -> Table:
    return Table(name=NAME, title=TITLE, refused=why)
