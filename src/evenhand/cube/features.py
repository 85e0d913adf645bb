"""The tally of features: what the model sees, window by window and group by group."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube import roles
from evenhand.cube.axis import UNKNOWN, Axis, Values, Whole, as_text
from evenhand.cube.counted import Counted
from evenhand.cube.cube import Array, Cube
from evenhand.cube.halved import halved
from evenhand.cube.streamed import Asked
from evenhand.cube.tallies import MOST_SCORE_WINDOWS
from evenhand.cube.tally import Collect
from evenhand.errors import LogError
from evenhand.plan import Plan

Sample = Callable[[Sequence[str], int], Mapping[str, NDArray[Any]]]

BINS = 20
# Values of a category that are counted by name; the rest are counted together.
NAMED = 50
# Whole numbers with no more values than this are categories: a number of rooms, a grade.
_FEW = 20
_SAMPLED = 20_000
_NUMBERS = ("integer", "number")
_CATEGORIES = ("text", "boolean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """How often a feature had which values.

    Attributes
    ----------
    kind : str
        "number": binned at the quantiles of a sample. "category": counted by value.
    cells : Cube
        Attributes, window, bin -> n, and of a number its total. The levels of bin are those of a
        category, or the numbers of bins, lowest first; "unknown" where the value is missing. The
        attributes are left out where there are more than 60 windows.
    edges : float array
        The inner edges of the bins of a number: the first and the last bin are open.
    rest : str or None
        The level that all values share that are not counted by name; None: there are none.
    """

    kind: Literal["number", "category"]
    cells: Cube
    edges: Array
    rest: str | None = None


class _Binned(NamedTuple):
    """How the values of a feature are counted.

    `total` is the number, if it is one; `names` are the values of a category without a rest.
    """

    axis: Axis
    total: nw.Expr | None = None
    edges: Array = np.zeros(0)
    rest: str | None = None
    names: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binning:
    """The features of a plan, and how each is counted.

    Attributes
    ----------
    asked : dict of str to Asked
        Those that the log must be read for, by column.
    at_hand : dict of str to Cube
        Those that are counted already, by column.
    binned : dict of str to _Binned
        How the values of each are counted.
    levels : dict of str to tuple of str
        The levels of the axes that all of them share.
    """

    asked: Mapping[str, Asked]
    at_hand: Mapping[str, Cube]
    binned: Mapping[str, _Binned]
    levels: Mapping[str, tuple[str, ...]]


def binning_of(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    counted: Counted,
    *,
    collect: Collect,
    sample: Sample,
) -> Binning:
    """Return how the features of the plan are to be counted.

    None is of a log that is not cut into windows: there is nothing to compare.

    Raises
    ------
    LogError
        A feature holds neither numbers nor categories.
    """
    for column in plan.features:
        if kinds[column] not in {*_NUMBERS, *_CATEGORIES}:
            raise LogError(
                f"the feature column {column!r} holds {kinds[column]}, not numbers or categories",
                "take it out of the plan's features",
            )
    calendar = counted.calendar
    if calendar is None or len(calendar.windows) < 2 or not plan.features:  # noqa: PLR2004
        return Binning(asked={}, at_hand={}, binned={}, levels={})
    axes = counted.axes
    few = len(calendar.windows) <= MOST_SCORE_WINDOWS
    shared = {**(axes.attributes if few else {}), "window": axes.window}
    numbers = [column for column in plan.features if kinds[column] in _NUMBERS]
    values = sample(numbers, _SAMPLED) if numbers else {}
    windows = (*calendar.windows, *([UNKNOWN] if UNKNOWN in counted.cells.levels["slot"] else []))

    def window_of(slot: str) -> str:
        return slot if slot == UNKNOWN else calendar.window_of(slot)

    n = replace(counted.cells, measures={"n": counted.cells.measures["n"]})
    by_window = n.derive("slot", window_of, windows, new="window")
    groups = {one.column: roles.attribute_axis(one.name) for one in plan.protected if not one.bands}
    binned: dict[str, _Binned] = {}
    asked: dict[str, Asked] = {}
    at_hand: dict[str, Cube] = {}
    for column in dict.fromkeys(plan.features):
        known = _known(values[column]) if column in values else np.zeros(0)
        if kinds[column] == "number" or len(np.unique(known)) > _FEW:
            one = _number(column, _edges(known))
        else:
            one = _category(frame, column, collect=collect)
        binned[column] = one
        cells = _at_hand(one.names, groups.get(column), by_window, shared)
        if cells is not None:
            at_hand[column] = cells
            continue
        asked[column] = Asked(
            told=column,
            frame=frame,
            axes={**shared, "bin": one.axis},
            measures={} if one.total is None else {"total": one.total},
        )
    levels = {**counted.cells.levels, "window": windows}
    return Binning(
        asked=asked,
        at_hand=at_hand,
        binned=binned,
        levels={axis: levels[axis] for axis in shared},
    )


def features(binning: Binning, found: Mapping[str, Cube]) -> dict[str, Feature]:
    """Return the counts of every feature by column, where `found` are those that were asked."""
    cubes = {**binning.at_hand, **found}
    watched = {}
    for column, binned in binning.binned.items():
        cells = cubes[column]
        for axis, levels in binning.levels.items():
            cells = cells.relabel(axis, str, levels)
        watched[column] = Feature(
            kind="category" if binned.total is None else "number",
            cells=cells,
            edges=binned.edges,
            rest=binned.rest,
        )
    return watched


def _at_hand(
    names: frozenset[str] | None, attribute: str | None, cells: Cube, axes: Collection[str]
) -> Cube | None:
    """Return the cells of a category that is an attribute too, from `cells` counted already.

    None if it is no attribute, or one whose groups are not its values by name: a plan may take
    some of them for unknown.
    """
    if names is None or attribute is None:
        return None
    groups = cells.levels[attribute]
    if names | {UNKNOWN} != {*groups, UNKNOWN}:
        return None
    return cells.derive(attribute, str, groups, new="bin").project(*axes, "bin")


def _known(values: NDArray[Any]) -> Array:
    numbers = np.asarray(values, dtype=np.float64)
    known: Array = numbers[np.isfinite(numbers)]
    return known


def _edges(values: Array) -> Array:
    """Return the inner edges of bins that hold about as many values each.

    A value that is common enough to be an edge twice has a bin of its own, so that of a column
    that is mostly zero the other values are told from zero.
    """
    if not len(values):
        return np.zeros(0)
    edges, times = np.unique(
        np.quantile(values, np.arange(1, BINS) / BINS, method="lower"), return_counts=True
    )
    return np.union1d(edges, np.nextafter(edges[times > 1], np.inf))


def _number(column: str, edges: Array) -> _Binned:
    """Return the bins of a number; NaN and infinity are missing."""
    value = nw.col(column).cast(nw.Float64)
    # Asked before it is compared: that is fast, and the same wherever null is NaN.
    known = nw.when(value.is_finite())
    place = halved(value, [float(edge) for edge in edges])
    bins = tuple(str(code) for code in range(len(edges) + 1))
    axis = Axis(known.then(place), _code, (*bins, UNKNOWN), fixed=True, among=Whole())
    return _Binned(axis, total=known.then(value), edges=edges)


def _code(value: object) -> str:
    return as_text(value) or UNKNOWN


def _category(frame: nw.LazyFrame[Any], column: str, *, collect: Collect) -> _Binned:
    """Return the values of a category, the rarer ones of many as one."""
    counted = frame.select(nw.col(column).alias("value")).group_by("value").agg(nw.len().alias("n"))
    common = counted.sort("n", "value", descending=[True, False], nulls_last=True)
    values = collect(common.head(NAMED + 2))["value"]
    names = [value for value in values if as_text(value) is not None]
    if len(names) <= NAMED:
        axis = Axis(nw.col(column), _code, among=Values.of(names))
        return _Binned(axis, names=frozenset(map(_code, names)))
    named = [_code(value) for value in names[:NAMED]]
    rest = "others"
    while rest in named:
        rest = f"all {rest}"
    text = nw.col(column).cast(nw.String)
    key = nw.when(text.is_in(named)).then(text).when(~text.is_null()).then(nw.lit(rest))
    return _Binned(Axis(key, _code, among=Values.of([*named, rest])), rest=rest)
