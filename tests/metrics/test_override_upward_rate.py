import pytest

from evenhand.metrics.override_upward_rate import override_upward_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_upward_among_the_overrides(kpi, flags, expected):
    rate = override_upward_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
