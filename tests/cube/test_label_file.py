# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
"""Labels that come apart, joined to a log by an id."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cube.label_file import Side, ids_of, join_labels
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

LOG = {"id": ["a", "b", "c", "d"], "sex": ["F", "M", "F", "M"]}
MARCH, APRIL, MAY = (datetime(2025, month, 1) for month in (3, 4, 5))


@pytest.fixture(scope="session")
def joined(opened):
    """Return a function that joins a file to a log: the rows as dicts, their kinds, the notes."""

    def run(log, labels, *, on="id", identifier=None, clock=datetime(2025, 6, 1), **label):
        mine, theirs = opened(log), opened(labels)
        plan = Plan.model_validate(
            {"label": {"column": "y", "on": on, **label}, "columns": {"id": identifier}}
        )
        found = join_labels(
            Side(mine.frame, mine.kinds),
            Side(theirs.frame, theirs.kinds),
            plan,
            clock=clock,
            collect=mine.collect,
            hold=lambda frame: frame.collect().lazy(),
        )
        frame = found.frame.to_native().collect()
        by = frame.columns[0]
        return frame.sort(by, maintain_order=True), found.kinds, found.notes

    return run


def labels_of(found):
    return found[0]["y"].to_list()


def test_each_decision_gets_the_label_of_its_id(joined):
    frame, kinds, notes = joined(LOG, {"id": ["c", "a", "b", "d"], "y": [0, 1, 1, 0]})
    assert frame.to_dict(as_series=False) == {**LOG, "y": [1, 1, 0, 0]}
    assert kinds == {"id": "text", "sex": "text", "y": "integer"}
    assert notes == ()


def test_a_decision_without_a_label_stays_and_has_none(joined):
    found = joined(LOG, {"id": ["a", "b"], "y": [1, 0]})
    assert labels_of(found) == [1, 0, None, None]
    assert found[2] == ()


def test_the_ids_may_be_called_something_else_on_either_side(joined):
    labels = {"case": ["a", "d"], "y": [1, 0]}
    assert labels_of(joined(LOG, labels, on="case", identifier="id")) == [1, None, None, 0]


def test_without_an_id_of_its_own_the_file_is_joined_by_that_of_the_log():
    plan = Plan.model_validate({"label": {"column": "y"}, "columns": {"id": "case"}})
    assert ids_of(plan) == ("case", "case")


def test_nobody_said_which_columns_belong_together(joined):
    with pytest.raises(PlanError, match="nobody said by which column") as caught:
        joined(LOG, {"id": ["a"], "y": [1]}, on=None)
    assert caught.value.hint == "name the id of the decision, with --on"
    with pytest.raises(PlanError, match="nobody said by which column"):
        ids_of(Plan())


def test_a_file_of_labels_without_a_label_column_named_is_refused(opened):
    log = opened(LOG)
    side = Side(log.frame, log.kinds)
    with pytest.raises(PlanError, match="not which of its columns holds the label") as caught:
        join_labels(side, side, Plan(), clock=MAY, collect=log.collect, hold=lambda frame: frame)
    assert caught.value.hint == "name the column with --label"


def test_labels_that_belong_to_no_decision_are_counted(joined):
    found = joined(LOG, {"id": ["a", "x", "y"], "y": [1, 0, 1]})
    assert found[2] == ("2 of the 3 labels in the label file belong to no decision of the log.",)
    found = joined(LOG, {"id": ["a", "x"], "y": [1, 0]})
    assert found[2] == ("One of the 2 labels in the label file belongs to no decision of the log.",)


def test_labels_without_an_id_are_counted(joined):
    found = joined(LOG, {"id": ["a", None], "y": [1, 0]})
    assert labels_of(found) == [1, None, None, None]
    assert found[2] == ("One label in the label file has no id: it belongs to nobody.",)
    found = joined(LOG, {"id": [None, "a", None], "y": [1, 0, 1]})
    assert found[2] == ("2 labels in the label file have no id: they belong to nobody.",)


def test_a_decision_without_an_id_gets_no_label(joined):
    log = {"id": ["a", None, "c"], "sex": ["F", "M", "F"]}
    frame, _, _ = joined(log, {"id": ["a", None], "y": [1, 0]})
    assert dict(zip(frame["id"], frame["y"], strict=True)) == {None: None, "a": 1, "c": None}
    numbers = {"id": [1.5, float("nan")], "sex": ["F", "M"]}
    frame, _, notes = joined(numbers, {"id": [1.5, float("nan")], "y": [1, 0]})
    assert frame["y"].to_list() == [1, None]
    assert len(notes) == 1


def test_where_no_id_meets_another_the_audit_stops(joined):
    with pytest.raises(LogError, match="none of the 2 labels belongs to a decision") as caught:
        joined(LOG, {"id": ["1", "2"], "y": [1, 0]})
    assert "do both files write their ids alike" in caught.value.hint
    with pytest.raises(LogError, match="the label file has no label that names"):
        joined(LOG, {"id": ["a", "b"], "y": pl.Series([None, None], dtype=pl.Int64)})


def test_the_same_label_twice_counts_once(joined):
    found = joined(LOG, {"id": ["a", "a", "b"], "y": [1, 1, 0]})
    assert found[0].height == 4
    assert labels_of(found) == [1, 0, None, None]


def test_an_empty_label_is_none_and_contradicts_nothing(joined):
    found = joined(LOG, {"id": ["a", "a", "b"], "y": ["1", "", None]})
    assert labels_of(found) == ["1", None, None, None]


@pytest.mark.parametrize(
    ("ids", "values", "words"),
    [
        (["a", "a"], [1, 0], "one decision has labels"),
        (["a", "a", "b", "b"], [1, 0, 0, 1], "2 decisions have labels"),
    ],
)
def test_labels_that_contradict_each_other_stop_the_audit(joined, ids, values, words):
    with pytest.raises(LogError, match=words) as caught:
        joined(LOG, {"id": ids, "y": values})
    assert "--set label.time=COLUMN: then the latest counts" in caught.value.hint


def test_of_labels_that_contradict_each_other_the_latest_counts(joined):
    labels = {"id": ["a", "a", "b", "b"], "y": [1, 0, 1, 0], "at": [MARCH, APRIL, None, MARCH]}
    frame, kinds, _ = joined(LOG, labels, time="at")
    assert frame["y"].to_list() == [0, 0, None, None]
    assert frame["at"].to_list() == [APRIL, MARCH, None, None]
    assert kinds["at"] == "time"


def test_labels_that_came_after_the_day_leave_those_that_were_known_before(joined):
    labels = {"id": ["a", "a", "b", "c"], "y": [1, 0, 1, 0], "at": [MARCH, MAY, MAY, None]}
    frame, _, notes = joined(LOG, labels, time="at", clock=APRIL)
    assert frame["y"].to_list() == [1, None, 0, None]
    assert frame["at"].to_list() == [MARCH, None, None, None]
    (note,) = notes
    assert note.startswith(
        "2 labels became known after 1 April 2025, the day that this audit speaks"
    )
    frame, _, _ = joined(LOG, {"id": ["a"], "y": [1], "at": [MAY]}, time="at", clock=APRIL)
    assert frame["y"].to_list() == [None] * 4


def test_labels_of_the_same_moment_still_contradict_each_other(joined):
    labels = {"id": ["a", "a"], "y": [1, 0], "at": [MARCH, MARCH]}
    with pytest.raises(LogError, match="contradict") as caught:
        joined(LOG, labels, time="at")
    assert caught.value.hint == "keep one of them"


def test_a_log_whose_decision_occurs_twice_gets_its_label_twice(joined):
    log = {"id": ["a", "a", "b"], "sex": ["F", "F", "M"]}
    assert labels_of(joined(log, {"id": ["a"], "y": [1]})) == [1, 1, None]


def test_the_file_corrects_the_log_and_leaves_what_it_does_not_have(joined):
    log = {**LOG, "y": [1, 1, None, 0]}
    found = joined(log, {"id": ["a", "b", "c"], "y": [1, 0, 0]})
    assert labels_of(found) == [1, 0, 0, 0]
    assert found[2] == ("One label of the log is another in the label file, which counts.",)
    found = joined(log, {"id": ["a", "b", "c"], "y": [1, 1, 0]})
    assert (labels_of(found), found[2]) == ([1, 1, 0, 0], ())
    log = {**LOG, "y": ["1", "1", "", "0"]}
    found = joined(log, {"id": ["a", "b", "c"], "y": ["0", "0", "0"]})
    assert found[2] == ("2 labels of the log are others in the label file, which count.",)


def test_the_time_is_that_of_the_label_that_was_taken(joined):
    log = {**LOG, "y": [1, 1, None, 0], "at": [MARCH, MARCH, None, MARCH]}
    labels = {"id": ["a", "b", "c"], "y": [1, 0, 0], "at": [APRIL, None, MAY]}
    frame, _, _ = joined(log, labels, time="at")
    assert frame["at"].to_list() == [APRIL, None, MAY, MARCH]


def test_a_time_that_only_the_log_has_stays(joined):
    log = {**LOG, "at": [MARCH, APRIL, MAY, None]}
    frame, _, _ = joined(log, {"id": ["a"], "y": [1]}, time="at")
    assert frame["at"].to_list() == [MARCH, APRIL, MAY, None]


@pytest.mark.parametrize(
    ("mine", "theirs", "met"),
    [
        (["7", "8"], [7, 8], [1, 0]),
        (["007", "8"], [7, 8], [None, 0]),
        ([7, 8], [7.0, 8.0], [1, 0]),
        ([7, 8], [7.9, 8.0], [None, 0]),
        (["true", "false"], [True, False], [0, 1]),
        ([7.5, 8.0], ["7.5", "8"], [1, 0]),
    ],
)
def test_ids_of_different_types_are_compared_as_they_are_written(joined, mine, theirs, met):
    frame, _, _ = joined({"id": mine, "sex": ["F", "M"]}, {"id": theirs, "y": [1, 0]})
    assert frame["y"].to_list() == met


def test_labels_of_different_types_are_compared_as_they_are_written(joined):
    log = {**LOG, "y": ["1", None, "0", None]}
    found = joined(log, {"id": ["a", "b", "c"], "y": [1.0, 0.0, 1.0]})
    assert labels_of(found) == ["1", "0", "1", None]
    assert found[1]["y"] == "text"
    assert found[2] == ("One label of the log is another in the label file, which counts.",)


ids = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=7, unique=True)


@given(ids, ids, st.randoms())
def test_every_decision_stays_once_whatever_the_order(joined, mine, theirs, random):
    label = {one: random.choice([0, 1]) for one in "abcdefg"}
    rows = [(one, label[one]) for one in theirs] * 2
    random.shuffle(rows)
    labels = {"id": [one for one, _ in rows], "y": [y for _, y in rows]}
    if set(mine).isdisjoint(theirs):
        with pytest.raises(LogError, match="belong"):
            joined({"id": mine, "sex": ["F"] * len(mine)}, labels)
        return
    frame, _, _ = joined({"id": mine, "sex": ["F"] * len(mine)}, labels)
    assert dict(zip(frame["id"], frame["y"], strict=True)) == {
        one: label[one] if one in theirs else None for one in mine
    }
    assert frame.height == len(mine)
