from evenhand.metrics.cost_per_decision import cost_per_decision


def test_it_averages_the_recorded_values_only(kpi):
    mean = cost_per_decision(kpi([5, 4, 3], decisions=8))
    assert (mean.total.item(), mean.squares.item(), mean.n.item()) == (12, 50, 3)


def test_nothing_recorded_leaves_nothing_to_average(kpi):
    assert cost_per_decision(kpi([], decisions=8)).n.item() == 0
