"""95th percentile of steps."""

from evenhand.metrics._metric import Kpi, Metric, Quantile


def steps_p95(kpi: Kpi) -> Quantile:
    """Return the 95th percentile of the steps that each group's tasks took.

    Definition
    ----------
    The smallest recorded number of steps that at least 95 % of tasks do not pass (nearest rank),
    read from a log-spaced histogram: within 1 % of the exact value.

    In plain words
    --------------
    One task in twenty of this group took more steps than this.
    Agents that are lost show here before they show in the mean.

    Parameters
    ----------
    kpi : Kpi
        The column named as "steps": a number.

    Returns
    -------
    Quantile
        The histogram of each group, and q = 0.95.

    Undefined when
    --------------
    No steps are recorded for a group: NaN, never 0.

    References
    ----------
    Liu, Yu, Zhang and others (2024), "AgentBench: Evaluating LLMs as Agents", ICLR 2024.
    Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician
    50(4), 361-365: definition 1.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1)
    >>> steps = Kpi(decisions=4 * one, n=4 * one, total=13 * one, squares=73 * one,
    ...             histogram=np.array([[1, 2, 1]]), centres=np.array([1.0, 2.0, 8.0]),
    ...             days=1.0)
    >>> steps_p95(steps).q
    0.95
    """
    return Quantile(kpi.histogram, kpi.centres, 0.95)


METRIC = Metric(
    steps_p95,
    title="95th percentile of steps",
    short="p95 steps",
    reads="steps",
    unit="column",
)
