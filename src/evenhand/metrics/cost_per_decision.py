"""Cost per decision."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def cost_per_decision(kpi: Kpi) -> Mean:
    """Return the mean recorded cost of each group's decisions.

    Definition
    ----------
    Sum of the recorded costs / number of decisions with a recorded cost, failed ones among them.

    In plain words
    --------------
    What it costs, on average, to decide about one person of this group.
    A dearer group may need more retries, longer documents or more human help.

    Parameters
    ----------
    kpi : Kpi
        The column named as "cost", in its own unit.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No cost is recorded for a group: NaN, never 0.

    References
    ----------
    Kapoor, Stroebl, Siegel, Nadgir and Narayanan (2024), "AI Agents That Matter",
    arXiv:2407.01502: cost beside accuracy.

    Examples
    --------
    Two decisions cost 0.02 and 0.06:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> cost = Kpi(decisions=2 * one, n=2 * one, total=0.08 * one, squares=0.004 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = cost_per_decision(cost)
    >>> (mean.total / mean.n).tolist()
    [0.04]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    cost_per_decision,
    title="Cost per decision",
    short="Cost",
    reads="cost",
    unit="column",
)
