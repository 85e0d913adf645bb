"""Area under the ROC curve."""

import numpy as np

from evenhand.inference.auc import delong
from evenhand.metrics._metric import Measured, Metric, Scores


def area_under_roc(scores: Scores) -> Measured:
    """Return how often a qualified person of each group scores above an unqualified one.

    Definition
    ----------
    P(score of a positive > score of a negative) + P(the two are equal) / 2, for a random pair of
    labelled people of the group. Scores of one bin count as equal; with 100 bins the value is as
    a rule within 0.001 of that of the raw scores. Standard error: DeLong's.

    In plain words
    --------------
    How well the score tells the deserving people of this group from the others: 1 is perfect, one
    half is no better than a coin.
    It says nothing about where the threshold lies.

    Parameters
    ----------
    scores : Scores, arrays of shape (groups, 2, 3, bins)

    Returns
    -------
    Measured
        One area per group, in [0, 1], resting on the labelled scores. No standard error where a
        label occurs once, the area is 0 or 1, or all scores are equal.

    Undefined when
    --------------
    The scored people of a group have no label, or all the same: NaN, never one half.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), "Comparing the Areas under Two or More Correlated
    Receiver Operating Characteristic Curves", Biometrics 44(3), 837-845.
    Hanley and McNeil (1982), "The Meaning and Use of the Area under a Receiver Operating
    Characteristic (ROC) Curve", Radiology 143(1), 29-36.

    Examples
    --------
    Hanley and McNeil's 58 normal and 51 abnormal images, rated 1 to 5. Published: 0.893.

    >>> n = np.zeros((1, 2, 3, 5))
    >>> n[0, 0, 0] = [33, 6, 6, 11, 2]
    >>> n[0, 0, 1] = [3, 2, 2, 11, 33]
    >>> ratings = np.arange(1, 6)
    >>> images = Scores(np.arange(1, 7), n, ratings * n, ratings**2 * n, np.array([54.0]))
    >>> area_under_roc(images).value.round(3).tolist()
    [0.893]
    """
    negatives, positives = (scores.n[..., :, label, :].sum(axis=-2) for label in (0, 1))
    area, se, _ = delong(positives, negatives)
    n = (positives + negatives).sum(axis=-1)
    # Scores that are all equal leave no variance, which does not make one half a certainty.
    return Measured(area, np.where(se > 0, se, np.nan), n, bounds=(0.0, 1.0))


METRIC = Metric(
    area_under_roc,
    title="Area under the ROC curve",
    short="AUC",
    reads="scores",
    needs=frozenset({"label", "score"}),
    favours="high",
    unit="number",
)
