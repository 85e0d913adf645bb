"""Hand-off rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def handoff_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks that were handed to a human.

    Definition
    ----------
    Tasks handed to a human / tasks for which that is known, but for those that go on.

    In plain words
    --------------
    How often the system passed people of this group on to somebody.
    A human may be what they needed, or a second queue.

    Parameters
    ----------
    kpi : Kpi
        The column named as "handoff": true or 1; else the plan's outcome, if it names which
        values are escalated.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any task of a group whether it was handed over: NaN, never 0.

    References
    ----------
    Google Cloud, "Dialogflow CX API", Experiment.Result.MetricType: LIVE_AGENT_HANDOFF_RATE.

    Examples
    --------
    Fifteen of sixty tasks were handed over:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> passed = Kpi(decisions=60 * one, n=60 * one, total=15 * one, squares=15 * one,
    ...              histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = handoff_rate(passed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.25]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    handoff_rate,
    title="Hand-off rate",
    short="Handed off",
    reads="handoff",
)
