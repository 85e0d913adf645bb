"""Override rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def override_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's reviewed decisions that the reviewer changed.

    Definition
    ----------
    Decisions changed by a human / decisions reviewed by a human, with the change recorded. The
    denominator is reviewed decisions, not all of them.

    In plain words
    --------------
    When somebody looked, how often they disagreed with the system about people of this group.
    Near 0 can mean that the system is right, or that its reviewers wave everything through.

    Parameters
    ----------
    kpi : Kpi
        The column named as "override", over reviewed decisions: true or 1 where the human
        decided otherwise.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No decision of a group was reviewed, or it is not recorded whether it was changed: NaN, never 0.

    References
    ----------
    Regulation (EU) 2024/1689 (AI Act), Article 14(4).
    Green (2022), "The Flaws of Policies Requiring Human Oversight of Government Algorithms",
    Computer Law & Security Review 45, 105681.

    Examples
    --------
    Of forty decisions twelve were reviewed, and three of these changed:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> changed = Kpi(decisions=40 * one, n=12 * one, total=3 * one, squares=3 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = override_rate(changed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.25]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    override_rate,
    title="Override rate",
    short="Overridden",
    reads="override",
)
