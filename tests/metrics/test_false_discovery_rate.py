import pytest

from evenhand.metrics.false_discovery_rate import false_discovery_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (2, 5)),
        ({"fp": 3}, (3, 3)),
        ({"tp": 2, "tn": 9}, (0, 2)),
        ({"fn": 2, "tn": 4, "selected": 5}, (0, 0)),
    ],
)
def test_it_is_the_unqualified_among_the_selected(group, cells, expected):
    rate = false_discovery_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
