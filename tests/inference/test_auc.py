import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from evenhand.inference.auc import delong


def direct_delong(positives, negatives):
    """Return area and error from every pair of scores, as the paper defines them."""
    wins = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    by_positive, by_negative = wins.mean(axis=1), wins.mean(axis=0)
    variance = by_positive.var(ddof=1) / len(positives) + by_negative.var(ddof=1) / len(negatives)
    return wins.mean(), np.sqrt(variance)


def histogram(bins, size=20):
    return np.bincount(bins, minlength=size)


@pytest.mark.parametrize("seed", range(5))
def test_area_and_error_are_those_of_all_pairs(seed):
    random = np.random.default_rng(seed)
    positives, negatives = random.binomial(19, 0.6, 80), random.binomial(19, 0.45, 130)
    auc, se, _ = delong(histogram(positives), histogram(negatives))
    theirs, their_error = direct_delong(positives, negatives)
    assert auc == pytest.approx(theirs, abs=1e-12)
    assert se == pytest.approx(their_error, abs=1e-12)
    labels = np.repeat([1, 0], [80, 130])
    assert auc == pytest.approx(roc_auc_score(labels, np.concatenate([positives, negatives])))


def test_the_bound_holds_the_area_of_the_raw_scores():
    random = np.random.default_rng(1)
    positives, negatives = random.beta(3, 2, 500), random.beta(2, 3, 500)
    raw, _ = direct_delong(positives, negatives)
    for bins in (2, 5, 20, 100):
        edges = np.linspace(0, 1, bins + 1)
        auc, _, bound = delong(np.histogram(positives, edges)[0], np.histogram(negatives, edges)[0])
        assert abs(auc - raw) <= bound
    assert bound < 0.01


def test_groups_are_taken_at_once_and_may_be_mixed():
    positives = np.array([[1, 2, 7], [2, 2, 2]])
    negatives = np.array([[6, 3, 1], [3, 3, 3]])
    auc, se, bound = delong(positives, negatives)
    assert auc.shape == se.shape == bound.shape == (2,)
    assert auc[1] == pytest.approx(0.5)
    crossed, _, _ = delong(positives, negatives[::-1])
    assert crossed[0] == pytest.approx(delong(positives[0], negatives[1])[0])


def test_swapping_the_labels_turns_the_area_over():
    auc, se, _ = delong([1, 2, 7], [6, 3, 1])
    turned, turned_se, _ = delong([6, 3, 1], [1, 2, 7])
    assert (turned, turned_se) == (pytest.approx(1 - auc), pytest.approx(se))


def test_one_label_alone_is_undefined():
    assert np.isnan(delong([1, 2, 3], [0, 0, 0])).all()
    assert np.isnan(delong([0, 0, 0], [1, 2, 3])).all()


def test_a_label_that_occurs_once_has_no_error():
    auc, se, bound = delong([0, 1, 0], [3, 2, 1])
    assert (auc, bound) == (pytest.approx(4 / 6), pytest.approx(1 / 6))
    assert np.isnan(se)


def test_full_separation_is_not_taken_for_certain():
    auc, se, _ = delong([[0, 5], [5, 0]], [[5, 0], [0, 5]])
    assert auc.tolist() == [1, 0]
    assert np.isnan(se).all()


def test_intervals_cover_the_true_area():
    random = np.random.default_rng(6)
    edges = np.linspace(-6, 6, 101)
    true, covered = 0.7602, 0  # normal scores, one standard deviation apart
    for _ in range(300):
        positives = np.histogram(random.normal(1, 1, 60), edges)[0]
        negatives = np.histogram(random.normal(0, 1, 90), edges)[0]
        auc, se, _ = delong(positives, negatives)
        covered += abs(auc - true) <= 1.96 * se
    assert covered / 300 == pytest.approx(0.945, abs=0.04)
