"""SLA breach rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def sla_breach_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's decisions that took longer than was promised.

    Definition
    ----------
    Decisions whose latency is above the plan's limits.latency / decisions with a recorded latency.

    In plain words
    --------------
    How often people of this group waited longer than they were told they would.

    Parameters
    ----------
    kpi : Kpi
        The column named as "latency", against the limit of the plan.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No latency is recorded for a group: NaN, never 0.

    References
    ----------
    Beyer, Jones, Petoff and Murphy, editors (2016), "Site Reliability Engineering", chapter 4.
    O'Reilly.

    Examples
    --------
    Three of sixty decisions took too long:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> late = Kpi(decisions=60 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = sla_breach_rate(late)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    sla_breach_rate,
    title="SLA breach rate",
    short="SLA breaches",
    reads="sla_breach",
    favours="low",
)
