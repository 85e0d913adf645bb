"""True positive rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def true_positive_rate(counts: Counts) -> Proportion:
    """Return the share of each group's qualified people who were selected.

    Definition
    ----------
    P(decision = favourable | label = positive, group) = tp / (tp + fn). Also: recall,
    sensitivity. Equal rates are called equal opportunity.

    In plain words
    --------------
    Of the people who deserved the favourable decision, how many got it.
    A lower rate for one group means that its deserving people are passed over more often.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has nobody with a positive label: NaN, never 0.

    References
    ----------
    Hardt, Price and Srebro (2016), "Equality of Opportunity in Supervised Learning", NeurIPS 29.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable, and the label is
    positive where nobody was charged again within two years.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = true_positive_rate(compas)
    >>> (rate.numerator / rate.denominator).round(4).tolist()
    [0.5515, 0.7655]
    """
    return Proportion(counts.tp, counts.tp + counts.fn)


METRIC = Metric(
    true_positive_rate,
    title="True positive rate",
    short="TPR",
    needs=frozenset({"label"}),
    favours="high",
)
