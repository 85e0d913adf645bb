import pytest

from evenhand.metrics.handoff_rate import handoff_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_handed_over_among_those_that_ended(kpi, flags, expected):
    rate = handoff_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
