"""95th percentile of latency."""

from evenhand.metrics._metric import Kpi, Metric, Quantile


def latency_p95(kpi: Kpi) -> Quantile:
    """Return the 95th percentile of the time that each group's decisions took.

    Definition
    ----------
    The smallest recorded latency that at least 95 % of them do not pass (nearest rank), read from
    a log-spaced histogram: within 1 % of the exact value.

    In plain words
    --------------
    One decision in twenty about this group took longer than this.
    It is the wait that people begin to complain of.

    Parameters
    ----------
    kpi : Kpi
        The column named as "latency", in its own unit.

    Returns
    -------
    Quantile
        The histogram of each group, and q = 0.95.

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
    >>> latency_p95(latency).q
    0.95
    """
    return Quantile(kpi.histogram, kpi.centres, 0.95)


METRIC = Metric(
    latency_p95,
    title="95th percentile of latency",
    short="p95 latency",
    reads="latency",
    favours="low",
    unit="column",
)
