import pytest

from evenhand.metrics.first_attempt_success_rate import first_attempt_success_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_successes_without_a_retry(kpi, flags, expected):
    rate = first_attempt_success_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
