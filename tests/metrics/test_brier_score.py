from math import nan

import numpy as np
import pytest

from evenhand.metrics.brier_score import brier_score


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0.9, 1, 1), (0.6, 1, 1), (0.2, 0, 0)], (0.01 + 0.16 + 0.04) / 3),
        ([(0.9, 1, 1), (0.6, 1, 1), (0.2, 0, 0), (0.7, None, 1)], (0.01 + 0.16 + 0.04) / 3),
        ([(1.0, 1, 1), (0.0, 0, 0)], 0.0),
        ([(1.0, 0, 1), (0.0, 1, 0)], 1.0),
        ([(0.7, None, 1)], nan),
        ([], nan),
    ],
)
def test_it_is_the_mean_squared_distance_from_the_label(scored, rows, expected):
    score = brier_score(scored(rows))
    assert score.value.item() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("bins", "excess"), [(100, 0.001), (10, 0.03), (1, 1.5)])
def test_the_standard_error_is_never_too_small_and_hardly_too_large(scored, bins, excess):
    rng = np.random.default_rng(5)
    score = rng.beta(2, 2, 400)
    label = (rng.random(400) < score).astype(int)
    rows = [(float(s), int(y), int(s >= 0.5)) for s, y in zip(score, label, strict=True)]
    se = brier_score(scored(rows, edges=tuple(np.linspace(0, 1.001, bins + 1)))).se.item()
    exact = np.std((score - label) ** 2, ddof=1) / 20
    assert exact <= se <= exact * (1 + excess)


def test_the_standard_error_is_exact_where_a_bin_holds_one_value(scored):
    rows = [(0.2, 0, 0)] * 3 + [(0.2, 1, 0)] * 2 + [(0.8, 1, 1)] * 4
    loss = [0.04] * 3 + [0.64] * 2 + [0.04] * 4
    assert brier_score(scored(rows)).se.item() == pytest.approx(np.std(loss, ddof=1) / 3)


@pytest.mark.parametrize("rows", [[(0.5, 0, 0), (0.5, 1, 0)], [(0.9, 1, 1)]])
def test_losses_that_do_not_vary_give_no_standard_error(scored, rows):
    assert np.isnan(brier_score(scored(rows)).se).all()


def test_a_rating_outside_0_to_1_has_no_brier_score(scored):
    score = brier_score(scored([(1, 0, 0), (7, 1, 1), (9, 1, 1)], edges=(1.0, 5.0, 10.5)))
    assert np.isnan(score.value).all()
    assert np.isnan(score.se).all()
