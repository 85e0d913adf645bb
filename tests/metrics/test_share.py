import numpy as np

from evenhand.metrics._metric import Counts
from evenhand.metrics.share import share


def test_each_group_is_compared_with_the_sum_of_all_groups():
    cells = np.zeros((3, 2, 3))
    cells[:, 1, 2] = [6, 2, 0]
    shares = share(Counts(cells))
    assert shares.numerator.tolist() == [6, 2, 0]
    assert shares.denominator.tolist() == [8, 8, 8]


def test_every_draw_of_a_resample_has_its_own_total():
    cells = np.zeros((2, 2, 2, 3))
    cells[..., 0, 0] = [[1, 3], [5, 5]]
    assert share(Counts(cells)).denominator.tolist() == [[4, 4], [10, 10]]


def test_a_log_without_decisions_leaves_nothing_to_share(group):
    assert share(group()).denominator.tolist() == [0]
