"""False positive rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def false_positive_rate(counts: Counts) -> Proportion:
    """Return the share of each group's unqualified people who were selected.

    Definition
    ----------
    P(decision = favourable | label = negative, group) = fp / (fp + tn). Equal rates are called
    predictive equality; with equal true positive rates, equalised odds. "Positive" is what the
    plan calls favourable: where the system predicts something bad, the false alarms that the
    literature calls false positives are here the false negative rate.

    In plain words
    --------------
    Of the people who did not deserve the favourable decision, how many got it all the same.
    A higher rate for one group means that the system is more lenient with it.

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
    Corbett-Davies, Pierson, Feller, Goel and Huq (2017), "Algorithmic Decision Making and the
    Cost of Fairness", KDD.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. Published: of
    those charged again within two years, 27.99 % and 47.72 % had been labelled low risk.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = false_positive_rate(compas)
    >>> (rate.numerator / rate.denominator).round(4).tolist()
    [0.2799, 0.4772]
    """
    return Proportion(counts.fp, counts.fp + counts.tn)


METRIC = Metric(
    false_positive_rate, title="False positive rate", short="FPR", needs=frozenset({"label"})
)
