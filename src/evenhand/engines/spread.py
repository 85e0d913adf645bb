"""Which rows a sample of a log takes: the same ones on every engine and in every run."""

import numpy as np
from numpy.typing import NDArray

# A log of up to so many rows is read whole for its sample: every k-th row is taken.
DENSE = 2_000_000
# Of a longer one, runs of adjacent rows are: what lies between them need not be read at all.
RUNS = 32


def positions(total: int, rows: int) -> NDArray[np.int64]:
    """Return the numbers of at most `rows` rows of `total`, evenly spread, counted from 0.

    Examples
    --------
    >>> positions(10, 4).tolist()
    [0, 3, 6, 9]
    >>> positions(3, 4).tolist()
    [0, 1, 2]
    """
    if total <= DENSE:
        return np.arange(0, total, max(1, -(-total // rows)), dtype=np.int64)
    starts, run = runs(total, rows)
    return (starts[:, None] + np.arange(run)).ravel()


def runs(total: int, rows: int) -> tuple[NDArray[np.int64], int]:
    """Return where the runs of a sample start, each in the middle of its share, and their length.

    Examples
    --------
    >>> starts, length = runs(10_000_000, 20_000)
    >>> starts[:2].tolist(), len(starts), length
    ([155937, 468437], 32, 625)
    """
    number = min(RUNS, rows)
    share, run = total // number, max(1, min(rows, total) // number)
    return np.arange(number, dtype=np.int64) * share + (share - run) // 2, run
