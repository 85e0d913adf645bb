"""How many decisions would decide a target: held to the tests that they are for."""

import math

import numpy as np
import pytest
from scipy import stats

from evenhand.inference.one_sample import tails_of_rate
from evenhand.inference.one_sample_size import enough_to_tell, events_needed, fewest, times_needed


@pytest.mark.parametrize("allowed", [0.5, 0.1, 0.05, 0.01, 0.001])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_the_fewest_are_enough_and_one_less_is_not(allowed, alpha):
    n = fewest(allowed, alpha=alpha)
    assert tails_of_rate(0, n, allowed).below <= alpha
    assert tails_of_rate(0, n - 1, allowed).below > alpha


@pytest.mark.parametrize("allowed", [0.0, 1.0])
def test_of_nothing_or_everything_allowed_no_number_shows_anything(allowed):
    assert fewest(allowed, alpha=0.05) == 1
    assert np.isnan(events_needed(0, 10, allowed, alpha=0.05)).all()


@pytest.mark.parametrize(("past", "n", "allowed"), [(0, 10, 0.05), (1, 50, 0.05), (40, 1000, 0.05)])
def test_with_no_more_events_the_best_number_shows_it(past, n, allowed):
    best, likely = events_needed(past, n, allowed, alpha=0.05)
    assert tails_of_rate(past, math.ceil(best), allowed).below <= 0.05
    assert tails_of_rate(past, math.ceil(best) - 1, allowed).below > 0.05
    assert likely >= best
    assert (likely == best) == (past == 0)


def test_at_the_likely_number_four_of_five_samples_show_it():
    _, likely = events_needed(20, 1000, 0.03, alpha=0.05)
    n = math.ceil(likely)
    x = np.random.default_rng(1).binomial(n, 0.02, 4000)
    assert (tails_of_rate(x, n, 0.03).below <= 0.05).mean() == pytest.approx(0.8, abs=0.05)


def test_no_reasonable_number_shows_what_is_nearly_at_the_target():
    best, likely = events_needed(48, 1000, 0.05, alpha=0.05)
    assert best > 1000
    assert math.isnan(likely)
    assert np.isnan(times_needed(0.1, alpha=0.05)).all()
    assert np.isnan(times_needed(0.0, alpha=0.05)).all()
    assert np.isnan(times_needed(math.nan, alpha=0.05)).all()
    assert np.isnan(times_needed(0.2, alpha=0.05)).tolist() == [False, True]


def test_times_as_many_decisions_bring_a_figure_to_the_bar():
    best, likely = times_needed(1.2, alpha=0.05)
    assert 1.2 * math.sqrt(best) == pytest.approx(stats.norm.isf(0.05))
    assert 1.2 * math.sqrt(likely) == pytest.approx(stats.norm.isf(0.05) + stats.norm.ppf(0.8))


@pytest.mark.parametrize(("within", "n"), [(0.05, 385), (0.1, 97)])
def test_a_sample_tells_any_share_to_so_many_points(within, n):
    # 1.96 standard errors of one half.
    assert enough_to_tell(0.5, within=within, level=0.95) == n
    assert 1.96 * (0.25 / n) ** 0.5 <= within < 1.96 * (0.25 / (n - 2)) ** 0.5
