"""Matthews correlation."""

import numpy as np

from evenhand.inference.arithmetic import divide
from evenhand.metrics._metric import Counts, Metric, Statistic


def matthews_correlation(counts: Counts) -> Statistic:
    """Return the correlation of each group's decisions with its labels.

    Definition
    ----------
    (tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn)), over labelled decisions. Also:
    phi coefficient.

    In plain words
    --------------
    How closely decisions follow the truth for this group: 1 is perfect, 0 no better than chance,
    below 0 worse than chance.
    Unlike accuracy it cannot be raised by giving everyone the same decision.

    Parameters
    ----------
    counts : Counts, cells of shape (..., groups, 2, 3)

    Returns
    -------
    Statistic
        One value per group, in [-1, 1].

    Undefined when
    --------------
    The labelled decisions of a group, or their labels, are all alike: NaN, never 0.

    References
    ----------
    Matthews (1975), "Comparison of the Predicted and Observed Secondary Structure of T4 Phage
    Lysozyme", Biochimica et Biophysica Acta 405(2), 442-451.

    Examples
    --------
    tp = 3, fp = 1, fn = 1, tn = 3, so (9 - 1) / sqrt(4 x 4 x 4 x 4):

    >>> matthews_correlation(Counts(np.array([[[3, 1, 0], [1, 3, 0]]]))).value.tolist()
    [0.5]
    """
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    # Roots first: where counts are integers, the product of all four margins could overflow.
    margins = np.sqrt((tp + fp) * (tn + fn)) * np.sqrt((tp + fn) * (tn + fp))
    return Statistic(divide(tp * tn - fp * fn, margins))


METRIC = Metric(
    matthews_correlation,
    title="Matthews correlation",
    short="MCC",
    needs=frozenset({"label"}),
    favours="high",
    unit="number",
)
