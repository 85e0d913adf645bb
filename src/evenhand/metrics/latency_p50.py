"""Median latency."""

from evenhand.metrics._metric import Kpi, Metric, Quantile


def latency_p50(kpi: Kpi) -> Quantile:
    """Return the median of the time that each group's decisions took.

    Definition
    ----------
    The smallest recorded latency that at least 50 % of them do not pass (nearest rank), read from
    a log-spaced histogram: within 1 % of the exact value.

    In plain words
    --------------
    Half of the decisions about this group came faster than this, half slower.
    It is the usual wait; the slowest decisions do not move it.

    Parameters
    ----------
    kpi : Kpi
        The column named as "latency", in its own unit.

    Returns
    -------
    Quantile
        The histogram of each group, and q = 0.5.

    Undefined when
    --------------
    No latency is recorded for a group: NaN, never 0.

    References
    ----------
    Dean and Barroso (2013), "The Tail at Scale", Communications of the ACM 56(2), 74-80.
    Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician
    50(4), 361-365: definition 1.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1)
    >>> latency = Kpi(decisions=4 * one, n=4 * one, total=13 * one, squares=73 * one,
    ...               histogram=np.array([[1, 2, 1]]), centres=np.array([1.0, 2.0, 8.0]),
    ...               days=1.0)
    >>> latency_p50(latency).q
    0.5
    """
    return Quantile(kpi.histogram, kpi.centres, 0.5)


METRIC = Metric(
    latency_p50,
    title="Median latency",
    short="p50 latency",
    reads="latency",
    favours="low",
    unit="column",
)
