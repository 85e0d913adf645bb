"""F1 score."""

from evenhand.inference.arithmetic import divide
from evenhand.metrics._metric import Counts, Metric, Statistic


def f1_score(counts: Counts) -> Statistic:
    """Return the harmonic mean of each group's precision and recall.

    Definition
    ----------
    2 tp / (2 tp + fp + fn), over labelled decisions.

    In plain words
    --------------
    One figure for how well the system finds the deserving people of this group without also
    taking others: 1 is perfect.
    It depends on how many deserving people there are, so groups with other base rates are not
    strictly comparable.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Statistic
        One value per group, in [0, 1].

    Undefined when
    --------------
    A group has neither a labelled favourable decision nor a positive label: NaN, never 0.

    References
    ----------
    van Rijsbergen (1979), "Information Retrieval", 2nd edition, chapter 7. Butterworths.

    Examples
    --------
    Precision 3/8 and recall 3/4:

    >>> import numpy as np
    >>> f1_score(Counts(np.array([[[5, 1, 0], [5, 3, 0]]]))).value.tolist()
    [0.5]
    """
    return Statistic(divide(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn))


METRIC = Metric(
    f1_score,
    title="F1 score",
    short="F1",
    needs=frozenset({"label"}),
    favours="high",
    unit="number",
)
