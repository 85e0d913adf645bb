"""Rows that are kept while a log is counted tell who is decided about twice at one moment."""

import datetime as dt

import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.counting import count_all
from evenhand.cube import copies as copies_of
from evenhand.cube import streamed
from evenhand.cube.copies import Copies, copies
from evenhand.cube.moments import BUCKET, moments, same_moment
from evenhand.engines import DataFrameEngine
from evenhand.engines.opened import opened
from evenhand.plan import Plan

START = dt.datetime(2025, 3, 1)  # noqa: DTZ001 - inside the cube times name no zone
AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
rows_of_a_log = st.lists(
    st.tuples(
        st.integers(-3, 3),
        st.one_of(st.none(), st.integers(0, 3).map(lambda at: START + at * dt.timedelta(hours=12))),
    ),
    max_size=60,
)


def collect(frame):
    found = frame.to_native().collect()
    return {name: found[name].to_numpy() for name in found.columns}


@given(rows=rows_of_a_log)
def test_what_is_kept_tells_what_a_look_at_all_rows_does(rows):
    log = pl.LazyFrame(
        {"person": [row[0] for row in rows], "at": [row[1] for row in rows]},
        schema={"person": pl.Int64, "at": pl.Datetime("us")},
    )
    when = nw.col("at")
    expected = copies(
        nw.from_native(log).filter(when != when.dt.truncate("1d")),
        ["person", "at"],
        when,
        kinds={"person": "integer", "at": "time"},
        rows=len(rows),
        exact=len(rows),
        first=lambda _columns, _rows: {},
        collect=collect,
    )
    known = log.collect()
    found = same_moment({"person": known["person"].to_numpy(), "at": known["at"].to_numpy()})
    assert found == expected


def test_a_burst_is_told_with_its_hour():
    at = np.array([START + dt.timedelta(hours=9, minutes=5)] * 12, dtype="datetime64[us]")
    found = same_moment({"person": np.full(12, 7), "at": at})
    hour = START + dt.timedelta(hours=9)
    assert found == Copies(examined=12, rows=11, keys=1, most=12, burst=11, since=hour)


@pytest.mark.parametrize("type_", [pl.String, pl.UInt64, pl.Int128, pl.Float64])
def test_people_who_are_no_short_numbers_are_not_kept(type_):
    frame = nw.from_native(pl.LazyFrame({"person": []}, schema={"person": type_}))
    assert moments(frame, "person", nw.col("at"), nw.col("bucket")) is None


def test_without_times_there_are_no_moments():
    frame = nw.from_native(pl.LazyFrame({"person": [1]}))
    assert moments(frame, "person", None, nw.col("bucket")) is None


def people(type_, n=4000):
    """Return a log in which one row in five repeats the one before, person, time and all."""
    draw = np.random.default_rng(1)
    person = draw.integers(-900, 900, n)
    minute = draw.integers(0, 60 * 24 * 3, n)
    again = np.arange(n) % 5 == 4
    person[again], minute[again] = person[np.flatnonzero(again) - 1], minute[again] * 0 + 61
    minute[np.flatnonzero(again) - 1] = 61
    minute[::7] = 24 * 60
    return pa.table(
        {
            "person": pa.array(person, mask=np.arange(n) % 11 == 0).cast(type_),
            "at": pa.array(
                np.datetime64(START, "us") + minute.astype("timedelta64[m]"),
                mask=np.arange(n) % 13 == 0,
            ),
            "sex": draw.choice(["F", "M"], n),
            "hired": draw.choice(["yes", "no"], n),
            "score": draw.random(n),
        }
    )


PLAN = Plan.model_validate({
    "decision": {"column": "hired", "favourable": "yes"},
    "score": {"column": "score"},
    "protected": [{"column": "sex"}],
    "columns": {"entity": "person", "time": "at"},
})  # fmt: skip


def taken(path):
    with opened(path, PLAN, as_of=AS_OF, progress=lambda _: None) as source:
        buckets = source.engine.with_bucket(source.engine.frame, "person")
        rows = buckets.select("person", "at", "entity_bucket").to_native().to_arrow_table()
        found = count_all(source, PLAN, with_firsts=False, progress=lambda _: None)
        facts = source.trace(PLAN, found.looked, found.same_moment)
        return found.same_moment, facts.same_moment, rows.to_pylist()


@pytest.mark.parametrize("type_", [pa.int16(), pa.int64(), pa.uint32()])
def test_of_a_large_log_the_people_of_one_bucket_are_looked_at(tmp_path, monkeypatch, type_):
    table = people(pa.int64())
    if type_ == pa.uint32():
        place = table.column_names.index("person")
        table = table.set_column(place, "person", pa.compute.add(table["person"], 900).cast(type_))
    pq.write_table(table, tmp_path / "log.parquet")
    monkeypatch.setattr(streamed, "MANY", 1)
    found, told, rows = taken(tmp_path / "log.parquet")
    keys = [
        (row["person"], row["at"])
        for row in rows
        if row["entity_bucket"] == BUCKET
        and row["person"] is not None
        and row["at"] is not None
        and row["at"].time() != dt.time()
    ]
    assert len(keys) > len(set(keys)) > 1
    assert (found.examined, found.rows) == (len(keys), len(keys) - len(set(keys)))
    assert told == found


@pytest.mark.parametrize(("type_", "many"), [(pa.string(), 1), (pa.int64(), 10**6)])
def test_else_a_log_is_looked_at_afterwards(tmp_path, monkeypatch, type_, many):
    pq.write_table(people(type_), tmp_path / "log.parquet")
    monkeypatch.setattr(streamed, "MANY", many)
    found, told, _ = taken(tmp_path / "log.parquet")
    assert found is None
    assert told.rows > 100


@pytest.mark.parametrize("person", [0, 1, -1, 9, 99, 999, 9999, 99999, 999999, 99999999, -999])
def test_who_stands_for_somebody_unknown_is_not_looked_at(person):
    engine = DataFrameEngine(pl.DataFrame({"person": [person]}))
    found = engine.collect(engine.with_bucket(engine.frame, "person"))
    assert found["entity_bucket"].tolist() != [BUCKET]


def test_of_few_people_all_are_looked_at_if_none_is_in_the_bucket(tmp_path, monkeypatch):
    table = people(pa.int64())
    place = table.column_names.index("person")
    few = pa.array(np.arange(len(table)) % 2 + 4000)
    pq.write_table(table.set_column(place, "person", few), tmp_path / "log.parquet")
    monkeypatch.setattr(streamed, "MANY", 1)
    monkeypatch.setattr(copies_of, "EXACT_MOMENTS", 100)
    found, told, rows = taken(tmp_path / "log.parquet")
    assert found is None
    clocks = [row["at"] for row in rows if row["at"] is not None and row["at"].time() != dt.time()]
    assert told.examined == len(clocks)
