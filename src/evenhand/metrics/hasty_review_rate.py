"""Hasty review rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def hasty_review_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's reviews that were too fast to be one.

    Definition
    ----------
    Reviews faster than the plan's limits.review_time / reviewed decisions with a review time.

    In plain words
    --------------
    How often somebody clicked a decision about this group through.
    A review that takes no time puts no mistake right.

    Parameters
    ----------
    kpi : Kpi
        The column named as "review_time", against the limit of the plan.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No review time is recorded for a group: NaN, never 0.

    References
    ----------
    Parasuraman and Manzey (2010), "Complacency and Bias in Human Use of Automation: An Attentional
    Integration", Human Factors 52(3), 381-410.

    Examples
    --------
    Three of twelve reviews were too fast:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> hasty = Kpi(decisions=60 * one, n=12 * one, total=3 * one, squares=3 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = hasty_review_rate(hasty)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.25]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    hasty_review_rate,
    title="Hasty review rate",
    short="Hasty reviews",
    reads="hasty_review",
    favours="low",
)
