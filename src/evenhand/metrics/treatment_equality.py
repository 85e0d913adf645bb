"""Treatment equality."""

from evenhand.inference.arithmetic import divide
from evenhand.metrics._metric import Counts, Metric, Statistic


def treatment_equality(counts: Counts) -> Statistic:
    """Return how many qualified people of each group were rejected per unqualified one selected.

    Definition
    ----------
    fn / fp, over labelled decisions.

    In plain words
    --------------
    Which way the system errs for this group: above 1, more of its errors harm people than favour
    them.
    The higher the figure, the harsher the system is on the group.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Statistic
        One ratio per group, 0 or more.

    Undefined when
    --------------
    A group has no labelled favourable decision that was wrong (fp = 0): NaN, never infinity.

    References
    ----------
    Berk, Heidari, Jabbari, Kearns and Roth (2021), "Fairness in Criminal Justice Risk
    Assessments: The State of the Art", Sociological Methods & Research 50(1), 3-44.

    Examples
    --------
    ProPublica's COMPAS data, Black and white defendants; low risk is favourable. 805 people were
    wrongly called higher risk for 532 wrongly called low risk, against 349 for 461.

    >>> import numpy as np
    >>> compas = Counts(np.array([[[1369, 805, 0], [532, 990, 0]],
    ...                           [[505, 349, 0], [461, 1139, 0]]]))
    >>> treatment_equality(compas).value.round(3).tolist()
    [1.513, 0.757]
    """
    return Statistic(divide(counts.fn, counts.fp))


METRIC = Metric(
    treatment_equality,
    title="Treatment equality",
    short="FN/FP",
    needs=frozenset({"label"}),
    favours="low",
    unit="number",
)
