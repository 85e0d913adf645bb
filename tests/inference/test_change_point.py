import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.change_point import gap_change, mean_change, rate_change
from evenhand.inference.normal import two_sided
from evenhand.inference.score import difference_interval
from evenhand.inference.stratified import risk_difference

NILE = [1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960]
NILE += [1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694]
NILE += [940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764]
NILE += [821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897]
NILE += [822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838]
NILE += [1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740]


def rates(seed=1, windows=80, place=40, step=0.15, size=100):
    random = np.random.default_rng(seed)
    n = random.integers(size // 2, size * 2, windows)
    return random.binomial(n, 0.4 + step * (np.arange(windows) >= place)), n


def test_the_nile_fell_in_1899():
    flow = np.array(NILE, float)
    found = mean_change(flow, flow**2, np.ones(100), seed=1)
    assert 1871 + found.place == 1899
    assert found.p_value < 0.01
    assert (found.before, found.after) == (pytest.approx(1097.75), pytest.approx(849.97, abs=0.01))
    assert found.low < found.after - found.before < found.high < 0


def test_a_rate_that_changed_is_found_dated_and_sized():
    x, n = rates()
    found = rate_change(x, n, seed=1)
    assert found.place == pytest.approx(40, abs=1)
    assert found.p_value == 1 / 501
    side = slice(found.place)
    assert found.before == pytest.approx(x[side].sum() / n[side].sum())
    assert found.low < 0.15 < found.high
    assert found.windows == 80


def test_the_interval_of_a_rate_is_a_score_interval_of_fewer_decisions():
    random = np.random.default_rng(3)
    n = np.full(60, 200)
    x = random.binomial(n, random.normal(0.4, 0.1, 60) + 0.1 * (np.arange(60) >= 30))
    found = rate_change(x, n, seed=1, block=1, level=0.9)
    assert found.dispersion > 5
    cut = found.place
    counts = np.array([x[cut:].sum(), n[cut:].sum(), x[:cut].sum(), n[:cut].sum()])
    expected = difference_interval(*(counts / found.dispersion), critical=two_sided(0.9))
    assert (found.low, found.high) == pytest.approx([float(bound) for bound in expected])


def test_a_mean_has_an_interval_as_wide_as_its_windows_vary():
    random = np.random.default_rng(3)
    level = random.normal(10, 1, 60) + 4 * (np.arange(60) >= 20)
    values = random.normal(level[:, None], 2, (60, 50))
    found = mean_change(
        values.sum(axis=1), (values**2).sum(axis=1), np.full(60, 50), seed=1, block=1
    )
    assert found.place == 20
    assert found.dispersion == pytest.approx(1 + 50 / 4, rel=0.3)
    assert found.low < 4 < found.high
    half = 1.96 * np.sqrt(found.dispersion * 4 * (1 / 1000 + 1 / 2000))
    assert found.high - found.low == pytest.approx(2 * half, rel=0.05)


def test_a_few_wild_windows_are_no_change():
    random = np.random.default_rng(3)
    values = random.normal(10, 1, 100)
    values[[60, 61, 80]] = 40
    sums = values * 20, values**2 * 20 + 20, np.full(100, 20)
    assert mean_change(*sums, seed=1, block=1).p_value > 0.05


def test_a_gap_is_free_of_what_both_groups_share():
    random = np.random.default_rng(4)
    days = np.arange(120)
    share = 0.5 + 0.3 * np.sin(days / 20)
    size = np.full(120, 100)
    first, second = random.binomial(100, share), random.binomial(100, share)
    assert rate_change(first, size, seed=1).p_value < 0.01
    assert gap_change(first, size, second, size, seed=1).p_value > 0.05
    behind = random.binomial(100, share - 0.15 * (days >= 70))
    found = gap_change(first, size, behind, size, seed=1)
    assert found.place == pytest.approx(70, abs=2)
    assert found.p_value < 0.01
    assert (found.before, found.after) == pytest.approx((0, 0.15), abs=0.02)


def test_a_gap_is_compared_within_strata():
    random = np.random.default_rng(4)
    mix = np.linspace(0.2, 0.8, 60)
    n1 = np.stack([200 * mix, 200 * (1 - mix)], axis=1).astype(int)
    n2 = n1[:, ::-1]
    share = np.array([0.7, 0.3])
    tables = random.binomial(n1, share), n1, random.binomial(n2, share), n2
    found = gap_change(*tables, seed=1)
    assert found.p_value > 0.05
    pooled = gap_change(*(part.sum(axis=1) for part in tables), seed=1)
    assert pooled.p_value < 0.01
    parts = [(part[: found.place].ravel(), part[found.place :].ravel()) for part in tables]
    before, after = (risk_difference(*side) for side in zip(*parts, strict=True))
    assert (found.before, found.after) == pytest.approx([float(before[0]), float(after[0])])
    spread = np.hypot(before[1], after[1]) * np.sqrt(found.dispersion)
    assert found.high - found.low == pytest.approx(2 * two_sided(0.95) * spread)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_swapped_groups_have_the_opposite_gap(seed):
    random = np.random.default_rng(seed)
    n1, n2 = random.integers(0, 30, (2, 24))
    x1, x2 = random.binomial(n1, 0.5), random.binomial(n2, 0.5)
    options = {"seed": 1, "permutations": 50}
    found, swapped = (
        gap_change(*tables, **options) for tables in ((x1, n1, x2, n2), (x2, n2, x1, n1))
    )
    assert (swapped.place, swapped.p_value) == (found.place, found.p_value)
    assert swapped.statistic == pytest.approx(found.statistic)
    ends = [-found.after, -found.high, -found.low]
    assert [swapped.after, swapped.low, swapped.high] == pytest.approx(ends)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_outcomes_reversed_change_at_the_same_place(seed):
    random = np.random.default_rng(seed)
    n = random.integers(0, 30, 24)
    x = random.binomial(n, 0.5)
    options = {"seed": 1, "permutations": 50}
    found, turned = rate_change(x, n, **options), rate_change(n - x, n, **options)
    assert (turned.place, turned.p_value) == (found.place, found.p_value)
    assert 0 < found.p_value <= 1
    ends = [1 - found.before, -found.high, -found.low]
    assert [turned.before, turned.low, turned.high] == pytest.approx(ends, abs=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_rate_is_a_mean_of_zeros_and_ones(seed):
    random = np.random.default_rng(seed)
    n = random.integers(2, 30, 24)
    x = random.binomial(n, 0.5)
    rate = rate_change(x, n, seed=1, permutations=50)
    mean = mean_change(x, x, n, seed=1, permutations=50)
    assert (mean.place, mean.p_value, mean.after) == (rate.place, rate.p_value, rate.after)


def test_empty_windows_keep_their_index():
    x, n = rates()
    more_x, more_n = (np.insert(part, [10, 40, 40, 80], 0) for part in (x, n))
    alone, found = (rate_change(*series, seed=1, block=1) for series in ((x, n), (more_x, more_n)))
    assert found.place == alone.place + (3 if alone.place >= 40 else 1)
    assert (found.before, found.after) == pytest.approx((alone.before, alone.after))
    assert found.windows == alone.windows == 80


def test_the_seed_decides():
    x, n = rates(step=0.02)
    assert rate_change(x, n, seed=1) == rate_change(x, n, seed=1)
    assert rate_change(x, n, seed=1).p_value != rate_change(x, n, seed=2).p_value


def test_what_cannot_be_scanned_is_none():
    assert rate_change([1, 2, 3, 4, 5], [9] * 5, seed=1) is None
    assert rate_change([0] * 9, [0] * 9, seed=1) is None
    assert rate_change([3] * 9, [10] * 9, seed=1) is None
    assert mean_change([0] * 9, [0] * 9, [0] * 9, seed=1) is None
    assert mean_change([5.1] * 9, [26.01] * 9, [1] * 9, seed=1) is None
    assert gap_change([3] * 9, [10] * 9, [1] * 9, [0] * 9, seed=1) is None
    assert gap_change([0] * 9, [10] * 9, [0] * 9, [7] * 9, seed=1) is None
