"""Many tallies of a large log from one scan: an engine streams codes of its rows, numpy counts.

An engine's group-by reads the log anew for every tally, and of a large log reading is most of the
work. What each row is counted by is worked out in the engine, where all its threads do it; what
is left to do here is to add up small whole numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axis import Axis, Values
from evenhand.cube.coded import Columns
from evenhand.cube.counter import Counter, Part
from evenhand.cube.cube import Cube
from evenhand.cube.kept import Keeper, Kept
from evenhand.cube.median import AboveMedian, median, middle_of
from evenhand.cube.tally import Collect, cube_of, tally
from evenhand.errors import LogError

Stream = Callable[[nw.LazyFrame[Any], Mapping[str, Values]], Iterator[Part]]

# Of fewer rows a group-by for each tally takes no longer than to set this up.
MANY = 2_000_000
# Rows that are added up at once: few, so that they stay in the processor's cache, but no fewer
# than the cells they lie in, up to what memory is there for.
_AT_ONCE, _MOST_AT_ONCE = 32_768, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A tally that is asked for.

    Attributes
    ----------
    told : str
        What is counted, in words: "scores".
    frame : LazyFrame
        One row a decision.
    axes : dict of str to Axis
        What the cells are indexed by.
    measures : dict of str to expression or AboveMedian
        What is added up in each cell, as `tally` has it; of what has a median no counted row is
        null.
    where : expression or None
        Which rows are counted, not those where it is null; None: all.
    check : callable
        Raises if values are no finite numbers: called when a sum is none, or counting failed.
    """

    told: str
    frame: nw.LazyFrame[Any]
    axes: Mapping[str, Axis]
    measures: Mapping[str, nw.Expr | AboveMedian] = field(default_factory=dict)
    where: nw.Expr | None = None
    check: Callable[[], None] = lambda: None


class Tallied(NamedTuple):
    """The cubes that were asked for, and the rows that were kept; None: see `Keeper.rows`.

    Without one scan for all none are kept.
    """

    cubes: dict[str, Cube]
    kept: dict[str, NDArray[Any]] | None


def tally_all(
    asked: Mapping[str, Asked],
    *,
    keep: Kept | None = None,
    many: int,
    collect: Collect,
    stream: Stream | None,
    max_cells: int,
    progress: Callable[[str], None],
) -> Tallied:
    """Return the cubes that are asked for, as `tally` does one by one.

    Parameters
    ----------
    asked : dict of str to Asked
        Those that can be streamed have the same frame, or frames with more columns.
    keep : Kept, optional
        Rows that are wanted besides if all rows are streamed, of the frame with most columns.
    many : int
        How many rows the frames have, about.
    collect : callable
        The engine's way from a small lazy frame to arrays.
    stream : callable or None
        The engine's way from a large lazy frame to arrays, part by part, as `Engine.stream` is.
    max_cells : int
        More cells than this in one cube are an error.
    progress : callable
        Told what is counted.

    Raises
    ------
    LogError
        A cube has more cells than `max_cells`; what `Asked.check` raises.
    """
    found, kept = dict[str, Cube](), None
    try:
        if stream is not None and many >= MANY:
            together = {name: one for name, one in asked.items() if _can_be_streamed(one)}
            if len(together) > 1:
                progress(f"counting {', '.join(one.told for one in together.values())}")
                found, kept = _streamed(together, keep, stream, max_cells=max_cells)
        for name, one in asked.items():
            if name not in found:
                progress(f"counting {one.told}")
                found[name] = _counted(one, collect=collect, max_cells=max_cells)
    except LogError:
        # A value that is no number is in no bin, which may be all that an engine says of it.
        for one in asked.values():
            one.check()
        raise
    return Tallied(found, kept)


def _counted(one: Asked, *, collect: Collect, max_cells: int) -> Cube:
    """Return the cube of one tally by itself."""
    rows = one.frame if one.where is None else one.frame.filter(one.where)
    measures = {
        name: of.counted(median(rows, of.value, of.likely, collect=collect))
        if isinstance(of, AboveMedian)
        else of
        for name, of in one.measures.items()
    }
    return tally(
        rows,
        one.axes,
        measures,
        collect=collect,
        max_cells=max_cells,
        doubted=_checking(one),
    )


def _checking(one: Asked) -> Callable[[str], None]:
    return lambda _: one.check()


def _can_be_streamed(one: Asked) -> bool:
    """Return whether it is known what each key can be, so that it is a small whole number."""
    if any(axis.among is None for axis in one.axes.values()):
        return False
    keys = one.frame.select(*(axis.key.alias(name) for name, axis in one.axes.items()))
    types = keys.collect_schema().dtypes()
    # What is compared for being one of some values must be as exact as what they were read as.
    return all(type_ in _EXACT or type_.is_integer() for type_ in types)


_EXACT = frozenset({nw.String(), nw.Boolean(), nw.Float64(), nw.Float32()})


def _streamed(
    asked: Mapping[str, Asked], keep: Kept | None, stream: Stream, *, max_cells: int
) -> Tallied:
    """Return the cubes of one scan; those that would take too many cells are left out."""
    columns = Columns()
    counters = {name: _counter(one, columns) for name, one in asked.items()}
    keeper = None if keep is None else Keeper(keep, columns)
    widest = max((one.frame for one in asked.values()), key=lambda frame: len(frame.columns))
    steps = _Steps(stream(widest.select(**columns.expressions), columns.values))
    for rows in steps:
        spans = [counter.add(rows) for counter in counters.values()]
        if keeper is not None:
            keeper.add(rows)
        steps.at_once = min(max(_AT_ONCE, *spans), _MOST_AT_ONCE)
    cubes = {}
    for name, one in asked.items():
        counted = counters[name].cells()
        if counted is not None:
            keys = {
                axis: ([_raw(one.axes[axis], int(code)) for code in codes], which)
                for axis, (codes, which) in zip(one.axes, counted.codes, strict=True)
            }
            cubes[name] = cube_of(
                one.axes,
                keys,
                counted.sums,
                max_cells=max_cells,
                doubted=_checking(one),
            )
    return Tallied(cubes, None if keeper is None else keeper.rows())


def _counter(one: Asked, columns: Columns) -> Counter:
    """Return what counts one tally, from columns that are asked for along with others."""
    keys = [columns.key(axis) for axis in one.axes.values()]
    measures, above = {}, {}
    for name, of in one.measures.items():
        if isinstance(of, AboveMedian):
            above[name] = (columns.value(of.value), *middle_of(of.likely))
        else:
            measures[name] = columns.value(of)
    return Counter(keys, measures, above, None if one.where is None else columns.where(one.where))


def _raw(axis: Axis, code: int) -> object:
    """Return the key that a code stands for, null as None."""
    if isinstance(axis.among, Values):
        return axis.among.values[code - 1] if code else None
    return None if axis.among is not None and code == axis.among.missing else code


class _Steps:
    """The rows of many parts, `at_once` or more at a time."""

    def __init__(self, parts: Iterator[Part]) -> None:
        self.at_once = _AT_ONCE
        self._parts = parts

    def __iter__(self) -> Iterator[Part]:
        """Yield rows; `at_once` may be set anew in between."""
        held: list[Part] = []
        for part in self._parts:
            held.append(part)
            if sum(map(_length, held)) >= self.at_once:
                yield from self._cut(held)
                held = []
        if held:
            yield from self._cut(held)

    def _cut(self, held: Sequence[Part]) -> Iterator[Part]:
        whole = held[0]
        if len(held) > 1:
            whole = {name: np.concatenate([part[name] for part in held]) for name in held[0]}
        start = 0
        while start < _length(whole):
            end = start + self.at_once
            yield {name: values[start:end] for name, values in whole.items()}
            start = end


def _length(part: Part) -> int:
    return len(next(iter(part.values())))
