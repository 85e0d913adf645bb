from evenhand.metrics.cost_per_success import cost_per_success


def test_failed_tasks_are_paid_for_by_those_that_succeed(kpi):
    ratio = cost_per_success(kpi([3, 1, 2], over=[1, 0, 1], decisions=9))
    assert (ratio.total.item(), ratio.squares.item()) == (6, 14)
    assert (ratio.base.item(), ratio.base_squares.item()) == (2, 2)
    assert (ratio.cross.item(), ratio.n.item()) == (5, 3)


def test_without_a_success_there_is_nothing_to_divide_by(kpi):
    assert cost_per_success(kpi([1, 2], over=[0, 0])).base.item() == 0
