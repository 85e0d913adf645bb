"""Calibration error."""

import numpy as np

from evenhand.inference.calibration import squared_error
from evenhand.metrics._forecasts import are_probabilities, labelled
from evenhand.metrics._metric import Measured, Metric, Scores


def calibration_error(scores: Scores) -> Measured:
    """Return how far each group's scores typically lie from the share that came true.

    Definition
    ----------
    Root of the mean over labelled decisions of (share of positive labels - mean score)^2 of their
    bin, less what chance adds to it, share x (1 - share) / (n of the bin - 1); 0 where chance
    explains it all. Bins of a single decision are left out.
    It is not the ECE, which is far above 0 for perfect scores, and the more so the smaller the
    group.

    In plain words
    --------------
    When the system says "70 %" of people of this group, how far from 70 in a hundred it is.
    0 means that no error is seen beyond what chance explains; small groups are not made to look
    worse for being small.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Measured
        One error per group, in [0, 1], resting on the labelled scores. It has no standard error:
        near 0 it does not behave like an average. To test it, use calibration in the large.

    Undefined when
    --------------
    No bin of a group has two labelled scores, or the scores are not probabilities (one lies
    outside [0, 1]).

    References
    ----------
    Kumar, Liang and Ma (2019), "Verified Uncertainty Calibration", NeurIPS 32.
    Bröcker (2012), "Estimating Reliability and Resolution of Probability Forecasts through
    Decomposition of the Empirical Score", Climate Dynamics 39, 655-667.

    Examples
    --------
    Five people scored 0.9 each, one with a positive label: (0.2 - 0.9)^2 - 0.2 x 0.8 / 4 = 0.45.

    >>> n = np.zeros((1, 2, 3, 1))
    >>> n[0, 1, :2, 0] = [4, 1]
    >>> forecasts = Scores(np.array([0, 1.01]), n, 0.9 * n, 0.81 * n, np.array([0.0]))
    >>> (calibration_error(forecasts).value ** 2).round(6).tolist()
    [0.45]
    """
    n, total, _ = labelled(scores)
    squared = squared_error(n[..., 1, :], total.sum(axis=-2), n.sum(axis=-2))
    unknown = np.full_like(squared, np.nan)
    value = np.sqrt(np.maximum(squared, 0)) if are_probabilities(scores) else unknown
    return Measured(value, unknown, n.sum(axis=(-2, -1)), bounds=(0.0, 1.0))


METRIC = Metric(
    calibration_error,
    title="Calibration error",
    short="Cal. error",
    reads="scores",
    needs=frozenset({"label", "score"}),
    favours="low",
    unit="number",
)
