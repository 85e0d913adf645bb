"""Coverage of assigned work."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def attempt_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks that the system tried to do.

    Definition
    ----------
    Tasks attempted / tasks assigned to the system, for which it is recorded whether it tried.

    In plain words
    --------------
    How much of what came in for this group the system took on at all.
    A system that passes on what is hard looks good in every other rate.

    Parameters
    ----------
    kpi : Kpi
        The column named as "attempted": true or 1 where the system tried.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any task of a group whether it was attempted: NaN, never 0.

    References
    ----------
    Geifman and El-Yaniv (2017), "Selective Classification for Deep Neural Networks", Advances in
    Neural Information Processing Systems 30: coverage.

    Examples
    --------
    Forty-eight of sixty tasks were attempted:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> tried = Kpi(decisions=60 * one, n=60 * one, total=48 * one, squares=48 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = attempt_rate(tried)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.8]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    attempt_rate,
    title="Coverage of assigned work",
    short="Coverage",
    reads="attempted",
)
