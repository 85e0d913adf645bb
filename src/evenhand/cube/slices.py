"""The tally that subgroups are sought in: attributes, conditions and features by a few values."""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube import roles
from evenhand.cube.axis import UNKNOWN, Axis, as_text, or_unknown
from evenhand.cube.counted import Counted
from evenhand.cube.cube import Array, Cube
from evenhand.cube.features import Sample
from evenhand.cube.halved import halved
from evenhand.cube.tallies import WithBucket
from evenhand.cube.tally import Collect, tally
from evenhand.plan import Plan

HALVES = ("first", "second")
OTHERS = "other values"

Why = Literal[
    "one_value",  # the column says the same of everybody
    "too_many_values",  # hardly any two people share a value
    "too_many_cells",  # with it, there would be more to count than is worth it
    "identifiers",  # its values may name people
    "decision",  # it tells the decision itself
]

_SAMPLED = 20_000
_BINS = 5
_NAMED = 8  # values of a category that are told apart
_FEW = 10  # whole numbers with no more values than this are categories
_MOST_CELLS = 200_000
# A category of which the common values cover less than this says little in a few words.
_COVERED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceTally:
    """The counts in which slices are sought.

    Attributes
    ----------
    columns : tuple of str
        What readers call the columns, in the order of `axes`.
    axes : tuple of str
        The axes of those columns.
    protected : frozenset of str
        The axes that are protected attributes.
    cells : Cube
        `axes`, half (if people are told apart), mature, decision, label -> n.
    half : str or None
        The axis that parts people in two; None: no entity is named.
    left_out : tuple of (column, reason)
        What was not searched, and why.
    """

    columns: tuple[str, ...]
    axes: tuple[str, ...]
    protected: frozenset[str]
    cells: Cube
    half: str | None
    left_out: tuple[tuple[str, Why], ...]

    def name(self, item: int) -> tuple[str, str]:
        """Return the column and the value of an item: items are values, column after column."""
        names = [
            (column, level)
            for column, axis in zip(self.columns, self.axes, strict=True)
            for level in self.cells.levels[axis]
        ]
        return names[item]


class _Column(NamedTuple):
    """A column as it is searched: its axis, and at most how many values it has there."""

    name: str
    axis: Axis
    width: int


def count_slices(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    counted: Counted,
    *,
    cutoff: str | None,
    held: Collection[str],
    collect: Collect,
    sample: Sample,
    with_bucket: WithBucket,
) -> SliceTally | None:
    """Return the counts of a log by everything that a subgroup can be made of: one scan.

    None where there is nothing to search: the plan wants no slices, rows are weighted, fewer than
    two columns are left, or the log is so large that the plan must ask for it.

    Parameters
    ----------
    frame, plan, kinds, counted, collect
        As for the other tallies.
    cutoff : str or None
        From when on labels have not all arrived.
    held : collection of str
        Columns with personal identifiers: their values are not told.
    sample, with_bucket : callable
        As the engine has them.
    """
    rows = float(counted.cells.measures["n"].sum())
    asked = plan.slices
    if asked.depth == 0 or plan.columns.weight is not None or rows > asked.largest_log:
        return None
    axes = counted.axes
    levels = counted.cells.levels
    chosen = {
        axis: _Column(one.name, axes.attributes[axis], len(levels[axis]))
        for one in plan.protected
        for axis in [roles.attribute_axis(one.name)]
    }
    protected = frozenset(chosen)
    left_out: list[tuple[str, Why]] = []
    own = {one.column for one in plan.protected}
    others = [name for name in dict.fromkeys((*plan.conditions, *plan.features)) if name not in own]
    values = sample(others, _SAMPLED) if others else {}
    width = math.prod(one.width for one in chosen.values())
    for name in others:
        column = _column(name, values[name], kinds, held)
        if isinstance(column, str):
            left_out.append((name, column))
        elif width * column.width > _MOST_CELLS:
            left_out.append((name, "too_many_cells"))
        else:
            width *= column.width
            chosen[f"column:{name}"] = column
    if len(chosen) < 2:  # noqa: PLR2004 - the groups of one attribute are told elsewhere
        return None
    entity = plan.columns.entity
    half = {} if entity is None else {"half": Axis(nw.col("entity_bucket") % 2, _half, HALVES)}
    cells = tally(
        frame if entity is None else with_bucket(frame, entity),
        {
            **{axis: one.axis for axis, one in chosen.items()},
            **half,
            "mature": axes.mature(cutoff),
            **axes.judged,
        },
        {},
        collect=collect,
        max_cells=plan.intake.max_cells,
    )
    found = SliceTally(
        columns=tuple(one.name for one in chosen.values()),
        axes=tuple(chosen),
        protected=protected,
        cells=cells,
        half="half" if half else None,
        left_out=tuple(left_out),
    )
    return _without_leaks(found)


def _half(value: object) -> str:
    return HALVES[int(or_unknown(value))]


def _column(
    name: str, values: NDArray[Any], kinds: roles.Kinds, held: Collection[str]
) -> "_Column | Why":
    """Return how a column is searched, or why it is not."""
    if name in held:
        return "identifiers"
    if kinds[name] in {"integer", "number"}:
        numbers = np.asarray(values, dtype=np.float64)
        known = numbers[np.isfinite(numbers)]
        if len(np.unique(known)) > _FEW:
            return _number(name, known)
    return _category(name, values)


def _number(name: str, known: Array) -> _Column:
    """Return a number in bins that hold about as many values each."""
    edges = np.unique(np.quantile(known, np.arange(1, _BINS) / _BINS, method="lower"))
    value = nw.col(name).cast(nw.Float64)
    names = _ranges(edges)

    def level_of(code: object) -> str:
        text = as_text(code)
        return UNKNOWN if text is None else names[int(text)]

    # Asked before it is compared: what null comes to differs from engine to engine.
    key = nw.when(value.is_finite()).then(halved(value, [float(edge) for edge in edges]))
    return _Column(name, Axis(key, level_of, names), len(names) + 1)


def _ranges(edges: Array) -> tuple[str, ...]:
    """Return bins in words.

    Examples
    --------
    >>> _ranges(np.array([10.0, 20.5]))
    ('below 10', '10 to 20.5', '20.5 and more')
    """
    texts = [f"{edge:,.6g}" for edge in edges]
    between = [f"{low} to {high}" for low, high in pairwise(texts)]
    return (f"below {texts[0]}", *between, f"{texts[-1]} and more")


def _category(name: str, values: NDArray[Any]) -> "_Column | Why":
    """Return a category by its common values, the others as one."""
    texts = [text for value in values if (text := as_text(value)) is not None]
    common = sorted(Counter(texts).items(), key=lambda one: (-one[1], one[0]))
    named = [text for text, _ in common[:_NAMED]]
    covered = sum(times for _, times in common[:_NAMED])
    if len(common) < 2:  # noqa: PLR2004 - of one value there is nothing to compare
        return "one_value"
    if covered < _COVERED * len(texts):
        return "too_many_values"
    known = frozenset(named)

    def level_of(value: object) -> str:
        text = or_unknown(value)
        return text if text in known or text == UNKNOWN else OTHERS

    return _Column(name, Axis(nw.col(name), level_of, tuple(named)), len(named) + 2)


def _without_leaks(found: SliceTally) -> SliceTally | None:
    """Return the tally without columns that tell the decision: each value has one decision."""
    kept: list[str] = []
    leaks: list[tuple[str, Why]] = []
    for axis, column in zip(found.axes, found.columns, strict=True):
        n = found.cells.sum("n", axis, "decision")[:, :2]
        told = (np.minimum(n[:, 0], n[:, 1]) == 0).all() and (n.sum(axis=0) > 0).all()
        if told and axis not in found.protected:
            leaks.append((column, "decision"))
        else:
            kept.append(axis)
    if not leaks:
        return found
    if len(kept) < 2:  # noqa: PLR2004 - as above
        return None
    axes = tuple(kept)
    rest = [axis for axis in found.cells.axes if axis not in found.axes]
    return SliceTally(
        columns=tuple(
            column for axis, column in zip(found.axes, found.columns, strict=True) if axis in kept
        ),
        axes=axes,
        protected=found.protected,
        cells=found.cells.project(*axes, *rest),
        half=found.half,
        left_out=(*found.left_out, *leaks),
    )
