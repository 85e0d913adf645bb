"""Balanced accuracy."""

from evenhand.inference.arithmetic import divide
from evenhand.metrics._metric import Counts, Metric, Statistic


def balanced_accuracy(counts: Counts) -> Statistic:
    """Return the mean of each group's true positive and true negative rates.

    Definition
    ----------
    (tp / (tp + fn) + tn / (tn + fp)) / 2, over labelled decisions.

    In plain words
    --------------
    How often the system was right about this group, if deserving and undeserving people were
    equally many.
    A system that decides by tossing a coin, or gives everyone the same decision, has one half.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Statistic
        One value per group, in [0, 1].

    Undefined when
    --------------
    A group has nobody with a positive label or nobody with a negative one: NaN, never 0.

    References
    ----------
    Brodersen, Ong, Stephan and Buhmann (2010), "The Balanced Accuracy and Its Posterior
    Distribution", ICPR.

    Examples
    --------
    True positive rate 3/4, true negative rate 1/2:

    >>> import numpy as np
    >>> balanced_accuracy(Counts(np.array([[[5, 1, 0], [5, 3, 0]]]))).value.tolist()
    [0.625]
    """
    true_positives = divide(counts.tp, counts.tp + counts.fn)
    true_negatives = divide(counts.tn, counts.tn + counts.fp)
    return Statistic((true_positives + true_negatives) / 2)


METRIC = Metric(
    balanced_accuracy,
    title="Balanced accuracy",
    short="Balanced",
    needs=frozenset({"label"}),
    favours="high",
)
