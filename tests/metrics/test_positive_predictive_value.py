import pytest

from evenhand.metrics.positive_predictive_value import positive_predictive_value


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, (3, 5)),
        ({"tp": 3}, (3, 3)),
        ({"fp": 2, "fn": 9}, (0, 2)),
        ({"fn": 2, "tn": 4, "selected": 5}, (0, 0)),
    ],
)
def test_it_is_the_qualified_among_the_selected(group, cells, expected):
    rate = positive_predictive_value(group(**cells))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
