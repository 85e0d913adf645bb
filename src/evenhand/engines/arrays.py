"""Arrays that are alike whichever engine they come from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def alike(values: NDArray[Any], null: NDArray[np.bool_]) -> NDArray[Any]:
    """Return values with null as None in text, NaT in times, NaN in numbers.

    A column of whole numbers or of booleans is so only without null: with it, numbers become
    floats, and booleans objects.
    """
    if values.dtype.kind == "M":
        times = values.astype("datetime64[us]")
        times[null] = np.datetime64("NaT", "us")
        return times
    if not null.any():
        return values
    if values.dtype.kind in "iuf":
        numbers = values.astype(np.float64)
        numbers[null] = np.nan
        return numbers
    things = values.astype(object)
    things[null] = None
    return things
