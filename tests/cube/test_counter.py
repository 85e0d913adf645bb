"""Rows are added up part by part: in any order and any parts, the sums are those of all rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cube import counter
from evenhand.cube.counter import Counter

codes = st.integers(0, 3)
numbers = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


def part(rows):
    """Return rows of (sex, bin, score, cost, counted) as the columns of a part."""
    sex, place, score, cost, counted = zip(*rows, strict=True)
    return {
        "sex": np.array(sex, dtype=np.uint16),
        "bin": np.array(place, dtype=np.int32),
        "score": np.array(score),
        "cost": np.array(cost),
        "counted": np.array(counted, dtype=np.int8),
    }


def cells_of(counted):
    """Return what was counted by the codes of its cells."""
    keys = [distinct[which] for distinct, which in counted.codes]
    sums = {name: values.tolist() for name, values in counted.sums.items()}
    return {
        tuple(int(key[i]) for key in keys): {name: values[i] for name, values in sums.items()}
        for i in range(len(keys[0]))
    }


def by_hand(rows):
    """Return the same, row by row."""
    rows = [row for row in rows if row[-1]]
    middle = np.median([row[2] for row in rows]) if rows else 0.0
    cells = {}
    for sex, place, score, cost, _ in rows:
        cell = cells.setdefault((sex, place), {"n": 0.0, "cost": 0.0, "above": 0.0})
        cell["n"] += 1
        cell["cost"] += cost
        cell["above"] += score > middle
    return cells


def counting(low=float("nan"), high=float("nan")):
    above = {} if np.isnan(low) else {"above": ("score", low, high)}
    return Counter(["sex", "bin"], {"cost": "cost"}, above, "counted")


rows_of_a_log = st.lists(
    st.tuples(
        codes,
        st.integers(-200, 200),
        numbers,
        st.sampled_from([0.0, 1.0, 2.5, -4.0]),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(parts=st.lists(rows_of_a_log, min_size=1, max_size=5), ends=st.tuples(numbers, numbers))
def test_parts_add_up_to_the_whole(parts, ends):
    tally = counting(min(ends), max(ends))
    for rows in parts:
        tally.add(part(rows))
    every = [row for rows in parts for row in rows]
    expected, scores = by_hand(every), sorted(row[2] for row in every if row[-1])
    found = tally.cells()
    if not scores:
        assert cells_of(found) == {}
        return
    middle = {scores[(len(scores) - 1) // 2], scores[len(scores) // 2]}
    assert (found is None) == (min(middle) < min(ends) or max(middle) > max(ends))
    if found is not None:
        assert cells_of(found) == expected


@given(parts=st.lists(rows_of_a_log, min_size=1, max_size=3))
def test_without_a_median_every_log_is_counted(parts):
    tally = counting()
    for rows in parts:
        tally.add(part(rows))
    found = cells_of(tally.cells())
    expected = by_hand([row for rows in parts for row in rows])
    assert found == {
        cell: {name: value for name, value in sums.items() if name != "above"}
        for cell, sums in expected.items()
    }


def test_scores_that_are_mostly_one_value_are_not_kept():
    tally = counting(0.5, 0.5)
    rows = [(0, 0, 0.5, 0.0, True)] * 900 + [(1, 0, 0.75, 0.0, True)] * 100
    tally.add(part(rows))
    kept = tally._between["above"]  # noqa: SLF001 - what takes memory is not seen from outside
    assert sum(len(some.values) for some in kept) == 0
    assert cells_of(tally.cells()) == {
        (0, 0): {"n": 900.0, "cost": 0.0, "above": 0.0},
        (1, 0): {"n": 100.0, "cost": 0.0, "above": 100.0},
    }


def test_how_far_apart_the_cells_of_some_rows_are_is_told():
    tally = counting()
    assert tally.add(part([(0, 5, 0.5, 1.0, True)] * 3)) == 1
    assert tally.add(part([(0, 5, 0.5, 1.0, True), (0, 8, 0.5, 1.0, True)])) == 4
    assert tally.add(part([(0, 5, 0.5, 1.0, False)])) == 0


def test_codes_too_far_apart_are_given_up(monkeypatch):
    monkeypatch.setattr(counter, "_MOST_CELLS", 100)
    tally = counting()
    tally.add(part([(0, 0, 0.5, 1.0, True), (0, 99, 0.5, 1.0, True)]))
    assert tally.cells() is not None
    tally.add(part([(1, 0, 0.5, 1.0, True)]))
    assert tally.add(part([(0, 0, 0.5, 1.0, True)])) == 0
    assert tally.cells() is None


@pytest.mark.parametrize("rows", [[], [(0, 0, 0.5, 1.0, False)]])
def test_no_rows_are_no_cells(rows):
    tally = counting(0.5, 0.5)
    if rows:
        tally.add(part(rows))
    found = tally.cells()
    assert cells_of(found) == {}
    assert set(found.sums) == {"n", "cost", "above"}
