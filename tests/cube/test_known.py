# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
"""Which labels were known on the day that an audit speaks for."""

from datetime import date, datetime

import pytest

from evenhand.cube.known import known_on
from evenhand.errors import LogError
from evenhand.plan import Plan

ROWS = {
    "y": ["1", "0", "1", "0", None],
    "at": [
        datetime(2025, 3, 1),
        datetime(2025, 3, 31, 23, 59),
        datetime(2025, 4, 1),
        None,
        datetime(2025, 5, 1),
    ],
}
CLOCK = datetime(2025, 3, 31, 9, 30)


@pytest.fixture
def known(opened):
    """Return a function that gives the labels that were known, and the notes."""

    def run(rows=ROWS, clock=CLOCK, **label):
        log = opened(rows)
        plan = Plan.model_validate({"label": {"column": "y", **label}})
        frame, notes = known_on(log.frame, plan, log.kinds, clock, collect=log.collect)
        return frame.to_native().collect()["y"].to_list(), notes

    return run


def test_labels_that_came_after_the_day_count_as_unknown(known):
    labels, notes = known(time="at")
    assert labels == ["1", "0", None, "0", None]
    (note,) = notes
    assert note == (
        "One label became known after 31 March 2025, the day that this audit speaks for: it counts "
        "as unknown."
    )
    twice = {name: values * 2 for name, values in ROWS.items()}
    (note,) = known(twice, time="at")[1]
    assert note.startswith("2 labels became known")
    assert note.endswith("they count as unknown.")


def test_a_date_is_its_first_moment(known):
    rows = {"y": [1, 0], "at": [date(2025, 3, 31), date(2025, 4, 1)]}
    assert known(rows, time="at")[0] == [1, None]


def test_where_all_came_before_the_log_stays_as_it_is(known):
    assert known(clock=datetime(2025, 6, 1), time="at") == (ROWS["y"], ())


def test_without_their_time_all_labels_are_known(known, opened):
    assert known() == (ROWS["y"], ())
    log = opened(ROWS)
    frame, notes = known_on(log.frame, Plan(), log.kinds, CLOCK, collect=log.collect)
    assert frame is log.frame
    assert notes == ()


def test_a_time_that_is_none_is_refused(known):
    with pytest.raises(LogError, match="the time column 'at' holds text, not times"):
        known({"y": ["1"], "at": ["yesterday"]}, time="at")
