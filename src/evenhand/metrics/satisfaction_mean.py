"""Mean satisfaction."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def satisfaction_mean(kpi: Kpi) -> Mean:
    """Return the mean satisfaction of each group's people who gave a rating.

    Definition
    ----------
    Sum of the ratings / number of ratings.

    In plain words
    --------------
    How content the people of this group were with how they were treated, as far as they said.
    It speaks for those who answered only: read it beside the response rate.

    Parameters
    ----------
    kpi : Kpi
        The column named as "satisfaction", in its own unit.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    Nobody of a group gave a rating: NaN, never 0.

    References
    ----------
    Groves (2006), "Nonresponse Rates and Nonresponse Bias in Household Surveys", Public Opinion
    Quarterly 70(5), 646-675.

    Examples
    --------
    Three of five people gave 5, 4 and 3 stars:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> stars = Kpi(decisions=5 * one, n=3 * one, total=12 * one, squares=50 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = satisfaction_mean(stars)
    >>> (mean.total / mean.n).tolist()
    [4.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    satisfaction_mean,
    title="Mean satisfaction",
    short="Satisfaction",
    reads="satisfaction",
    favours="high",
    unit="column",
)
