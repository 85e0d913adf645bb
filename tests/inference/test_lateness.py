"""Labels of a group that come later than those of others, by more than chance."""

import numpy as np
import pytest

from evenhand.inference.lateness import lateness

N = np.full((16, 1), 100.0)
ON_TIME = np.full((16, 1), 90.0)


def late(slots, share):
    """Return the labels of a group of which only a share has come in the latest slots."""
    return np.where(np.arange(16)[:, None] < 16 - slots, ON_TIME, share * ON_TIME)


def test_half_of_the_labels_of_one_day_is_so_many_standard_errors():
    # 45 and 90 of 90 expected each: 0.75 of 180 have come; the deviation is 45 * (1 - 0.5),
    # and nine in ten ever get a label.
    chance = 45 * 0.75 * (1 - 0.9 * 0.75)
    # What ever comes is 360 of 400 on either side: relative variance 0.1 / 360, twice.
    ever = (45 * 0.75) ** 2 * 2 * 0.1 / 360
    assert lateness(N, late(1, 0.5), N, ON_TIME) == pytest.approx(22.5 / np.sqrt(chance + ever))


def test_labels_that_come_earlier_or_alike_are_not_late():
    assert lateness(N, ON_TIME, N, late(4, 0.5)) == 0
    assert lateness(N, late(4, 0.5), N, late(4, 0.5)) == 0


def test_labels_that_never_come_are_not_late():
    assert lateness(N, ON_TIME / 2, N, ON_TIME) == 0


def test_the_longer_labels_have_been_late_the_surer_it_is():
    found = [lateness(N, late(slots, 0.5), N, ON_TIME) for slots in (1, 2, 4, 8)]
    assert found == sorted(found)
    assert found[-1] > 2 * found[0]


def test_decisions_of_one_age_alone_are_compared():
    few_new = N * np.linspace(1.9, 0.1, 16)[:, None]
    many_new = few_new[::-1]
    share = late(8, 0.5) / N
    assert lateness(few_new, few_new * share, many_new, many_new * share) == pytest.approx(0)


def test_strata_are_compared_each_with_itself():
    share = np.hstack([late(8, 0.5) / N, ON_TIME / N])
    first, second = np.hstack([N, 3 * N]), np.hstack([3 * N, N])
    assert lateness(first, first * share, second, second * share) == pytest.approx(0)


@pytest.mark.parametrize(
    ("n1", "x1"),
    [(0 * N, 0 * N), (N, 0 * N), (np.where(np.arange(16)[:, None] < 15, 0, N), 0 * N)],
    ids=["no decisions", "no labels", "no old decisions"],
)
def test_without_old_labels_of_both_nothing_is_late(n1, x1):
    assert lateness(n1, x1, N, ON_TIME) == 0
    assert lateness(N, ON_TIME, n1, x1) == 0


def test_more_labels_than_expected_are_no_error():
    rising = N * np.linspace(0.5, 1, 16)[:, None]
    assert lateness(N, rising, N, rising) == 0
    assert lateness(N, ON_TIME, N, rising) > 0
