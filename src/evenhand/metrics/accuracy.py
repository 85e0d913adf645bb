"""Accuracy."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def accuracy(counts: Counts) -> Proportion:
    """Return the share of each group's labelled decisions that were right.

    Definition
    ----------
    P(decision agrees with label | label is known, group) = (tp + tn) / (tp + fp + fn + tn).

    In plain words
    --------------
    How often the system was right about this group.
    It counts both kinds of error alike, and can look good for a group whose people nearly all
    have the same label.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no labels: NaN, never 0.

    References
    ----------
    Dressel and Farid (2018), "The Accuracy, Fairness, and Limits of Predicting Recidivism",
    Science Advances 4(1), eaao5580.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants. Published: 63.8 % and 67.0 %.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = accuracy(compas)
    >>> (rate.numerator / rate.denominator).round(3).tolist()
    [0.638, 0.67]
    """
    return Proportion(counts.tp + counts.tn, counts.labelled)


METRIC = Metric(
    accuracy, title="Accuracy", short="Accuracy", needs=frozenset({"label"}), favours="high"
)
