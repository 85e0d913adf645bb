import numpy as np
import pytest

from evenhand.inference.spread import level_and_error, medians, spread, strata, trailing_median


def noise(windows, seed=1):
    return np.random.default_rng(seed).normal(size=windows)


def test_the_spread_of_a_long_quiet_series_is_its_standard_deviation():
    assert spread(3 * noise(5000), 1e-9, 1) == pytest.approx(np.full(5000, 3.0), rel=0.05)


def test_the_spread_is_the_root_of_chance_and_what_is_beyond_it():
    chance = np.where(np.arange(6000) % 2 == 0, 1.0, 9.0)
    found = spread(np.sqrt(chance + 4) * noise(6000), chance, 1)
    assert found[:2] == pytest.approx(np.sqrt([5, 13]), rel=0.05)


def test_what_differs_between_days_shows_by_its_weight():
    weight = np.where(np.arange(6000) % 2 == 0, 1.0, 16.0)
    found = spread(np.sqrt(1 + 2 * weight) * noise(6000), 1, weight)
    assert found[:2] == pytest.approx(np.sqrt([3, 33]), rel=0.05)


def test_no_window_varies_less_than_chance_does():
    assert spread(np.zeros(400), 4, 1) == pytest.approx(np.full(400, 2.0), rel=1e-4)
    assert spread(0.2 * noise(4000), 4, 1).min() >= 2


def test_an_excursion_hardly_widens_its_own_limits():
    quiet = noise(100)
    odd = quiet + np.where((np.arange(100) >= 60) & (np.arange(100) < 67), 50, 0)
    assert spread(odd, 1e-9, 1)[0] == pytest.approx(spread(quiet, 1e-9, 1)[0], rel=0.25)


def test_slow_wander_is_not_taken_for_calm():
    random = np.random.default_rng(1)
    steps, wander = random.normal(size=4000), np.zeros(4000)
    for at in range(1, 4000):
        wander[at] = 0.8 * wander[at - 1] + 0.6 * steps[at]
    ranges = np.median(np.abs(np.diff(wander))) / 0.954
    assert ranges < 0.7
    assert spread(wander, 1e-9, 1)[0] == pytest.approx(1, abs=0.1)


def test_a_jump_of_level_widens_no_more_than_the_distance_of_both_halves():
    jump = noise(200) + np.where(np.arange(200) < 100, -4, 4)
    assert spread(jump, 1e-9, 1)[0] < 8


def test_fewer_than_eight_windows_have_no_spread():
    assert np.isnan(spread(noise(7), 1, 1)).all()
    assert not np.isnan(spread(noise(8), 1, 1)).any()


def test_short_series_get_an_allowance_and_more_levels_make_a_series_shorter():
    even = np.tile([1.0, -1.0], 4)
    assert spread(even, 1e-9, 1)[0] == pytest.approx(2 / 0.954 * (1 + 220 / 512), rel=1e-3)
    month = np.tile([1.0, -1.0], 14)
    allowance = (1 + 220 / 22**3) / (1 + 220 / 28**3)
    assert spread(month, 1e-9, 1, levels=7)[0] / spread(month, 1e-9, 1)[0] == pytest.approx(
        allowance
    )


def test_windows_where_nothing_is_ever_seen_do_not_calm_the_others():
    open_ = np.arange(700) % 7 < 4
    deviation = np.where(open_, 3 * noise(700), 0)
    found = spread(deviation, 1, open_.astype(float))
    assert found[open_][0] == pytest.approx(3, rel=0.1)
    assert found[~open_] == pytest.approx(np.ones(300), rel=1e-3)


def test_where_few_windows_are_ever_seen_chance_alone_is_left():
    weight = np.where(np.arange(20) < 5, 1.0, 0.0)
    assert spread(9 * noise(20) * weight, 1, weight) == pytest.approx(np.ones(20), rel=0.05)


def test_a_season_needs_four_windows_of_each_stratum():
    days = np.arange(28) % 7
    known = np.full(28, True)
    assert strata(days, known).tolist() == days.tolist()
    known[0] = False
    assert strata(days, known).tolist() == [0] * 27
    assert strata(None, known).tolist() == [0] * 27
    assert strata(days, np.full(28, False)).tolist() == []


def test_strata_are_counted_from_zero_whatever_they_are_called():
    assert strata([7, 3] * 4, np.full(8, True)).tolist() == [1, 0] * 4


def test_the_level_is_the_mean_of_the_windows_near_the_median():
    value = np.append(noise(200), [40.0] * 10)
    codes = np.zeros(210, np.int64)
    level, error = level_and_error(
        value, np.ones(210), codes, np.full(210, 1.0), lambda at: value - at
    )
    assert level[0] == pytest.approx(value[:200].mean(), abs=0.02)
    assert error[0] < 1.3


def test_a_level_weighs_windows_by_their_precision_where_no_size_is_given():
    value = np.tile([1.0, 2.0], 8)
    chance = np.tile([1.0, 4.0], 8)
    codes = np.zeros(16, np.int64)
    level, _ = level_and_error(value, None, codes, chance, lambda at: value - at)
    assert level[0] == pytest.approx((1 + 2 / 4) / (1 + 1 / 4))


def test_a_stratum_of_which_no_window_is_near_its_median_keeps_the_median():
    value = np.concatenate([np.zeros(40), [-60.0, -50.0, 50.0, 60.0]])
    codes = np.concatenate([np.zeros(40, np.int64), np.ones(4, np.int64)])
    level, _ = level_and_error(value, np.ones(44), codes, np.full(44, 0.1), lambda at: value - at)
    assert level[-1] == 0


def test_medians_leave_out_what_is_not_known():
    found = medians(np.array([1, np.nan, 3, 8, 9.0]), np.array([0, 0, 0, 1, 1]))
    assert found.tolist() == [2, 8.5]


def test_the_trailing_median_looks_back_only():
    value = np.arange(40.0)
    found = trailing_median(value, 28)
    assert found[30] == np.median(value[2:30])
    assert found[:28] == pytest.approx(np.full(28, 13.5))


def test_the_trailing_median_of_a_short_series_is_that_of_all():
    assert trailing_median(np.array([1, np.nan, 5.0]), 28).tolist() == [3, 3, 3]
    assert np.isnan(trailing_median(np.full(3, np.nan), 2)).all()
