# ruff: noqa: DTZ001 - inside the cube times name no zone
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cube.local_time import in_local_time, zone_of
from evenhand.errors import PlanError

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def collect(frame):
    found = frame.collect()
    return {name: found[name].to_numpy() for name in found.columns}


def local(times, zone):
    frame = nw.from_native(pl.DataFrame({"t": times}, schema={"t": pl.Datetime("us")}).lazy())
    return in_local_time(frame, ["t"], ZoneInfo(zone), collect=collect).collect()["t"].to_list()


@given(
    st.lists(
        st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31)).map(
            lambda at: at.replace(microsecond=0)
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(ZONES),
)
def test_a_time_is_what_the_clocks_of_the_zone_showed(times, zone):
    expected = [
        at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in times
    ]
    assert local(times, zone) == expected


def test_an_hour_is_missing_in_spring_and_occurs_twice_in_autumn():
    spring = [datetime(2025, 3, 30, 0, 30) + timedelta(hours=i) for i in range(2)]
    assert local(spring, "Europe/Berlin") == [
        datetime(2025, 3, 30, 1, 30), datetime(2025, 3, 30, 3, 30),
    ]  # fmt: skip
    autumn = [datetime(2025, 10, 26, 0, 30) + timedelta(hours=i) for i in range(2)]
    assert local(autumn, "Europe/Berlin") == [datetime(2025, 10, 26, 2, 30)] * 2


def test_missing_times_stay_missing():
    assert local([None], "Europe/Berlin") == [None]
    assert local([None, datetime(2025, 1, 1)], "UTC") == [None, datetime(2025, 1, 1)]


@pytest.mark.parametrize("name", ["Europe/Berln", "", "../etc/passwd", "Europe"])
def test_a_zone_that_there_is_not_is_refused(name):
    with pytest.raises(PlanError, match="no time zone"):
        zone_of(name)


def test_a_zone_is_found_by_its_name():
    assert zone_of("Europe/Berlin") == ZoneInfo("Europe/Berlin")
