"""Failure rate of one class."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def failure_class_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's decisions that failed in one way.

    Definition
    ----------
    Decisions that failed with this class / decisions for which it is recorded whether they failed.
    The rates of all classes add up to the failure rate.

    In plain words
    --------------
    How often the system broke down on people of this group, and why: a time-out, a quota, a tool.
    The class tells who can mend it.

    Parameters
    ----------
    kpi : Kpi
        Failures whose "failure_class" is the one in question.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any decision of a group whether it failed: NaN, never 0.

    References
    ----------
    OpenTelemetry, "Semantic Conventions for Generative AI" (in development): error.type.

    Examples
    --------
    Of sixty decisions three ran out of time:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> timeouts = Kpi(decisions=64 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...                histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = failure_class_rate(timeouts)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    failure_class_rate,
    title="Failure rate of one class",
    short="Failures of a class",
    reads="failure_class",
    favours="low",
)
