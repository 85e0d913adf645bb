"""The exact median of a column of any length, without sorting it."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.tally import Collect

# The median of a sample of 20,000 is off by 0.4 % of the ranks: five times that is never wrong
# but where the sample is no fair one, and then all values are sorted.
_EITHER_SIDE = 0.02


@dataclass(frozen=True, slots=True)
class AboveMedian:
    """A measure: how many rows have a number above the median of all of them.

    Attributes
    ----------
    value : expression
        The number of a row.
    likely : float array
        Numbers that tell about where the median is, as `median` has them.
    """

    value: nw.Expr
    likely: NDArray[np.float64]

    def counted(self, middle: float) -> nw.Expr:
        """Return the measure where the median is known."""
        return (self.value > middle).cast(nw.Int64)


def middle_of(likely: NDArray[np.float64]) -> tuple[float, float]:
    """Return the ends of what most likely has the median in it; NaN if there is no telling."""
    known = likely[~np.isnan(likely)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.5 - _EITHER_SIDE, 0.5 + _EITHER_SIDE])
    return float(low), float(high)


def median(
    frame: nw.LazyFrame[Any], value: nw.Expr, likely: NDArray[np.float64], *, collect: Collect
) -> float:
    """Return the median of the numbers that a frame has, NaN if it has none.

    Of an even count it is halfway between the two in the middle.

    Parameters
    ----------
    frame : LazyFrame
    value : expression
        The number of a row; null where it has none. None is NaN.
    likely : float array
        About 20,000 of the numbers from all over the frame, or others like them. They say where
        to look, so that numbers are told apart only there. NaN is passed over.
    collect : callable
        The engine's way from a small lazy frame to arrays.
    """
    low, high = middle_of(likely)
    if not np.isnan(low):
        place = (
            nw.when(value < low)
            .then(nw.lit(-np.inf))
            .when(value > high)
            .then(nw.lit(np.inf))
            .otherwise(value)
        )
        places = frame.filter(~value.is_null()).select(place=place)
        found = collect(places.group_by("place").agg(n=nw.len()))
        if len(found["n"]) == 0:
            return float("nan")
        order = np.argsort(found["place"])
        upto = np.cumsum(found["n"][order])
        middle = [(upto[-1] - 1) // 2, upto[-1] // 2]
        ends = found["place"][order][np.searchsorted(upto, middle, side="right")]
        if np.isfinite(ends).all():
            return float(ends.mean())
    return float(collect(frame.select(median=value.median()))["median"][0])
