"""Contained without call-back."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def contained_without_callback_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's contained tasks whose person did not come back.

    Definition
    ----------
    Contained tasks whose person did not return / contained tasks for which it is recorded whether
    they did. Within what time, the log says by its column; 24 hours is usual.

    In plain words
    --------------
    Of those whom no human saw, how many of this group did not have to ask again.
    A task that ends without a human is no gain where the person calls the next day.

    Parameters
    ----------
    kpi : Kpi
        Contained tasks, and the column named as "returned": true or 1 where the person came back.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No task of a group was contained, or it is not recorded who came back: NaN, never 0.

    References
    ----------
    Google Cloud, "Dialogflow CX API", Experiment.Result.MetricType:
    CONTAINED_SESSION_NO_CALLBACK_RATE.

    Examples
    --------
    Of 45 contained tasks 36 brought nobody back:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> quiet = Kpi(decisions=60 * one, n=45 * one, total=36 * one, squares=36 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = contained_without_callback_rate(quiet)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.8]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    contained_without_callback_rate,
    title="Contained without call-back",
    short="No call-back",
    reads="no_callback",
    favours="high",
)
