from math import nan

import numpy as np
import pytest

from evenhand.metrics.calibration_error import calibration_error


@pytest.mark.parametrize(
    ("rows", "squared"),
    [
        # Bin 3: (0.2 - 0.9)^2 - 0.2 * 0.8 / 4.
        ([(0.9, 1, 1)] + [(0.9, 0, 1)] * 4, 0.45),
        # And bin 1 with four of 0.1, one positive: (0.25 - 0.1)^2 - 0.25 * 0.75 / 3 = -0.04.
        ([(0.9, 1, 1)] + [(0.9, 0, 1)] * 4 + [(0.1, 1, 0)] + [(0.1, 0, 0)] * 3, 2.09 / 9),
        # A bin of one decision, and unlabelled ones, change nothing.
        ([(0.9, 1, 1)] + [(0.9, 0, 1)] * 4 + [(0.1, 1, 0)], 0.45),
        ([(0.9, 1, 1)] + [(0.9, 0, 1)] * 4 + [(0.9, None, 1)] * 5, 0.45),
        # What chance explains is no error: (0.5 - 0.4)^2 < 0.25.
        ([(0.4, 1, 0), (0.4, 0, 0)], 0.0),
        ([(0.4, 1, 0)], nan),
        ([(0.4, None, 0), (0.4, None, 0)], nan),
        ([], nan),
    ],
)
def test_it_is_the_root_of_the_squared_gaps_less_chance(scored, rows, squared):
    error = calibration_error(scored(rows))
    assert error.value.item() == pytest.approx(squared**0.5, nan_ok=True)
    assert np.isnan(error.se).all()


def test_perfect_scores_of_small_groups_have_a_squared_error_of_zero_on_average(scored):
    rng = np.random.default_rng(8)
    errors = []
    for _ in range(200):
        score = rng.random(100)
        label = (rng.random(100) < score).astype(int)
        rows = [(float(s), int(y), 0) for s, y in zip(score, label, strict=True)]
        errors.append(calibration_error(scored(rows)).value.item())
    # The plain error of 100 perfect scores in 4 bins is about 0.07, and never near 0.
    assert np.mean(errors) < 0.04
    assert np.mean(np.array(errors) == 0) > 0.4


def test_a_rating_outside_0_to_1_has_no_calibration_error(scored):
    error = calibration_error(scored([(1, 0, 0), (7, 1, 1), (9, 1, 1)], edges=(1.0, 5.0, 10.5)))
    assert np.isnan(error.value).all()
