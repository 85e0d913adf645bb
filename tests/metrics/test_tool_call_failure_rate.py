from evenhand.metrics.tool_call_failure_rate import tool_call_failure_rate


def test_it_adds_up_calls_and_not_the_rates_of_tasks(kpi):
    ratio = tool_call_failure_rate(kpi([1, 0, 2], over=[4, 6, 2], decisions=9))
    assert (ratio.total.item(), ratio.squares.item()) == (3, 5)
    assert (ratio.base.item(), ratio.base_squares.item()) == (12, 56)
    assert (ratio.cross.item(), ratio.n.item()) == (8, 3)


def test_without_a_call_there_is_nothing_to_divide_by(kpi):
    assert tool_call_failure_rate(kpi([1, 2], over=[0, 0])).base.item() == 0
