"""Tool call failure rate."""

from evenhand.metrics._metric import Kpi, Metric, Ratio
from evenhand.metrics._ratio import ratio_of


def tool_call_failure_rate(kpi: Kpi) -> Ratio:
    """Return the share of each group's tool calls that failed.

    Definition
    ----------
    Sum of failed tool calls / sum of tool calls, over the tasks that record both.

    In plain words
    --------------
    How often what the system reached for broke while it worked for this group.
    Calls of one task go wrong together, and the interval allows for it.

    Parameters
    ----------
    kpi : Kpi
        The columns named as "tool_failures" and "tool_calls", one number a task.

    Returns
    -------
    Ratio
        Both sums, their sums of squares and of products, and the rows, one of each per group.

    Undefined when
    --------------
    No tool call is recorded for a group: NaN, never 0.

    References
    ----------
    OpenTelemetry, "Semantic Conventions for Generative AI" (in development): execute_tool
    spans and error.type.
    Cochran (1977), "Sampling Techniques", 3rd edition, chapter 6: ratio estimates. Wiley.

    Examples
    --------
    Two tasks made 4 and 6 calls, of which 1 and 0 failed:

    >>> import numpy as np
    >>> one, none = np.ones(1), np.zeros((1, 0))
    >>> tools = Kpi(decisions=2 * one, n=2 * one, total=one, squares=one, histogram=none,
    ...             centres=none[0], days=1.0, base=10 * one, base_squares=52 * one, cross=4 * one)
    >>> ratio = tool_call_failure_rate(tools)
    >>> (ratio.total / ratio.base).tolist()
    [0.1]
    """
    return ratio_of(kpi)


METRIC = Metric(
    tool_call_failure_rate,
    title="Tool call failure rate",
    short="Tool failures",
    reads="tool_failure",
    favours="low",
)
