import pytest

from evenhand.metrics.override_rate import override_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_overridden_among_the_reviewed(kpi, flags, expected):
    rate = override_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
