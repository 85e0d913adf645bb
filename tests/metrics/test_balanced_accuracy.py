from math import nan

import pytest

from evenhand.metrics.balanced_accuracy import balanced_accuracy


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5},
            17 / 24,
        ),  # 3/4 and 4/6
        ({"tp": 5, "tn": 5}, 1.0),
        ({"fn": 5, "fp": 5}, 0.0),
        ({"tp": 5, "fn": 1}, nan),
        ({"tn": 5, "fp": 1}, nan),
        ({"selected": 5}, nan),
    ],
)
def test_it_is_the_mean_of_two_rates(group, cells, expected):
    value = balanced_accuracy(group(**cells)).value.item()
    assert value == pytest.approx(expected, rel=1e-14, nan_ok=True)
