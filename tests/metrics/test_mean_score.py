from evenhand.metrics.mean_score import mean_score


def test_it_takes_all_scores_labelled_or_not(scored):
    mean = mean_score(scored([(0.25, 0, 0), (0.5, None, 1), (1.0, 1, 1)]))
    assert mean.total.tolist() == [1.75]
    assert mean.squares.tolist() == [0.0625 + 0.25 + 1.0]
    assert mean.n.tolist() == [3]


def test_a_group_without_scores_has_nothing_to_average(scored):
    assert mean_score(scored([])).n.tolist() == [0]
