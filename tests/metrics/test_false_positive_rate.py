import pytest

from evenhand.metrics.false_positive_rate import false_positive_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (2, 6)),
        ({"fp": 3}, (3, 3)),
        ({"tn": 2, "tp": 9}, (0, 2)),
        ({"tp": 2, "fn": 4, "selected": 5}, (0, 0)),
    ],
)
def test_it_is_the_selected_among_the_unqualified(group, cells, expected):
    rate = false_positive_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
