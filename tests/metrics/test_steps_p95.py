from evenhand.metrics.steps_p95 import steps_p95


def test_it_hands_on_the_histogram_and_the_quantile(kpi):
    quantile = steps_p95(kpi([1, 2, 2, 8]))
    assert quantile.histogram.tolist() == [[1, 2, 1]]
    assert quantile.centres.tolist() == [1, 2, 8]
    assert quantile.q == 0.95
