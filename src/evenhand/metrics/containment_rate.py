"""Containment rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def containment_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks that ended with no human.

    Definition
    ----------
    Tasks that were not handed to a human / tasks for which that is known, but for those that go on.
    Abandoned and failed tasks count as contained.

    In plain words
    --------------
    How many of this group the system dealt with alone, well or badly.
    It is high too where people give up: read it beside success and abandonment.

    Parameters
    ----------
    kpi : Kpi
        The column named as "handoff", turned round; else the plan's outcome, if it names
        which values are escalated.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any task of a group whether it was handed over: NaN, never 0.

    References
    ----------
    Google Cloud, "Dialogflow CX API", Experiment.Result.MetricType: LIVE_AGENT_HANDOFF_RATE, whose
    complement it is.

    Examples
    --------
    Fifteen of sixty tasks were handed over:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> contained = Kpi(decisions=60 * one, n=60 * one, total=45 * one, squares=45 * one,
    ...                 histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = containment_rate(contained)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.75]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    containment_rate,
    title="Containment rate",
    short="Contained",
    reads="contained",
)
