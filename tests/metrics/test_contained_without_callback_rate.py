import pytest

from evenhand.metrics.contained_without_callback_rate import contained_without_callback_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_contained_that_nobody_came_back_from(kpi, flags, expected):
    rate = contained_without_callback_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
