"""Selection rate."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def selection_rate(counts: Counts) -> Proportion:
    """Return the share of each group's decisions that were favourable.

    Definition
    ----------
    P(decision = favourable | group) = selected / n, over all decisions, labelled or not.

    In plain words
    --------------
    Out of every hundred people of this group, how many got the favourable decision.
    It says nothing about whether they deserved it.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no decisions: NaN, never 0.

    References
    ----------
    29 CFR 1607.4D and 1607.16R (Uniform Guidelines on Employee Selection Procedures, 1978).
    6 RCNY 5-300 (New York City, 2023).
    Bickel, Hammel and O'Connell (1975), "Sex Bias in Graduate Admissions: Data from Berkeley",
    Science 187(4175), 398-404.

    Examples
    --------
    Men and women admitted to the six largest departments of Berkeley in 1973.
    Published: 44.5 % and 30.4 %.

    >>> import numpy as np
    >>> berkeley = Counts(np.array([[[0, 0, 1493], [0, 0, 1198]], [[0, 0, 1278], [0, 0, 557]]]))
    >>> rate = selection_rate(berkeley)
    >>> (rate.numerator / rate.denominator).round(3).tolist()
    [0.445, 0.304]
    """
    return Proportion(counts.selected, counts.n)


METRIC = Metric(selection_rate, title="Selection rate", short="Selected", favours="high")
