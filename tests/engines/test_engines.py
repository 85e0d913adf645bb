"""Every engine gives the same frame, and the same arrays from it."""

import datetime as dt

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.cube.axis import Values
from evenhand.engines import ENGINES, DataFrameEngine, DuckDBEngine
from evenhand.errors import LogError
from evenhand.log.open import open_log
from evenhand.plan.plan import Intake

BERLIN = dt.timezone(dt.timedelta(hours=1))
DATA = {
    "text": ["a", None, "ü☃"],
    "whole": [1, 2, 3],
    "gaps": [1, None, 3],
    "number": [1.5, None, float("nan")],
    "flag": [True, None, False],
    "sure": [True, True, False],
    "day": [dt.date(2025, 1, 31), None, dt.date(2025, 2, 1)],
    "at": [
        dt.datetime.fromisoformat("2025-01-31T10:00:00"),
        None,
        dt.datetime.fromisoformat("2025-02-01"),
    ],
    "zoned": [dt.datetime(2025, 1, 31, 10, tzinfo=BERLIN), None, None],
    'a"; drop table x; --': [1, 2, 3],
    "p.q": ["x", "y", "z"],
}
KINDS = {
    "text": "text",
    "whole": "integer",
    "gaps": "integer",
    "number": "number",
    "flag": "boolean",
    "sure": "boolean",
    "day": "date",
    "at": "time",
    "zoned": "time",
    'a"; drop table x; --': "integer",
    "p.q": "text",
}
FRAMES = ["duckdb", "polars", "polars lazy", "arrow", "pandas arrow", "pandas"]


def table():
    return pa.table(DATA)


def log_of(arrow, tmp_path):
    pq.write_table(arrow, tmp_path / "log.parquet")
    return open_log([tmp_path / "log.parquet"], wanted={}, intake=Intake(), spool=tmp_path)


@pytest.fixture(params=FRAMES)
def engine(request, tmp_path):
    arrow = table()
    if request.param == "duckdb":
        with DuckDBEngine(log_of(arrow, tmp_path)) as engine:
            yield engine
        return
    frame = {
        "polars": lambda: pl.from_arrow(arrow),
        "polars lazy": lambda: pl.from_arrow(arrow).lazy(),
        "arrow": lambda: arrow,
        "pandas arrow": lambda: arrow.to_pandas(types_mapper=pd.ArrowDtype),
        "pandas": lambda: arrow.to_pandas().astype({"gaps": "Int64", "flag": "boolean"}),
    }[request.param]()
    yield DataFrameEngine(frame)


def test_engines_are_known_by_name():
    assert set(ENGINES) == {"duckdb", "dataframe"}
    assert DuckDBEngine.name == "duckdb"
    names = [
        DataFrameEngine(f).name for f in (pd.DataFrame(DATA), pl.DataFrame({"a": [1]}), table())
    ]
    assert names == ["pandas", "polars", "pyarrow"]


def test_arrays_are_alike_on_every_engine(engine):
    found = engine.collect(engine.frame)
    assert list(found) == list(DATA)
    assert found["text"].tolist() == ["a", None, "ü☃"]
    assert found["text"].dtype == object
    assert found["whole"].dtype.kind == "i"
    np.testing.assert_array_equal(found["gaps"], [1, np.nan, 3])
    np.testing.assert_array_equal(found["number"], [1.5, np.nan, np.nan])
    assert found["flag"].tolist() == [True, None, False]
    assert found["sure"].tolist() == [True, True, False]
    times = {"day": "2025-01-31", "at": "2025-01-31T10", "zoned": "2025-01-31T09"}
    for column, first in times.items():
        if column == "day" and found[column].dtype == object:
            continue  # pandas without Arrow has no dates; see the next test
        assert found[column].dtype == np.dtype("datetime64[us]")
        assert found[column][0] == np.datetime64(first)
        assert np.isnat(found[column][1])


def test_sums_by_group_are_alike_on_every_engine(engine):
    by = engine.frame.with_columns(key=nw.col("p.q") == "x").group_by("key")
    found = engine.collect(by.agg(nw.len().alias("n"), nw.col("whole").sum()).sort("key"))
    assert {name: values.tolist() for name, values in found.items()} == {
        "key": [False, True],
        "n": [2, 1],
        "whole": [5, 1],
    }


def test_a_frame_tells_the_kinds_of_its_columns():
    assert DataFrameEngine(table()).columns == KINDS
    odd = pd.DataFrame({"c": pd.Categorical(["x"]), "l": [[1]]})
    assert DataFrameEngine(odd).columns["c"] == "text"
    nested = pl.DataFrame({"l": [[1]], "d": [dt.timedelta(1)], "n": [1]}).cast(
        {"n": pl.Decimal(10, 2)}
    )
    assert DataFrameEngine(nested).columns == {"l": "other", "d": "other", "n": "number"}


def test_a_log_tells_the_same_kinds(tmp_path):
    assert log_of(table(), tmp_path).columns == KINDS


def test_categories_and_decimals_come_as_text_and_floats():
    frame = pl.DataFrame({"c": ["x", None], "d": [1, 2]}).cast(
        {"c": pl.Categorical, "d": pl.Decimal(10, 2)}
    )
    engine = DataFrameEngine(frame)
    found = engine.collect(engine.frame)
    assert found["c"].tolist() == ["x", None]
    assert found["d"].tolist() == [1.0, 2.0]


def test_what_is_no_frame_is_refused():
    with pytest.raises(LogError, match="a dict is not a frame") as caught:
        DataFrameEngine({"a": [1]})
    assert caught.value.hint


def test_a_frame_is_not_changed():
    frame = pd.DataFrame({"a": ["x"]})
    engine = DataFrameEngine(frame)
    engine.collect(engine.with_bucket(engine.frame, "a"))
    assert list(frame.columns) == ["a"]


def test_a_closed_engine_says_so(tmp_path):
    engine = DuckDBEngine(log_of(table(), tmp_path))
    engine.close()
    with pytest.raises(RuntimeError, match="closed"):
        _ = engine.frame


def test_damage_that_shows_late_is_told_in_our_words(tmp_path):
    path = tmp_path / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT hash(range) AS n FROM range(100000)) TO $path (COMPRESSION snappy)",
            {"path": str(path)},
        )
    log = open_log([path], wanted={"n": "any"}, intake=Intake(), spool=tmp_path)
    content = bytearray(path.read_bytes())
    content[4:60] = b"\xff" * 56
    path.write_bytes(content)
    with (
        DuckDBEngine(log) as engine,
        pytest.raises(LogError, match="the log cannot be read: it is damaged"),
    ):
        engine.collect(engine.frame.select(nw.col("n").n_unique()))
    path.unlink()
    with pytest.raises(LogError, match="the log cannot be read"):
        DuckDBEngine(log)


def test_what_is_streamed_is_every_row_once_in_numbers(tmp_path):
    groups = ["F", 'it\'s "quoted"; --', "", None]
    rows = 150_000
    table = pa.table(
        {
            "group": [groups[i % 4] for i in range(rows)],
            "yes": [None if i % 3 == 0 else i % 3 == 1 for i in range(rows)],
            "grade": [None if i % 5 == 0 else i % 5 for i in range(rows)],
            "number": [None if i % 7 == 0 else i / 4 for i in range(rows)],
            "place": list(range(rows)),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=10_000)
    values = {
        "group": Values(("", 'it\'s "quoted"; --', "F")),
        "yes": Values((False, True)),
        "grade": Values((4.0, 3.0, 2.0, 1.0)),
    }
    log = open_log([tmp_path / "log.parquet"], wanted={}, intake=Intake(), spool=tmp_path)
    with DuckDBEngine(log) as engine:
        parts = list(engine.stream(engine.frame, values))
        assert engine.collect(engine.frame.select(n=nw.len()))["n"][0] == rows
    assert len(parts) > 1
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(found["place"])
    numbers = found["place"][order]
    np.testing.assert_array_equal(numbers, np.arange(rows))
    np.testing.assert_array_equal(found["group"][order], np.array([3, 2, 1, 0])[numbers % 4])
    np.testing.assert_array_equal(found["yes"][order], np.array([0, 2, 1])[numbers % 3])
    np.testing.assert_array_equal(found["grade"][order], np.array([0, 4, 3, 2, 1])[numbers % 5])
    expected = np.where(numbers % 7 == 0, np.nan, numbers / 4)
    np.testing.assert_array_equal(found["number"][order], expected)


def test_damage_that_shows_while_rows_are_streamed_is_told_in_our_words(tmp_path):
    path = tmp_path / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'no. ' || range AS n FROM range(1000000)) TO $path "
            "(COMPRESSION zstd, ROW_GROUP_SIZE 100000)",
            {"path": str(path)},
        )
    log = open_log([path], wanted={"n": "any"}, intake=Intake(), spool=tmp_path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with (
        DuckDBEngine(log) as engine,
        pytest.raises(LogError, match="the log cannot be read: it is damaged"),
    ):
        for _ in engine.stream(engine.frame, {"n": Values(("no. 1",))}):
            pass
