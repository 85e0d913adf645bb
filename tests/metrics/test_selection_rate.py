import pytest

from evenhand.metrics.selection_rate import selection_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (10, 25)),
        ({"selected": 7}, (7, 7)),
        ({"tn": 4}, (0, 4)),
        ({}, (0, 0)),
    ],
)
def test_it_counts_unlabelled_decisions_too(group, cells, expected):
    rate = selection_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
