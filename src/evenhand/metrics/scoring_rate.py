"""Scoring rate."""

from evenhand.metrics._metric import Metric, Proportion, Scores


def scoring_rate(scores: Scores) -> Proportion:
    """Return the share of each group's scores that lie above the median of everybody's.

    Definition
    ----------
    P(score > median of the full sample | group). The median is exact and taken over all scores,
    people of unknown group among them; a score equal to it does not count as above.

    In plain words
    --------------
    How many people of this group the system rates in the upper half.
    The selection rate of a system that ranks people and selects nobody by itself.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no scores: NaN, never 0.

    References
    ----------
    6 RCNY 5-300 and 5-301(c) (New York City, 2023).

    Examples
    --------
    The rule's own example, male and female. Published: 54.3 % and 44.7 %.

    >>> import numpy as np
    >>> n = np.zeros((2, 2, 3, 2))
    >>> n[:, 0, 2] = [[42, 50], [42, 34]]
    >>> low, high = 0.25 * n, 0.0625 * n
    >>> rate = scoring_rate(Scores(np.array([0, 0.5, 1.01]), n, low, high, np.array([50.0, 34.0])))
    >>> (rate.numerator / rate.denominator).round(3).tolist()
    [0.543, 0.447]
    """
    return Proportion(scores.above_median, scores.n.sum(axis=(-3, -2, -1)))


METRIC = Metric(
    scoring_rate,
    title="Scoring rate",
    short="Above median",
    reads="scores",
    needs=frozenset({"score"}),
    favours="high",
)
