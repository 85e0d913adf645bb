"""Decomposition: what a difference of two rates is made of. The parts add up to it exactly.

Each part says what the difference would lose if that factor alone were alike on both sides, on
average over the orders in which factors can be made alike. That is arithmetic, not proof: a part
is accounted for by a factor, never shown to be caused by it.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats


class Kitagawa(NamedTuple):
    """The parts of a difference of means over strata; they add up to it.

    Attributes
    ----------
    composition : float array
        The two have different shares of the strata.
    rate : float array
        They differ within the strata.
    unsupported : float array
        One of the two has decisions in strata where the other has none.
    support : float array
        The share of the first one's decisions that lie in strata which both have.
    """

    composition: Array
    rate: Array
    unsupported: Array
    support: Array


def kitagawa(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Kitagawa:
    """Return what composition and what rates within strata account for in ``x1/n1 - x2/n2``.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (..., strata)
        Sums (favourable decisions, milliseconds) and decisions of either group.

    Undefined when
    --------------
    Either group is empty. Without any stratum in common nothing can be told apart: then all of
    the difference is without support.

    References
    ----------
    Kitagawa (1955), "Components of a Difference Between Two Rates"; Nopo (2008), "Matching as a
    Tool to Decompose Wage Gaps", for what lies outside the common support.

    Examples
    --------
    Berkeley admissions of 1973, men against women, six departments: the departments account for
    more than all of the difference.

    >>> parts = kitagawa([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373],
    ...                  [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341])
    >>> [round(float(part), 3) for part in parts]
    [0.178, -0.036, 0.0, 1.0]
    """
    x1, n1, x2, n2 = floats(x1, n1, x2, n2)
    common = (n1 > 0) & (n2 > 0)
    total = divide(x1.sum(axis=-1), n1.sum(axis=-1)) - divide(x2.sum(axis=-1), n2.sum(axis=-1))
    in1, in2 = (np.where(common, n, 0).sum(axis=-1) for n in (n1, n2))
    share1, share2 = (
        divide(np.where(common, n, 0), np.broadcast_to(size[..., None], n.shape))
        for n, size in ((n1, in1), (n2, in2))
    )
    rate1, rate2 = (
        np.nan_to_num(divide(np.where(common, x, 0), np.where(common, n, 0)))
        for x, n in ((x1, n1), (x2, n2))
    )
    composition = ((share1 - share2) * (rate1 + rate2)).sum(axis=-1) / 2
    rate = ((rate1 - rate2) * (share1 + share2)).sum(axis=-1) / 2
    alone = ~common.any(axis=-1)
    composition, rate = (
        np.where(alone, np.where(np.isnan(total), np.nan, 0.0), part)
        for part in (composition, rate)
    )
    # The difference outside the support, so that rounding too adds up. Where all is in common it
    # is zero, and not what rounding left.
    whole = common.any(axis=-1) & (((n1 > 0) | (n2 > 0)) == common).all(axis=-1)
    unsupported = np.where(whole, 0.0, total - composition - rate)
    return Kitagawa(composition, rate, unsupported, divide(in1, n1.sum(axis=-1)))


def shapley(
    value: Callable[..., Array], first: Sequence[Array], second: Sequence[Array]
) -> tuple[Array, ...]:
    """Return what each factor accounts for in ``value(*first) - value(*second)``.

    Parameters
    ----------
    value : callable
        From one array a factor to the figure.
    first, second : sequences of arrays
        The factors of either side.

    Returns
    -------
    tuple of float arrays, one a factor
        They add up to the difference. Each is the average, over all orders in which the second
        side's factors can be exchanged for the first's, of what its exchange changes.

    References
    ----------
    Shorrocks (2013), "Decomposition Procedures for Distributional Analysis".

    Examples
    --------
    >>> parts = shapley(lambda a, b: a * b, [np.array(3.0), np.array(2.0)],
    ...                 [np.array(1.0), np.array(1.0)])
    >>> [float(part) for part in parts]
    [3.0, 2.0]
    """
    count = len(first)
    every = range(count)
    values = {
        chosen: value(*(first[i] if i in chosen else second[i] for i in every))
        for size in range(count + 1)
        for chosen in map(frozenset, combinations(every, size))
    }
    parts = []
    for factor in every:
        total = np.zeros_like(values[frozenset()])
        for chosen, before in values.items():
            if factor in chosen:
                continue
            weight = factorial(len(chosen)) * factorial(count - len(chosen) - 1)
            total = total + weight / factorial(count) * (values[chosen | {factor}] - before)
        parts.append(total)
    return tuple(parts)
