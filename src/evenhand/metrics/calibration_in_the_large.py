"""Calibration in the large."""

import numpy as np

from evenhand.inference.arithmetic import divide
from evenhand.metrics._forecasts import are_probabilities, labelled
from evenhand.metrics._metric import Measured, Metric, Scores


def calibration_in_the_large(scores: Scores) -> Measured:
    """Return by how much each group's positive labels exceed what its scores promised.

    Definition
    ----------
    Share of positive labels - mean score, over labelled decisions; exact.
    Standard error: sqrt(sum of score x (1 - score)) / n, that of a calibrated score.

    In plain words
    --------------
    Whether the system expects too little or too much of this group: above 0 its people do better
    than their scores say, below 0 worse.
    A group that does better than its scores say is underrated, and may be refused too often.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Measured
        One difference per group, in [-1, 1]; 0 is calibrated. No standard error where all scores
        are 0 or 1.

    Undefined when
    --------------
    A group has no labelled scores, or the scores are not probabilities (one lies outside [0, 1]).

    References
    ----------
    Spiegelhalter (1986), "Probabilistic Prediction in Patient Management and Clinical Trials",
    Statistics in Medicine 5(5), 421-433.

    Examples
    --------
    Four people scored 0.5 each, three of them with a positive label: 0.75 - 0.5, and
    sqrt(4 x 0.25) / 4.

    >>> n = np.zeros((1, 2, 3, 1))
    >>> n[0, 1, :2, 0] = [1, 3]
    >>> forecasts = Scores(np.array([0, 1.01]), n, 0.5 * n, 0.25 * n, np.array([0.0]))
    >>> calibration_in_the_large(forecasts).value.tolist()
    [0.25]
    >>> calibration_in_the_large(forecasts).se.tolist()
    [0.25]
    """
    n, total, squares = labelled(scores)
    people, positives = n.sum(axis=(-2, -1)), n[..., 1, :].sum(axis=-1)
    promised = total.sum(axis=(-2, -1))
    value = divide(positives - promised, people)
    variance = promised - squares.sum(axis=(-2, -1))
    se = divide(np.sqrt(np.where(variance > 0, variance, np.nan)), people)
    if not are_probabilities(scores):
        value, se = np.full_like(value, np.nan), np.full_like(se, np.nan)
    return Measured(value, se, people, bounds=(-1.0, 1.0))


METRIC = Metric(
    calibration_in_the_large,
    title="Calibration in the large",
    short="Label - score",
    reads="scores",
    needs=frozenset({"label", "score"}),
    unit="number",
)
