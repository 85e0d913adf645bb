import pytest

from evenhand.metrics.satisfaction_response_rate import satisfaction_response_rate


@pytest.mark.parametrize(
    ("ratings", "decisions", "expected"),
    [([5, 1, 3], 8, (3, 8)), ([], 8, (0, 8)), ([], 0, (0, 0))],
)
def test_it_is_the_rated_among_all_decisions(kpi, ratings, decisions, expected):
    rate = satisfaction_response_rate(kpi(ratings, decisions=decisions))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
