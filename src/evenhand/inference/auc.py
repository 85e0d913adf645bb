"""The area under the ROC curve from two histograms of scores."""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats


def delong(positives: ArrayLike, negatives: ArrayLike) -> tuple[Array, Array, Array]:
    """Return the chance that a positive scores above a negative, its error, and what bins hide.

    Positives and negatives may come from different groups (BPSN, BNSP, xAUC).

    Parameters
    ----------
    positives, negatives : array_like, shape (..., bins)
        How many of either label have their score in each bin, lowest scores first.

    Returns
    -------
    auc : float array, shape (...)
        In [0, 1]; a tie counts half.
    se : float array, shape (...)
        DeLong's standard error.
    bound : float array, shape (...)
        The unbinned area lies within `auc` -+ `bound`.

    Undefined when
    --------------
    A label is missing: all three. A label occurs once, or scores separate the labels fully (the
    area is 0 or 1, where the formula would claim certainty): the standard error.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), "Comparing the Areas under Two or More Correlated
    Receiver Operating Characteristic Curves". Borkan et al. (2019) for mixed groups.

    Examples
    --------
    >>> auc, se, bound = delong([1, 2, 7], [6, 3, 1])
    >>> round(float(auc), 3), round(float(bound), 3)
    (0.845, 0.095)
    """
    positive, negative = floats(positives, negatives)
    all_positive, all_negative = positive.sum(axis=-1), negative.sum(axis=-1)
    below = negative.cumsum(axis=-1) - negative / 2
    above = all_positive[..., None] - positive.cumsum(axis=-1) + positive / 2
    beaten = divide(below, all_negative[..., None])
    beating = divide(above, all_positive[..., None])
    auc = divide((positive * beaten).sum(axis=-1), all_positive)
    between_positives = (positive * (beaten - auc[..., None]) ** 2).sum(axis=-1)
    between_negatives = (negative * (beating - auc[..., None]) ** 2).sum(axis=-1)
    variance = divide(between_positives, all_positive * np.maximum(all_positive - 1, 0)) + divide(
        between_negatives, all_negative * np.maximum(all_negative - 1, 0)
    )
    separated = (auc <= 0) | (auc >= 1)
    se = np.sqrt(np.where(separated, np.nan, variance))
    bound = divide((positive * negative).sum(axis=-1) / 2, all_positive * all_negative)
    return auc, se, bound
