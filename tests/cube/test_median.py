"""The median: what sorting gives, found by looking at few of the numbers."""

import math
import statistics

import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cube.median import median
from evenhand.engines.dataframe import DataFrameEngine

SCORES = st.floats(-1e6, 1e6, allow_subnormal=False)


class Asked:
    """An engine's way to arrays that tells how often it was gone."""

    def __init__(self, values):
        self.frame = nw.from_native(pl.DataFrame({"x": values}, schema={"x": pl.Float64}).lazy())
        self.times = 0

    def collect(self, frame):
        self.times += 1
        return {name: of.to_numpy() for name, of in frame.collect().to_dict().items()}

    def median(self, likely):
        value = nw.col("x")
        return median(self.frame, value, np.array(likely, dtype=float), collect=self.collect)


@given(st.lists(SCORES, min_size=1), st.lists(SCORES | st.just(math.nan)))
def test_it_is_the_median_wherever_one_is_told_to_look(values, likely):
    assert Asked([*values, None]).median(likely) == pytest.approx(statistics.median(values))


def test_one_look_is_enough_where_the_sample_is_a_fair_one():
    draw = np.random.default_rng(3)
    values = draw.beta(2, 5, 50_001)
    asked = Asked(values)
    assert asked.median(draw.choice(values, 20_000)) == np.median(values)
    assert asked.times == 1
    # Ties: half of all numbers are the median.
    ties = Asked(np.r_[values, np.full(50_001, 0.3)])
    assert ties.median(np.r_[values[:100], np.full(100, 0.3)]) == 0.3
    assert ties.times == 1


@pytest.mark.parametrize("likely", [[5.0, 6.0], [-6.0, -5.0], [], [math.nan]])
def test_all_numbers_are_sorted_where_the_sample_leads_astray(likely):
    asked = Asked([1.0, 2.0, 4.0, None])
    assert asked.median(likely) == 2.0
    assert asked.times == (2 if likely and not math.isnan(likely[0]) else 1)


def test_of_an_even_count_it_is_halfway_between_the_two_in_the_middle():
    assert Asked([1.0, 2.0, 4.0, 8.0]).median([2.0, 3.0, 4.0]) == 3.0
    # Only one of the two lies where one is told to look.
    assert Asked([1.0, 2.0, 4.0, 8.0]).median([2.0]) == 3.0


def test_without_numbers_there_is_none():
    assert math.isnan(Asked([None, None]).median([1.0]))
    assert math.isnan(Asked([None]).median([]))


@pytest.mark.parametrize("of", [pa.table, lambda rows: pa.table(rows).to_pandas()])
def test_every_engine_finds_the_same(of):
    engine = DataFrameEngine(of({"x": [0.1, 0.7, None, 0.4, 0.4, 0.9]}))
    value, likely = nw.col("x"), np.array([0.4, 0.5])
    assert median(engine.frame, value, likely, collect=engine.collect) == 0.4
    assert median(engine.frame, value, likely[:0], collect=engine.collect) == 0.4
