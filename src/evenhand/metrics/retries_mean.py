"""Mean retries."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def retries_mean(kpi: Kpi) -> Mean:
    """Return the mean number of retries of each group's tasks.

    Definition
    ----------
    Sum of the recorded retries / tasks that record them.

    In plain words
    --------------
    How often, on average, the system had to start again for a person of this group.

    Parameters
    ----------
    kpi : Kpi
        The column named as "retries": a number, 0 where the first attempt was the last.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No retries are recorded for a group: NaN, never 0.

    References
    ----------
    Beyer, Jones, Petoff and Murphy, editors (2016), "Site Reliability Engineering", chapter 22.
    O'Reilly.

    Examples
    --------
    Four tasks took 0, 0, 1 and 3 retries:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> retries = Kpi(decisions=4 * one, n=4 * one, total=4 * one, squares=10 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = retries_mean(retries)
    >>> (mean.total / mean.n).tolist()
    [1.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    retries_mean,
    title="Mean retries",
    short="Retries",
    reads="retries",
    favours="low",
    unit="column",
)
