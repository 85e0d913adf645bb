import pytest

from evenhand.metrics.error_rate import error_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (3, 10)),
        ({"fp": 3, "fn": 1}, (4, 4)),
        ({"tp": 2, "tn": 1}, (0, 3)),
        ({"selected": 5, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_wrong_among_the_labelled(group, cells, expected):
    rate = error_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
