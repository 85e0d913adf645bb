"""Share of satisfied people."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def satisfied_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's ratings that are in the top boxes.

    Definition
    ----------
    Ratings at or above the plan's limits.satisfied / ratings.

    In plain words
    --------------
    Of the people of this group who gave a rating, how many were content.
    It speaks for those who answered only: read it beside the response rate.

    Parameters
    ----------
    kpi : Kpi
        The column named as "satisfaction", against the limit of the plan: 4 of 5 is usual.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    Nobody of a group gave a rating: NaN, never 0.

    References
    ----------
    Morgan and Rego (2006), "The Value of Different Customer Satisfaction and Loyalty Metrics in
    Predicting Business Performance", Marketing Science 25(5), 426-439: top boxes.

    Examples
    --------
    Of twenty ratings fifteen were 4 or 5:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> content = Kpi(decisions=60 * one, n=20 * one, total=15 * one, squares=15 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = satisfied_rate(content)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.75]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    satisfied_rate,
    title="Share of satisfied people",
    short="Satisfied",
    reads="satisfied",
    favours="high",
)
