"""Sample weights: how much each row should count, so that labels do not go with groups."""

from collections.abc import Collection
from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.axes import Axes
from evenhand.cube.counted import weight_of
from evenhand.cube.cube import Array
from evenhand.cube.tally import Collect, tally
from evenhand.feedback.table import Cell, Column, Table
from evenhand.inference.arithmetic import finite
from evenhand.inference.reweighing import reweighing
from evenhand.plan import Plan

NAME, TITLE = "weights", "Sample weights"
_LABELS = ("negative", "positive")

_COLUMNS = (
    Column(name="attribute", kind="text", about="The protected attribute."),
    Column(name="group", kind="text", about='Its group; "unknown" where the log does not tell.'),
    Column(name="label", kind="text", about="positive or negative, as the plan reads the label."),
    Column(name="n", kind="whole", about="Labelled decisions to train on in this cell."),
    Column(
        name="weight",
        kind="number",
        about="What each of them counts; empty where there are none. Without unit; the mean over "
        "all rows of an attribute is 1.",
    ),
)
_ABOUT = (
    (
        "Reweighing (Kamiran and Calders 2012): the share of the group times the share of the "
        "label, over the share of both together, among the labelled decisions to train on. With "
        "these weights the label does not go with the group, and the totals of each group and of "
        "each label stay."
    ),
    (
        "Use one attribute: the weights of two must not be multiplied. Give a row the weight of "
        "its group and label when the model is fitted (`sample_weight`); the group is not needed "
        "after that. If the rows have weights already, multiply those."
    ),
    (
        "Weights change what a model learns, not what is true: they are right where labels of a "
        "group are worse than the truth, and cost accuracy where they are not. A cell with few "
        "decisions has a weight that chance has made. Measure on the decisions held out before you "
        "believe it."
    ),
)


def weights(
    rows: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    selective: Collection[tuple[str, ...]],
    collect: Collect,
) -> Table:
    """Return the weights of every group and label of each attribute, or why there are none.

    Parameters
    ----------
    rows : LazyFrame
        The decisions to train on.
    plan : Plan
    kinds : dict of str to str
    selective : collection of tuple of str
        The attributes in whose groups labels may be missing for a reason; () is everybody.
    collect : callable
    """
    if plan.label is None:
        return _refused("The plan names no label.")
    told = [one.name for one in plan.protected if (one.name,) not in selective]
    if () in selective or not told:
        return _refused(
            "Labels may be missing for a reason, and weights from those that are there would "
            "carry that reason on. If they are a sample, let the plan say so: "
            'label.missing = "at_random".'
        )
    axes = Axes.of(plan, kinds, None)
    attributes = {
        roles.attribute_axis(name): axes.attributes[roles.attribute_axis(name)] for name in told
    }
    weight = weight_of(plan, kinds)
    cells = tally(
        rows,
        {**attributes, "label": axes.judged["label"]},
        {} if weight is None else {"w": weight},
        collect=collect,
        max_cells=plan.intake.max_cells,
    )
    found: list[tuple[Cell, ...]] = []
    for name, axis in zip(told, attributes, strict=True):
        n = _by_label(cells.sum("n", axis, "label"), cells.levels["label"])
        w = n if weight is None else _by_label(cells.sum("w", axis, "label"), cells.levels["label"])
        if not (n.sum(axis=0) > 0).all():
            return _refused("The labels of the decisions to train on are all alike.")
        each = reweighing(w)
        found += [
            (name, group, label, int(n[i, j]), finite(float(each[i, j])))
            for i, group in enumerate(cells.levels[axis])
            for j, label in enumerate(_LABELS)
        ]
    left = [one.name for one in plan.protected if one.name not in told]
    more = (f"Left out, as labels may be missing for a reason there: {', '.join(left)}.",)
    return Table(
        name=NAME,
        title=TITLE,
        about=_ABOUT + (more if left else ()),
        columns=_COLUMNS,
        rows=tuple(found),
    )


def _by_label(counted: Array, levels: tuple[str, ...]) -> Array:
    """Return counts by group and known label."""
    return np.stack([counted[:, levels.index(label)] for label in _LABELS], axis=1)


def _refused(why: str) -> Table:
    return Table(name=NAME, title=TITLE, refused=why)
