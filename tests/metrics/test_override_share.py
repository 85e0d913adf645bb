import pytest

from evenhand.metrics.override_share import override_share


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_changed_among_all_that_are_known(kpi, flags, expected):
    rate = override_share(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
