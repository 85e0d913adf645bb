import pytest

from evenhand.metrics.negative_predictive_value import negative_predictive_value


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (4, 5)),
        ({"tn": 3}, (3, 3)),
        ({"fn": 2, "fp": 9}, (0, 2)),
        ({"fp": 2, "tp": 4, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_unqualified_among_the_rejected(group, cells, expected):
    rate = negative_predictive_value(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
