"""The exact median of a column of any length, without sorting it."""

from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.tally import Collect

# The median of a sample of 20,000 is off by 0.4 % of the ranks: five times that is never wrong
# but where the sample is no fair one, and then all values are sorted.
_EITHER_SIDE = 0.02


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
    likely = likely[~np.isnan(likely)]
    if len(likely):
        low, high = np.quantile(likely, [0.5 - _EITHER_SIDE, 0.5 + _EITHER_SIDE])
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
