"""Base rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def base_rate(counts: Counts) -> Proportion:
    """Return the share of each group's labelled people whose label is positive.

    Definition
    ----------
    P(label = positive | label is known, group) = (tp + fn) / (tp + fn + fp + tn).

    In plain words
    --------------
    How many of this group turned out to deserve the favourable decision, as the labels have it.
    When base rates differ, no system can have equal error rates and equally reliable decisions
    at once, unless it makes no errors.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no labels: NaN, never 0.

    References
    ----------
    Chouldechova (2017), "Fair Prediction with Disparate Impact: A Study of Bias in Recidivism
    Prediction Instruments", Big Data 5(2), 153-163.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable, and the label is
    positive where nobody was charged again within two years. Published: 51.4 % and 39.4 % were.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = base_rate(compas)
    >>> (1 - rate.numerator / rate.denominator).round(3).tolist()
    [0.514, 0.394]
    """
    return Proportion(counts.tp + counts.fn, counts.labelled)


METRIC = Metric(base_rate, title="Base rate", short="Base rate", needs=frozenset({"label"}))
