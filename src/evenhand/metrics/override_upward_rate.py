"""Upward share of overrides."""

from evenhand.metrics._metric import Kpi, Metric, Proportion


def override_upward_rate(kpi: Kpi) -> Proportion:
    """Return the share of each group's overrides that turned out in the person's favour.

    Definition
    ----------
    Overrides from unfavourable to favourable / overrides of decisions that are one or the other.
    Where the log holds decisions after review, an overridden favourable one was turned upward.

    In plain words
    --------------
    When a human stepped in for this group, how often it was to the person's good.
    Reviewers may be kind to some and strict with others, at the same override rate.

    Parameters
    ----------
    kpi : Kpi
        Overrides, and the decisions that they fell on; the plan's decision.stage says whether these
        are as after the review, or as before.

    Returns
    -------
    Proportion
        One rate per group, in [0, 1].

    Undefined when
    --------------
    No decision of a group was overridden: NaN, never 0.

    References
    ----------
    Albright (2019), "If You Give a Judge a Risk Score: Evidence from Kentucky Bail Decisions",
    Harvard John M. Olin Center for Law, Economics, and Business.

    Examples
    --------
    Of twelve overrides nine made a refusal a grant:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> upward = Kpi(decisions=40 * one, n=12 * one, total=9 * one, squares=9 * one,
    ...              histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> rate = override_upward_rate(upward)
    >>> (rate.numerator / rate.denominator).tolist()
    [0.75]
    """
    return Proportion(kpi.total, kpi.n)


METRIC = Metric(
    override_upward_rate,
    title="Upward share of overrides",
    short="Upward",
    reads="override_upward",
    favours="high",
)
