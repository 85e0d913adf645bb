"""Share of all decisions."""

import numpy as np

from evenhand.metrics._metric import Counts, Metric, Proportion


def share(counts: Counts) -> Proportion:
    """Return each group's share of all decisions.

    Definition
    ----------
    P(group) = n of the group / n of all groups of the attribute.

    In plain words
    --------------
    How much of the log is about this group.
    Compare it with the group's share of the people who could have applied: a group that hardly
    appears may have been turned away before the system saw it.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)
        All groups of one attribute; the total is taken over them. People whose group is unknown
        count only where they are given as a group.

    Returns
    -------
    Proportion
        One share per group, in [0, 1]; the shares of an attribute add up to 1.

    Undefined when
    --------------
    No group has a decision. A group without decisions among others has a share of 0.

    References
    ----------
    6 RCNY 5-301(d) (New York City, 2023): categories below 2 % of the data.
    29 CFR 1607.4A (Uniform Guidelines on Employee Selection Procedures, 1978).

    Examples
    --------
    Men and women in the six largest departments of Berkeley in 1973 (Bickel et al., 1975):

    >>> berkeley = Counts(np.array([[[0, 0, 1493], [0, 0, 1198]], [[0, 0, 1278], [0, 0, 557]]]))
    >>> shares = share(berkeley)
    >>> (shares.numerator / shares.denominator).round(3).tolist()
    [0.595, 0.405]
    """
    n = np.asarray(counts.n, dtype=np.float64)
    return Proportion(n, np.broadcast_to(n.sum(axis=-1, keepdims=True), n.shape))


METRIC = Metric(share, title="Share of all decisions", short="Share")
