"""Indeterminate rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def indeterminate_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's tasks whose end tells neither success nor failure.

    Definition
    ----------
    Tasks whose outcome is empty, or a value that the plan does not name / all tasks but those that
    go on.

    In plain words
    --------------
    How many tasks of this group ended in a way that nobody can read.
    The success rate leaves them out: where they are many, it says little.

    Parameters
    ----------
    kpi : Kpi
        The plan's outcome: 1 where it is empty or not named.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    All tasks of a group go on: NaN, never 0.

    References
    ----------
    Kapoor, Stroebl, Siegel, Nadgir and Narayanan (2024), "AI Agents That Matter",
    arXiv:2407.01502: what evaluations leave out.

    Examples
    --------
    Three of sixty tasks ended with a state that the plan does not know:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> unclear = Kpi(decisions=64 * one, n=60 * one, total=3 * one, squares=3 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = indeterminate_rate(unclear)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.05]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    indeterminate_rate,
    title="Indeterminate rate",
    short="Indeterminate",
    reads="indeterminate",
)
