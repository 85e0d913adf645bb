"""Tasks with a failed tool call."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def failed_tool_task_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks in which at least one tool call failed.

    Definition
    ----------
    Tasks with one failed tool call or more / tasks that record how many failed.

    In plain words
    --------------
    How many people of this group met a broken tool on their way.
    A few tasks with many failures raise the rate by calls; here each counts once.

    Parameters
    ----------
    kpi : Kpi
        The column named as "tool_failures": how many tool calls of the task failed.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any task of a group how many tool calls failed: NaN, never 0.

    References
    ----------
    OpenTelemetry, "Semantic Conventions for Generative AI" (in development): execute_tool
    spans and error.type.

    Examples
    --------
    Three of sixty tasks met a failed call:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> failed = Kpi(decisions=60 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...              histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = failed_tool_task_rate(failed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    failed_tool_task_rate,
    title="Tasks with a failed tool call",
    short="Failed tools",
    reads="tool_failed",
    favours="low",
)
