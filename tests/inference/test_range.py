import math

import numpy as np
import pytest
from scipy.stats import chi2

from evenhand.inference.normal import z
from evenhand.inference.range import range_inference, ratio_range
from evenhand.inference.score import difference_interval, ratio_interval


def test_two_groups_are_one_pair_with_the_normal_critical_value():
    found = range_inference([60, 30], [100, 100], level=0.95, seed=1)
    low, _ = difference_interval(60, 100, 30, 100, critical=z(0.975))
    _, high = difference_interval(60, 100, 30, 100, critical=z(0.95))
    assert found.lower == pytest.approx(float(low))
    assert found.upper == pytest.approx(float(high))
    assert found.pair == (0, 1)
    assert found.raw == pytest.approx(0.3)
    assert found.critical == pytest.approx(z(0.975))


def test_the_ratio_of_two_groups_is_koopmans():
    found = ratio_range([60, 30], [100, 100], level=0.95, seed=1)
    _, high = ratio_interval(30, 100, 60, 100, critical=z(0.975))
    low, _ = ratio_interval(30, 100, 60, 100, critical=z(0.95))
    assert found.upper == pytest.approx(float(high))
    assert found.lower == pytest.approx(float(low))
    assert found.pair == (0, 1)
    assert found.raw == pytest.approx(0.5)


def test_the_range_agrees_with_the_checked_reference(reference):
    random = np.random.default_rng(1)
    n = random.integers(30, 2000, 12)
    x = random.binomial(n, random.uniform(0.2, 0.5, 12))
    with np.errstate(all="ignore"):
        theirs = reference.range_inference(x, n, 0.05, M=40_000)
    mine = range_inference(x, n, level=0.95, seed=2, draws=40_000)
    assert mine.raw == pytest.approx(theirs["plugin"])
    assert mine.tau == pytest.approx(theirs["tau"])
    assert mine.shrunk == pytest.approx(theirs["eb_range"], abs=2e-3)
    assert mine.critical == pytest.approx(theirs["crit"], abs=0.03)
    assert mine.lower == pytest.approx(theirs["lower"], abs=2e-3)
    assert mine.upper == pytest.approx(theirs["upper_iut"], abs=1e-7)
    assert mine.pair == theirs["worst_pair"]


@pytest.mark.parametrize("infer", [range_inference, ratio_range])
@pytest.mark.parametrize("n", [[], [50], [50, 0, 0], [0, 0]])
def test_fewer_than_two_groups_with_decisions_are_undefined(infer, n):
    found = infer([0] * len(n), n, level=0.95, seed=1)
    assert found.pair is None
    numbers = (found.raw, found.shrunk, found.tau, found.lower, found.upper)
    assert all(map(math.isnan, (*numbers, found.critical, found.p_value)))


@pytest.mark.parametrize("infer", [range_inference, ratio_range])
def test_groups_without_decisions_do_not_shift_the_names(infer):
    found = infer([0, 90, 0, 20], [0, 100, 0, 100], level=0.95, seed=1)
    assert found.pair == (1, 3)


def test_equal_rates_have_no_range_but_a_raw_one():
    found = range_inference([30, 31, 29], [100, 100, 100], level=0.95, seed=1)
    assert found.raw == pytest.approx(0.02)
    assert (found.shrunk, found.tau, found.lower) == (0, 0, 0)
    assert found.upper > found.raw
    assert found.p_value > 0.5


def test_nobody_favourable_shows_no_difference_and_no_ratio():
    found = range_inference([0, 0], [9, 99], level=0.95, seed=1)
    assert (found.raw, found.lower, found.p_value) == (0, 0, 1)
    ratio = ratio_range([0, 0], [9, 99], level=0.95, seed=1)
    assert math.isnan(ratio.raw)
    assert math.isnan(ratio.shrunk)
    assert (ratio.lower, ratio.upper, ratio.p_value) == (0, 1, 1)


def test_everybody_favourable_is_a_ratio_of_one():
    ratio = ratio_range([9, 99], [9, 99], level=0.95, seed=1)
    assert (ratio.raw, ratio.shrunk, ratio.upper) == (1, 1, 1)


def test_extreme_differences_keep_a_proper_prior():
    found = range_inference([100, 0], [100, 100], level=0.95, seed=1)
    assert found.shrunk == pytest.approx(0.98, abs=0.03)
    assert found.p_value < 1e-6


def test_the_p_value_of_two_large_groups_is_the_two_sided_pooled_test():
    found = range_inference([60, 40], [100, 100], level=0.95, seed=1)
    assert found.p_value == pytest.approx(chi2.sf(0.2**2 / (0.25 * 0.02), 1), abs=0.01)


def test_the_p_value_of_few_expected_decisions_is_exact():
    # All ways to deal out 3 among 3 and 3: 1/20 put all in one group, on either side.
    found = range_inference([3, 0], [3, 3], level=0.95, seed=1, draws=20_000)
    assert found.p_value == pytest.approx(0.1, abs=0.01)


def test_fractional_counts_are_dealt_as_whole_ones():
    found = range_inference([0.4, 2.6, 0.1], [3.3, 3.2, 0.2], level=0.95, seed=1)
    assert 0 < found.p_value <= 1


def test_more_decisions_than_can_be_dealt_out_fall_back_on_the_normal_law():
    found = range_inference([3, 10**9], [5, 3 * 10**9], level=0.95, seed=1)
    assert 0.1 < found.p_value < 1


@pytest.mark.parametrize("seed", range(10))
def test_bounds_hold_the_raw_figure_between_them(seed):
    random = np.random.default_rng(seed)
    n = random.integers(1, 300, 6)
    x = random.binomial(n, random.uniform(0, 1, 6))
    found = range_inference(x, n, level=0.95, seed=1, draws=500)
    assert 0 <= found.lower <= found.raw <= found.upper <= 1
    assert 0 <= found.shrunk <= 1
    ratio = ratio_range(x, n, level=0.95, seed=1, draws=500)
    assert 0 <= ratio.lower <= ratio.raw <= ratio.upper <= 1
    assert 0 <= ratio.shrunk <= 1
