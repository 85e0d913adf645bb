"""Many tests at once: p-values adjusted so that the usual threshold keeps its promise."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.cube.cube import Array


def holm(p: ArrayLike) -> Array:
    """Return p-values adjusted by Holm: the chance of any false claim stays at the level.

    Parameters
    ----------
    p : array_like, shape (tests,)
        Raw p-values. NaN is no test: it stays NaN and is not counted.

    References
    ----------
    Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure".

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, np.nan]).round(3).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    tests = np.asarray(p, dtype=np.float64)
    order, tested = _order(tests)
    adjusted = np.full(tests.shape, np.nan)
    steps = tests[order] * (tested - np.arange(tested))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def benjamini_hochberg(p: ArrayLike) -> Array:
    """Return p-values adjusted by Benjamini and Hochberg: the share of false claims is held.

    Parameters
    ----------
    p : array_like, shape (tests,)
        Raw p-values. NaN is no test: it stays NaN and is not counted.

    References
    ----------
    Benjamini and Hochberg (1995), "Controlling the False Discovery Rate".

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, np.nan]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    tests = np.asarray(p, dtype=np.float64)
    order, tested = _order(tests)
    adjusted = np.full(tests.shape, np.nan)
    steps = tests[order] * tested / np.arange(1, tested + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1)
    return adjusted


def e_benjamini_hochberg(log_e: ArrayLike, level: float) -> NDArray[np.bool_]:
    """Return which hypotheses are rejected by their e-values: the share of false claims is held.

    Whatever the e-values have to do with one another.

    Parameters
    ----------
    log_e : array_like, shape (hypotheses,)
        Natural logarithms of the e-values, all as of one time. NaN is no test.
    level : float
        The largest share of false claims among all, on average.

    References
    ----------
    Wang and Ramdas (2022), "False Discovery Rate Control with E-values".

    Examples
    --------
    >>> e_benjamini_hochberg(np.log([50.0, 29.0, 2.0]), 0.05).tolist()
    [False, False, False]
    >>> e_benjamini_hochberg(np.log([50.0, 40.0, 2.0]), 0.05).tolist()
    [True, True, False]
    """
    tests = np.asarray(log_e, dtype=np.float64)
    order, tested = _order(-tests)
    needed = np.log(max(tested, 1) / level) - np.log(np.arange(1, tested + 1))
    reached = np.flatnonzero(tests[order] >= needed)
    rejected = np.zeros(tests.shape, dtype=np.bool_)
    rejected[order[: reached[-1] + 1 if len(reached) else 0]] = True
    return rejected


def _order(tests: Array) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.intp]], int]:
    """Return where the p-values are, smallest first and without NaN, and how many they are."""
    tested = int(np.count_nonzero(~np.isnan(tests)))
    return np.argsort(tests)[:tested], tested
