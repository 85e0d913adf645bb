import pytest

from evenhand.metrics.hasty_review_rate import hasty_review_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_hasty_among_the_timed_reviews(kpi, flags, expected):
    rate = hasty_review_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
