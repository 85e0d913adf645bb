"""A person is in the same bucket on every engine, whatever the order of the rows."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.engines import DataFrameEngine, DuckDBEngine
from evenhand.engines.bucket import BUCKETS, bucket_of_one
from evenhand.errors import LogError
from evenhand.log.log import DecisionLog

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COLUMN = 'who"; drop table x; --'
# Surrogates are no characters: no engine can hold them.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
INTEGERS = st.integers(-(2**63), 2**63 - 1)


def buckets(engine):
    """Return the bucket of each row, by row number."""
    frame = engine.with_bucket(engine.frame, COLUMN).select("row", "entity_bucket").sort("row")
    found = engine.collect(frame)["entity_bucket"]
    assert found.dtype.kind in "iu"
    return found.tolist()


def on_every_engine(arrow, tmp_path):
    """Return the buckets from each engine, which must be the same."""
    path = tmp_path / "log.parquet"
    pq.write_table(arrow, path)
    log = DecisionLog(
        digests=lambda: (),
        parquet=(path,),
        hive=False,
        columns=dict.fromkeys(arrow.column_names, "any"),
        rejects=(),
        notes=(),
    )
    with DuckDBEngine(log) as engine:
        found = [buckets(engine)]
    shuffled = arrow.take(np.random.default_rng(1).permutation(len(arrow)))
    frames = [
        pl.from_arrow(arrow),
        pl.from_arrow(shuffled).lazy(),
        arrow.to_pandas(),
        shuffled.to_pandas(types_mapper=pd.ArrowDtype),
        shuffled,
    ]
    found += [buckets(DataFrameEngine(frame)) for frame in frames]
    assert all(other == found[0] for other in found)
    return found[0]


def table(values, type_):
    return pa.table({COLUMN: pa.array(values, type_), "row": range(len(values))})


@FEW
@given(st.lists(TEXTS | st.none(), min_size=1, max_size=30))
def test_texts(tmp_path, texts):
    found = on_every_engine(table([*texts, ""], pa.string()), tmp_path)
    assert all(0 <= bucket < BUCKETS for bucket in found)
    assert {bucket for bucket, text in zip(found, texts, strict=False) if text is None} <= {0}


@FEW
@given(st.lists(INTEGERS | st.none(), min_size=1, max_size=30))
def test_integers(tmp_path, integers):
    known = [0 if value is None else value for value in integers]
    found = on_every_engine(table(known, pa.int64()), tmp_path)
    assert found == [bucket_of_one(value) for value in known]
    assert all(0 <= bucket < BUCKETS for bucket in found)


@FEW
@given(st.lists(st.integers(-(2**52), 2**52) | st.none(), min_size=1, max_size=30))
def test_whole_floats_and_integers_with_gaps_are_the_same_people(tmp_path, integers):
    as_integers = on_every_engine(table(integers, pa.int64()), tmp_path)
    floats = [None if value is None else float(value) for value in integers]
    assert on_every_engine(table(floats, pa.float64()), tmp_path) == as_integers
    missing = [bucket for bucket, value in zip(as_integers, integers, strict=True) if value is None]
    assert set(missing) <= {0}


@pytest.mark.parametrize(
    "type_", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
)
def test_the_width_of_integers_does_not_matter(tmp_path, type_):
    values = [0, 1, 63, 64, 127]
    assert on_every_engine(table(values, type_), tmp_path) == [
        bucket_of_one(value) for value in values
    ]


def test_the_largest_integers_are_hashed_too(tmp_path):
    values = [2**64 - 1, 2**63, 0, 2**64 - 1]
    found = on_every_engine(table(values, pa.uint64()), tmp_path)
    assert found == [bucket_of_one(value) for value in values]


def test_categories_are_texts():
    texts = ["a", "b", None, "a"]
    frame = pd.DataFrame({COLUMN: pd.Categorical(texts), "row": range(4)})
    plain = pd.DataFrame({COLUMN: texts, "row": range(4)})
    assert buckets(DataFrameEngine(frame)) == buckets(DataFrameEngine(plain))


@pytest.mark.parametrize("make", [lambda i: i, lambda i: i * 64, lambda i: f"person-{i}"])
def test_buckets_are_filled_evenly_by_ids_given_out_in_order(make):
    n = 64_000
    frame = pl.DataFrame({COLUMN: [make(i) for i in range(n)], "row": range(n)})
    counts = np.bincount(buckets(DataFrameEngine(frame)), minlength=BUCKETS)
    # Chi-squared with 63 degrees of freedom: beyond 120 in one of 20,000 fair hashes.
    assert ((counts - 1000) ** 2 / 1000).sum() < 120


@pytest.mark.parametrize(
    "values",
    [[1.5], [float("inf")], [2.0**60], [True], [np.datetime64("2025-01-31T10:00", "us")]],
)
def test_what_is_no_id_is_refused_on_every_engine(tmp_path, values):
    arrow = pa.table({COLUMN: pa.array(values), "row": [0]})
    with pytest.raises(LogError, match="the entity column"):
        on_every_engine(arrow, tmp_path)
    for frame in (pl.from_arrow(arrow), arrow.to_pandas(), arrow):
        engine = DataFrameEngine(frame)
        with pytest.raises(LogError, match="the entity column"):
            engine.with_bucket(engine.frame, COLUMN)


@pytest.mark.parametrize("type_", [pa.int64(), pa.uint64(), pa.string()])
def test_a_column_that_is_named_as_the_bucket_gives_way(tmp_path, type_):
    people = table([1, 2, None], pa.int64()).set_column(
        0, COLUMN, pa.array([1, 2, None], pa.int64()).cast(type_)
    )
    named = people.append_column("entity_bucket", pa.array([-1, -1, -1]))
    assert on_every_engine(named, tmp_path) == on_every_engine(people, tmp_path)
