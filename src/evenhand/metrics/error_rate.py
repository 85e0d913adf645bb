"""Error rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def error_rate(counts: Counts) -> Proportion:
    """Return the share of each group's labelled decisions that were wrong.

    Definition
    ----------
    P(decision disagrees with label | label is known, group) = (fp + fn) / (tp + fp + fn + tn).
    It is 1 less the accuracy.

    In plain words
    --------------
    How often the system was wrong about this group, whether to its harm or to its advantage.

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
    Berk, Heidari, Jabbari, Kearns and Roth (2021), "Fairness in Criminal Justice Risk
    Assessments: The State of the Art", Sociological Methods & Research 50(1), 3-44.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants:

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> rate = error_rate(compas)
    >>> (rate.numerator / rate.denominator).round(3).tolist()
    [0.362, 0.33]
    """
    return Proportion(counts.fp + counts.fn, counts.labelled)


METRIC = Metric(
    error_rate, title="Error rate", short="Errors", needs=frozenset({"label"}), favours="low"
)
