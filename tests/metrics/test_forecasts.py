import numpy as np
import pytest

from evenhand.metrics._forecasts import are_probabilities, labelled
from evenhand.metrics._metric import Scores


def test_unlabelled_scores_are_left_out(scored):
    n, total, squares = labelled(scored([(0.5, 0, 0), (0.5, 1, 0), (0.5, 1, 1), (0.5, None, 1)]))
    assert n.shape == (1, 2, 4)
    assert n.sum(axis=-1).tolist() == [[1, 2]]
    assert total.sum(axis=-1).tolist() == [[0.5, 1.0]]
    assert squares.sum(axis=-1).tolist() == [[0.25, 0.5]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.3, 1.0], True),
        ([], True),
        ([0.3, -0.1], False),
        ([0.3, 1.1], False),
        ([float(decile) for decile in range(1, 11)], False),
    ],
)
def test_scores_are_probabilities_while_none_lies_outside_0_to_1(scored, values, expected):
    edges = (-1.0, 0.0, 0.5, 1.0, 11.0)
    assert are_probabilities(scored([(s, 1, 1) for s in values], edges=edges)) is expected


def test_an_unlabelled_score_outside_says_that_all_are_ratings(scored):
    rows = [(0.4, 1, 1), (40.0, None, 0)]
    assert not are_probabilities(scored(rows, edges=(0.0, 1.0, 50.0)))


def test_rounding_of_sums_is_not_a_score_outside():
    n = np.full((1, 2, 3, 1), 3.0)
    just_above = Scores(np.array([0.0, 1.01]), n, n, n * (1 + 1e-15), np.zeros(1))
    assert are_probabilities(just_above)
