"""The one tally: a group-by that every engine runs, and the cube that comes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axis import UNKNOWN, Axis
from evenhand.cube.cube import Array, Cube
from evenhand.errors import LogError

Collect = Callable[[nw.LazyFrame[Any]], dict[str, NDArray[Any]]]


@dataclass(frozen=True, slots=True)
class Known:
    """A measure: how many rows have a value, which is less work than to add up a one for each."""

    of: nw.Expr


Measure = nw.Expr | Known


def tally(
    frame: nw.LazyFrame[Any],
    axes: Mapping[str, Axis],
    measures: Mapping[str, Measure],
    *,
    collect: Collect,
    max_cells: int,
    doubted: Callable[[str], None] = lambda _: None,
) -> Cube:
    """Return the cube of `measures` over `axes`: one scan of the log.

    Parameters
    ----------
    frame : LazyFrame
        One row a decision.
    axes : dict of str to Axis
        What the cells are indexed by.
    measures : dict of str to expression or Known
        What is added up in each cell, as the number that a row adds; null adds nothing. The
        rows themselves are the measure ``n``, unless it is named here.
    collect : callable
        The engine's way from a small lazy frame to arrays.
    max_cells : int
        More cells than this are an error.
    doubted : callable
        Told of every measure that has a sum which is no finite number.

    Raises
    ------
    LogError
        The log has more cells than `max_cells`.
    """
    names = {axis: f"axis_{place}" for place, axis in enumerate(axes)}
    values, sums = _summed(measures)
    # Columns first, plain sums after: pandas and Arrow add up nothing but columns, or slowly.
    # No column of the log comes along, so none can have the name of one of these.
    keyed = frame.select(**{names[name]: axis.key for name, axis in axes.items()}, **values)
    summed = keyed.group_by(*names.values()).agg(rows=nw.len(), **dict(sums.values()))
    columns = collect(summed.head(max_cells + 1))
    places = {"n": "rows", **{measure: column for measure, (column, _) in sums.items()}}
    return cube_of(
        axes,
        {name: _distinct(columns[column]) for name, column in names.items()},
        {measure: columns[column].astype(np.float64) for measure, column in places.items()},
        max_cells=max_cells,
        doubted=doubted,
    )


def cube_of(
    axes: Mapping[str, Axis],
    keys: Mapping[str, tuple[Sequence[object], NDArray[np.int64]]],
    found: Mapping[str, Array],
    *,
    max_cells: int,
    doubted: Callable[[str], None] = lambda _: None,
) -> Cube:
    """Return the cube of what was counted, with named levels, and cells in order.

    Parameters
    ----------
    axes : dict of str to Axis
    keys : dict of str to (sequence, int array)
        The different keys of each axis, null as None, and which of them each cell has.
    found : dict of str to float array
        The sums of each cell by measure.
    max_cells, doubted
        As in `tally`.

    Raises
    ------
    LogError
        More cells than `max_cells`.
    """
    levels: dict[str, tuple[str, ...]] = {}
    codes = []
    for name, axis in axes.items():
        distinct, which = keys[name]
        levels[name], place = _named(distinct, axis)
        codes.append(place[which])
    if len(codes[0]) > max_cells:
        widest = sorted(levels, key=lambda name: -len(levels[name]))[:2]
        widths = " and ".join(f"{_short(name)} ({len(levels[name]):,})" for name in widest)
        raise LogError(
            f"the counts need more than {max_cells:,} cells; the widest columns are {widths}",
            "band or drop a column with that many values, or raise intake.max_cells",
        )
    for measure, total in found.items():
        if not np.isfinite(total).all():
            doubted(measure)
    # An engine may leave the sum of no values null.
    found = {measure: np.nan_to_num(total) for measure, total in found.items()}
    # Engines give cells back in any order, and the last digits of a sum depend on it.
    order = np.lexsort((found["n"], *reversed(codes)))
    return Cube(
        levels,
        np.stack(codes, axis=1)[order],
        {measure: values[order] for measure, values in found.items()},
    )


def _summed(
    measures: Mapping[str, Measure],
) -> tuple[dict[str, nw.Expr], dict[str, tuple[str, nw.Expr]]]:
    """Return the columns to be added up, and what each measure is of them, with its own name.

    Measures of one and the same expression share a column.
    """
    columns: dict[str, nw.Expr] = {}
    sums: dict[str, tuple[str, nw.Expr]] = {}
    places: dict[int, str] = {}
    for name, measure in measures.items():
        value = measure.of if isinstance(measure, Known) else measure
        column = places.setdefault(id(value), f"measure_{len(places)}")
        columns[column] = value
        if isinstance(measure, Known):
            sums[name] = (f"{column}_known", nw.col(column).count())
        else:
            sums[name] = (f"{column}_total", nw.col(column).sum())
    return columns, sums


def _short(axis: str) -> str:
    """Return the name of an axis without the prefix that says of which kind it is."""
    return axis.partition(":")[2] or axis


def _named(distinct: Sequence[object], axis: Axis) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the levels of an axis in order, and which of them each of its keys has."""
    names = [axis.level_of(value) for value in distinct]
    found = set(names)
    first = [level for level in axis.order if axis.fixed or level in found]
    rest = sorted(found - set(first), key=lambda level: (level == UNKNOWN, level))
    levels = (*first, *rest)
    place = {level: i for i, level in enumerate(levels)}
    return levels, np.array([place[name] for name in names], dtype=np.int64)


def _distinct(values: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Return the different values, null once as None or NaT, and which of them each cell has."""
    if values.dtype.kind in "Miub":
        distinct, which = np.unique(values, return_inverse=True)
        return list(distinct), which.astype(np.int64)
    place: dict[object, int] = {}
    # NaN is not equal to itself, so a dict would hold it once a cell: name it None first.
    raw = [None if value != value else value for value in values]  # noqa: PLR0124
    coded = [place.setdefault(value, len(place)) for value in raw]
    return list(place), np.array(coded, dtype=np.int64)
