"""The features of a log, counted by window and group: every engine, and by hand."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.counting import count_further
from evenhand.cube import streamed
from evenhand.cube.counted import count
from evenhand.cube.features import NAMED, _edges
from evenhand.cube.survey import survey
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.errors import LogError
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import wanted_kinds

COLUMNS = ("income", "rooms", "post", "purpose", "city", "retired", "claims")
PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "protected": [{"column": "sex"}, {"column": "age", "bands": ["<40", "40+"]}],
    "columns": {"time": "at"},
    "window": "month",
    "features": COLUMNS,
}
START = np.datetime64("2025-01-01T00:00", "us")


def log(rows=1500, seed=4):
    """Return a log with null, NaN and infinity in what is watched, as an Arrow table."""
    draw = np.random.default_rng(seed)

    def some(values, missing=0.1):
        return [None if gone else value for value, gone in zip(
            values.tolist(), draw.random(rows) < missing, strict=True
        )]  # fmt: skip

    income = np.exp(draw.normal(10, 1, rows))
    income[:6] = [np.nan, np.nan, np.inf, -np.inf, 0.0, -1.0]
    times = START + draw.integers(0, 200 * 24 * 3600, rows) * np.timedelta64(1_000_000, "us")
    return pa.table(
        {
            "at": pa.array(some(times, 0.03), pa.timestamp("us")),
            "decision": pa.array(draw.choice(["yes", "no"], rows)),
            "sex": pa.array(some(draw.choice(["F", "M"], rows)), pa.string()),
            "age": pa.array(draw.integers(18, 90, rows)),
            "income": pa.array(some(income), pa.float64()),
            "rooms": pa.array(some(draw.integers(1, 9, rows)), pa.int64()),
            "post": pa.array(draw.integers(10_000, 99_999, rows)),
            "purpose": pa.array(some(draw.choice(["car", "home", "", "näh"], rows)), pa.string()),
            "city": pa.array(
                some(np.array([f"c{i:02d}" for i in draw.zipf(1.2, rows) % 80]), 0.02), pa.string()
            ),
            "retired": pa.array(some(draw.random(rows) < 0.2), pa.bool_()),
            "claims": pa.array(some(np.maximum(draw.normal(-1, 1, rows), 0.0), 0.0), pa.float64()),
        }
    )


TABLE = log()


def counted(engine, kinds, **asked):
    plan = Plan.model_validate({**PLAN, **asked})
    tools = {"collect": engine.collect, "progress": lambda _: None}
    seen = survey(engine.frame, plan, kinds, collect=engine.collect)
    first = count(engine.frame, plan, kinds, seen, **tools)
    _, found, _ = count_further(
        engine, engine.frame, plan, kinds, first, cutoff=None, progress=lambda _: None
    )
    return found


def of_frame(frame, **asked):
    engine = DataFrameEngine(frame)
    return counted(engine, engine.columns, **asked)


def duckdb_features(folder):
    pq.write_table(TABLE, folder / "log.parquet")
    plan = Plan.model_validate(PLAN)
    opened = open_log(
        [str(folder)], wanted=wanted_kinds(plan), intake=plan.intake, spool=folder / "spool"
    )
    with DuckDBEngine(opened) as engine:
        return counted(engine, opened.columns)


@pytest.fixture(scope="module")
def by_duckdb(tmp_path_factory):
    """Return the features as DuckDB counts them, one scan each."""
    return duckdb_features(tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def in_one_scan(tmp_path_factory):
    """Return the features as DuckDB counts them, all in one scan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamed, "MANY", 0)
        return duckdb_features(tmp_path_factory.mktemp("log"))


@pytest.mark.parametrize(
    "frame",
    [
        pl.from_arrow(TABLE),
        pl.from_arrow(TABLE).lazy(),
        TABLE,
        TABLE.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get),
        TABLE.to_pandas(types_mapper=pd.ArrowDtype),
    ],
    ids=["polars", "lazy polars", "arrow", "pandas", "pandas with arrow types"],
)
def test_every_engine_counts_the_same(frame, by_duckdb):
    check_same(of_frame(frame), by_duckdb)


def test_one_scan_for_all_counts_the_same(in_one_scan, by_duckdb):
    check_same(in_one_scan, by_duckdb)


def check_same(found, by_duckdb):
    assert list(found) == list(COLUMNS) == list(by_duckdb)
    for column, feature in found.items():
        other = by_duckdb[column]
        assert (feature.kind, feature.rest) == (other.kind, other.rest)
        np.testing.assert_array_equal(feature.edges, other.edges)
        assert feature.cells.levels == other.cells.levels
        for measure, values in feature.cells.measures.items():
            axes = feature.cells.axes
            assert values.sum() == pytest.approx(other.cells.measures[measure].sum())
            np.testing.assert_allclose(
                feature.cells.sum(measure, *axes), other.cells.sum(measure, *axes), rtol=1e-12
            )


def test_pandas_with_nan_for_null_counts_the_same(by_duckdb):
    alike = ("income", "purpose", "city", "retired", "claims")
    for column, feature in of_frame(TABLE.to_pandas(), features=alike).items():
        assert feature.cells.levels == by_duckdb[column].cells.levels
        axes = feature.cells.axes
        np.testing.assert_array_equal(
            feature.cells.sum("n", *axes), by_duckdb[column].cells.sum("n", *axes)
        )


@pytest.mark.parametrize("column", ["income", "post", "claims"])
def test_numbers_are_binned_at_their_quantiles_by_window_and_group(by_duckdb, column):
    rows, feature = TABLE.to_pandas(), by_duckdb[column]
    values = rows[column].where(np.isfinite(rows[column]))
    place = np.searchsorted(feature.edges, values, side="right")
    rows["bin"] = np.where(values.isna(), "unknown", place.astype(str))
    rows["window"] = rows["at"].dt.strftime("%Y-%m-01").fillna("unknown")
    rows["sex"] = rows["sex"].fillna("unknown")
    cells, levels = feature.cells, feature.cells.levels
    axes = ("window", "attribute:sex", "bin")
    dense = rows.groupby(["window", "sex", "bin"]).agg(
        n=("age", "size"), total=(column, lambda part: part[np.isfinite(part)].sum())
    )
    for measure in ("n", "total"):
        expected = np.zeros([len(levels[axis]) for axis in axes])
        for key, value in dense[measure].items():
            expected[tuple(levels[a].index(name) for a, name in zip(axes, key, strict=True))] = (
                value
            )
        if measure == "total":
            expected[:, :, levels["bin"].index("unknown")] = 0
        np.testing.assert_allclose(cells.sum(measure, *axes), expected, rtol=1e-9)
    assert feature.kind == "number"
    assert len(feature.edges) == (5 if column == "claims" else 19)


def test_categories_are_counted_by_value_and_the_rarer_of_many_together(by_duckdb):
    rows = TABLE.to_pandas()
    for column, empty in (("purpose", True), ("rooms", False), ("retired", False)):
        cells = by_duckdb[column].cells
        expected = rows[column].map(
            lambda value: str(value).lower() if isinstance(value, bool) else value
        ).value_counts()  # fmt: skip
        found = dict(zip(cells.levels["bin"], cells.sum("n", "bin"), strict=True))
        missing = found.pop("unknown")
        assert missing == rows[column].isna().sum() + (rows[column] == "").sum()
        assert found == {
            str(int(value)) if column == "rooms" else str(value): n
            for value, n in expected.items()
            if value != ""
        }
        assert empty == ("" in expected.index)
    city = by_duckdb["city"]
    commonest = rows["city"].value_counts()
    assert city.rest == "others"
    named = set(city.cells.levels["bin"]) - {"others", "unknown"}
    assert len(named) == NAMED
    assert min(commonest[list(named)]) >= max(commonest.drop(list(named)))
    others = city.cells.levels["bin"].index("others")
    assert city.cells.sum("n", "bin")[others] == commonest.drop(list(named)).sum()


@pytest.mark.parametrize("unknown", [["", "unknown"], ["m"], ["F", "M"]])
def test_a_feature_that_is_an_attribute_too_is_counted_as_any_other(unknown):
    # What the plan takes for an unknown group is a value of the feature all the same.
    frame = pl.from_arrow(TABLE).with_columns(copy=pl.col("sex"))
    protected = [{"column": "sex", "unknown": unknown}, *PLAN["protected"][1:]]
    found = of_frame(frame, protected=protected, features=["sex", "copy"])
    assert found["sex"].cells.levels == found["copy"].cells.levels
    assert found["sex"].cells.levels["bin"] == ("F", "M", "unknown")
    axes = found["sex"].cells.axes
    np.testing.assert_array_equal(
        found["sex"].cells.sum("n", *axes), found["copy"].cells.sum("n", *axes)
    )
    assert found["sex"].cells.measures.keys() == found["copy"].cells.measures.keys()


def test_a_number_that_is_an_attribute_too_is_binned(by_duckdb):
    found = of_frame(
        pl.from_arrow(TABLE), protected=[{"column": "income"}], features=["income", "rooms"]
    )
    assert found["income"].kind == "number"
    assert found["income"].cells.sum("n", "bin").tolist() == (
        by_duckdb["income"].cells.sum("n", "bin").tolist()
    )


def test_a_value_that_is_called_others_keeps_its_name():
    values = [*(f"c{i:02d}" for i in range(60)), *["others"] * 9]
    frame = pl.DataFrame(
        {
            "at": pl.datetime_range(
                pl.datetime(2025, 1, 1), pl.datetime(2025, 3, 10), "1d", eager=True
            ),
            "decision": ["yes"] * 69, "sex": ["F"] * 69, "age": [30] * 69, "city": values,
        }
    )  # fmt: skip
    (city,) = of_frame(frame, features=["city"], window="30d").values()
    n = dict(zip(city.cells.levels["bin"], city.cells.sum("n", "bin"), strict=True))
    assert (city.rest, n["others"], n["all others"]) == ("all others", 9, 11)


def test_a_number_of_many_zeros_has_a_bin_for_zero(by_duckdb):
    edges = by_duckdb["claims"].edges
    assert edges[:2].tolist() == [0.0, np.nextafter(0.0, 1.0)]


def test_nothing_is_counted_without_features_times_or_a_second_window():
    frame = pl.from_arrow(TABLE)
    assert of_frame(frame, features=[]) == {}
    assert of_frame(frame, columns={}) == {}
    assert of_frame(frame, window="all") == {}


def test_of_many_windows_everybody_alone_is_counted():
    found = of_frame(pl.from_arrow(TABLE), window="2d", features=["rooms"])["rooms"]
    # Two days hold fifteen decisions: four are taken together to make thirty.
    assert "attribute:sex" in found.cells.axes
    rows = pa.concat_tables([TABLE] * 3)
    found = of_frame(pl.from_arrow(rows), window="2d", features=["rooms"])["rooms"]
    assert len(found.cells.levels["window"]) > 60
    assert found.cells.axes == ("window", "bin")


def test_a_feature_of_times_is_refused():
    with pytest.raises(LogError, match="'at' holds time"):
        of_frame(pl.from_arrow(TABLE), features=["at"])


def test_a_feature_without_any_value_has_one_bin():
    frame = pl.from_arrow(TABLE).with_columns(income=pl.lit(None, pl.Float64))
    found = of_frame(frame, features=["income"])["income"]
    assert found.cells.levels["bin"] == ("0", "unknown")
    assert found.cells.sum("n", "bin").tolist() == [0, 1500]


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5, 3.0, 7.0]) | st.floats(-9, 9), min_size=1))
def test_bins_are_in_order_and_hold_about_a_twentieth_unless_one_value_is_more(values):
    numbers = np.array(values)
    edges = _edges(numbers)
    assert (np.diff(edges) > 0).all()
    place = np.searchsorted(edges, numbers, side="right")
    for one in np.unique(place):
        inside = numbers[place == one]
        twentieth = np.ceil(len(numbers) / 20) + 1
        assert len(inside) <= 2 * twentieth or len(np.unique(inside)) == 1
