import numpy as np
import pytest

from evenhand.inference.normal import z
from evenhand.inference.power_of_change import needed_to_see_change

DRAWS = 4000
BAR = z(0.95)
# The gate takes exact limits, and of a gap that it has grown in size as well: that takes more
# decisions than this normal law; tests/simulation judges by the gate's own statistics.
FEW_MORE = 0.95


def moved(random, n, before, after, times):
    """Return the estimated move and its variance, of rates of another period."""
    one, two = random.binomial(n, after, DRAWS) / n, random.binomial(n * times, before, DRAWS)
    two = two / (n * times)
    return one - two, one * (1 - one) / n + two * (1 - two) / (n * times)


def test_a_rate_that_worsens_is_flagged_four_times_in_five():
    random = np.random.default_rng(5)
    n = int(needed_to_see_change(0.4, 0.34, tolerance=0.02, baseline_ratio=3))
    move, variance = moved(random, n, 0.4, 0.34, 3)
    assert 0.78 <= ((-move - 0.02) / np.sqrt(variance) > BAR).mean() <= FEW_MORE


def test_a_gap_that_widens_is_flagged_four_times_in_five():
    random = np.random.default_rng(6)
    n = int(needed_to_see_change(0.4, 0.32, 0.4, tolerance=0.02, size_ratio=2))
    group, spread = moved(random, n, 0.4, 0.32, 1)
    other, more = moved(random, 2 * n, 0.4, 0.4, 1)
    score = (other - group - 0.02) / np.sqrt(spread + more)
    assert 0.78 <= (score > BAR).mean() <= FEW_MORE


@pytest.mark.parametrize("reference", [None, 0.4])
def test_of_the_same_rows_the_share_that_differs_is_what_counts(reference):
    random = np.random.default_rng(7)
    n = int(needed_to_see_change(0.4, 0.34, reference, tolerance=0.02, churn=0.1))
    lost, won, kept = (0.08, 0.02, 0.9)
    table = random.multinomial(n, [lost, won, kept], DRAWS)
    move = (table[:, 0] - table[:, 1]) / n
    variance = ((table[:, 0] + table[:, 1]) / n - move**2) / n
    if reference is not None:
        theirs = random.multinomial(n, [0.05, 0.05, 0.9], DRAWS)
        back = (theirs[:, 0] - theirs[:, 1]) / n
        move = move - back
        variance = variance + ((theirs[:, 0] + theirs[:, 1]) / n - back**2) / n
    score = (move - 0.02) / np.sqrt(variance)
    assert 0.78 <= (score > BAR).mean() <= FEW_MORE


def test_a_change_within_the_tolerance_or_near_it_is_never_decided():
    assert np.isnan(needed_to_see_change(0.4, [0.39, 0.38, 0.3785], tolerance=0.02)).all()
    assert np.isnan(needed_to_see_change(0.4, 0.4, tolerance=0.0))


def test_fewer_differences_than_the_change_there_cannot_be():
    assert np.isnan(needed_to_see_change(0.4, 0.3, tolerance=0.02, churn=0.05))


def test_repeated_people_and_missing_outcomes_take_more():
    plain, more, none = needed_to_see_change(
        0.4, 0.3, tolerance=0.02, design_effect=[1, 2, 1], share=[1, 0.5, 0]
    )
    assert more == pytest.approx(4 * plain, abs=4)
    assert np.isnan(none)


def test_without_a_baseline_nothing_is_seen():
    assert np.isnan(needed_to_see_change(0.4, 0.3, tolerance=0.02, baseline_ratio=0))


def test_a_gap_that_turns_over_counts_only_if_it_grows_by_more_than_the_tolerance():
    # Ten points one way, then eleven the other: it moved by 21 points, and grew by one.
    assert np.isnan(needed_to_see_change(0.4, 0.61, 0.5, tolerance=0.02))
    assert needed_to_see_change(0.4, 0.7, 0.5, tolerance=0.02) < 400
