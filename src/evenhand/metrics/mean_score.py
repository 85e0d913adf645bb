"""Mean score."""

from evenhand.metrics._metric import Mean, Metric, Scores


def mean_score(scores: Scores) -> Mean:
    """Return the mean score of each group.

    Definition
    ----------
    Sum of the scores / number of scores, over all scored decisions, labelled or not; exact, not
    read from the bins.

    In plain words
    --------------
    How highly the system rates the people of this group, on average.
    It says nothing about whether the rating is right.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Mean
        Sum, sum of squares and number of the scores, one of each per group.

    Undefined when
    --------------
    A group has no scores: NaN, never 0.

    References
    ----------
    Chouldechova (2017), "Fair Prediction with Disparate Impact: A Study of Bias in Recidivism
    Prediction Instruments", Big Data 5(2), 153-163.

    Examples
    --------
    Scores 0.2, 0.2 and 0.8 of one group:

    >>> import numpy as np
    >>> n, total, squares = (np.zeros((1, 2, 3, 2)) for _ in range(3))
    >>> n[0, 0, 0], n[0, 1, 1] = [2, 0], [0, 1]
    >>> total[0, 0, 0], total[0, 1, 1] = [0.4, 0], [0, 0.8]
    >>> squares[0, 0, 0], squares[0, 1, 1] = [0.08, 0], [0, 0.64]
    >>> mean = mean_score(Scores(np.array([0, 0.5, 1.01]), n, total, squares, np.array([1.0])))
    >>> (mean.total / mean.n).round(6).tolist()
    [0.4]
    """
    kinds_and_bins = (-3, -2, -1)
    return Mean(
        scores.total.sum(axis=kinds_and_bins),
        scores.squares.sum(axis=kinds_and_bins),
        scores.n.sum(axis=kinds_and_bins),
    )


METRIC = Metric(
    mean_score,
    title="Mean score",
    short="Score",
    reads="scores",
    needs=frozenset({"score"}),
    favours="high",
    unit="number",
)
