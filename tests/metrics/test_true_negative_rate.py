import pytest

from evenhand.metrics.true_negative_rate import true_negative_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (4, 6)),
        ({"tn": 3}, (3, 3)),
        ({"fp": 2, "fn": 9}, (0, 2)),
        ({"tp": 2, "fn": 4, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_rejected_among_the_unqualified(group, cells, expected):
    rate = true_negative_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
