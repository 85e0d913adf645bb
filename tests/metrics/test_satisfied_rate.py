import pytest

from evenhand.metrics.satisfied_rate import satisfied_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_satisfied_among_those_who_answered(kpi, flags, expected):
    rate = satisfied_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
