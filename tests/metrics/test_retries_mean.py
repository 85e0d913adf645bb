from evenhand.metrics.retries_mean import retries_mean


def test_it_averages_the_recorded_values_only(kpi):
    mean = retries_mean(kpi([5, 4, 3], decisions=8))
    assert (mean.total.item(), mean.squares.item(), mean.n.item()) == (12, 50, 3)


def test_nothing_recorded_leaves_nothing_to_average(kpi):
    assert retries_mean(kpi([], decisions=8)).n.item() == 0
