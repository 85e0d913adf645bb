"""Every rate that fairlearn defines, per group, on small random logs: equal to 1e-12."""

import fairlearn.metrics as theirs
import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from evenhand.inference.arithmetic import divide
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Proportion, Scores

GROUPS = ("a", "b", "c", "d")
SEEDS = range(6)

DEFINED_BY_FAIRLEARN = {
    "decisions": theirs.count,
    "selection_rate": theirs.selection_rate,
    "true_positive_rate": theirs.true_positive_rate,
    "true_negative_rate": theirs.true_negative_rate,
    "false_positive_rate": theirs.false_positive_rate,
    "false_negative_rate": theirs.false_negative_rate,
}
TAKEN_FROM_SCIKIT_LEARN = {
    "accuracy": sklearn_metrics.accuracy_score,
    "error_rate": sklearn_metrics.zero_one_loss,
    "positive_predictive_value": sklearn_metrics.precision_score,
    "f1_score": sklearn_metrics.f1_score,
    "matthews_correlation": sklearn_metrics.matthews_corrcoef,
    "balanced_accuracy": sklearn_metrics.balanced_accuracy_score,
}
BOTH = DEFINED_BY_FAIRLEARN | TAKEN_FROM_SCIKIT_LEARN


def log(seed):
    """Return labels, decisions and groups of a small log; every group has every kind of row."""
    rng = np.random.default_rng(seed)
    each_kind = np.array([[y, d, g] for y in (0, 1) for d in (0, 1) for g in range(len(GROUPS))])
    more = np.stack(
        [
            rng.integers(0, 2, 200),
            rng.integers(0, 2, 200),
            rng.choice(len(GROUPS), 200, p=[0.6, 0.3, 0.08, 0.02]),
        ],
        axis=1,
    )
    label, decision, group = rng.permutation(np.concatenate([each_kind, more])).T
    return label, decision, np.array(GROUPS)[group]


def counts(label, decision, group, weight=None):
    cells = np.zeros((len(GROUPS), 2, 3))
    place = (np.searchsorted(GROUPS, group), decision, label)
    np.add.at(cells, place, 1.0 if weight is None else weight)
    return Counts(cells)


def values(key, given_counts):
    result = METRICS[key].function(given_counts)
    if isinstance(result, Proportion):
        return divide(result.numerator, result.denominator)
    return result.value


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", BOTH)
def test_a_metric_equals_metricframe_in_every_group(key, seed):
    label, decision, group = log(seed)
    frame = theirs.MetricFrame(
        metrics=BOTH[key], y_true=label, y_pred=decision, sensitive_features=group
    )
    assert frame.by_group.index.tolist() == list(GROUPS)
    np.testing.assert_allclose(
        values(key, counts(label, decision, group)),
        frame.by_group.to_numpy(dtype=np.float64),
        rtol=0,
        atol=1e-12,
    )


@pytest.mark.parametrize("key", sorted(BOTH.keys() - {"decisions"}))
def test_a_metric_of_weighted_rows_equals_metricframe(key):
    label, decision, group = log(99)
    weight = np.random.default_rng(1).uniform(0.5, 3, len(label))
    frame = theirs.MetricFrame(
        metrics=BOTH[key],
        y_true=label,
        y_pred=decision,
        sensitive_features=group,
        sample_params={"sample_weight": weight},
    )
    np.testing.assert_allclose(
        values(key, counts(label, decision, group, weight)),
        frame.by_group.to_numpy(dtype=np.float64),
        rtol=0,
        atol=1e-12,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_score_equals_the_mean_prediction(seed):
    label, decision, group = log(seed)
    score = np.random.default_rng(seed).random(len(label))
    frame = theirs.MetricFrame(
        metrics=theirs.mean_prediction, y_true=label, y_pred=score, sensitive_features=group
    )
    n, total, squares = (np.zeros((len(GROUPS), 2, 3, 1)) for _ in range(3))
    for measure, power in ((n, 0), (total, 1), (squares, 2)):
        np.add.at(measure, (np.searchsorted(GROUPS, group), decision, label, 0), score**power)
    mean = METRICS["mean_score"].function(
        Scores(np.array([0.0, 1.0]), n, total, squares, np.zeros(len(GROUPS)))
    )
    np.testing.assert_allclose(
        mean.total / mean.n, frame.by_group.to_numpy(dtype=np.float64), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize(
    ("key", "label", "decision"),
    [
        ("true_positive_rate", 0, 1),
        ("false_negative_rate", 0, 1),
        ("true_negative_rate", 1, 0),
        ("false_positive_rate", 1, 0),
    ],
)
def test_where_fairlearn_says_zero_of_nobody_evenhand_says_undefined(key, label, decision):
    rows = np.full(5, label), np.full(5, decision), np.full(5, "a")
    assert DEFINED_BY_FAIRLEARN[key](*rows[:2]) == 0
    assert np.isnan(values(key, counts(*rows))[0])
