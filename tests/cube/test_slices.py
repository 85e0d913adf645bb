"""What subgroups are sought in, counted: every engine, and by hand."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.cube.counted import count
from evenhand.cube.slices import OTHERS, count_slices
from evenhand.cube.survey import survey
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import wanted_kinds

PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "label": {"column": "label"},
    "protected": [{"column": "sex"}, {"column": "age", "bands": ["<40", "40+"]}],
    "columns": {"entity": "person"},
    "conditions": ["region"],
    "features": ["income", "city", "rooms"],
}


def log(rows=1200, seed=4):
    draw = np.random.default_rng(seed)

    def some(values, missing=0.1):
        gone = draw.random(rows) < missing
        return [None if g else v for v, g in zip(np.asarray(values).tolist(), gone, strict=True)]

    income = np.exp(draw.normal(10, 1, rows))
    income[:3] = [np.nan, np.inf, -np.inf]
    return pa.table(
        {
            "person": pa.array([f"p{i}" for i in draw.integers(0, 300, rows)]),
            "decision": pa.array(some(draw.choice(["yes", "no"], rows), 0.02), pa.string()),
            "label": pa.array(some(draw.integers(0, 2, rows), 0.3), pa.int64()),
            "sex": pa.array(some(draw.choice(["F", "M"], rows)), pa.string()),
            "age": pa.array(draw.integers(18, 90, rows)),
            "region": pa.array(some(draw.choice(["n", "s"], rows)), pa.string()),
            "income": pa.array(some(income), pa.float64()),
            "city": pa.array(some([f"c{i:02d}" for i in draw.zipf(1.5, rows) % 40], 0.0)),
            "rooms": pa.array(some(draw.integers(1, 5, rows)), pa.int64()),
        }
    )


TABLE = log()


def counted(engine, kinds, *, held=(), cutoff=None, **asked):
    plan = Plan.model_validate({**PLAN, **asked})
    tools = {"collect": engine.collect, "progress": lambda _: None}
    seen = survey(engine.frame, plan, kinds, collect=engine.collect)
    first = count(engine.frame, plan, kinds, seen, **tools)
    return count_slices(
        engine.frame,
        plan,
        kinds,
        first,
        cutoff=cutoff,
        held=held,
        collect=engine.collect,
        sample=engine.sample,
        with_bucket=engine.with_bucket,
    )


def of_frame(frame, **asked):
    engine = DataFrameEngine(frame)
    return counted(engine, engine.columns, **asked)


@pytest.fixture(scope="module")
def by_duckdb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    pq.write_table(TABLE, folder / "log.parquet")
    plan = Plan.model_validate(PLAN)
    opened = open_log(
        [str(folder)], wanted=wanted_kinds(plan), intake=plan.intake, spool=folder / "spool"
    )
    with DuckDBEngine(opened) as engine:
        return counted(engine, opened.columns)


@pytest.mark.parametrize(
    "frame",
    [
        pl.from_arrow(TABLE),
        pl.from_arrow(TABLE).lazy(),
        TABLE,
        TABLE.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get),
    ],
    ids=["polars", "lazy polars", "arrow", "pandas"],
)
def test_every_engine_counts_the_same(frame, by_duckdb):
    found = of_frame(frame)
    assert (found.columns, found.axes, found.left_out) == (
        by_duckdb.columns,
        by_duckdb.axes,
        by_duckdb.left_out,
    )
    assert found.cells.levels == by_duckdb.cells.levels
    axes = found.cells.axes
    np.testing.assert_array_equal(found.cells.sum("n", *axes), by_duckdb.cells.sum("n", *axes))


def test_numbers_are_told_apart_at_their_fifths_and_named_by_them(by_duckdb):
    levels = by_duckdb.cells.levels["column:income"]
    n = by_duckdb.cells.sum("n", "column:income")
    values = TABLE.to_pandas()["income"]
    known = values[np.isfinite(values)]
    assert levels[0].startswith("below ")
    assert levels[4].endswith(" and more")
    assert levels[5] == "unknown"
    assert n[5] == len(values) - len(known)
    low = float(levels[0].removeprefix("below ").replace(",", ""))
    # The name is rounded to six digits, the count is not.
    assert n[0] == pytest.approx((known < low).sum(), abs=1)
    assert n[:5] == pytest.approx(np.full(5, len(known) / 5), abs=3)


def test_whole_numbers_of_few_values_are_categories(by_duckdb):
    assert set(by_duckdb.cells.levels["column:rooms"]) == {"1", "2", "3", "4", "unknown"}


def test_rarer_values_of_a_category_are_taken_together(by_duckdb):
    levels = by_duckdb.cells.levels["column:city"]
    cities = TABLE.to_pandas()["city"].value_counts()
    assert len(levels) == 9
    n = dict(zip(levels, by_duckdb.cells.sum("n", "column:city"), strict=True))
    assert n[OTHERS] == len(TABLE) - sum(n[level] for level in levels if level != OTHERS)
    assert all(n[level] == cities[level] for level in levels if level != OTHERS)


def test_every_decision_of_a_person_is_in_the_same_half(by_duckdb):
    assert by_duckdb.half == "half"
    halves = by_duckdb.cells.sum("n", "half")
    # Of 300 people with about four decisions each.
    assert halves.sum() == len(TABLE)
    assert abs(halves[0] - halves[1]) < 6 * np.sqrt(300) * 4


def test_without_people_there_are_no_halves():
    assert of_frame(pl.from_arrow(TABLE), columns={}).half is None


def test_items_are_named_by_their_column_and_value(by_duckdb):
    names = [by_duckdb.name(item) for item in range(7)]
    assert names[:3] == [("sex", "F"), ("sex", "M"), ("sex", "unknown")]
    assert ("age", "40+") in names


@pytest.mark.parametrize(
    ("column", "values", "why"),
    [
        ("same", ["x"], "one_value"),
        ("unique", [f"u{i}" for i in range(len(TABLE))], "too_many_values"),
        ("leak", None, "decision"),
    ],
)
def test_a_column_that_cannot_be_searched_is_left_out_with_its_reason(column, values, why):
    table = pl.from_arrow(TABLE)
    wanted = table["decision"] if values is None else pl.Series((values * len(table))[: len(table)])
    found = of_frame(table.with_columns(wanted.alias(column)), features=["rooms", column])
    assert found.left_out == ((column, why),)
    assert found.columns == ("sex", "age", "region", "rooms")
    assert found.cells.axes[:4] == found.axes


def test_values_that_may_name_people_are_not_told():
    found = of_frame(pl.from_arrow(TABLE), held={"city"})
    assert found.left_out == (("city", "identifiers"),)


def test_what_would_take_too_many_cells_is_left_out():
    table = pl.from_arrow(TABLE)
    more = [f"f{i}" for i in range(6)]
    draw = np.random.default_rng(1)
    extra = [pl.Series(name, draw.integers(0, 8, len(table))) for name in more]
    found = of_frame(table.with_columns(extra), features=more)
    assert ("f5", "too_many_cells") in found.left_out
    assert "f0" in found.columns


def test_a_protected_column_is_searched_once():
    found = of_frame(pl.from_arrow(TABLE), features=["sex", "rooms"])
    assert found.columns.count("sex") == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"slices": {"depth": 0}},
        {"slices": {"largest_log": 1199}},
        {"columns": {"weight": "rooms"}, "features": ["city"]},
        {"protected": [{"column": "sex"}], "conditions": [], "features": []},
    ],
    ids=["not wanted", "too large", "weighted", "one column"],
)
def test_where_there_is_nothing_to_search_nothing_is_counted(asked):
    table = pl.from_arrow(TABLE).with_columns(pl.col("rooms").fill_null(1))
    assert of_frame(table, **asked) is None


def test_a_leak_leaves_nothing_to_search_where_but_one_column_is_left():
    table = pl.from_arrow(TABLE).with_columns(leak=pl.col("decision"))
    asked = {"protected": [{"column": "sex"}], "conditions": [], "features": ["leak"]}
    assert of_frame(table, **asked) is None
