"""Twenty groups, most of them small: what is claimed of the largest against the smallest."""

import numpy as np
import pytest

from evenhand.inference.range import range_inference, ratio_range

TOLERANCE = 0.05
SIZES = np.exp(np.linspace(np.log(30), np.log(5000), 20)).astype(int)
DRAWS = 1000


def simulated(infer, rates, runs, sizes=SIZES, seed=1):
    random = np.random.default_rng(seed)
    return [
        infer(random.binomial(sizes, rates), sizes, level=0.95, seed=run, draws=DRAWS)
        for run in range(runs)
    ]


def test_equal_groups_are_rarely_called_different(times, allowed, record):
    runs = 200 * times
    found = simulated(range_inference, np.full(20, 0.3), runs)
    different = np.mean([one.lower > 0 for one in found])
    beyond = np.mean([one.lower > TOLERANCE for one in found])
    tested = np.mean([one.p_value < 0.05 for one in found])
    raw = np.mean([one.raw for one in found])
    shrunk = np.mean([one.shrunk for one in found])
    naive = np.mean([one.raw > TOLERANCE for one in found])
    record("equal groups: lower > 0", different)
    record("equal groups: lower > tolerance", beyond)
    record("equal groups: p < 0.05", tested)
    record("equal groups: raw range > tolerance", naive)
    record("equal groups: mean raw range", raw)
    record("equal groups: mean shrunk range", shrunk)
    assert different <= allowed(0.05, runs)
    assert beyond <= allowed(0.005, runs)
    assert tested <= allowed(0.05, runs)
    assert naive > 0.99
    assert shrunk < 0.025
    assert raw > 0.15


def test_one_group_that_differs_is_found_and_named(times, record):
    rates = np.where(np.arange(20) == 12, 0.5, 0.3)
    found = simulated(range_inference, rates, 60 * times)
    detected = np.mean([one.lower > TOLERANCE for one in found])
    named = np.mean([one.pair is not None and one.pair[0] == 12 for one in found])
    shrunk = np.mean([one.shrunk for one in found])
    record("outlier: lower > tolerance", detected)
    record("outlier: named", named)
    record("outlier: mean shrunk range", shrunk)
    assert detected > 0.98
    assert named > 0.98
    assert 0.15 < shrunk < 0.25


@pytest.mark.parametrize(
    "rates",
    [np.full(20, 0.3), np.linspace(0.25, 0.4, 20), np.where(np.arange(20) == 12, 0.5, 0.3)],
    ids=["equal", "spread", "outlier"],
)
def test_bounds_cover_the_true_range(rates, times, allowed, record):
    runs = 100 * times
    found = simulated(range_inference, rates, runs, seed=2)
    upper = np.mean([one.upper < np.ptp(rates) for one in found])
    lower = np.mean([one.lower > np.ptp(rates) for one in found])
    record("upper below the truth", upper)
    record("lower above the truth", lower)
    assert upper <= allowed(0.05, runs)
    assert lower <= allowed(0.05, runs)


def test_large_equal_groups_are_certified(times, record):
    sizes = np.full(6, 20_000)
    found = simulated(range_inference, np.full(6, 0.3), 40 * times, sizes)
    passed = np.mean([one.upper <= TOLERANCE for one in found])
    record("large equal groups: certified", passed)
    assert passed > 0.95


def test_rare_rates_are_tested_by_permutation_at_their_level(times, allowed, record):
    runs = 200 * times
    found = simulated(range_inference, np.full(20, 0.02), runs, seed=3)
    tested = np.mean([one.p_value < 0.05 for one in found])
    different = np.mean([one.lower > 0 for one in found])
    record("rare rates: permutation p < 0.05", tested)
    record("rare rates: lower > 0", different)
    assert tested <= allowed(0.05, runs)
    assert different <= allowed(0.05, runs)


def test_the_four_fifths_rule_against_the_best_group_is_tamed(times, allowed, record):
    runs = 100 * times
    sizes = np.exp(np.linspace(np.log(30), np.log(2000), 20)).astype(int)
    found = simulated(ratio_range, np.full(20, 0.3), runs, sizes, seed=4)
    naive = np.mean([one.raw < 0.8 for one in found])
    claimed = np.mean([one.upper < 0.8 for one in found])
    different = np.mean([one.upper < 1 for one in found])
    certified = np.mean([one.lower > 1 for one in found])
    record("equal groups: raw ratio < 0.8", naive)
    record("equal groups: ratio upper < 0.8", claimed)
    record("equal groups: ratio upper < 1", different)
    assert naive > 0.99
    assert claimed <= allowed(0.01, runs)
    assert different <= allowed(0.05, runs)
    assert certified == 0
