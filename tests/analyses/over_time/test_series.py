"""What every group did slot by slot."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.series import blocks, by_slot, effect_of, merged, weekdays
from evenhand.cube.windows import Calendar
from evenhand.metrics import METRICS

DAYS = ("2025-01-06", "2025-01-07", "2025-01-08")
CALENDAR = Calendar("day", "week", DAYS, DAYS[:1])
BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
NEEDS = frozenset({"decision", "label", "time"})
WANTED = [METRICS[key] for key in ("selection_rate", "accuracy", "throughput", "f1_score")]


def row(slot, g, decision, label, n, **more):
    return {"slot": slot, "g": g, "decision": decision, "label": label, "n": n, **more}


ROWS = [
    row(DAYS[0], "A", "favourable", "positive", 6),
    row(DAYS[0], "A", "unfavourable", "positive", 4),
    row(DAYS[0], "B", "favourable", "negative", 5),
    row(DAYS[2], "A", "favourable", "positive", 8),
    row(DAYS[2], "B", "unfavourable", "negative", 2),
]


@pytest.fixture
def counted(tallies_of_rows):
    def build(rows=ROWS, **more):
        # A cube has the levels of the rows: the quiet day as well, as the calendar names it.
        quiet = row(DAYS[1], "A", "favourable", "positive", 0)
        return tallies_of_rows([*rows, quiet], "g", calendar=CALENDAR, **more)

    return build


def test_every_slot_is_there_quiet_ones_too(counted):
    found = by_slot(counted(), BY_G, WANTED, NEEDS)
    assert found.names == DAYS
    assert found.volume.tolist() == [[10, 5], [0, 0], [8, 2]]
    one = found.series["selection_rate"]
    assert one.kind == "rate"
    assert [part.tolist() for part in one.part(0)] == [[6, 0, 8], [6, 0, 8], [10, 0, 8]]
    assert [part.tolist() for part in one.part(1)] == [[5, 0, 0], [5, 0, 0], [5, 0, 2]]


def test_what_is_no_rate_and_no_mean_has_no_series(counted):
    found = by_slot(counted(), BY_G, WANTED, NEEDS)
    assert set(found.series) == {"selection_rate", "accuracy"}


def test_what_the_log_cannot_serve_has_no_series(counted):
    found = by_slot(counted(), BY_G, WANTED, frozenset({"decision"}))
    assert set(found.series) == {"selection_rate"}


def test_without_times_there_are_no_slots(counted):
    assert by_slot(replace(counted(), calendar=None), BY_G, WANTED, NEEDS) is None


def test_labels_that_are_not_mature_are_left_out_and_decisions_are_not(counted):
    found = by_slot(counted(cutoff=DAYS[2]), BY_G, WANTED, NEEDS)
    assert found.series["accuracy"].n.tolist() == [[10, 5], [0, 0], [0, 0]]
    assert found.series["selection_rate"].n[2].tolist() == [8, 2]


def test_rows_without_a_time_lie_in_no_slot(counted):
    late = row("unknown", "A", "favourable", "positive", 90)
    plain, more = (by_slot(counted(rows), BY_G, WANTED, NEEDS) for rows in (ROWS, [*ROWS, late]))
    assert plain.names == more.names
    assert plain.volume.tolist() == more.volume.tolist()
    assert (
        by_slot(counted([*ROWS, late], cutoff=DAYS[1]), BY_G, WANTED, NEEDS)
        .series["accuracy"]
        .n.sum()
        == 15
    )


def test_rows_count_once_each_whatever_they_weigh(counted):
    heavy = [{**one, "w": 100.0 * one["n"]} for one in ROWS]
    plain, weighed = (by_slot(counted(rows), BY_G, WANTED, NEEDS) for rows in (ROWS, heavy))
    assert weighed.series["selection_rate"].n.tolist() == plain.series["selection_rate"].n.tolist()


def test_a_kpi_that_is_a_mean_keeps_its_squares(counted):
    timed = [
        {**one, "latency n": one["n"], "latency total": 2 * one["n"], "latency squares": 9}
        for one in ROWS
    ]
    measures = ("latency n", "latency total", "latency squares")
    tallies = counted(timed, kpis=measures, slot_measures=measures)
    found = by_slot(tallies, BY_G, [METRICS["latency_mean"]], NEEDS)
    one = found.series["latency_mean"]
    assert one.kind == "mean"
    # Two rows of a group a day: their squares add up.
    assert [part.tolist() for part in one.part(0)] == [[20, 0, 16], [18, 0, 9], [10, 0, 8]]


def test_hours_have_no_weekday():
    assert weekdays(("2025-01-06", "2025-01-07", "2025-01-12")).tolist() == [0, 1, 6]
    assert weekdays(("2025-01-06", "2025-01-06T01:00")) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(1, 40))
def test_taking_slots_together_loses_nothing(values, times):
    part = np.array(values, dtype=float)
    assert merged(part, times).sum() == part.sum()
    assert len(merged(part, times)) == -(-len(values) // times)


@pytest.mark.parametrize(
    ("n", "times"),
    [
        ([[100.0, 10], [100, 10]], 1),
        ([[100.0, 9], [100, 9]], 2),
        ([[3.0, 90], [3, 90], [3, 90], [3, 90]], 4),
        ([[1.0, 90], [1, 90]], 2),  # no more than there are
        ([[0.0, 90], [0, 90]], 2),
    ],
)
def test_the_smaller_group_decides_by_number_how_many_slots_are_taken_together(n, times):
    assert blocks(np.array(n), 10) == times


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=40))
def test_slots_are_taken_together_by_number_alone_and_never_more_than_there_are(n):
    counts = np.array(n, dtype=float)
    times = blocks(counts, 10)
    assert 1 <= times <= len(n)
    assert times == blocks(counts[:, ::-1], 10)


def test_the_larger_design_effect_counts_and_none_helps():
    assert effect_of(np.array([2.0, 3.0, 1.0]), 2, 0) == 2.0
    assert effect_of(np.array([0.5, 0.7]), 1, 0) == 1.0
    assert effect_of(np.array([np.nan, np.nan]), 1, 0) == 1.0
    assert effect_of(None, 1, 0) == 1.0
