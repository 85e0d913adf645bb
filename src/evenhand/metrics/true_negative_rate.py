"""True negative rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def true_negative_rate(counts: Counts) -> Proportion:
    """Return the share of each group's unqualified people who were not selected.

    Definition
    ----------
    P(decision = unfavourable | label = negative, group) = tn / (tn + fp). Also: specificity.

    In plain words
    --------------
    Of the people who did not deserve the favourable decision, how many were rightly refused.
    A lower rate for one group means that the system is more lenient with it.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has nobody with a negative label: NaN, never 0.

    References
    ----------
    Verma and Rubin (2018), "Fairness Definitions Explained", FairWare.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable, and the label is
    negative for those charged again within two years.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = true_negative_rate(compas)
    >>> (rate.numerator / rate.denominator).round(4).tolist()
    [0.7201, 0.5228]
    """
    return Proportion(counts.tn, counts.tn + counts.fp)


METRIC = Metric(
    true_negative_rate, title="True negative rate", short="TNR", needs=frozenset({"label"})
)
