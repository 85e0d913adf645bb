"""Negative predictive value."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def negative_predictive_value(counts: Counts) -> Proportion:
    """Return the share of each group's rejected people who were unqualified.

    Definition
    ----------
    P(label = negative | decision = unfavourable, group) = tn / (tn + fn), over labelled
    decisions.

    In plain words
    --------------
    When the system said no, how often it was right.
    A lower value for one group means that its rejections are less often justified.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no labelled unfavourable decision: NaN, never 0.

    References
    ----------
    Berk, Heidari, Jabbari, Kearns and Roth (2021), "Fairness in Criminal Justice Risk
    Assessments: The State of the Art", Sociological Methods & Research 50(1), 3-44.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. Published: of
    those labelled higher risk, 0.63 and 0.59 were charged again within two years.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> value = negative_predictive_value(compas)
    >>> (value.numerator / value.denominator).round(2).tolist()
    [0.63, 0.59]
    """
    return Proportion(counts.tn, counts.tn + counts.fn)


METRIC = Metric(
    negative_predictive_value,
    title="Negative predictive value",
    short="NPV",
    needs=frozenset({"label"}),
    favours="high",
)
