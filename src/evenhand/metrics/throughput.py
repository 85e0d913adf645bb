"""Throughput."""

import numpy as np

from evenhand.metrics._metric import Kpi, Measured, Metric


def throughput(kpi: Kpi) -> Measured:
    """Return how many decisions a day each group received.

    Definition
    ----------
    Decisions / days from the first to the last decision of the log, quiet days among them. In one
    window, or by one model version: / days from the first with a decision to the last, both whole.
    Standard error: sqrt(decisions) / days, as if decisions arrived independently of one another.

    In plain words
    --------------
    How many people of this group the system decides about on a day.
    A fall can mean that fewer apply, or that the system stands still.

    Parameters
    ----------
    kpi : Kpi
        Reads `decisions` and `days`.

    Returns
    -------
    Measured
        Decisions a day, 0 or more, one value per group. A group without decisions has 0 a day and
        no standard error.

    Undefined when
    --------------
    The log has no time column, or all its decisions bear the same time.

    References
    ----------
    Beyer, Jones, Petoff and Murphy, editors (2016), "Site Reliability Engineering", chapter 6.
    O'Reilly.

    Examples
    --------
    >>> one = np.ones(1)
    >>> busy = Kpi(decisions=400 * one, n=400 * one, total=400 * one, squares=400 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=8.0)
    >>> throughput(busy).value.tolist(), throughput(busy).se.tolist()
    ([50.0], [2.5])
    """
    n = np.asarray(kpi.decisions, dtype=np.float64)
    days = np.where(np.asarray(kpi.days) > 0, kpi.days, np.nan)
    se = np.where(n > 0, np.sqrt(n) / days, np.nan)
    return Measured(n / days, se, n, bounds=(0.0, np.inf))


METRIC = Metric(
    throughput,
    title="Throughput",
    short="Per day",
    reads="decisions",
    needs=frozenset({"time"}),
    unit="number",
)
