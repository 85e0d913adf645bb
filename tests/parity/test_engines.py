"""Every engine counts the same: DuckDB over Parquet, pandas, Polars and Arrow, to the last row."""

import ast
import inspect
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import evenhand.cube
from evenhand.counting import count_further
from evenhand.cube import streamed
from evenhand.cube.counted import count
from evenhand.cube.local_time import in_local_time, zone_of
from evenhand.cube.survey import survey
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import wanted_kinds

ROWS = 600
BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = 'sex "; drop table log; --'
GROUPS = [
    "F", "M", "Frau 👩‍⚖️", "naïve", "'; drop table log; --", '"', "<script>", "a\nb", "null", "NaN",
    "unknown", "Unknown", "?", " ", "", None,
]  # fmt: skip
START = datetime(2024, 2, 26, 22, 30)  # noqa: DTZ001 - zones are added below


def log():
    """Return a log with null in every column, as an Arrow table; sums of its numbers are exact."""
    chance = random.Random(7)  # noqa: S311 - a log, not a secret

    def some(values, missing=0.1):
        return [None if chance.random() < missing else chance.choice(values) for _ in range(ROWS)]

    moments = [START + timedelta(minutes=chance.randrange(60 * 24 * 60)) for _ in range(ROWS)]
    times = [None if chance.random() < 0.05 else moment for moment in moments]
    births = [date(1950 + i, 1 + i % 12, 1 + i % 28) for i in range(55)] + [date(1984, 2, 29)]
    return pa.table(
        {
            HOSTILE: pa.array(some(GROUPS), pa.string()),
            "citizen": pa.array(some([True, False]), pa.bool_()),
            "age": pa.array(some(range(12, 90)), pa.int64()),
            "dob": pa.array(some(births), pa.date32()),
            "region / π": pa.array(some(["n", "s", "N"]), pa.string()),
            "decision": pa.array(some(["yes", "no", "", "maybe"]), pa.string()),
            "hired": pa.array(some([True, False]), pa.bool_()),
            "label": pa.array(some([0, 1], 0.4), pa.int64()),
            "score": pa.array(some([i / 64 for i in range(65)]), pa.float64()),
            "points": pa.array(some(range(300, 851)), pa.int64()),
            "Axis_0": pa.array(some([0.5, 1.0, 2.0], 0), pa.float64()),
            "time": pa.array(times, pa.timestamp("us")),
            "zoned": pa.array(
                [t and t.replace(tzinfo=UTC).astimezone(BERLIN) for t in times],
                pa.timestamp("us", tz="Europe/Berlin"),
            ),
            "version": pa.array(some(["v1", "v2", "V2"]), pa.string()),
            "person": pa.array(some([f"p{i}" for i in range(150)]), pa.string()),
            "number": pa.array(some(range(-20, 2**40, 2**33)), pa.int64()),
            "ms": pa.array(some([0.0, -1.0, 0.125, 3.0, 250.5, 2048.0]), pa.float64()),
            "eur": pa.array(some([1, 2, 3]), pa.int64()),
            "failed": pa.array(some(["yes", "NO", "t", "0"]), pa.string()),
            "looked": pa.array(some([True, False]), pa.bool_()),
            "changed": pa.array(some([0, 1]), pa.int64()),
        }
    )


TABLE = log()
TYPES = {
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.float64(): pd.Float64Dtype(),
}


def numpy_pandas():
    """Return pandas as most people have it: NaN for null, dates as times."""
    frame = TABLE.to_pandas()
    return frame.assign(dob=pd.to_datetime(frame["dob"]))


FRAMES = {
    "pandas": numpy_pandas,
    "pandas with nullable types": lambda: TABLE.to_pandas(types_mapper=TYPES.get).assign(
        dob=lambda frame: pd.to_datetime(frame["dob"])
    ),
    "pandas with arrow types": lambda: TABLE.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda: pl.from_arrow(TABLE),
    "lazy polars": lambda: pl.from_arrow(TABLE).lazy(),
    "arrow": lambda: TABLE,
}

SEX = {"column": HOSTILE}
PLANS = {
    "everything": {
        "decision": {"column": "decision", "favourable": ["yes", "maybe"]},
        "label": {"column": "label"},
        "score": {"column": "score", "threshold": 0.515625},
        "protected": [SEX, {"column": "age", "bands": ["18-39", "40-61", "62+"]}],
        "conditions": ["region / π"],
        "columns": {
            "time": "time",
            "model_version": "version",
            "entity": "person",
            "weight": "Axis_0",
        },
        "kpis": {
            "latency": "ms",
            "cost": "eur",
            "failure": "failed",
            "review": "looked",
            "override": "changed",
        },
        "window": "week",
    },
    "ages from dates of birth, in UTC": {
        "decision": {"column": "hired", "favourable": True},
        "protected": [
            {"column": "dob", "name": "age", "bands": ["<40", "40+"]},
            {"column": "citizen"},
        ],
        "columns": {"time": "zoned", "entity": "number"},
        "window": "day",
    },
    "low scores are good": {
        "score": {"column": "points", "threshold": 600, "favourable": "low"},
        "protected": [{"column": "citizen"}],
        "columns": {"time": "zoned"},
        "window": "hour",
    },
    "in Berlin": {
        "decision": {"column": "hired", "favourable": True},
        "score": {"column": "score"},
        "label": {"column": "label"},
        "protected": [{"column": "citizen"}],
        "columns": {"time": "zoned"},
        "timezone": "Europe/Berlin",
        "window": "day",
    },
    **{
        f"by {window}": {
            "decision": {"column": "decision", "favourable": "no"},
            "protected": [SEX],
            "columns": {"time": "time"},
            "window": window,
        }
        for window in ("hour", "day", "month", "quarter", "all", "9d")
    },
}
# Where labels are not mature from a day on.
CUTOFFS = {"everything": "2024-03-27", "in Berlin": "2024-03-31"}


def counted(engine, plan, kinds, zoned, *, cutoff, told=lambda _: None):
    frame = engine.frame
    if plan.timezone is not None:
        frame = in_local_time(frame, zoned, zone_of(plan.timezone), collect=engine.collect)
    seen = survey(frame, plan, kinds, collect=engine.collect)
    first = count(frame, plan, kinds, seen, collect=engine.collect, progress=lambda _: None)
    tallies, _, _ = count_further(engine, frame, plan, kinds, first, cutoff=cutoff, progress=told)
    return tallies


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the log in two real Parquet files."""
    folder = tmp_path_factory.mktemp("it's; a log")
    pq.write_table(TABLE.slice(0, 200), folder / "a.parquet")
    pq.write_table(TABLE.slice(200), folder / "b.parquet", row_group_size=64)
    return folder


def duckdb_tallies(folder, spool, told=lambda _: None):
    found = {}
    for name, asked in PLANS.items():
        plan = Plan.model_validate(asked)
        opened = open_log([str(folder)], wanted=wanted_kinds(plan), intake=plan.intake, spool=spool)
        with DuckDBEngine(opened) as engine:
            cutoff = CUTOFFS.get(name)
            found[name] = counted(
                engine, plan, opened.columns, opened.zoned, cutoff=cutoff, told=told
            )
    return found


@pytest.fixture(scope="module")
def by_duckdb(folder, tmp_path_factory):
    """Return the tallies of every plan by DuckDB, one scan each."""
    return duckdb_tallies(folder, tmp_path_factory.mktemp("spool"))


@pytest.fixture(scope="module")
def in_one_scan(folder, tmp_path_factory):
    """Return the tallies of every plan by DuckDB, all from one scan, and what was told."""
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamed, "MANY", 0)
        found = duckdb_tallies(folder, tmp_path_factory.mktemp("spool"), told.append)
    return found, told


def cubes(tallies):
    found = {
        "outcomes": tallies.outcomes,
        "slots": tallies.slots,
        "scores": tallies.scores,
        "kpis": tallies.kpis,
        "entities": tallies.entities,
        **{f"histogram of {name}": cube for name, cube in tallies.histograms.items()},
    }
    return {name: cube for name, cube in found.items() if cube is not None}


def dense(cube, measure):
    """Return what was counted in each cell that is not empty, by the codes of its levels."""
    total = {}
    for code, value in zip(cube.codes.tolist(), cube.measures[measure].tolist(), strict=True):
        total[tuple(code)] = total.get(tuple(code), 0.0) + value
    return total


def check_same(found, expected):
    assert repr(found.survey) == repr(expected.survey)  # NaN is not equal to itself
    assert found.score_edges.tolist() == expected.score_edges.tolist()
    assert cubes(found).keys() == cubes(expected).keys()
    for name, cube in cubes(found).items():
        other = cubes(expected)[name]
        assert dict(cube.levels) == dict(other.levels), name
        for measure in other.measures:
            assert dense(cube, measure) == dense(other, measure), (name, measure)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("library", FRAMES)
def test_every_engine_counts_the_same(library, plan, by_duckdb):
    engine = DataFrameEngine(FRAMES[library]())
    asked = Plan.model_validate(PLANS[plan])
    found = counted(engine, asked, engine.columns, engine.zoned, cutoff=CUTOFFS.get(plan))
    check_same(found, by_duckdb[plan])


@pytest.mark.parametrize("plan", PLANS)
def test_one_scan_for_all_counts_the_same(plan, by_duckdb, in_one_scan):
    check_same(in_one_scan[0][plan], by_duckdb[plan])


def test_tallies_of_a_large_log_are_counted_in_one_scan(in_one_scan):
    _, told = in_one_scan
    everything = "counting scores, latency, people"
    assert told[0] == everything


def test_the_log_has_what_makes_engines_differ(by_duckdb):
    everything = by_duckdb["everything"]
    assert {"NaN", "null", '"', "naïve", "unknown"} <= set(
        everything.outcomes.levels[f"attribute:{HOSTILE}"]
    )
    assert everything.outcomes.sum("n") == ROWS
    assert everything.outcomes.levels["attribute:age"] == (
        "18-39", "40-61", "62+", "outside the bands", "unknown",
    )  # fmt: skip
    assert everything.outcomes.levels["window"][-1] == "unknown"
    assert all(
        (next(iter(cube.measures.values())) > 0).any() for cube in cubes(everything).values()
    )
    assert set(cubes(everything)) == {
        "outcomes", "slots", "scores", "kpis", "entities", "histogram of latency",
    }  # fmt: skip


# Of Spark narwhals has no length of a duration: review times can only be numbers of seconds there.
# From years, days, hours and seconds it could be worked out, in ten times the time on DuckDB.
NOT_ON_SPARK = {("dt", "total_microseconds")}


def expressions():
    """Return what the cube asks of expressions, as ("", "cast") and ("dt", "year")."""
    found = set()
    for path in Path(evenhand.cube.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                space = owner.attr if isinstance(owner, ast.Attribute) else ""
                found.add((space if space in {"dt", "str"} else "", node.func.attr))
    return {
        (space, name)
        for space, name in found
        if space or (hasattr(nw.Expr, name) and not hasattr(nw.LazyFrame, name))
    }


def test_spark_has_every_expression_that_the_cube_asks_for():
    spark = pytest.importorskip("narwhals._spark_like.expr")
    dates = pytest.importorskip("narwhals._spark_like.expr_dt")
    texts = pytest.importorskip("narwhals._spark_like.expr_str")
    spaces = {
        "": spark.SparkLikeExpr,
        "dt": dates.SparkLikeExprDateTimeNamespace,
        "str": texts.SparkLikeExprStringNamespace,
    }
    asked = expressions()
    assert {("dt", "truncate"), ("str", "to_lowercase"), ("", "is_null"), ("", "log")} <= asked
    lacking = {
        (space, name)
        for space, name in asked
        if type(inspect.getattr_static(spaces[space], name)).__name__ == "not_implemented"
    }
    assert lacking == NOT_ON_SPARK
