"""Lateness: whether labels of one group come later than those of others, by more than chance.

Where in time to compare must not be read from the labels themselves: of two groups whose labels
come alike, one comes later somewhere. So the latest 1, 2, 4, 8, ... slots are looked at, whatever
the labels are, and within each slot decisions of the same age are compared.
"""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

_OLDEST = 4  # what ever comes is seen in the oldest quarter of the slots


def lateness(n1: ArrayLike, x1: ArrayLike, n2: ArrayLike, x2: ArrayLike) -> float:
    """Return by how many standard errors fewer labels of the first have come at the same ages.

    It is the largest of about ``log2(slots)`` looks: a bar for it should allow for as many. What
    never comes is no lateness: labels are held against the share of them that has come of the
    oldest quarter of the slots, whose own error is allowed for.

    Parameters
    ----------
    n1, x1, n2, x2 : array_like, shape (slots, strata)
        Decisions of either side, oldest first, and those of them whose label is known.

    Undefined when
    --------------
    No slot and stratum has both sides, and labels of both among its oldest slots: 0.

    Examples
    --------
    Of 100 decisions a day of either side, one half of the last four days' labels is not there yet
    on the first side:

    >>> n = np.full((16, 1), 100)
    >>> on_time, late = np.full((16, 1), 90), np.array([[90]] * 12 + [[45]] * 4)
    >>> round(lateness(n, late, n, on_time), 1), round(lateness(n, on_time, n, late), 1)
    (12.2, 0.0)
    """
    first, second = floats(n1, x1), floats(n2, x2)
    oldest = -(-len(first[0]) // _OLDEST)
    (ever1, error1), (ever2, error2) = (_ever(n[:oldest], x[:oldest]) for n, x in (first, second))
    m1, m2 = first[0] * ever1, second[0] * ever2
    both = (m1 > 0) & (m2 > 0)
    weight = np.where(both, divide(m1 * m2, m1 + m2), 0.0)
    # More may have come of some decisions than of the oldest.
    come = np.where(both, np.clip(divide(first[1] + second[1], m1 + m2), 0, 1), 0.0)
    behind = np.where(both, divide(second[1], m2) - divide(first[1], m1), 0.0) * weight
    ever = np.where(both, divide(ever1 * m2 + ever2 * m1, m1 + m2), 0.0)
    # What ever comes is uncertain alike for all slots of a stratum: its error does not average out.
    variance = _tails(weight * come * (1 - ever * come))
    variance = variance + _tails(weight * come) ** 2 * (error1 + error2)
    z = divide(_tails(behind).sum(axis=1), np.sqrt(variance.sum(axis=1)))
    newer = max(len(z) - oldest, 1)
    return float(np.nan_to_num(z)[2 ** np.arange(int(np.log2(newer)) + 1) - 1].max(initial=0.0))


def _ever(n: Array, x: Array) -> tuple[Array, Array]:
    """Return which share of labels ever comes, by stratum, and the square of its relative error."""
    known = x.sum(axis=0)
    ever = np.nan_to_num(divide(known, n.sum(axis=0)))
    return ever, np.nan_to_num(divide(1 - ever, known))


def _tails(part: Array) -> Array:
    """Return the sums of the latest slot, of the latest two, and so on."""
    sums: Array = part[::-1].cumsum(axis=0)
    return sums
