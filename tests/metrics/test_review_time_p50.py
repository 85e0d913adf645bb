from evenhand.metrics.review_time_p50 import review_time_p50


def test_it_hands_on_the_histogram_and_the_quantile(kpi):
    quantile = review_time_p50(kpi([1, 2, 2, 8]))
    assert quantile.histogram.tolist() == [[1, 2, 1]]
    assert quantile.centres.tolist() == [1, 2, 8]
    assert quantile.q == 0.5
