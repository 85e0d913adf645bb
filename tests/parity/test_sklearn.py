"""Every metric that scikit-learn defines, on random logs: equal to 1e-12."""

import numpy as np
import pytest
from sklearn import metrics as theirs

from evenhand.inference.arithmetic import divide
from evenhand.inference.auc import delong
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Mean, Proportion, Scores

SEEDS = range(5)


def negative_class(function):
    """Return a metric of scikit-learn with the classes exchanged."""
    return lambda label, decision: function(label, decision, pos_label=0)


def one_less(function):
    return lambda label, decision: 1 - function(label, decision)


OF_DECISIONS = {
    "true_positive_rate": theirs.recall_score,
    "false_negative_rate": one_less(theirs.recall_score),
    "true_negative_rate": negative_class(theirs.recall_score),
    "false_positive_rate": one_less(negative_class(theirs.recall_score)),
    "positive_predictive_value": theirs.precision_score,
    "false_discovery_rate": one_less(theirs.precision_score),
    "negative_predictive_value": negative_class(theirs.precision_score),
    "false_omission_rate": one_less(negative_class(theirs.precision_score)),
    "accuracy": theirs.accuracy_score,
    "error_rate": theirs.zero_one_loss,
    "balanced_accuracy": theirs.balanced_accuracy_score,
    "f1_score": theirs.f1_score,
    "matthews_correlation": theirs.matthews_corrcoef,
}


def counts(label, decision):
    cells = np.zeros((1, 2, 3))
    np.add.at(cells, (0, decision, label), 1)
    return Counts(cells)


def scores(score, label, edges):
    """Return the histogram of one group's labelled scores."""
    n, total, squares = (np.zeros((1, 2, 3, len(edges) - 1)) for _ in range(3))
    place = (0, (score >= 0.5).astype(int), label, np.searchsorted(edges, score, side="right") - 1)
    for measure, power in ((n, 0), (total, 1), (squares, 2)):
        np.add.at(measure, place, score**power)
    above = np.array([float((score > np.median(score)).sum())])
    return Scores(edges, n, total, squares, above)


def value(key, given_input):
    result = METRICS[key].function(given_input)
    if isinstance(result, Proportion):
        return divide(result.numerator, result.denominator).item()
    if isinstance(result, Mean):
        return divide(result.total, result.n).item()
    return result.value.item()


def scored_log(seed, rows=500):
    rng = np.random.default_rng(seed)
    score = rng.beta(2, 3, rows)
    return score, (rng.random(rows) < score).astype(int)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", OF_DECISIONS)
def test_a_metric_of_decisions_equals_that_of_scikit_learn(key, seed):
    rng = np.random.default_rng(seed)
    label = np.concatenate([[0, 0, 1, 1], rng.random(300) < 0.3]).astype(int)
    decision = np.concatenate([[0, 1, 0, 1], rng.random(300) < 0.2 + 0.5 * label[4:]]).astype(int)
    expected = OF_DECISIONS[key](label, decision)
    assert value(key, counts(label, decision)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("key", "label", "decision"),
    [
        ("true_positive_rate", 0, 1),
        ("positive_predictive_value", 1, 0),
        ("true_negative_rate", 1, 0),
        ("negative_predictive_value", 0, 1),
        ("f1_score", 0, 0),
        ("matthews_correlation", 0, 0),
        ("matthews_correlation", 1, 0),
    ],
)
# scikit-learn warns of some of these, in words that change from release to release.
@pytest.mark.filterwarnings("ignore")
def test_where_scikit_learn_says_zero_of_nobody_evenhand_says_undefined(key, label, decision):
    rows = np.full(5, label), np.full(5, decision)
    assert OF_DECISIONS[key](*rows) == 0
    assert np.isnan(value(key, counts(*rows)))


@pytest.mark.parametrize("bins", [1, 10, 100])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_brier_score_is_exact_however_coarse_the_bins(seed, bins):
    score, label = scored_log(seed)
    ours = value("brier_score", scores(score, label, np.linspace(0, 1.001, bins + 1)))
    assert ours == pytest.approx(theirs.brier_score_loss(label, score), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_area_under_roc_is_exact_where_every_score_has_its_own_bin(seed):
    score, label = scored_log(seed)
    score = np.round(score, 2)
    edges = np.append(np.unique(score), 1.001)
    ours = value("area_under_roc", scores(score, label, edges))
    assert ours == pytest.approx(theirs.roc_auc_score(label, score), abs=1e-12)


@pytest.mark.parametrize("bins", [10, 20, 100])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_area_under_roc_of_binned_scores_is_within_its_bound(seed, bins):
    score, label = scored_log(seed)
    binned = scores(score, label, np.linspace(0, 1.001, bins + 1))
    negatives, positives = (binned.n[..., :, kind, :].sum(axis=-2) for kind in (0, 1))
    area, _, bound = delong(positives, negatives)
    ours = value("area_under_roc", binned)
    assert ours == area.item()
    assert abs(ours - theirs.roc_auc_score(label, score)) <= bound.item()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_means_of_scores_equal_those_of_numpy(seed):
    score, label = scored_log(seed)
    binned = scores(score, label, np.linspace(0, 1.001, 11))
    assert value("mean_score", binned) == pytest.approx(score.mean(), abs=1e-12)
    gap = label.mean() - score.mean()
    assert value("calibration_in_the_large", binned) == pytest.approx(gap, abs=1e-12)
    assert value("scoring_rate", binned) == 0.5
