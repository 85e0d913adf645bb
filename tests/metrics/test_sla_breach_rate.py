import pytest

from evenhand.metrics.sla_breach_rate import sla_breach_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_late_among_the_timed(kpi, flags, expected):
    rate = sla_breach_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
