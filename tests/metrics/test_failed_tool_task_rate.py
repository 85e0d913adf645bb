import pytest

from evenhand.metrics.failed_tool_task_rate import failed_tool_task_rate


@pytest.mark.parametrize(
    ("flags", "expected"), [([1, 0, 0, 1], (2, 4)), ([0, 0], (0, 2)), ([], (0, 0))]
)
def test_it_counts_a_task_with_a_failed_call_once(kpi, flags, expected):
    rate = failed_tool_task_rate(kpi(flags, decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == expected
