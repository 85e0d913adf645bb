"""Median review time."""

from evenhand.metrics._metric import Kpi, Metric, Quantile


def review_time_p50(kpi: Kpi) -> Quantile:
    """Return the median time that reviews of each group's decisions took.

    Definition
    ----------
    The smallest recorded review time that at least half of them do not pass (nearest rank), read
    from a log-spaced histogram: within 1 % of the exact value. Reviewed decisions only.

    In plain words
    --------------
    Half of the reviews of this group were faster than this.
    Long may be care or a queue; very short may be no review at all.

    Parameters
    ----------
    kpi : Kpi
        The column named as "review_time", in its own unit; where it is a time, the seconds from
        the decision to it.

    Returns
    -------
    Quantile
        The histogram of each group, and q = 0.5.

    Undefined when
    --------------
    No review time is recorded for a group: NaN, never 0.

    References
    ----------
    Regulation (EU) 2024/1689 (AI Act), Article 14.
    Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician
    50(4), 361-365: definition 1.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1)
    >>> times = Kpi(decisions=4 * one, n=4 * one, total=13 * one, squares=73 * one,
    ...             histogram=np.array([[1, 2, 1]]), centres=np.array([1.0, 2.0, 8.0]),
    ...             days=1.0)
    >>> review_time_p50(times).q
    0.5
    """
    return Quantile(kpi.histogram, kpi.centres, 0.5)


METRIC = Metric(
    review_time_p50,
    title="Median review time",
    short="p50 review time",
    reads="review_time",
    unit="column",
)
