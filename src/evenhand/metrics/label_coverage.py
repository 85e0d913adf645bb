"""Label coverage."""

from evenhand.metrics._metric import Counts, Metric, Proportion


def label_coverage(counts: Counts) -> Proportion:
    """Return the share of each group's decisions whose label is known.

    Definition
    ----------
    P(label is known | group) = labelled / n.

    In plain words
    --------------
    For how many of the decisions we have since learnt what was true.
    All error rates speak for these decisions only; where coverage differs between groups or
    between favourable and unfavourable decisions, they may not speak for the rest.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Proportion
        One share per group, in [0, 1].

    Undefined when
    --------------
    A group has no decisions: NaN, never 0.

    References
    ----------
    Lakkaraju, Kleinberg, Leskovec, Ludwig and Mullainathan (2017), "The Selective Labels Problem:
    Evaluating Algorithmic Predictions in the Presence of Unobservables", KDD.

    Examples
    --------
    Of ten decisions, the three unfavourable ones were never followed up:

    >>> import numpy as np
    >>> coverage = label_coverage(Counts(np.array([[[0, 0, 3], [2, 5, 0]]])))
    >>> (coverage.numerator / coverage.denominator).tolist()
    [0.7]
    """
    return Proportion(counts.labelled, counts.n)


METRIC = Metric(
    label_coverage,
    title="Label coverage",
    short="Labelled",
    needs=frozenset({"label"}),
    mature=False,
)
