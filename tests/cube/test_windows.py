# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evenhand.cube.windows import Calendar, calendar_of, ends, start_name, window_for, window_words
from evenhand.errors import LogError

NEW_YEAR = datetime(2024, 1, 1)


@pytest.mark.parametrize(
    ("span", "window"),
    [
        (timedelta(0), "hour"),
        (timedelta(days=2), "hour"),
        (timedelta(days=2, seconds=1), "day"),
        (timedelta(days=45), "day"),
        (timedelta(days=46), "week"),
        (timedelta(days=150), "week"),
        (timedelta(days=151), "month"),
        (timedelta(days=365 * 4), "month"),
        (timedelta(days=365 * 4 + 1), "quarter"),
    ],
)
def test_a_log_is_cut_into_windows_that_fit_its_length(span, window):
    assert window_for(span) == window
    assert calendar_of(None, NEW_YEAR, NEW_YEAR + span).window == window


def test_the_window_that_the_plan_names_wins():
    assert calendar_of("hour", NEW_YEAR, NEW_YEAR + timedelta(days=400)).window == "hour"


@pytest.mark.parametrize("asked", [None, "month"])
def test_a_log_without_times_has_no_windows(asked):
    assert calendar_of(asked, None, None) is None
    assert calendar_of(asked, NEW_YEAR, None) is None


@pytest.mark.parametrize(
    ("window", "first", "last", "starts"),
    [
        (
            "hour",
            datetime(2025, 3, 29, 22, 59, 59, 999999),
            datetime(2025, 3, 30, 1),
            ("2025-03-29T22:00", "2025-03-29T23:00", "2025-03-30", "2025-03-30T01:00"),
        ),
        (
            "day",
            datetime(2024, 2, 28, 23),
            datetime(2024, 3, 1),
            ("2024-02-28", "2024-02-29", "2024-03-01"),
        ),
        (
            "day",
            datetime(2025, 2, 28, 23),
            datetime(2025, 3, 1, 0, 0, 1),
            ("2025-02-28", "2025-03-01"),
        ),
        (
            "week",
            datetime(2024, 12, 31, 12),
            datetime(2025, 1, 13),
            ("2024-12-30", "2025-01-06", "2025-01-13"),
        ),
        (
            "month",
            datetime(2024, 1, 31),
            datetime(2024, 4, 1),
            ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"),
        ),
        (
            "quarter",
            datetime(2023, 12, 31, 23, 59),
            datetime(2024, 6, 30),
            ("2023-10-01", "2024-01-01", "2024-04-01"),
        ),
    ],
)
def test_the_calendar_has_every_window_from_the_first_to_the_last_decision(
    window, first, last, starts
):
    assert calendar_of(window, first, last).windows == starts


@pytest.mark.parametrize("window", ["hour", "day", "week", "month", "quarter", "all", "30d"])
def test_one_moment_lies_in_one_window(window):
    at = datetime(2024, 2, 29, 13, 45)
    assert len(calendar_of(window, at, at).windows) == 1


def test_a_year_of_hours_has_no_gap_and_no_double_hour_where_clocks_change():
    hours = calendar_of("hour", datetime(2025, 1, 1), datetime(2025, 12, 31, 23)).windows
    assert len(hours) == len(set(hours)) == 365 * 24


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366), (2100, 365), (2000, 366)])
def test_a_year_has_as_many_days_as_the_calendar_says(year, days):
    assert len(calendar_of("day", datetime(year, 1, 1), datetime(year, 12, 31)).windows) == days


def test_a_window_that_starts_at_midnight_is_named_by_its_date():
    assert start_name("2025-03-01T00:00") == "2025-03-01"
    assert start_name("2025-03-01T10:00") == "2025-03-01T10:00"
    assert start_name("unknown") == "unknown"


@pytest.mark.parametrize(
    ("start", "window", "words"),
    [
        ("2025-12-01", "month", "December 2025"),
        ("2025-01-01", "quarter", "quarter 1 of 2025"),
        ("2025-10-01", "quarter", "quarter 4 of 2025"),
        ("2025-03-03", "week", "the week of 2025-03-03"),
        ("2025-03-03", "day", "2025-03-03"),
        ("2025-03-03T14:00", "hour", "2025-03-03T14:00"),
        ("2025-03-03", None, "2025-03-03"),
    ],
)
def test_a_window_reads_as_people_say_it(start, window, words):
    assert window_words(start, window) == words


@pytest.mark.parametrize(
    ("window", "last", "slot", "slots"),
    [
        ("month", datetime(2024, 2, 10, 5), "day", 41),
        ("day", datetime(2024, 1, 3), "hour", 49),
        ("hour", datetime(2024, 1, 10), "hour", 217),
        ("all", datetime(2024, 1, 3, 0, 0, 1), "day", 3),
    ],
)
def test_a_log_is_counted_by_day_and_by_hour_where_days_would_be_few(window, last, slot, slots):
    found = calendar_of(window, NEW_YEAR, last)
    assert (found.slot, len(found.slots)) == (slot, slots)


def test_windows_of_so_many_days_are_counted_from_the_end_so_that_the_last_is_whole():
    found = calendar_of("30d", datetime(2025, 1, 1, 5), datetime(2025, 3, 15, 2))
    assert found.windows == ("2025-01-01", "2025-01-15", "2025-02-14")


def test_more_than_ten_years_are_not_cut_into_hours():
    end = NEW_YEAR + timedelta(days=3660)
    assert len(calendar_of("hour", NEW_YEAR, end).windows) == 3660 * 24 + 1
    with pytest.raises(LogError, match="from 2024-01-01 to 2034-01-09 is too long"):
        calendar_of("hour", NEW_YEAR, end + timedelta(days=1))
    assert calendar_of("day", NEW_YEAR, end + timedelta(days=1)).slot == "day"


def test_all_is_one_window():
    assert calendar_of("all", NEW_YEAR, NEW_YEAR + timedelta(days=800)).windows == ("2024-01-01",)


@pytest.mark.parametrize("window", ["hour", "day", "week", "month", "quarter", "all", "11d"])
def test_every_slot_lies_in_the_last_window_that_starts_before_it(window):
    found = calendar_of(window, datetime(2024, 12, 28, 3), datetime(2025, 2, 3, 4))
    for slot in found.slots:
        earlier = [start for start in found.windows if start <= slot]
        assert found.window_of(slot) == max(earlier)


def test_windows_are_taken_together_until_they_are_large_enough_to_tell_something():
    days = calendar_of("day", NEW_YEAR, NEW_YEAR + timedelta(days=9))
    assert days.coarser([20] * 10) is days
    found = days.coarser([7, 7, 0, 7, 7, 7, 7, 7, 0, 7])
    assert found == Calendar(
        "day", "day", days.slots, ("2024-01-01", "2024-01-04", "2024-01-07", "2024-01-10"), 3
    )
    assert found.window_of("2024-01-06") == "2024-01-04"


@pytest.mark.parametrize("n", [[0, 0], [0, 25]])
def test_windows_that_are_empty_are_not_small(n):
    days = calendar_of("day", NEW_YEAR, NEW_YEAR + timedelta(days=1))
    assert days.coarser(n) is days


def test_each_window_ends_where_the_next_starts():
    assert ends(("2025-01-01",), "2025-02-01") == ["2025-02-01"]
    assert ends((), "2025-02-01") == []


BERLIN = ZoneInfo("Europe/Berlin")


def test_an_hour_that_was_skipped_in_spring_is_no_slot():
    first, last = datetime(2025, 3, 30), datetime(2025, 3, 30, 4, 30)
    hours = tuple(f"2025-03-30T{hour:02d}:00".removesuffix("T00:00") for hour in (0, 1, 3, 4))
    found = calendar_of("hour", first, last, BERLIN)
    assert found.slots == found.windows == hours
    assert found.twice == frozenset()
    assert len(calendar_of("hour", first, last).slots) == 5
    assert calendar_of("day", first, last, BERLIN).slots == hours
    assert calendar_of("day", first, last + timedelta(days=9), BERLIN).slots[0] == "2025-03-30"


def test_an_hour_that_was_there_twice_in_autumn_is_one_slot_of_two_hours():
    found = calendar_of("hour", datetime(2025, 10, 26), datetime(2025, 10, 26, 4), BERLIN)
    assert len(found.slots) == 5
    assert found.twice == {"2025-10-26T02:00"}
    assert found.coarser([1.0] * 5).twice == found.twice


@pytest.mark.parametrize("month", [4, 10])
def test_a_change_of_the_clocks_by_half_an_hour_skips_and_repeats_no_hour(month):
    howe = ZoneInfo("Australia/Lord_Howe")
    first = datetime(2025, month, 4)
    found = calendar_of("hour", first, first + timedelta(hours=47), howe)
    assert (len(found.slots), found.twice) == (48, frozenset())
