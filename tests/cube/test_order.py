"""The clock of a log: steps back, unusual pauses, and values that stand still."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from evenhand.cube.order import Frozen, Jump, Order, moment_at, moment_of, on_clock, order_of

START = np.datetime64("2025-01-06T00:00:00", "us")


def at(*hours):
    return START + (np.array(hours) * 3_600_000_000).astype("timedelta64[us]")


def hour(hours):
    return moment_of(int(at(hours)[0].astype(np.int64)))


def weeks(number, *, nights=True):
    """Return decisions of every ten minutes, by day and on weekdays if the log sleeps."""
    hours = np.arange(0, number * 168, 1 / 6)
    awake = (hours % 24 > 8) & (hours % 24 < 18) & (hours // 24 % 7 < 5)
    return hours[awake] if nights else hours


def test_a_log_in_order_has_nothing_to_tell():
    hours = weeks(8)
    values = {"score": np.random.default_rng(1).random(len(hours))}
    assert order_of(at(*hours), values) == Order(rows=len(hours))


def test_a_clock_set_back_is_told_with_its_size_and_when():
    hours = weeks(2)
    hours[100:110] -= 5
    found = order_of(at(*hours), {})
    assert found.backward == 1
    assert found.ordered
    assert found.back == Jump(seconds=pytest.approx(17_400, abs=1e-3), at=hour(hours[99]))


def test_a_log_in_another_order_is_not_said_to_jump():
    hours = np.random.default_rng(1).permutation(weeks(8))
    found = order_of(at(*hours), {"cost": np.repeat(1.0, len(hours))})
    assert not found.ordered
    assert found.backward > len(hours) / 3
    assert (found.back, found.gap, found.frozen) == (None, None, ())


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_pause_beyond_nights_and_weekends_is_a_gap(shuffled):
    hours = weeks(8)
    hours = hours[(hours < 500) | (hours > 800)]
    times = at(*hours)
    if shuffled:
        times = np.random.default_rng(1).permutation(times)
    gap = order_of(times, {}).gap
    last, following = hours[hours < 500].max(), hours[hours > 800].min()
    assert gap == Jump(seconds=pytest.approx((following - last) * 3600, abs=1e-3), at=hour(last))


def test_a_pause_is_no_gap_where_few_decisions_would_have_been_made():
    # One a day, and none for two weeks: fourteen were to be expected.
    hours = np.arange(60) * 24.0
    assert order_of(at(*hours[(hours < 480) | (hours >= 816)]), {}).gap is None
    hours = np.arange(120) * 12.0
    assert order_of(at(*hours[(hours < 480) | (hours >= 816)]), {}).gap is not None


@pytest.mark.parametrize("hours", [[], [0.0], [0.0, 1.0, 900.0], np.arange(0, 600, 20.0)])
def test_a_short_log_does_not_tell_what_is_unusual(hours):
    assert order_of(at(*hours), {}).gap is None


def frozen(values, times=None):
    values = np.asarray(values, dtype=np.float64)
    times = at(*np.arange(len(values))) if times is None else times
    return order_of(times, {"score": values}).frozen


def test_a_value_that_stands_still_is_told_with_its_rows_and_times():
    values = np.random.default_rng(1).random(500)
    values[100:140] = 0.5
    assert frozen(values) == (Frozen(column="score", rows=40, since=hour(100), until=hour(139)),)
    times = at(*np.arange(500))
    times[[100, 139]] = np.datetime64("NaT", "us")
    assert frozen(values, times) == (Frozen(column="score", rows=40, since=None, until=None),)


def test_a_run_that_chance_would_have_is_not_told():
    chance = np.random.default_rng(1)
    assert frozen(chance.integers(0, 2, 5_000)) == ()
    values = chance.random(500)
    values[100:107] = 0.5
    assert frozen(values) == ()


def test_constants_sorted_columns_and_missing_values_do_not_stand_still():
    assert frozen(np.ones(1_000)) == ()
    assert frozen(np.repeat([1.0, 2.0, 3.0, 4.0], [300, 200, 250, 250])) == ()
    assert frozen(np.full(1_000, np.nan)) == ()
    assert frozen([]) == ()
    assert frozen([1.0, 2.0]) == ()


def test_times_that_are_not_known_are_passed_over():
    hours = weeks(2)
    times = at(*hours)
    times[::3] = np.datetime64("NaT", "us")
    assert order_of(times, {}) == Order(rows=int((~np.isnat(times)).sum()))
    assert moment_at(times, 0) is None
    assert moment_at(times, 1) == hour(hours[1])
    assert moment_of(0) == datetime(1970, 1, 1)  # noqa: DTZ001


def test_moments_are_told_on_another_clock_and_lengths_stay():
    gap, back = Jump(seconds=9.0, at=hour(1)), Jump(seconds=5.0, at=hour(2))
    still = Frozen(column="score", rows=40, since=hour(3), until=None)
    order = Order(rows=9, backward=1, back=back, gap=gap, frozen=(still,))
    later = on_clock(order, lambda at: at + timedelta(hours=2))
    assert later == Order(
        rows=9,
        backward=1,
        back=Jump(seconds=5.0, at=hour(4)),
        gap=Jump(seconds=9.0, at=hour(3)),
        frozen=(Frozen(column="score", rows=40, since=hour(5), until=None),),
    )
    assert on_clock(Order(), lambda at: at + timedelta(hours=2)) == Order()
