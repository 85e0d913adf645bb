import pytest

from evenhand.metrics.accuracy import accuracy


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (7, 10)),
        ({"tp": 3, "tn": 1}, (4, 4)),
        ({"fn": 2, "fp": 1}, (0, 3)),
        ({"selected": 5, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_right_among_the_labelled(group, cells, expected):
    rate = accuracy(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
