from evenhand.metrics.review_time_mean import review_time_mean


def test_it_averages_the_recorded_values_only(kpi):
    mean = review_time_mean(kpi([5, 4, 3], decisions=8))
    assert (mean.total.item(), mean.squares.item(), mean.n.item()) == (12, 50, 3)


def test_nothing_recorded_leaves_nothing_to_average(kpi):
    assert review_time_mean(kpi([], decisions=8)).n.item() == 0
