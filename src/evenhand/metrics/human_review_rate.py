"""Human review rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def human_review_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's decisions that a human reviewed.

    Definition
    ----------
    Decisions reviewed by a human / decisions for which it is recorded whether they were.

    In plain words
    --------------
    How often somebody looked at what the system decided about people of this group.
    A group that is reviewed less has less chance of seeing a mistake put right.

    Parameters
    ----------
    kpi : Kpi
        The column named as "review": true or 1 where a human reviewed the decision.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any decision of a group whether it was reviewed: NaN, never 0.

    References
    ----------
    Regulation (EU) 2016/679 (GDPR), Article 22(3).
    Regulation (EU) 2024/1689 (AI Act), Article 14.

    Examples
    --------
    Twelve of forty decisions were reviewed:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> reviewed = Kpi(decisions=40 * one, n=40 * one, total=12 * one, squares=12 * one,
    ...                histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = human_review_rate(reviewed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.3]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    human_review_rate,
    title="Human review rate",
    short="Reviewed",
    reads="review",
)
