"""Cost per successful task."""

from evenhand.metrics._metric import Kpi, Metric, Ratio
from evenhand.metrics._ratio import ratio_of


def cost_per_success(kpi: Kpi) -> Ratio:
    """Return what each group's finished tasks cost for every one that succeeded.

    Definition
    ----------
    Sum of the costs of finished tasks, failed ones among them / successes, over the tasks that
    record cost and end.

    In plain words
    --------------
    What it costs to get one thing done for a person of this group.
    Failed attempts are paid for as well: a cheap system that fails often is dear.

    Parameters
    ----------
    kpi : Kpi
        The column named as "cost", in its own unit, and whether the task succeeded.

    Returns
    -------
    Ratio
        Both sums, their sums of squares and of products, and the rows, one of each per group.

    Undefined when
    --------------
    No task of a group succeeded: NaN, never infinite.

    References
    ----------
    Kapoor, Stroebl, Siegel, Nadgir and Narayanan (2024), "AI Agents That Matter",
    arXiv:2407.01502.
    Cochran (1977), "Sampling Techniques", 3rd edition, chapter 6: ratio estimates. Wiley.

    Examples
    --------
    Four tasks cost 3 each, two of them for nothing:

    >>> import numpy as np
    >>> one, none = np.ones(1), np.zeros((1, 0))
    >>> costs = Kpi(decisions=4 * one, n=4 * one, total=12 * one, squares=36 * one, histogram=none,
    ...             centres=none[0], days=1.0, base=2 * one, base_squares=2 * one, cross=6 * one)
    >>> ratio = cost_per_success(costs)
    >>> (ratio.total / ratio.base).tolist()
    [6.0]
    """
    return ratio_of(kpi)


METRIC = Metric(
    cost_per_success,
    title="Cost per successful task",
    short="Cost of success",
    reads="cost_per_success",
    unit="column",
)
