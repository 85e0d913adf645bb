"""Durable resolution rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def durable_resolution_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's successful tasks that stayed solved.

    Definition
    ----------
    Successes that were not opened again, did not bring the person back and were not handed to a
    human afterwards / successes for which that is known. Reads as many of the three as the log has.

    In plain words
    --------------
    Of what was called solved for this group, how much was.
    A success that is opened again next week was none.

    Parameters
    ----------
    kpi : Kpi
        Successes, and the columns named as "reopened", "returned" and "handoff".

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No task of a group succeeded, or it is not recorded what became of it: NaN, never 0.

    References
    ----------
    Feinberg, Kim, Hokama, de Ruyter and Keen (2000), "Operational Determinants of Caller
    Satisfaction in the Call Center", International Journal of Service Industry Management 11(2),
    131-141.

    Examples
    --------
    Of 45 successes nine were opened again:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> lasting = Kpi(decisions=60 * one, n=45 * one, total=36 * one, squares=36 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = durable_resolution_rate(lasting)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.8]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    durable_resolution_rate,
    title="Durable resolution rate",
    short="Durable",
    reads="durable",
    favours="high",
)
