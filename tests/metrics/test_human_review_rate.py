import pytest

from evenhand.metrics.human_review_rate import human_review_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_is_the_reviewed_among_the_recorded(kpi, flags, expected):
    rate = human_review_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
