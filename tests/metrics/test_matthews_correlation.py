from math import nan

import pytest

from evenhand.metrics.matthews_correlation import matthews_correlation


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5},
            10 / 600**0.5,
        ),  # (12 - 2) / sqrt(5 * 4 * 5 * 6)
        ({"tp": 5, "tn": 2}, 1.0),
        ({"fn": 5, "fp": 2}, -1.0),
        ({"tp": 1, "fn": 1, "fp": 2, "tn": 2}, 0.0),
        ({"tp": 5, "fp": 5}, nan),
        ({"tn": 5, "fn": 5}, nan),
        ({"tp": 5, "fn": 5}, nan),
        ({"tn": 5, "fp": 5}, nan),
        ({"tp": 3e9, "tn": 3e9, "fp": 1e9, "fn": 1e9}, 0.5),
    ],
)
def test_it_is_the_correlation_of_decision_and_label(group, cells, expected):
    value = matthews_correlation(group(**cells)).value.item()
    assert value == pytest.approx(expected, rel=1e-14, nan_ok=True)
