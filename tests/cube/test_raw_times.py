# ruff: noqa: DTZ001 - inside the cube times name no zone
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from evenhand.cube.period import Period
from evenhand.cube.raw_times import RawTimes

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = [False, True, False, False]


def test_without_a_zone_times_are_told_as_they_are():
    assert RawTimes().local(datetime(2025, 7, 1, 23)) == datetime(2025, 7, 1, 23)


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        (datetime(2025, 1, 31, 23), datetime(2025, 2, 1, 0)),
        (datetime(2025, 6, 30, 22), datetime(2025, 7, 1, 0)),
        (datetime(2025, 10, 26, 0, 30), datetime(2025, 10, 26, 2, 30)),
        (datetime(2025, 10, 26, 1, 30), datetime(2025, 10, 26, 2, 30)),
    ],
)
def test_times_are_told_as_the_clock_of_the_zone_showed_them(raw, local):
    assert RawTimes(zone=BERLIN).local(raw) == local


def times(*hours):
    """Return hours after midnight of 1 July 2025 in UTC, and a time that is not known."""
    start = np.datetime64("2025-07-01", "us")
    known = [start + np.timedelta64(hour, "h") for hour in hours]
    return np.array([*known, np.datetime64("NaT", "us")], dtype="datetime64[us]")


@pytest.mark.parametrize(
    ("zone", "period", "inside"),
    [
        (None, Period(None, None), [True, True, True, True]),
        (BERLIN, Period(None, None), [True, True, True, True]),
        (None, Period(datetime(2025, 7, 1, 1), None), [False, True, True, False]),
        (None, Period(None, datetime(2025, 7, 1, 2)), [True, True, False, False]),
        (None, Period(datetime(2025, 7, 1, 1), datetime(2025, 7, 1, 2)), SECOND),
        (BERLIN, Period(datetime(2025, 7, 1, 3), datetime(2025, 7, 1, 4)), SECOND),
    ],
)
def test_rows_of_the_period_are_told_from_the_others(zone, period, inside):
    assert RawTimes(zone=zone, period=period).inside(times(0, 1, 2)).tolist() == inside
