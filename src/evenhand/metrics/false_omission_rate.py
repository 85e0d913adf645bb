"""False omission rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def false_omission_rate(counts: Counts) -> Proportion:
    """Return the share of each group's rejected people who were qualified.

    Definition
    ----------
    P(label = positive | decision = unfavourable, group) = fn / (fn + tn), over labelled
    decisions. It is 1 less the negative predictive value.

    In plain words
    --------------
    When the system said no, how often it was wrong.
    Often unknown in practice, since people who were refused are seldom followed up.

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
    >>> rate = false_omission_rate(compas)
    >>> (rate.numerator / rate.denominator).round(2).tolist()
    [0.37, 0.41]
    """
    return Proportion(counts.fn, counts.fn + counts.tn)


METRIC = Metric(
    false_omission_rate,
    title="False omission rate",
    short="FOR",
    needs=frozenset({"label"}),
    favours="low",
)
