"""Satisfaction response rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def satisfaction_response_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's decisions for which a rating was given.

    Definition
    ----------
    Ratings / all decisions of the group.

    In plain words
    --------------
    How many people of this group said how content they were.
    When few answer, or one group answers less, mean satisfaction says little.

    Parameters
    ----------
    kpi : Kpi
        The column named as "satisfaction"; empty where no rating was given.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    A group has no decisions: NaN, never 0.

    References
    ----------
    AAPOR, "Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys".

    Examples
    --------
    Three of five people gave 5, 4 and 3 stars:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> stars = Kpi(decisions=5 * one, n=3 * one, total=12 * one, squares=50 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = satisfaction_response_rate(stars)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.6]
    """
    return Proportion(kpi.n, kpi.decisions)


METRIC = Metric(
    satisfaction_response_rate,
    title="Satisfaction response rate",
    short="Responses",
    reads="satisfaction",
)
