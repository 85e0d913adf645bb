# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
from datetime import datetime, timedelta

import pytest

from evenhand.cube.windows import calendar, start_name, window_for, window_words

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
    assert window_for(None, NEW_YEAR, NEW_YEAR + span) == window


def test_the_window_that_the_plan_names_wins():
    assert window_for("hour", NEW_YEAR, NEW_YEAR + timedelta(days=400)) == "hour"


@pytest.mark.parametrize("asked", [None, "month"])
def test_a_log_without_times_has_no_windows(asked):
    assert window_for(asked, None, None) is None
    assert window_for(asked, NEW_YEAR, None) is None


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
    assert calendar(window, first, last) == starts


@pytest.mark.parametrize("window", ["hour", "day", "week", "month", "quarter"])
def test_one_moment_lies_in_one_window(window):
    at = datetime(2024, 2, 29, 13, 45)
    assert len(calendar(window, at, at)) == 1


def test_a_year_of_hours_has_no_gap_and_no_double_hour_where_clocks_change():
    hours = calendar("hour", datetime(2025, 1, 1), datetime(2025, 12, 31, 23))
    assert len(hours) == len(set(hours)) == 365 * 24


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366), (2100, 365), (2000, 366)])
def test_a_year_has_as_many_days_as_the_calendar_says(year, days):
    assert len(calendar("day", datetime(year, 1, 1), datetime(year, 12, 31))) == days


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
