import pytest

from evenhand.metrics.label_coverage import label_coverage


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (10, 25)),
        ({"tp": 3, "tn": 4}, (7, 7)),
        ({"rejected": 10}, (0, 10)),
        ({}, (0, 0)),
    ],
)
def test_it_is_the_labelled_among_all_decisions(group, cells, expected):
    rate = label_coverage(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
