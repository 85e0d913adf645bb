"""99th percentile of latency."""

from evenhand.metrics._metric import Kpi, Metric, Quantile


def latency_p99(kpi: Kpi) -> Quantile:
    """Return the 99th percentile of the time that each group's decisions took.

    Definition
    ----------
    The smallest recorded latency that at least 99 % of them do not pass (nearest rank), read from
    a log-spaced histogram: within 1 % of the exact value.

    In plain words
    --------------
    One decision in a hundred about this group took longer than this.
    It shows the time-outs and retries that an average hides, and needs many decisions to be
    known well.

    Parameters
    ----------
    kpi : Kpi
        The column named as "latency", in its own unit.

    Returns
    -------
    Quantile
        The histogram of each group, and q = 0.99.

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
    >>> latency_p99(latency).q
    0.99
    """
    return Quantile(kpi.histogram, kpi.centres, 0.99)


METRIC = Metric(
    latency_p99,
    title="99th percentile of latency",
    short="p99 latency",
    reads="latency",
    favours="low",
    unit="column",
)
