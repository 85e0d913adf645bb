"""Abandonment rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def abandonment_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks that the person left before their end.

    Definition
    ----------
    Tasks whose person left / tasks for which that is known, but for those that go on.

    In plain words
    --------------
    How often people of this group gave up.
    Who gives up complains seldom: nothing else in the log may tell of it.

    Parameters
    ----------
    kpi : Kpi
        The column named as "abandonment": true or 1; else the plan's outcome, if it names
        which values are abandoned.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any task of a group whether it was abandoned: NaN, never 0.

    References
    ----------
    Google Cloud, "Dialogflow CX API", Experiment.Result.MetricType: ABANDONED_SESSION_RATE.

    Examples
    --------
    Three of sixty people left:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> left = Kpi(decisions=60 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = abandonment_rate(left)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    abandonment_rate,
    title="Abandonment rate",
    short="Abandoned",
    reads="abandonment",
    favours="low",
)
