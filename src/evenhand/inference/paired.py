"""Two versions that decided the same rows: how far their figures move together."""

from typing import NamedTuple

import numpy as np

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide


class Shares(NamedTuple):
    """A share of each group, as either version has it.

    Attributes
    ----------
    before, after : tuples of float arrays, shape (groups,)
        Numerator and denominator.
    correlation : float array, shape (groups,)
        Of the errors of the two shares.
    """

    before: tuple[Array, Array]
    after: tuple[Array, Array]
    correlation: Array


def paired_shares(
    counted: tuple[Array, Array],
    of: tuple[Array, Array],
    cells: Array,
    squares: Array,
) -> Shares:
    """Return a share of every group before and after, and how far the two move together.

    What a row adds to either share is what it is in excess of it; the correlation is that of
    these excesses over the rows. Where every row counts in both shares, it is that of a two by
    two table (McNemar 1947); where rows count in one alone, as for the precision of two versions
    that select different people, it is what they have in common.

    Parameters
    ----------
    counted, of : pairs of float arrays, shape (kinds,)
        Whether a row of each kind counts in the numerator, and in the denominator, before and
        after: 0 or 1. Kinds are decision before by decision after by label.
    cells, squares : float arrays, shape (groups, kinds)
        Rows, or sums of their weights; and sums of squared weights.

    Undefined when
    --------------
    A share never varies: its errors move with nothing, and the correlation is 0.

    Examples
    --------
    Of 10 people 4 were selected, and 5 are: one more.

    >>> before, after = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 0, 1])
    >>> everybody = np.ones(4)
    >>> found = paired_shares((before, after), (everybody, everybody),
    ...                       np.array([[5.0, 1, 0, 4]]), np.array([[5.0, 1, 0, 4]]))
    >>> found.before[0].tolist(), found.after[0].tolist(), found.correlation.round(3).tolist()
    ([4.0], [5.0], [0.816])
    """
    shares = [(cells @ x, cells @ n) for x, n in zip(counted, of, strict=True)]
    excess = [
        x - divide(*share)[:, None] * n for x, n, share in zip(counted, of, shares, strict=True)
    ]
    before, after = (np.nan_to_num(one) for one in excess)
    spread = np.sqrt((squares * before**2).sum(axis=1) * (squares * after**2).sum(axis=1))
    together = np.nan_to_num(divide((squares * before * after).sum(axis=1), spread))
    return Shares(shares[0], shares[1], np.clip(together, -1.0, 1.0))
