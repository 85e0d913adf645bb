"""The habits that every module here shares: float arrays in, NaN for what is undefined."""

import math

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array


def floats(*values: ArrayLike) -> tuple[Array, ...]:
    """Return `values` as float arrays of one common shape."""
    arrays = tuple([np.asarray(value, dtype=np.float64) for value in values])
    # Nearly always they have one shape already, and broadcasting costs more than the arithmetic.
    shape = arrays[0].shape
    if all([array.shape == shape for array in arrays]):  # noqa: C419 - a list is quicker here
        return arrays
    return tuple(np.broadcast_arrays(*arrays))


def divide(numerator: ArrayLike, denominator: ArrayLike) -> Array:
    """Return the quotient, NaN where the denominator is zero.

    Examples
    --------
    >>> divide([1, 1, 0], [4, 0, 0])
    array([0.25,  nan,  nan])
    """
    top, bottom = floats(numerator, denominator)
    quotient: Array = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return quotient


def counts(x: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    """Return `x` and `n` as floats, `x` held to [0, n], both NaN where nothing was counted.

    Sums of weights can pass their total by a rounding error; a rate of 1 + 1e-16 would break
    every square root that follows.
    """
    successes, total = floats(x, n)
    total = np.where(total > 0, total, np.nan)
    return np.clip(successes, 0, total), total


def finite(value: float) -> float | None:
    """Return a number that a result can carry; NaN and infinity are None.

    Examples
    --------
    >>> finite(0.5), finite(float("nan")), finite(float("inf"))
    (0.5, None, None)
    """
    return float(value) if math.isfinite(value) else None
