from evenhand.metrics.scoring_rate import scoring_rate


def test_a_score_equal_to_the_median_is_not_above_it(scored):
    rate = scoring_rate(scored([(0.4, 0, 0), (0.5, None, 0), (0.6, 1, 1)], median=0.5))
    assert (rate.numerator.item(), rate.denominator.item()) == (1, 3)


def test_a_group_without_scores_has_no_rate(scored):
    rate = scoring_rate(scored([]))
    assert (rate.numerator.item(), rate.denominator.item()) == (0, 0)
