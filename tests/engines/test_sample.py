"""A sample of a log and its first rows: the same rows, in order, on every engine."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.engines import DataFrameEngine, DuckDBEngine, spread
from evenhand.engines.spread import positions
from evenhand.log.open import open_log
from evenhand.plan.plan import Intake

ROWS = 5_000
BERLIN = dt.timezone(dt.timedelta(hours=1))
START = dt.datetime(2025, 1, 1, 10, tzinfo=BERLIN)
HOSTILE = 'a"; drop table x; --'


def table():
    return pa.table(
        {
            "row": range(ROWS),
            "text": [None if i % 7 == 0 else f"t{i}" for i in range(ROWS)],
            "score": [None if i % 5 == 0 else i / 64 for i in range(ROWS)],
            "at": [START + dt.timedelta(minutes=i) for i in range(ROWS)],
            HOSTILE: [i % 2 == 0 for i in range(ROWS)],
        }
    )


def files(folder, arrow, cuts):
    """Write rows to files of unequal length and with odd names, in small row groups."""
    folder = folder / "parts"
    folder.mkdir()
    for i, (low, high) in enumerate(zip([0, *cuts], [*cuts, len(arrow)], strict=True)):
        pq.write_table(
            arrow.slice(low, high - low), folder / f"p{i} [a].parquet", row_group_size=300
        )
    return open_log([folder], wanted={}, intake=Intake(), spool=folder.parent)


@pytest.fixture(params=["one file", "four files", "polars", "polars lazy", "arrow", "pandas"])
def engine(request, tmp_path):
    arrow = table()
    if "file" in request.param:
        cuts = [] if request.param == "one file" else [1, 2_000, 4_990]
        with DuckDBEngine(files(tmp_path, arrow, cuts)) as engine:
            yield engine
        return
    frame = {
        "polars": lambda: pl.from_arrow(arrow),
        "polars lazy": lambda: pl.from_arrow(arrow).lazy(),
        "arrow": lambda: arrow,
        "pandas": lambda: arrow.to_pandas().sample(frac=1, random_state=1).sort_index(),
    }[request.param]()
    yield DataFrameEngine(frame)


@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize("rows", [1, 7, 320, 1_000])
def test_every_engine_takes_the_same_rows_in_order(engine, dense, rows, monkeypatch):
    monkeypatch.setattr(spread, "DENSE", ROWS if dense else 10)
    found = engine.sample(["score", "row", "text", "at", HOSTILE], rows)
    places = positions(ROWS, rows)
    assert list(found) == ["score", "row", "text", "at", HOSTILE]
    assert found["row"].tolist() == places.tolist()
    assert found["text"].tolist() == [None if i % 7 == 0 else f"t{i}" for i in places]
    np.testing.assert_array_equal(
        found["score"], [np.nan if i % 5 == 0 else i / 64 for i in places]
    )
    minutes = places.astype("timedelta64[m]")
    np.testing.assert_array_equal(found["at"], np.datetime64("2025-01-01T09:00", "us") + minutes)
    assert found[HOSTILE].tolist() == [i % 2 == 0 for i in places]


@pytest.mark.parametrize("rows", [1, 2_500, ROWS, 9_000])
def test_the_first_rows_come_in_the_order_of_the_log(engine, rows):
    found = engine.first(["row", "text"], rows)
    assert found["row"].tolist() == list(range(min(rows, ROWS)))
    assert found["text"][1] == "t1" if rows > 1 else found["text"].tolist() == [None]


def test_a_short_log_is_its_own_sample(engine):
    assert engine.sample(["row"], 20_000)["row"].tolist() == list(range(ROWS))


@pytest.mark.parametrize("total", [1, 31, 32, 1_000, spread.DENSE, spread.DENSE + 1, 10**9])
@pytest.mark.parametrize("rows", [1, 31, 33, 20_000])
def test_a_sample_is_within_its_bounds_and_spread_over_the_log(total, rows):
    places = positions(total, rows)
    assert 1 <= len(places) <= min(total, rows)
    assert (np.diff(places) > 0).all()
    assert places[0] >= 0
    assert places[-1] < total
    # No stretch of more than two shares of the log is passed over.
    share = total / min(spread.RUNS, rows)
    edges = np.concatenate([[0], places, [total]])
    assert np.diff(edges).max() <= 2 * share + 1


@pytest.mark.parametrize("dense", [True, False])
def test_folders_carry_columns_and_a_column_may_be_lacking(tmp_path, dense, monkeypatch):
    monkeypatch.setattr(spread, "DENSE", ROWS if dense else 10)
    for year, more in ((2024, {"late": ["x"] * 400}), (2025, {})):
        folder = tmp_path / f"year={year}"
        folder.mkdir()
        rows = {"row": range(400), "number": [1.5 if more else 2] * 400, **more}
        pq.write_table(pa.table(rows), folder / "p.parquet")
    with DuckDBEngine(open_log([tmp_path], wanted={}, intake=Intake(), spool=tmp_path)) as engine:
        found = engine.sample(["year", "late", "number"], 320)
        early = [place < 400 for place in positions(800, 320).tolist()]
        assert found["year"].tolist() == [2024 if one else 2025 for one in early]
        assert found["late"].tolist() == ["x" if one else None for one in early]
        assert found["number"].tolist() == [1.5 if one else 2.0 for one in early]


def test_a_spooled_csv_is_sampled_too(tmp_path):
    pd.DataFrame({"row": range(100), "t": "x"}).to_csv(tmp_path / "log.csv", index=False)
    (tmp_path / "spool").mkdir()
    log = open_log(
        [tmp_path / "log.csv"],
        wanted={"row": "number"},
        intake=Intake(),
        spool=tmp_path / "spool",
    )
    with DuckDBEngine(log) as engine:
        assert engine.sample(["row"], 4)["row"].tolist() == [0.0, 25.0, 50.0, 75.0]
