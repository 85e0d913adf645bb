"""The order of a log's rows: clocks that jump, times that are missing, values that stand still."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Rows that are looked at, from the first one on.
ROWS = 1_000_000

# A log in which more rows than this are before the row above is in another order than time.
_UNORDERED = 0.05
# A pause is a gap if it is three times what is usual in a week, and at the usual rate so many
# decisions would have been made in it. Of a log of less than four weeks nobody knows what is usual.
_UNUSUAL, _EXPECTED, _WEEKS = 3.0, 20.0, 4
_WEEK = 7 * 86_400.0

# A value stands still if chance would have it so once in a million columns.
_STILL, _COINCIDENCE = 10, math.log(1e-6)

_START = datetime(1970, 1, 1)  # noqa: DTZ001 - as all times here, in UTC and without saying so


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A step in time from one row to the next: how far, and from when."""

    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A column that kept one value for longer than chance can account for."""

    column: str
    rows: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the first rows of a log tell of its clock.

    Attributes
    ----------
    rows : int
        How many rows with a time were looked at; 0 if the plan names no time.
    backward : int
        How many of them are before the row above.
    ordered : bool
        Whether the log is in the order of time, but for a few rows.
    back : Jump or None
        The largest step back, of a log in order.
    gap : Jump or None
        The largest pause, if it is unusual.
    frozen : tuple of Frozen
        The columns that stood still; empty for a log in another order.
    """

    rows: int = 0
    backward: int = 0
    ordered: bool = True
    back: Jump | None = None
    gap: Jump | None = None
    frozen: tuple[Frozen, ...] = ()


def order_of(times: NDArray[np.datetime64], values: Mapping[str, NDArray[np.float64]]) -> Order:
    """Return what rows, in the order of the log, tell of its clock.

    Parameters
    ----------
    times : array of datetime64[us], shape (rows,)
        When each decision was made; NaT where that is not known.
    values : dict of str to array of float, shape (rows,)
        Columns to look for values that stand still in; NaN is no value.
    """
    known = ~np.isnat(times)
    clock = microseconds_of(times[known])
    steps = np.diff(clock)
    backward = int(np.count_nonzero(steps < 0))
    ordered = backward <= _UNORDERED * max(1, len(steps))
    back = None
    if ordered and backward:
        at = int(np.argmin(steps))
        back = Jump(seconds=-float(steps[at]) / 1e6, at=moment_of(int(clock[at])))
    frozen = (_frozen(name, column, times) for name, column in values.items()) if ordered else ()
    return Order(
        rows=len(clock),
        backward=backward,
        ordered=ordered,
        back=back,
        gap=_gap(np.sort(clock) if backward else clock),
        frozen=tuple(one for one in frozen if one is not None),
    )


def on_clock(order: Order, local: Callable[[datetime], datetime]) -> Order:
    """Return what was found with its moments as `local` shows them; lengths stay as they are."""

    def jump(one: Jump | None) -> Jump | None:
        return None if one is None else replace(one, at=local(one.at))

    def moment(at: datetime | None) -> datetime | None:
        return None if at is None else local(at)

    return replace(
        order,
        back=jump(order.back),
        gap=jump(order.gap),
        frozen=tuple(
            replace(one, since=moment(one.since), until=moment(one.until)) for one in order.frozen
        ),
    )


def _gap(clock: NDArray[np.int64]) -> Jump | None:
    """Return the largest pause in ascending times, in microseconds, if it is unusual."""
    if len(clock) < _EXPECTED:
        return None
    seconds = (clock - clock[0]) / 1e6
    weeks = math.ceil(float(seconds[-1]) / _WEEK)
    if weeks < _WEEKS:
        return None
    pauses = np.diff(seconds)
    longest = np.zeros(weeks)
    np.maximum.at(longest, np.minimum(seconds[:-1] // _WEEK, weeks - 1).astype(np.int64), pauses)
    at = int(np.argmax(pauses))
    pause = float(pauses[at])
    rate = len(pauses) / max(float(seconds[-1]) - pause, 1.0)
    usual = float(np.median(longest[longest > 0]))
    if pause <= _UNUSUAL * usual or rate * pause < _EXPECTED:
        return None
    return Jump(seconds=pause, at=moment_of(int(clock[at])))


def _frozen(
    column: str, values: NDArray[np.float64], times: NDArray[np.datetime64]
) -> Frozen | None:
    """Return the longest run of one value, if chance does not account for it.

    Chance is how often neighbours are equal in the rest of the column.
    """
    same = values[1:] == values[:-1]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    if len(edges) == 0:
        return None
    starts, ends = edges[::2], edges[1::2]
    at = int(np.argmax(ends - starts))
    pairs = int(ends[at] - starts[at])
    others = len(same) - pairs
    equal = int(np.count_nonzero(same)) - pairs
    chance = (equal + 1) / (others + 2)
    # A column that hardly ever changes is a constant, or takes few values in the order of a file.
    if (
        pairs < _STILL
        or others < _STILL
        or math.log(len(values)) + pairs * math.log(chance) > (_COINCIDENCE)
    ):
        return None
    return Frozen(
        column=column,
        rows=pairs + 1,
        since=moment_at(times, int(starts[at])),
        until=moment_at(times, int(ends[at])),
    )


def moment_of(microseconds: int) -> datetime:
    """Return the time that is so many microseconds after the start of 1970.

    Examples
    --------
    >>> moment_of(1_000_000)
    datetime.datetime(1970, 1, 1, 0, 0, 1)
    """
    return _START + timedelta(microseconds=microseconds)


def microseconds_of(times: NDArray[Any]) -> NDArray[np.int64]:
    """Return times as microseconds since the start of 1970."""
    return times.astype("datetime64[us]").astype(np.int64)


def moment_at(times: NDArray[Any], place: int) -> datetime | None:
    """Return one of many times; None where it is not known."""
    return None if np.isnat(times[place]) else moment_of(int(microseconds_of(times)[place]))
