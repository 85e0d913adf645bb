"""Positive predictive value."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def positive_predictive_value(counts: Counts) -> Proportion:
    """Return the share of each group's selected people who were qualified.

    Definition
    ----------
    P(label = positive | decision = favourable, group) = tp / (tp + fp), over labelled decisions.
    Also: precision. Equal values are called predictive parity.

    In plain words
    --------------
    When the system said yes, how often it was right.
    A higher value for one group can mean that the group had to clear a higher bar.

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
    Chouldechova (2017), "Fair Prediction with Disparate Impact: A Study of Bias in Recidivism
    Prediction Instruments", Big Data 5(2), 153-163.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. Published: of
    those labelled low risk, 0.65 and 0.71 were not charged again within two years.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> value = positive_predictive_value(compas)
    >>> (value.numerator / value.denominator).round(2).tolist()
    [0.65, 0.71]
    """
    return Proportion(counts.tp, counts.tp + counts.fp)


METRIC = Metric(
    positive_predictive_value,
    title="Positive predictive value",
    short="PPV",
    needs=frozenset({"label"}),
)
