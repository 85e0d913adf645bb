import numpy as np
import pytest

from evenhand.inference.estimated import expected_accuracy, expected_cells


def histograms(scores, favourable):
    """Return count, sum and squares by decision, in ten bins."""
    place = np.minimum((10 * scores).astype(int), 9) + 10 * favourable
    sums = [np.bincount(place, power, minlength=20) for power in (scores**0, scores, scores**2)]
    return [part.reshape(2, 10) for part in sums]


def drawn(seed, n, shift=0.0):
    random = np.random.default_rng(seed)
    scores = random.beta(2, 3, n)
    labels = random.random(n) < np.clip(scores + shift, 0, 1)
    return scores, labels, scores > 0.4


def test_expected_cells_are_sums_of_scores():
    scores, _, favourable = drawn(1, 300)
    cells, variance = expected_cells(*histograms(scores, favourable))
    assert cells[1, 1] == pytest.approx(scores[favourable].sum())
    assert cells[1, 0] == pytest.approx((1 - scores[favourable]).sum())
    assert cells[0, 1] == pytest.approx(scores[~favourable].sum())
    assert cells[:, :2].sum() == pytest.approx(300)
    assert cells[:, 2].tolist() == [0, 0]
    assert variance == pytest.approx((scores * (1 - scores)).sum() / 300**2)


def test_groups_are_leading_dimensions():
    both = [histograms(scores, chosen) for scores, _, chosen in (drawn(1, 90), drawn(2, 50))]
    cells, variance = expected_cells(*(np.stack(parts) for parts in zip(*both, strict=True)))
    for group in (0, 1):
        one, its = expected_cells(*both[group])
        assert cells[group] == pytest.approx(one)
        assert variance[group] == pytest.approx(its)


def test_the_realised_accuracy_lies_in_the_interval_as_often_as_promised():
    runs, hits = 2000, 0
    for seed in range(runs):
        scores, labels, favourable = drawn(seed, 200)
        found = expected_cells(*histograms(scores, favourable))
        _, low, high = expected_accuracy(*found, level=0.9)
        hits += low <= (labels == favourable).mean() <= high
    assert hits / runs == pytest.approx(0.9, abs=0.02)


def test_metrics_of_expected_cells_are_near_those_of_the_labels_to_come():
    scores, labels, favourable = drawn(1, 50_000)
    cells, _ = expected_cells(*histograms(scores, favourable))
    recall = cells[1, 1] / cells[:, 1].sum()
    assert recall == pytest.approx(favourable[labels].mean(), abs=0.01)
    assert cells[1, 1] / cells[1].sum() == pytest.approx(labels[favourable].mean(), abs=0.01)


def test_scores_that_are_not_calibrated_mislead_and_nothing_shows_it():
    scores, labels, favourable = drawn(1, 50_000, shift=-0.08)
    cells, _ = expected_cells(*histograms(scores, favourable))
    assert cells[1, 1] / cells[1].sum() > labels[favourable].mean() + 0.06


def test_without_decisions_nothing_is_expected():
    cells, variance = expected_cells(*np.zeros((3, 2, 4)))
    assert cells.tolist() == [[0, 0, 0]] * 2
    assert np.isnan(variance)
    assert np.isnan(expected_accuracy(cells, variance, level=0.95)).all()


def test_rounding_does_not_make_a_cell_negative():
    cells, variance = expected_cells([[3], [0]], [[3 + 1e-9], [0]], [[3 + 2e-9], [0]])
    assert cells.min() == 0
    assert variance == 0
