from evenhand.metrics.output_tokens_mean import output_tokens_mean


def test_it_averages_the_recorded_values_only(kpi):
    mean = output_tokens_mean(kpi([5, 4, 3], decisions=8))
    assert (mean.total.item(), mean.squares.item(), mean.n.item()) == (12, 50, 3)


def test_nothing_recorded_leaves_nothing_to_average(kpi):
    assert output_tokens_mean(kpi([], decisions=8)).n.item() == 0
