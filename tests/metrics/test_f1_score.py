from math import nan

import pytest

from evenhand.metrics.f1_score import f1_score


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5},
            2 / 3,
        ),  # 6 / (6 + 2 + 1)
        ({"tp": 5, "tn": 5}, 1.0),
        ({"fn": 5, "fp": 5}, 0.0),
        ({"fn": 5}, 0.0),
        ({"tn": 5}, nan),
        ({"selected": 5}, nan),
    ],
)
def test_it_weighs_precision_and_recall(group, cells, expected):
    value = f1_score(group(**cells)).value.item()
    assert value == pytest.approx(expected, rel=1e-14, nan_ok=True)
