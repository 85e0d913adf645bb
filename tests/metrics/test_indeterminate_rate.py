import pytest

from evenhand.metrics.indeterminate_rate import indeterminate_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_unclear_among_those_that_ended(kpi, flags, expected):
    rate = indeterminate_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
