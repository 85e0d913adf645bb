"""Share of decisions overridden."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def override_share(kpi: Kpi) -> Proportion:
    """Return the share of all of each group's decisions that a human changed.

    Definition
    ----------
    Decisions changed by a human / decisions for which it is known whether they were: one that was
    not reviewed was not changed. Without a column of reviews, those that record it.

    In plain words
    --------------
    How many decisions about this group were other in the end than the system wanted.
    It is low where nobody looks: the override rate tells what happens when somebody does.

    Parameters
    ----------
    kpi : Kpi
        The columns named as "override" and "review".

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    It is not recorded for any decision of a group whether it was changed: NaN, never 0.

    References
    ----------
    Regulation (EU) 2024/1689 (AI Act), Article 14(4).

    Examples
    --------
    Of forty decisions twelve were reviewed, and four of these changed:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> changed = Kpi(decisions=40 * one, n=40 * one, total=4 * one, squares=4 * one,
    ...               histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = override_share(changed)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.1]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    override_share,
    title="Share of decisions overridden",
    short="Overridden of all",
    reads="overridden",
)
