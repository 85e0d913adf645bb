import pytest

from evenhand.metrics.false_omission_rate import false_omission_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (1, 5)),
        ({"fn": 3}, (3, 3)),
        ({"tn": 2, "tp": 9}, (0, 2)),
        ({"fp": 2, "tp": 4, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_qualified_among_the_rejected(group, cells, expected):
    rate = false_omission_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
