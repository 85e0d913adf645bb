import pytest

from evenhand.metrics.true_positive_rate import true_positive_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (3, 4)),
        ({"tp": 3}, (3, 3)),
        ({"fn": 2, "fp": 9}, (0, 2)),
        ({"fp": 2, "tn": 4, "selected": 5}, (0, 0)),
    ],
)
def test_it_is_the_selected_among_the_qualified(group, cells, expected):
    rate = true_positive_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
