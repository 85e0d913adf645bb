"""Task success rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def task_success_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's finished tasks that succeeded.

    Definition
    ----------
    Successes / finished tasks: succeeded, failed, handed to a human or abandoned. Tasks that go on
    are in no rate; those whose end is indeterminate are shown by a rate of their own.

    In plain words
    --------------
    Of the tasks of this group that came to an end, how many ended well without a human.
    What a success is, the plan says: a system that grades itself will find many.

    Parameters
    ----------
    kpi : Kpi
        The column named as "success"; else the plan's outcome: a success, or any other end. Tasks
        that go on, or whose end tells nothing, are not among them.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No task of a group is known to have finished: NaN, never 0.

    References
    ----------
    Yao, Shinn, Razavi and Narasimhan (2024), "tau-bench: A Benchmark for Tool-Agent-User
    Interaction in Real-World Domains", arXiv:2406.12045.

    Examples
    --------
    Of 64 tasks 60 finished, 45 of them well:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> ended = Kpi(decisions=64 * one, n=60 * one, total=45 * one, squares=45 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = task_success_rate(ended)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.75]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    task_success_rate,
    title="Task success rate",
    short="Success",
    reads="success",
    favours="high",
)
