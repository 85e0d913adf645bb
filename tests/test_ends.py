"""The ends of columns come from what files say of themselves: what they leave out is found."""

import struct
from datetime import UTC, datetime, timedelta

import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from duckdb import connect

from evenhand.audit import audit
from evenhand.cube import streamed
from evenhand.engines import DataFrameEngine, DuckDBEngine, duckdb
from evenhand.errors import LogError
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.plan import Intake

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
PLAN = {
    "decision": {"column": "hired", "favourable": "yes"},
    "score": {"column": "score"},
    "protected": [{"column": "sex"}],
    "columns": {"time": "at"},
    "kpis": {"latency": "ms"},
    "inference": {"draws": 100},
}
START = datetime(2025, 1, 1)  # noqa: DTZ001 - as a log without zones has it


def people(n=300, seed=3, **columns):
    draw = np.random.default_rng(seed)
    score = draw.integers(1, 64, n) / 64
    return pa.table(
        {
            "sex": draw.choice(["F", "M"], n),
            "hired": np.where(score >= 0.5, "yes", "no"),
            "score": score,
            "at": [START + timedelta(days=int(day)) for day in draw.integers(0, 90, n)],
            "ms": draw.integers(1, 1000, n) / 8,
            **columns,
        }
    )


def with_score(*values):
    """Return a log in which some scores are of these values."""
    table = people()
    scores = table["score"].to_numpy().copy()
    scores[: len(values)] = values
    return table.set_column(table.column_names.index("score"), "score", pa.array(scores))


def audited(log, **asked):
    return audit(log, Plan.model_validate({**PLAN, **asked}), as_of=NOON)


def by_duckdb(table, path):
    """Write a file that says of its ends that they are exact; of a column with NaN it tells none.

    Newer versions of pyarrow say so, too, and leave NaN out; Polars says nothing about it.
    """
    with connect() as connection:
        connection.from_arrow(table).write_parquet(str(path))


def by_polars(table, path):
    pl.from_arrow(table).write_parquet(path)


def save(folder, *tables, write=pq.write_table):
    paths = [folder / f"{place}.parquet" for place in range(len(tables))]
    for path, table in zip(paths, tables, strict=True):
        write(table, path)
    return paths


def lying(path, true, said):
    """Change what a file says of a column: the bytes of an end, in the part that describes it."""
    whole = path.read_bytes()
    start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    assert whole.count(true, start) >= 1
    path.write_bytes(whole[:start] + whole[start:].replace(true, said))


@pytest.fixture
def large(monkeypatch):
    """Take small files for large ones: each is asked by itself, and rows are streamed."""
    monkeypatch.setattr(duckdb, "_LARGE", 1)
    monkeypatch.setattr(streamed, "MANY", 1)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("favourable", ["high", "low"])
@pytest.mark.parametrize("threshold", [None, 0.5])
def test_scores_that_are_no_numbers_are_an_error(tmp_path, bad, favourable, threshold):
    table = with_score(0.25, bad, bad)
    asked = {"score": {"column": "score", "threshold": threshold, "favourable": favourable}}
    (path,) = save(tmp_path, table)
    for log in (path, pl.from_arrow(table), table):
        with pytest.raises(LogError, match="score column 'score' has 2 values that are NaN or"):
            audited(log, **asked)


def test_a_file_does_not_say_which_scores_are_no_numbers(tmp_path):
    table = with_score(float("nan"))
    (path,) = save(tmp_path, table)
    told = pq.read_metadata(path).row_group(0).column(2).statistics
    scores = table["score"].to_numpy()
    assert (told.min, told.max) == (np.nanmin(scores), np.nanmax(scores))


def test_times_beyond_those_a_file_tells_of_are_an_error(tmp_path):
    (path,) = save(tmp_path, people(), write=by_duckdb)
    last = int((START + timedelta(days=89) - datetime(1970, 1, 1)).total_seconds()) * 10**6  # noqa: DTZ001
    lying(path, struct.pack("<q", last), struct.pack("<q", last - 20 * 86_400 * 10**6))
    with pytest.raises(LogError, match="times lie outside what the files of the log say") as caught:
        audited(path)
    assert caught.value.hint.endswith("write it again")


@pytest.fixture(params=["small", "large"])
def size(request):
    """Take small files for what they are, or for large ones."""
    if request.param == "large":
        request.getfixturevalue("large")


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("threshold", [None, 3.0])
@pytest.mark.parametrize("favourable", ["low", "high"])
@pytest.mark.parametrize("write", [by_duckdb, by_polars])
@pytest.mark.parametrize("ends", [(-4.0, 2.0), (-4.0, -3.75), (40.0, 4.0), (40.0, 39.75)])
def test_scores_beyond_those_a_file_tells_of_are_an_error(
    tmp_path, write, favourable, threshold, ends
):
    true, said = ends
    asked = {"column": "score", "favourable": favourable, "threshold": threshold}
    (path,) = save(tmp_path, with_score(-4.0, 40.0), write=write)
    lying(path, struct.pack("<d", true), struct.pack("<d", said))
    try:
        audited(path, score=asked)
    except LogError as error:
        assert "scores lie outside what the files of the log say" in str(error)  # noqa: PT017
    else:
        # Ends that are not said to be exact are looked for in the column, and found.
        assert write is by_polars


def test_large_files_are_asked_one_by_one(tmp_path, monkeypatch):
    paths = save(tmp_path, people(), people(seed=4), people(seed=5))
    log = open_log(paths, wanted={}, intake=Intake(), spool=tmp_path)
    with DuckDBEngine(log) as engine:
        assert engine.parts == (engine.frame,)
    monkeypatch.setattr(duckdb, "_LARGE", 300)
    with DuckDBEngine(log) as engine:
        rows = [part.select(n=nw.len()) for part in engine.parts]
        assert [engine.collect(part)["n"].tolist() for part in rows] == [[300], [300], [300]]
    monkeypatch.setattr(duckdb, "_LARGE", 301)
    with DuckDBEngine(log) as engine:
        assert engine.parts == (engine.frame,)


@pytest.mark.usefixtures("large")
def test_files_that_differ_are_asked_together(tmp_path):
    paths = save(tmp_path, people(), people(more=np.zeros(300)))
    log = open_log(paths, wanted={}, intake=Intake(), spool=tmp_path)
    with DuckDBEngine(log) as engine:
        assert engine.parts == (engine.frame,)


@pytest.mark.usefixtures("large")
def test_files_in_folders_that_carry_columns_are_asked_together(tmp_path):
    for year in ("2024", "later"):
        (tmp_path / f"log/year={year}").mkdir(parents=True)
        pq.write_table(people(), tmp_path / f"log/year={year}/a.parquet")
    log = open_log([tmp_path / "log"], wanted={}, intake=Intake(), spool=tmp_path)
    with DuckDBEngine(log) as engine:
        assert engine.parts == (engine.frame,)


def test_a_frame_is_one_part():
    engine = DataFrameEngine(people())
    assert engine.parts == (engine.frame,)


@pytest.mark.parametrize("missing", [False, True])
def test_an_audit_is_the_same_however_files_are_asked(tmp_path, monkeypatch, missing):
    nothing = {"score": pa.nulls(300, pa.float64()), "at": pa.nulls(300, pa.timestamp("us"))}
    paths = save(tmp_path, people(), people(seed=4, **(nothing if missing else {})), people(seed=5))
    once = audited(paths)
    monkeypatch.setattr(duckdb, "_LARGE", 1)
    by_file = audited(paths)
    assert by_file == once
