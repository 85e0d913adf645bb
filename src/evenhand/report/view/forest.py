"""Forest: intervals of all rows of a table on one axis, as places in percent of its width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_TICKS = 5  # at most so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The axis that all rows share; `ticks` are places and labels."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        """Return where a value lies, in percent of the width, held within the picture."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row's interval and point; `width` runs from `low`."""

    low: float
    width: float
    point: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What the tolerance allows, and where the reference lies."""

    low: float
    width: float
    reference: float


def axis_over(values: Sequence[float]) -> Axis:
    """Return an axis over rates in [0, 1] that holds all `values`, with round ticks.

    Examples
    --------
    >>> axis_over([0.32, 0.63]).ticks
    ((0.0, '30'), (25.0, '40'), (50.0, '50'), (75.0, '60'), (100.0, '70'))
    """
    bottom, top = min(values, default=0.0), max(values, default=1.0)
    span = max(top - bottom, 0.01)
    step = next(s for s in (*_STEPS, 1.0) if span / s <= _TICKS - 1.5)
    low = max(0.0, math.floor(bottom / step + 1e-9) * step)
    high = min(1.0, math.ceil(top / step - 1e-9) * step)
    if high <= low:
        low, high = max(0.0, high - step), min(1.0, high + step)
    count = round((high - low) / step)
    places = [low + step * i for i in range(count + 1)]
    decimals = 0 if step * 100 >= 1 else 1
    axis = Axis(low=low, high=high, ticks=())
    ticks = tuple((axis.place(place), f"{100 * place:.{decimals}f}") for place in places)
    return Axis(low=low, high=high, ticks=ticks)


def line(axis: Axis, value: float | None, low: float | None, high: float | None) -> Line | None:
    """Return a row's interval on the axis; None where the row has no value."""
    if value is None:
        return None
    start = axis.place(value if low is None else low)
    end = axis.place(value if high is None else high)
    return Line(low=start, width=round(end - start, 2), point=axis.place(value))


def band(
    axis: Axis, reference: float | None, tolerance: float | None, comparison: str
) -> Band | None:
    """Return what the tolerance allows around the reference; None without reference or gate."""
    if reference is None:
        return None
    at = axis.place(reference)
    if tolerance is None:
        return Band(low=at, width=0.0, reference=at)
    ratio = comparison == "ratio"
    low = axis.place(reference * tolerance if ratio else reference - tolerance)
    high = 100.0 if ratio else axis.place(reference + tolerance)
    return Band(low=low, width=round(high - low, 2), reference=at)
