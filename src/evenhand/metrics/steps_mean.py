"""Mean steps."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def steps_mean(kpi: Kpi) -> Mean:
    """Return the mean number of steps of each group's tasks.

    Definition
    ----------
    Sum of the recorded steps / tasks that record them. A step is what the log counts: a turn, a
    model call, an action.

    In plain words
    --------------
    How long a way the system went, on average, for a person of this group.
    More steps may be more care, or going in circles.

    Parameters
    ----------
    kpi : Kpi
        The column named as "steps": a number.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No steps are recorded for a group: NaN, never 0.

    References
    ----------
    Liu, Yu, Zhang and others (2024), "AgentBench: Evaluating LLMs as Agents", ICLR 2024.

    Examples
    --------
    Two tasks took 4 and 6 steps:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> steps = Kpi(decisions=2 * one, n=2 * one, total=10 * one, squares=52 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = steps_mean(steps)
    >>> (mean.total / mean.n).tolist()
    [5.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    steps_mean,
    title="Mean steps",
    short="Steps",
    reads="steps",
    unit="column",
)
