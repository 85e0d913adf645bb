import pytest

from evenhand.metrics.attempt_rate import attempt_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_attempted_among_the_assigned(kpi, flags, expected):
    rate = attempt_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
