"""Mean latency."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def latency_mean(kpi: Kpi) -> Mean:
    """Return the mean time that each group's decisions took.

    Definition
    ----------
    Sum of the recorded latencies / number of them.

    In plain words
    --------------
    How long people of this group wait for a decision, on average.
    A few very slow decisions can raise it much; read it beside the median.

    Parameters
    ----------
    kpi : Kpi
        The column named as "latency", in its own unit.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No latency is recorded for a group: NaN, never 0.

    References
    ----------
    Dean and Barroso (2013), "The Tail at Scale", Communications of the ACM 56(2), 74-80.

    Examples
    --------
    Four decisions took 1, 2, 2 and 8 seconds:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> latency = Kpi(decisions=4 * one, n=4 * one, total=13 * one, squares=73 * one,
    ...               histogram=np.array([[1, 2, 1]]), centres=np.array([1.0, 2.0, 8.0]),
    ...               days=1.0)
    >>> mean = latency_mean(latency)
    >>> (mean.total / mean.n).tolist()
    [3.25]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    latency_mean,
    title="Mean latency",
    short="Mean latency",
    reads="latency",
    favours="low",
    unit="column",
)
