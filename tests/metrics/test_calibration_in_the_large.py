from math import nan

import numpy as np
import pytest

from evenhand.inference import calibration as inference
from evenhand.inference.normal import two_sided
from evenhand.metrics.calibration_in_the_large import calibration_in_the_large


@pytest.mark.parametrize(
    ("rows", "value", "se"),
    [
        # 2/3 - 1.7/3, and the root of 0.09 + 0.24 + 0.16 over 3.
        ([(0.9, 1, 1), (0.6, 0, 1), (0.2, 1, 0)], 0.1, 0.49**0.5 / 3),
        ([(0.9, 1, 1), (0.6, 0, 1), (0.2, 1, 0), (0.4, None, 0)], 0.1, 0.49**0.5 / 3),
        ([(0.5, 0, 0), (0.5, 1, 1)], 0.0, 0.5**0.5 / 2),
        ([(1.0, 0, 1), (1.0, 1, 1), (0.0, 0, 0)], -1 / 3, nan),
        ([(0.4, None, 0)], nan, nan),
        ([], nan, nan),
    ],
)
def test_it_is_what_came_true_less_what_was_promised(scored, rows, value, se):
    gap = calibration_in_the_large(scored(rows))
    assert gap.value.item() == pytest.approx(value, nan_ok=True)
    assert gap.se.item() == pytest.approx(se, nan_ok=True)


def test_a_rating_outside_0_to_1_has_no_calibration(scored):
    gap = calibration_in_the_large(scored([(-2, 0, 0), (0.5, 1, 1)], edges=(-3.0, 0.0, 1.01)))
    assert np.isnan(gap.value).all()
    assert np.isnan(gap.se).all()


def test_its_interval_is_that_of_the_test_of_calibration(scored):
    rows = [(0.9, 1, 1), (0.6, 0, 1), (0.2, 1, 0)]
    gap = calibration_in_the_large(scored(rows))
    value, low, _, _ = inference.calibration_in_the_large(2, 1.7, 0.49, 3, level=0.95)
    assert gap.value.item() == pytest.approx(value)
    assert gap.value.item() - two_sided(0.95) * gap.se.item() == pytest.approx(low)
