"""Decisions."""

import numpy as np

from evenhand.metrics._metric import Counts, Measured, Metric


def decisions(counts: Counts) -> Measured:
    """Return how many decisions each group received.

    Definition
    ----------
    n, the rows of the log that carry a decision, with or without a label; a sum of weights
    where the rows are weighted.

    In plain words
    --------------
    How many people of this group the system decided about.
    Every other figure rests on this number: the smaller it is, the less the others can show.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Measured
        One count per group. It is counted, not estimated, so it has no standard error.

    Undefined when
    --------------
    Never. Nobody decided about is a count of 0.

    References
    ----------
    29 CFR 1607.4A (Uniform Guidelines on Employee Selection Procedures, 1978): records of the
    number of people of each group.

    Examples
    --------
    The six largest departments of Berkeley in 1973, men and women (Bickel et al., 1975):

    >>> berkeley = Counts(np.array([[[0, 0, 1493], [0, 0, 1198]], [[0, 0, 1278], [0, 0, 557]]]))
    >>> decisions(berkeley).value.tolist()
    [2691.0, 1835.0]
    """
    n = np.asarray(counts.n, dtype=np.float64)
    return Measured(n, np.full_like(n, np.nan), n, bounds=(0.0, np.inf))


METRIC = Metric(decisions, title="Decisions", short="n", reads="counts", unit="count")
