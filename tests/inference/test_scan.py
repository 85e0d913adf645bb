import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.scan import block_length, orders, scan

OPTIONS = {"permutations": 100, "seed": 1, "minimum": 2, "period": 1, "block": 1}


def by_hand(sums, exposure, variance, minimum):
    """Return the best cut by trying each, as (statistic, place)."""
    level = sums.sum() / exposure.sum()
    best = (0.0, -1)
    for place in range(1, len(sums)):
        left, right = exposure[:place], exposure[place:]
        if min((left > 0).sum(), (right > 0).sum()) < minimum or exposure[place] == 0:
            continue
        a, b = sums[:place].sum() / left.sum(), sums[place:].sum() / right.sum()
        gain = left.sum() * (a - level) ** 2 + right.sum() * (b - level) ** 2
        if gain / variance > best[0] + 1e-9:
            best = (gain / variance, place)
    return best


@given(st.integers(0, 10_000), st.integers(1, 3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_best_cut_is_the_best_of_all(seed, minimum, gaps):
    random = np.random.default_rng(seed)
    exposure = random.integers(1, 50, 20).astype(float)
    if gaps:
        exposure[random.permutation(20)[:8]] = 0
    sums = random.binomial(exposure.astype(int), 0.4).astype(float)
    found = scan(sums, exposure, 0.24, **{**OPTIONS, "minimum": minimum})
    statistic, place = by_hand(sums, exposure, 0.24, minimum)
    assert found.statistic == pytest.approx(statistic)
    assert found.place == place
    assert found.windows == (exposure > 0).sum()
    assert 0 < found.p_value <= 1


def test_the_p_value_is_the_share_of_orders_that_do_as_well():
    sums, exposure = np.array([3.0, 4, 2, 8, 6, 9]), np.array([10.0, 12, 9, 11, 10, 13])
    most = by_hand(sums, exposure, 1.0, 2)[0]
    every = list(itertools.permutations(range(6)))
    share = np.mean([by_hand(sums[[*o]], exposure[[*o]], 1.0, 2)[0] >= most - 1e-9 for o in every])
    found = scan(sums, exposure, 1.0, **{**OPTIONS, "permutations": 20_000})
    assert found.p_value == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))


def test_empty_windows_change_places_with_the_rest():
    sums, exposure = np.array([3.0, 0, 2, 8, 0, 9]), np.array([10.0, 0, 9, 11, 0, 13])
    most = by_hand(sums, exposure, 1.0, 1)[0]
    every = list(itertools.permutations(range(6)))
    share = np.mean([by_hand(sums[[*o]], exposure[[*o]], 1.0, 1)[0] >= most - 1e-9 for o in every])
    found = scan(sums, exposure, 1.0, **{**OPTIONS, "permutations": 20_000, "minimum": 1})
    assert found.p_value == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))


def test_empty_windows_at_the_ends_do_not_count():
    sums, exposure = np.array([3.0, 4, 2, 8, 6, 9]), np.full(6, 10.0)
    alone = scan(sums, exposure, 1.0, **OPTIONS)
    found = scan(np.pad(sums, (4, 2)), np.pad(exposure, (4, 2)), 1.0, **OPTIONS)
    assert found.place == alone.place + 4
    assert found.p_value == alone.p_value
    assert found.windows == 6


@pytest.mark.parametrize(("windows", "block"), [(56, 7), (60, 7), (40, 5), (24, 3), (10, 1)])
def test_blocks_stay_together(windows, block):
    dealt = orders(windows, 1, block, 50, 3)
    assert (np.sort(dealt, axis=1) == np.arange(windows)).all()
    whole = windows // block * block
    inside = dealt[:, :whole].reshape(50, -1, block)
    assert (np.diff(inside, axis=2) == 1).all()
    assert (inside[:, :, 0] % block == 0).all()
    assert (dealt[:, whole:] == np.arange(whole, windows)).all()
    assert len(np.unique(dealt, axis=0)) > 40
    assert not dealt.flags.writeable


@pytest.mark.parametrize("block", [1, 7, 14])
def test_windows_change_places_with_those_of_the_same_weekday(block):
    dealt = orders(70, 7, block, 50, 3)
    assert (np.sort(dealt, axis=1) == np.arange(70)).all()
    assert (dealt % 7 == np.arange(70) % 7).all()
    assert len(np.unique(dealt, axis=0)) > 25


@pytest.mark.parametrize(
    ("windows", "period", "block", "length"),
    [
        (365, 1, 7, 7),
        (60, 1, 14, 7),
        (24, 1, 7, 3),
        (5, 1, 7, 1),
        (365, 7, 7, 7),
        (365, 7, 20, 14),
        (40, 7, 7, 1),
        (365, 7, 1, 1),
    ],
)
def test_blocks_shrink_until_there_are_enough_of_them(windows, period, block, length):
    assert block_length(windows, period, block) == length


def test_a_week_that_repeats_is_no_change():
    exposure = np.full(70, 100.0)
    week = np.tile([50, 50, 50, 50, 50, 20, 20], 10).astype(float)
    random = np.random.default_rng(1)
    sums = week + random.normal(0, 3, 70)
    step = sums + 8 * (np.arange(70) >= 35)
    kept = scan(sums, exposure, 0.2, **{**OPTIONS, "period": 7})
    found = scan(step, exposure, 0.2, **{**OPTIONS, "period": 7})
    assert kept.p_value > 0.05
    assert found.p_value < 0.02
    assert found.place == pytest.approx(35, abs=2)
    # Not told of the week, the scan takes what it does for chance, and misses the change.
    assert scan(step, exposure, 0.2, **OPTIONS).dispersion > 3 * found.dispersion


def test_a_weekday_that_is_always_empty_is_left_out():
    exposure = np.tile([10.0] * 6 + [0.0], 8)
    random = np.random.default_rng(1)
    sums = random.binomial(exposure.astype(int), 0.5).astype(float)
    assert scan(sums, exposure, 0.25, **{**OPTIONS, "period": 7}).windows == 48


def test_days_that_vary_by_more_than_chance_are_dispersed():
    random = np.random.default_rng(5)
    exposure = np.full(300, 100.0)
    binomial = random.binomial(100, 0.5, 300).astype(float)
    wild = random.binomial(100, np.clip(random.normal(0.5, 0.1, 300), 0, 1)).astype(float)
    calm = scan(np.full(300, 50.0) + np.tile([1, -1], 150), exposure, 0.25, **OPTIONS)
    assert calm.dispersion == 1
    assert scan(binomial, exposure, 0.25, **OPTIONS).dispersion < 1.25
    assert scan(wild, exposure, 0.25, **OPTIONS).dispersion == pytest.approx(5, rel=0.2)


def test_days_that_run_on_are_more_dispersed_by_the_week():
    random = np.random.default_rng(5)
    noise = np.repeat(random.normal(0, 5, 52), 7)
    sums = 50 + noise
    daily = scan(sums, np.full(364, 100.0), 0.25, **OPTIONS)
    weekly = scan(sums, np.full(364, 100.0), 0.25, **{**OPTIONS, "block": 7})
    assert weekly.dispersion > 5 * daily.dispersion
    assert weekly.p_value > daily.p_value


def test_nothing_to_scan_is_none():
    few, alike = np.array([1.0, 2, 3]), np.full(9, 0.1)
    assert scan(few, few, 1.0, **OPTIONS) is None
    assert scan(alike * 3, np.full(9, 3.0), 1.0, **OPTIONS) is None
    assert scan(alike * 3, np.full(9, 3.0), 0.0, **OPTIONS) is None


def test_without_a_variance_windows_vary_by_what_they_do():
    found = scan(np.array([1.0, 2, 1, 5, 6, 5]), np.ones(6), 0.0, **OPTIONS)
    assert found.place == 3
    assert found.variance == pytest.approx(np.var([1, 2, 1, 5, 6, 5]))


def test_long_series_are_worked_out_in_parts(monkeypatch):
    random = np.random.default_rng(2)
    series = random.normal(0, 1, 40), random.uniform(1, 2, 40)
    whole = scan(*series, 1.0, **OPTIONS)
    monkeypatch.setattr("evenhand.inference.scan._AT_ONCE", 90)
    assert scan(*series, 1.0, **OPTIONS) == whole


def test_orders_of_long_series_are_drawn_in_parts(monkeypatch):
    random = np.random.default_rng(2)
    series = random.normal(0, 1, 40), random.uniform(1, 2, 40)
    many = {**OPTIONS, "permutations": 3000}
    whole = scan(*series, 1.0, **many)
    monkeypatch.setattr("evenhand.inference.scan._KEPT", 4100)
    parts = scan(*series, 1.0, **many)
    assert parts.p_value == pytest.approx(whole.p_value, abs=0.05)
    assert parts.p_value != whole.p_value
    first, second = (orders(40, 1, 1, 100, 1, part) for part in (0, 1))
    assert not (first == second).all(axis=1).any()


def test_fewer_orders_are_the_first_of_more():
    assert (orders(40, 7, 1, 20, 1) == orders(40, 7, 1, 50, 1)[:20]).all()


def test_places_that_cannot_be_told_from_the_best_are_named():
    sharp = np.concatenate([np.full(60, 10.0), np.full(60, 60.0)])
    found = scan(sharp, np.full(120, 100.0), 0.25, permutations=99, seed=1, minimum=3, period=1,
                 block=1)  # fmt: skip
    assert (found.earliest, found.place, found.latest) == (60, 60, 60)


def test_the_true_place_of_a_change_is_among_the_places_named():
    generator = np.random.default_rng(5)
    hits = widths = 0
    for _ in range(200):
        x = generator.binomial(100, np.repeat([0.4, 0.5], 60)).astype(float)
        found = scan(x, np.full(120, 100.0), 0.2475, permutations=9, seed=1, minimum=3, period=1,
                     block=1)  # fmt: skip
        hits += found.earliest <= 60 <= found.latest
        widths += found.latest - found.earliest
    assert hits >= 0.95 * 200 - 3 * (200 * 0.05 * 0.95) ** 0.5
    assert 2 < widths / 200 < 20
