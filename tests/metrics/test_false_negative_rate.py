import pytest

from evenhand.metrics.false_negative_rate import false_negative_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (1, 4)),
        ({"fn": 3}, (3, 3)),
        ({"tp": 2, "tn": 9}, (0, 2)),
        ({"fp": 2, "tn": 4, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_rejected_among_the_qualified(group, cells, expected):
    rate = false_negative_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
