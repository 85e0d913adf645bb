import pytest

from evenhand.metrics.durable_resolution_rate import durable_resolution_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_successes_that_stayed_solved(kpi, flags, expected):
    rate = durable_resolution_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
