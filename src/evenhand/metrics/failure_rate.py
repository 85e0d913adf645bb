"""Failure rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def failure_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's decisions in which the system failed.

    Definition
    ----------
    Decisions marked as failed / decisions for which it is recorded whether they failed.

    In plain words
    --------------
    How often the system broke down on people of this group: an error, a time-out, no answer.
    A failure is not a wrong decision; for wrong decisions see the error rate.

    Parameters
    ----------
    kpi : Kpi
        The column named as "failure": true or 1 where the decision failed.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any decision of a group whether it failed: NaN, never 0.

    References
    ----------
    Beyer, Jones, Petoff and Murphy, editors (2016), "Site Reliability Engineering", chapter 6.
    O'Reilly.

    Examples
    --------
    Three failures in sixty recorded decisions:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> failed = Kpi(decisions=64 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...              histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = failure_rate(failed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    failure_rate,
    title="Failure rate",
    short="Failures",
    reads="failure",
    favours="low",
)
