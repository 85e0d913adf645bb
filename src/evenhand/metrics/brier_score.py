"""Brier score."""

import numpy as np

from evenhand.inference.arithmetic import divide
from evenhand.metrics._forecasts import are_probabilities, labelled
from evenhand.metrics._metric import Array, Measured, Metric, Scores


def brier_score(scores: Scores) -> Measured:
    """Return the mean squared distance of each group's scores from their labels.

    Definition
    ----------
    Mean of (score - label)^2 over labelled decisions, label 1 where positive and 0 where negative.
    Exact, from the sums of the scores and their squares.
    Standard error: from the variance of (score - label)^2 between the bins, plus within each bin
    the most that it can be, (2 x the greatest distance)^2 x the variance of the bin's scores.
    So it is never too small; with 100 bins it is as a rule too large by
    less than 1 %.

    In plain words
    --------------
    How far the system's probabilities lie from what came true, for this group: 0 is perfect, and
    always saying "fifty-fifty" has 0.25.
    It depends on how mixed the outcomes of the group are, not on the quality of the score alone.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Measured
        One score per group, in [0, 1], resting on the labelled scores. No standard error where
        (score - label)^2 is the same for all.

    Undefined when
    --------------
    A group has no labelled scores, or the scores are not probabilities (one lies outside [0, 1]).

    References
    ----------
    Brier (1950), "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather
    Review 78(1), 1-3; the form for two outcomes, half of Brier's own.

    Examples
    --------
    Scores 0.9 and 0.6 of people with a positive label, 0.2 of one with a negative:
    (0.01 + 0.16 + 0.04) / 3.

    >>> n, total, squares = (np.zeros((1, 2, 3, 2)) for _ in range(3))
    >>> n[0, 1, 1], n[0, 0, 0] = [0, 2], [1, 0]
    >>> total[0, 1, 1], total[0, 0, 0] = [0, 1.5], [0.2, 0]
    >>> squares[0, 1, 1], squares[0, 0, 0] = [0, 1.17], [0.04, 0]
    >>> forecasts = Scores(np.array([0, 0.5, 1.01]), n, total, squares, np.array([1.0]))
    >>> brier_score(forecasts).value.round(6).tolist()
    [0.07]
    """
    n, total, squares = labelled(scores)
    label = np.array([[0.0], [1.0]])
    loss = squares - 2 * label * total + label * n
    people = n.sum(axis=(-2, -1))
    value = divide(loss.sum(axis=(-2, -1)), people)
    variation = _between(n, loss, value) + _within(scores.edges, n, total, squares)
    variance = divide(variation.sum(axis=(-2, -1)), people * (people - 1))
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    if not are_probabilities(scores):
        value, se = np.full_like(value, np.nan), np.full_like(se, np.nan)
    return Measured(value, se, people, bounds=(0.0, 1.0))


def _between(n: Array, loss: Array, value: Array) -> Array:
    """Return the squared deviations of each cell's mean loss from the group's, times n."""
    deviation = np.nan_to_num(divide(loss, n)) - np.nan_to_num(value)[..., None, None]
    return np.asarray(n * deviation**2)


def _within(edges: Array, n: Array, total: Array, squares: Array) -> Array:
    """Return the most that the losses of a cell can vary about their mean, times n.

    In a bin, (score - label)^2 changes at most 2 x distance times as fast as the score.
    """
    low, high = np.clip(edges[:-1], 0, 1), np.clip(edges[1:], 0, 1)
    distance = np.stack([high, 1 - low])
    spread = np.maximum(squares - total * np.nan_to_num(divide(total, n)), 0)
    return np.asarray((2 * distance) ** 2 * spread)


METRIC = Metric(
    brier_score,
    title="Brier score",
    short="Brier",
    reads="scores",
    needs=frozenset({"label", "score"}),
    favours="low",
    unit="number",
)
