"""False discovery rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def false_discovery_rate(counts: Counts) -> Proportion:
    """Return the share of each group's selected people who were unqualified.

    Definition
    ----------
    P(label = negative | decision = favourable, group) = fp / (fp + tp), over labelled decisions.
    It is 1 less the positive predictive value.

    In plain words
    --------------
    When the system said yes, how often it was wrong.
    A lower rate for one group can mean that the group had to clear a higher bar.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no labelled favourable decision: NaN, never 0.

    References
    ----------
    Berk, Heidari, Jabbari, Kearns and Roth (2021), "Fairness in Criminal Justice Risk
    Assessments: The State of the Art", Sociological Methods & Research 50(1), 3-44.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. Published: of
    those labelled low risk, 0.65 and 0.71 were not charged again within two years.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = false_discovery_rate(compas)
    >>> (rate.numerator / rate.denominator).round(2).tolist()
    [0.35, 0.29]
    """
    return Proportion(counts.fp, counts.fp + counts.tp)


METRIC = Metric(
    false_discovery_rate, title="False discovery rate", short="FDR", needs=frozenset({"label"})
)
