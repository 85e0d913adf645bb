"""A sample of a log's rows as an audit understands them: for what cannot be done with counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube import roles
from evenhand.cube.axes import Axes
from evenhand.cube.axis import Axis
from evenhand.cube.cube import Array
from evenhand.cube.tally import Collect
from evenhand.plan import Plan

Text = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of decisions, in order of time where there is one; arrays have shape (rows,).

    Attributes
    ----------
    decision : float array
        1 favourable, 0 unfavourable, NaN none.
    label : float array
        1 positive, 0 negative, NaN not known.
    score : float array or None
        As it is in the log.
    at : datetime64 array or None
    person : object array or None
        The entity as it is in the log; it is compared, and never told.
    groups : dict of str to object array
        Attribute -> the group of each row.
    features : dict of str to array
        Column -> float, or object with text and None.
    """

    decision: Array
    label: Array
    score: Array | None
    at: NDArray[np.datetime64] | None
    person: Text | None
    groups: Mapping[str, Text]
    features: Mapping[str, Array | Text]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.decision)

    def take(self, places: NDArray[np.intp]) -> "Rows":
        """Return some rows, in the order of `places`."""
        return Rows(
            decision=self.decision[places],
            label=self.label[places],
            score=None if self.score is None else self.score[places],
            at=None if self.at is None else self.at[places],
            person=None if self.person is None else self.person[places],
            groups={name: of[places] for name, of in self.groups.items()},
            features={name: of[places] for name, of in self.features.items()},
        )


_DECISIONS = {"favourable": 1.0, "unfavourable": 0.0}
_LABELS = {"positive": 1.0, "negative": 0.0}


def rows_of(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    collect: Collect,
    order: str | None = None,
) -> Rows:
    """Return the rows of a small frame: decisions, labels and groups as the tallies have them.

    They are in order of time, else as they are. `order` is a column to order them by first, where
    they may be in any.
    """
    axes = Axes.of(plan, kinds, None)
    keys: dict[str, Axis] = {**axes.attributes, **axes.judged}
    wanted = {f"key_{place}": axis.key for place, axis in enumerate(keys.values())}
    numbers = [name for name in plan.features if kinds[name] in {"integer", "number", "boolean"}]
    for place, name in enumerate(plan.features):
        column = nw.col(name)
        wanted[f"feature_{place}"] = (
            column.cast(nw.Float64) if name in numbers else column.cast(nw.String)
        )
    if plan.score is not None:
        wanted["score"] = nw.col(plan.score.column).cast(nw.Float64)
    if axes.at is not None:
        wanted["at"] = axes.at
    if plan.columns.entity is not None:
        wanted["person"] = nw.col(plan.columns.entity).cast(nw.String)
    if order is not None:
        wanted["order"] = nw.col(order).cast(nw.String)
    found = collect(frame.select(**wanted))
    named = {
        name: _named(found[f"key_{place}"], axis) for place, (name, axis) in enumerate(keys.items())
    }
    rows = Rows(
        decision=_numbers(named["decision"], _DECISIONS),
        label=_numbers(named["label"], _LABELS),
        score=found["score"].astype(np.float64) if "score" in found else None,
        at=found["at"].astype("datetime64[us]") if "at" in found else None,
        person=found.get("person"),
        groups={one.name: named[roles.attribute_axis(one.name)] for one in plan.protected},
        features={
            name: found[f"feature_{place}"].astype(np.float64 if name in numbers else object)
            for place, name in enumerate(plan.features)
        },
    )
    if "order" in found:
        rows = rows.take(np.argsort(found["order"].astype(str), kind="stable"))
    return rows if rows.at is None else rows.take(np.argsort(rows.at, kind="stable"))


def _named(values: NDArray[Any], axis: Axis) -> Text:
    """Return the level of each raw value; a value is named once, however often it comes."""
    names: dict[object, str] = {}
    levels = np.empty(len(values), dtype=object)
    for place, value in enumerate(values.tolist()):
        # NaN is not equal to itself, so that a dict would hold it once a row.
        key = None if value != value else value  # noqa: PLR0124
        if key not in names:
            names[key] = axis.level_of(key)
        levels[place] = names[key]
    return levels


def _numbers(levels: Text, meaning: Mapping[str, float]) -> Array:
    return np.array([meaning.get(level, np.nan) for level in levels], dtype=np.float64)
