"""False negative rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def false_negative_rate(counts: Counts) -> Proportion:
    """Return the share of each group's qualified people who were not selected.

    Definition
    ----------
    P(decision = unfavourable | label = positive, group) = fn / (fn + tp).

    In plain words
    --------------
    Of the people who deserved the favourable decision, how many were refused it.
    This is the error that harms the person decided about.

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
    Angwin, Larson, Mattu and Kirchner (2016), "Machine Bias", ProPublica.
    Hardt, Price and Srebro (2016), "Equality of Opportunity in Supervised Learning", NeurIPS 29.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. Published: of
    those not charged again within two years, 44.85 % and 23.45 % had been labelled higher risk.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = false_negative_rate(compas)
    >>> (rate.numerator / rate.denominator).round(4).tolist()
    [0.4485, 0.2345]
    """
    return Proportion(counts.fn, counts.fn + counts.tp)


METRIC = Metric(
    false_negative_rate,
    title="False negative rate",
    short="FNR",
    needs=frozenset({"label"}),
    favours="low",
)
