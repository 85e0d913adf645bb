"""First decisions: each person once, the earliest, on days that no log can move."""

from datetime import datetime

import pytest

from evenhand.cube.counted import count
from evenhand.cube.first_decisions import first_decisions, unit_of
from evenhand.cube.survey import survey
from evenhand.plan import Plan

AT = [datetime(2025, 3, day, hour) for day, hour in ((1, 9), (1, 9), (2, 8), (2, 23), (3, 0))]  # noqa: DTZ001
ROWS = {
    "who": ["p", "q", "p", None, "r"],
    "sex": ["F", "M", "F", "M", "M"],
    "d": ["no", "yes", "yes", "yes", "no"],
    "job": ["cook", "cook", "clerk", "clerk", "cook"],
    "at": AT,
}
ASKED = {
    "decision": {"column": "d", "favourable": "yes"},
    "protected": [{"column": "sex"}],
    "conditions": ["job"],
}


@pytest.fixture
def firsts(opened):
    """Return a function from rows and a plan to their first decisions."""

    def run(rows, *, entity="who", time="at", **asked):
        columns = {"time": time, "entity": entity}
        plan = Plan.model_validate(ASKED | asked | {"columns": columns})
        log = opened(rows)
        seen = survey(log.frame, plan, log.kinds, collect=log.collect)
        counted = count(
            log.frame, plan, log.kinds, seen, collect=log.collect, progress=lambda _: None
        )
        return first_decisions(log.frame, plan, counted, collect=log.collect)

    return run


def favourable(cube):
    """Return decisions by window that has any, unfavourable and favourable."""
    n = cube.sum("n", "window", "decision")
    return {
        window: (int(row[0]), int(row[1]))
        for window, row in zip(cube.levels["window"], n, strict=True)
        if row.any()
    }


def test_each_person_counts_once_on_the_day_of_the_first_decision(firsts):
    found = firsts(ROWS)
    assert favourable(found) == {"2025-03-01": (1, 1), "2025-03-03": (1, 0)}
    assert found.axes == (
        "attribute:sex", "condition:job", "window", "model_version", "decision", "label",
    )  # fmt: skip


def test_without_an_entity_every_row_is_a_person(firsts):
    found = firsts(ROWS, entity=None)
    assert favourable(found) == {"2025-03-01": (1, 1), "2025-03-02": (0, 2), "2025-03-03": (1, 0)}
    assert set(found.measures) == {"n"}


def test_of_decisions_at_one_moment_one_counts(firsts):
    rows = {name: [values[0]] * 2 for name, values in ROWS.items()} | {"d": ["yes", "no"]}
    assert favourable(firsts(rows)) == {"2025-03-01": (1, 0)}


def test_rows_without_a_time_are_nobodys_first(firsts):
    rows = ROWS | {"at": [None, *AT[1:]]}
    assert favourable(firsts(rows)) == {
        "2025-03-01": (0, 1),
        "2025-03-02": (0, 1),
        "2025-03-03": (1, 0),
    }
    assert "unknown" in firsts(rows, entity=None).levels["window"]


def test_windows_are_days_unless_the_plan_asks_for_hours(firsts):
    assert unit_of(Plan(window="month")) == "day"
    assert list(favourable(firsts(ROWS, window="hour"))) == ["2025-03-01T09:00", "2025-03-03"]
    assert list(favourable(firsts(ROWS, window="hour", entity=None))) == [
        "2025-03-01T09:00", "2025-03-02T08:00", "2025-03-02T23:00", "2025-03-03",
    ]  # fmt: skip


def test_a_score_that_stands_for_the_decision_comes_along(firsts):
    rows = {"who": ["p", "p"], "sex": ["F", "F"], "job": ["a", "a"], "at": AT[1:3], "s": [0.9, 0.1]}
    found = firsts(rows, decision=None, score={"column": "s", "threshold": 0.5})
    assert favourable(found) == {"2025-03-01": (0, 1)}


def test_labels_and_model_versions_come_along(firsts):
    rows = ROWS | {"y": [1, 0, 0, 1, None]}
    found = firsts(rows, label={"column": "y"})
    assert found.sum("n", "label").tolist() == [1, 1, 1]


def test_a_log_without_times_has_no_first_decisions(firsts):
    assert firsts(ROWS, time=None) is None
