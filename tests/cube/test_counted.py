"""The first tally: decisions by slot, the sums of their KPIs, and which way overrides turned."""

import math

import polars as pl
import pytest

from evenhand.cube import kpis
from evenhand.cube.counted import count, weight_of
from evenhand.cube.survey import survey
from evenhand.errors import LogError
from evenhand.plan import Plan

ROWS = {
    "d": ["yes", "yes", "yes", "no", "no", None],
    "changed": [True, True, False, True, False, True],
}
OVERRIDE = {"kpis": {"override": "changed"}}


@pytest.fixture
def counted(opened):
    """Return a function from rows and a plan to the first tally, and what was told of it."""

    def run(rows, **asked):
        told = []
        log, plan = opened(rows), Plan.model_validate(asked)
        seen = survey(log.frame, plan, log.kinds, collect=log.collect)
        found = count(log.frame, plan, log.kinds, seen, collect=log.collect, progress=told.append)
        assert told == ["counting decisions"]
        return found

    return run


def upward(found):
    return found.cells.sum("override_upward total"), found.cells.sum("override_upward n")


@pytest.mark.parametrize(("stage", "turned"), [("final", 2), ("proposed", 1)])
def test_the_decision_tells_which_way_an_override_turned_it(counted, stage, turned):
    decision = {"column": "d", "favourable": "yes", "stage": stage}
    found = counted(ROWS, decision=decision, **OVERRIDE)
    # Of four overrides one fell on no decision.
    assert upward(found) == (turned, 3)
    assert found.cells.sum("override_upward squares") == turned
    assert found.cells.sum("override total") == 4


def test_an_override_of_what_a_threshold_decides_is_of_a_proposal(counted):
    rows = {"s": [0.9, 0.8, 0.1, 0.2, None], "changed": [True, False, True, True, True]}
    found = counted(rows, score={"column": "s", "threshold": 0.5}, **OVERRIDE)
    assert upward(found) == (2, 3)


def test_without_decisions_or_overrides_nothing_turns(counted):
    found = counted({"s": [0.9, 0.1], "changed": [True, False]}, score={"column": "s"}, **OVERRIDE)
    assert found.cells.sum("override total") == 1
    assert "override_upward total" not in found.cells.measures
    found = counted(ROWS, decision={"column": "d", "favourable": "yes"})
    assert set(found.cells.measures) == {"n", "w", "w2"}


def test_every_figure_is_added_up_with_its_square(counted):
    rows = {"d": ["yes", "no", "no"], "ms": [2.0, 3.0, None]}
    decision = {"column": "d", "favourable": "yes"}
    found = counted(rows, decision=decision, kpis={"latency": "ms"})
    sums = {name: found.cells.sum(f"latency {name}") for name in ("n", "total", "squares")}
    assert sums == {"n": 2, "total": 5, "squares": 13}


def test_every_slot_is_there_and_windows_are_large_enough(counted):
    at = pl.Series(["2025-01-01", "2025-01-04", None]).str.to_datetime(time_unit="us")
    found = counted({"d": ["yes", "no", "no"], "t": at}, columns={"time": "t"}, window="day",
                    decision={"column": "d", "favourable": "yes"})  # fmt: skip
    days = [f"2025-01-0{day}" for day in (1, 2, 3, 4)]
    assert found.cells.levels["slot"] == (*days, "unknown")
    assert found.cells.sum("n", "slot").tolist() == [1, 0, 0, 1, 1]
    # Windows of one decision show noise: as many are taken together as hold twenty.
    assert found.calendar.windows == ("2025-01-01",)
    assert found.calendar.merged == 20


def test_a_log_without_times_has_no_calendar(counted):
    found = counted(ROWS, decision={"column": "d", "favourable": "yes"})
    assert found.calendar is None
    assert found.cells.levels["slot"] == ("all",)


def test_weights_are_added_up_beside_the_rows(counted):
    rows = {"d": ["yes", "no"], "w": [0.5, 3.0]}
    found = counted(rows, decision={"column": "d", "favourable": "yes"}, columns={"weight": "w"})
    assert [found.cells.sum(name) for name in ("n", "w", "w2")] == [2, 3.5, 9.25]
    assert weight_of(Plan(), {}) is None


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_checked_as_it_is_added_up_is_checked_as_well(opened, bad):
    log = opened({"d": ["a", "b", "a"], "x": [1.0, bad, bad], "y": [2.0, 0.0, None]})
    plan = Plan.model_validate({
        "decision": {"column": "d", "favourable": "a"}, "kpis": {"cost": "y", "latency": "x"},
    })  # fmt: skip
    later = kpis.whole_columns(plan, log.kinds)
    assert later == {"cost", "latency"}
    seen = survey(log.frame, plan, log.kinds, collect=log.collect, later=later)
    with pytest.raises(LogError, match="latency column 'x' has 2 values that are NaN or infinite"):
        count(log.frame, plan, log.kinds, seen, collect=log.collect, progress=lambda _: None)


def test_a_sum_that_overflows_is_no_bad_value(counted):
    found = counted({"x": [1.7e308, 1.7e308]}, kpis={"cost": "x"})
    assert found.cells.sum("cost n") == 2


def test_a_column_that_is_not_added_up_whole_is_none_to_check_then():
    kinds = {"took": "number", "seen": "boolean", "calls": "integer", "bad": "integer"}
    roles = {"review": "seen", "tool_calls": "calls", "tool_failures": "bad"}
    plan = Plan.model_validate({"kpis": {**roles, "review_time": "took", "cost": "took"}})
    assert kpis.whole_columns(plan, kinds) == {"cost"}
