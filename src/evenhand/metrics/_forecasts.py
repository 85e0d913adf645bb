"""Scores read as probabilities: what the calibration metrics share."""

import numpy as np

from evenhand.metrics._metric import Array, Scores

# Sums of squares of scores of exactly 1 may pass the sums of the scores by rounding alone.
_ROUNDING = 1e-9


def labelled(scores: Scores) -> tuple[Array, Array, Array]:
    """Return count, sum and sum of squares of the labelled scores by label and bin.

    Returns
    -------
    n, total, squares : float arrays, shape (..., groups, 2, bins)
        The label is negative, then positive.
    """
    n, total, squares = (
        np.asarray(measure[..., :, :2, :].sum(axis=-3), dtype=np.float64)
        for measure in (scores.n, scores.total, scores.squares)
    )
    return n, total, squares


def are_probabilities(scores: Scores) -> bool:
    """Return whether the scores can be probabilities: none is seen to lie outside [0, 1].

    A bin whose scores add up to less than 0, or whose squares add up to more than the scores
    themselves, holds a score outside. That a single group has such a score is enough: then the
    score is a rating, for everybody.

    Examples
    --------
    >>> deciles = Scores(np.array([1, 11]), np.full((1, 2, 3, 1), 2.0),
    ...                  np.full((1, 2, 3, 1), 9.0), np.full((1, 2, 3, 1), 45.0), np.zeros(1))
    >>> are_probabilities(deciles)
    False
    """
    below = scores.total < 0
    above = scores.squares > scores.total * (1 + _ROUNDING)
    return not bool((below | above).any())
