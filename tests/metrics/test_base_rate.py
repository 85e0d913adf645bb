import pytest

from evenhand.metrics.base_rate import base_rate


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (4, 10)),
        ({"tp": 3, "fn": 2}, (5, 5)),
        ({"fp": 1, "tn": 1}, (0, 2)),
        ({"selected": 5, "rejected": 5}, (0, 0)),
    ],
)
def test_it_is_the_positives_among_the_labelled(group, cells, expected):
    rate = base_rate(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
