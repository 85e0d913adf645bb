"""First-attempt success rate."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def first_attempt_success_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's finished tasks that succeeded without a retry.

    Definition
    ----------
    Successes with no retry / finished tasks; a success without a record of its
    retries is in neither.

    In plain words
    --------------
    How often it worked the first time for people of this group.
    Retries hide what goes wrong, and they cost time and money.

    Parameters
    ----------
    kpi : Kpi
        Whether a task succeeded, and the column named as "retries".

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No task of a group is known to have finished: NaN, never 0.

    References
    ----------
    Chen, Tworek, Jun and others (2021), "Evaluating Large Language Models Trained on Code",
    arXiv:2107.03374: pass at one attempt.

    Examples
    --------
    Of sixty finished tasks 36 succeeded at once, and nine later:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> once = Kpi(decisions=60 * one, n=60 * one, total=36 * one, squares=36 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = first_attempt_success_rate(once)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.6]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    first_attempt_success_rate,
    title="First-attempt success rate",
    short="First attempt",
    reads="first_attempt",
    favours="high",
)
