from math import nan

import numpy as np
import pytest

from evenhand.metrics.area_under_roc import area_under_roc


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Of 2 x 2 pairs the positive is above in 3.
        ([(0.1, 0, 0), (0.3, 1, 0), (0.6, 0, 1), (0.9, 1, 1)], 0.75),
        # Two of one bin are a tie: (1 + 1/2) / 2.
        ([(0.1, 0, 0), (0.8, 0, 1), (0.9, 1, 1)], 0.75),
        ([(0.1, 1, 0), (0.9, 0, 1)], 0.0),
        # Unlabelled scores change nothing.
        ([(0.1, 0, 0), (0.9, 1, 1), (0.9, None, 1), (0.1, None, 0)], 1.0),
        ([(0.1, 0, 0), (0.9, 0, 1)], nan),
        ([(0.1, 1, 0)], nan),
        ([(0.1, None, 0), (0.9, None, 1)], nan),
        ([], nan),
    ],
)
def test_it_is_the_share_of_pairs_in_the_right_order(scored, rows, expected):
    area = area_under_roc(scored(rows))
    assert area.value.item() == pytest.approx(expected, nan_ok=True)


def test_it_rests_on_the_labelled_scores(scored):
    area = area_under_roc(scored([(0.1, 0, 0), (0.9, 1, 1), (0.9, None, 1)]))
    assert area.n.tolist() == [2]
    assert area.bounds == (0.0, 1.0)


@pytest.mark.parametrize(
    "rows",
    [
        [(0.1, 0, 0), (0.2, 0, 0), (0.8, 1, 1), (0.9, 1, 1)],
        [(0.1, 0, 0), (0.1, 0, 0), (0.1, 1, 1), (0.1, 1, 1)],
        [(0.1, 0, 0), (0.3, 1, 0), (0.6, 0, 1), (0.6, 0, 1)],
    ],
    ids=["separated", "all equal", "one positive"],
)
def test_a_few_people_who_do_not_vary_have_no_standard_error_rather_than_zero(scored, rows):
    area = area_under_roc(scored(rows))
    assert np.isfinite(area.value).all()
    assert np.isnan(area.se).all()


def test_the_standard_error_is_delongs(scored):
    rows = [(0.1, 0, 0), (0.3, 1, 0), (0.6, 0, 1), (0.9, 1, 1)]
    # Positives beat 1/2 and 2/2 of the negatives, negatives lose to 2/2 and 1/2 of the positives:
    # both have a variance of 1/8, and each counts two.
    assert area_under_roc(scored(rows)).se.item() == pytest.approx((1 / 16 + 1 / 16) ** 0.5)
