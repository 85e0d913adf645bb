"""What performance would be if scores were true probabilities: estimated, not measured.

Where no label has come yet, a calibrated score still says how likely each would be positive
(NannyML calls it confidence-based performance estimation; Guillory et al. 2021, "Predicting with
Confidence on Unseen Distributions"). It assumes that scores are calibrated within the group, now.
Nothing in unlabelled decisions can show that (Garg et al. 2022, "Leveraging Unlabeled Data to
Predict Out-of-Distribution Performance"): scores 0.08 too high move a precision by that much. So
such numbers are told apart from measured ones, and no gate rests on them.
"""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.normal import two_sided


def expected_cells(n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> tuple[Array, Array]:
    """Return the cells to be expected once all labels have come, and the variance of accuracy.

    Parameters
    ----------
    n, total, squares : array_like, shape (..., 2, bins)
        Count, sum and sum of squares of the scores of decisions, unfavourable then favourable.
        Scores are probabilities of a positive label. Bins are added up: no error comes of them.

    Returns
    -------
    cells : float array, shape (..., 2, 3)
        Decision by label (negative, positive, unknown), as in ``Counts``; no label is unknown.
    variance : float array, shape (...)
        Of the share of right decisions, given the scores: the sum of ``s - s**2`` (the labels
        are Poisson-binomial) over the squared number of decisions.

    Undefined when
    --------------
    There are no decisions: the variance.

    Examples
    --------
    Ten rejected at a score of 0.2 and ten accepted at 0.7:

    >>> cells, variance = expected_cells([[10, 0], [0, 10]], [[2, 0], [0, 7]], [[0.4, 0], [0, 4.9]])
    >>> cells.tolist(), round(float(variance), 5)
    ([[8.0, 2.0, 0.0], [3.0, 7.0, 0.0]], 0.00925)
    """
    size, scores, sums_of_squares = (each.sum(axis=-1) for each in floats(n, total, squares))
    # Sums of weights or of rounded scores may pass their count by a rounding error.
    positive = np.clip(scores, 0, size)
    cells = np.stack([size - positive, positive, np.zeros(size.shape)], axis=-1)
    spread = np.maximum(positive - sums_of_squares, 0).sum(axis=-1)
    return cells, divide(spread, size.sum(axis=-1) ** 2)


def expected_accuracy(
    cells: ArrayLike, variance: ArrayLike, *, level: float
) -> tuple[Array, Array, Array]:
    """Return the expected share of right decisions, and where it will lie once labels have come.

    Parameters
    ----------
    cells, variance : array_like
        What `expected_cells` returned.
    level : float
        Two-sided confidence level, if scores are calibrated.

    Undefined when
    --------------
    There are no decisions.

    Examples
    --------
    >>> value, low, high = expected_accuracy([[8, 2, 0], [3, 7, 0]], 0.00925, level=0.95)
    >>> float(value), round(float(low), 3), round(float(high), 3)
    (0.75, 0.561, 0.939)
    """
    table = np.asarray(cells, dtype=np.float64)
    value = divide(table[..., 0, 0] + table[..., 1, 1], table.sum(axis=(-1, -2)))
    half = two_sided(level) * np.sqrt(np.asarray(variance, dtype=np.float64))
    return value, np.clip(value - half, 0, 1), np.clip(value + half, 0, 1)
