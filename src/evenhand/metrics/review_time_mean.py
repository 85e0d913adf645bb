"""Mean review time."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def review_time_mean(kpi: Kpi) -> Mean:
    """Return the mean time that reviews of each group's decisions took.

    Definition
    ----------
    Sum of the recorded review times / reviewed decisions that record one.

    In plain words
    --------------
    How long, on average, it took until somebody had looked at a decision about this group.
    A few that were forgotten can move it far: read it beside the median.

    Parameters
    ----------
    kpi : Kpi
        The column named as "review_time", in its own unit; where it is a time, the seconds from
        the decision to it.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No review time is recorded for a group: NaN, never 0.

    References
    ----------
    Regulation (EU) 2024/1689 (AI Act), Article 14.

    Examples
    --------
    Two reviews took 40 and 60 seconds:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> times = Kpi(decisions=9 * one, n=2 * one, total=100 * one, squares=5200 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = review_time_mean(times)
    >>> (mean.total / mean.n).tolist()
    [50.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    review_time_mean,
    title="Mean review time",
    short="Review time",
    reads="review_time",
    unit="column",
)
