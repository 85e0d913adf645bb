"""Every engine counts the same first decision of each person, whatever the order of the rows."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.cube.counted import count
from evenhand.cube.first_decisions import first_decisions
from evenhand.cube.survey import survey
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import wanted_kinds

ROWS = 500
START = datetime(2025, 3, 1, tzinfo=UTC).replace(tzinfo=None)
WHO = 'who"; drop table log; --'


def log():
    """Return people decided about many times, often at the same moment, with null everywhere."""
    chance = random.Random(9)  # noqa: S311 - a log, not a secret

    def some(values, missing=0.1):
        return [None if chance.random() < missing else chance.choice(values) for _ in range(ROWS)]

    hours = [START + timedelta(hours=hour) for hour in range(24 * 14)]
    return pa.table(
        {
            WHO: pa.array(some([f"p{i}" for i in range(60)] + ["", "é", "'", "P1"]), pa.string()),
            "number": pa.array(some(range(-30, 30)), pa.int64()),
            "at": pa.array(some(hours[:: 24 * 3]), pa.timestamp("us")),
            "sex": pa.array(some(["F", "M", "unknown", ""]), pa.string()),
            "age": pa.array(some(range(12, 90)), pa.int64()),
            "job": pa.array(some(["a", "B", "ä"]), pa.string()),
            "decision": pa.array(some(["yes", "no", ""]), pa.string()),
            "label": pa.array(some([0, 1], 0.4), pa.int64()),
            "score": pa.array(some([i / 8 for i in range(9)]), pa.float64()),
            "model": pa.array(some(["v1", "v2"]), pa.string()),
        }
    )


TABLE = log()
FRAMES = {
    "pandas": lambda table: table.to_pandas(),
    "pandas with arrow types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.from_arrow,
    "lazy polars": lambda table: pl.from_arrow(table).lazy(),
    "arrow": lambda table: table,
}
SHARED = {
    "label": {"column": "label"},
    "protected": [{"column": "sex"}, {"column": "age", "bands": ["18-39", "40+"]}],
    "conditions": ["job"],
}
PLANS = {
    "texts": {
        **SHARED,
        "decision": {"column": "decision", "favourable": "yes"},
        "columns": {"time": "at", "entity": WHO, "model_version": "model"},
    },
    "numbers and scores": {
        **SHARED,
        "score": {"column": "score", "threshold": 0.5},
        "columns": {"time": "at", "entity": "number"},
        "window": "hour",
    },
}


def counts(engine, kinds, plan):
    frame = engine.frame
    seen = survey(frame, plan, kinds, collect=engine.collect)
    first = count(frame, plan, kinds, seen, collect=engine.collect, progress=lambda _: None)
    cube = first_decisions(frame, plan, first, collect=engine.collect)
    names, found = list(cube.levels.values()), Counter()
    # Two raw values may share a level: "" and null are unknown.
    for code, n in zip(cube.codes.tolist(), cube.measures["n"].tolist(), strict=True):
        found[tuple(names[axis][level] for axis, level in enumerate(code))] += n
    return found


@pytest.fixture(scope="module")
def by_duckdb(tmp_path_factory):
    folder, spool = tmp_path_factory.mktemp("log"), tmp_path_factory.mktemp("spool")
    pq.write_table(TABLE.slice(0, 123), folder / "a.parquet")
    pq.write_table(TABLE.slice(123), folder / "b.parquet", row_group_size=64)
    found = {}
    for name, asked in PLANS.items():
        plan = Plan.model_validate(asked)
        opened = open_log([str(folder)], wanted=wanted_kinds(plan), intake=plan.intake, spool=spool)
        with DuckDBEngine(opened) as engine:
            found[name] = counts(engine, opened.columns, plan)
    return found


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("library", FRAMES)
def test_every_engine_counts_the_same_first_decisions(library, plan, by_duckdb):
    rows = list(range(ROWS))
    random.Random(3).shuffle(rows)  # noqa: S311 - an order, not a secret
    asked = Plan.model_validate(PLANS[plan])
    for table in (TABLE, TABLE.take(rows)):
        engine = DataFrameEngine(FRAMES[library](table))
        assert counts(engine, engine.columns, asked) == by_duckdb[plan]


def test_each_person_counts_once(by_duckdb):
    known = zip(TABLE[WHO].to_pylist(), TABLE["at"].to_pylist(), strict=True)
    people = {who for who, at in known if who is not None and at is not None}
    assert sum(by_duckdb["texts"].values()) == len(people)
