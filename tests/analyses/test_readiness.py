"""Readiness: what a log has for tracing its decisions, told as checks."""

from dataclasses import replace
from datetime import datetime

import pytest

from evenhand.analyses.readiness import ASKED, readiness
from evenhand.cube.copies import Copies
from evenhand.cube.order import Frozen, Jump, Order
from evenhand.cube.sequence import Sequenced
from evenhand.cube.traces import Lacking, LogFacts
from evenhand.log.identifiers import Identified
from evenhand.plan import Plan

MORNING, NOON = datetime(2025, 3, 4, 9, 30), datetime(2025, 3, 4, 12)  # noqa: DTZ001 - as logs have
PLAN = Plan.model_validate(
    {
        "columns": {
            "id": "id", "entity": "person", "time": "at", "model_version": "model",
            "reason": "why", "reviewer": "who", "override_reason": "because",
        },
        "decision": {"column": "decision", "favourable": "yes"},
        "label": {"column": "label", "time": "known"},
        "kpis": {"review": "reviewed", "override": "overridden"},
    }
)  # fmt: skip
NONE = Lacking(count=0, of=900)
WHOLE = LogFacts(
    rows=900, unread_times=0, id=NONE, entity=NONE, time=NONE, model_version=NONE,
    reason=Lacking(count=0, of=300), reviewer=Lacking(count=0, of=90),
    override_reason=Lacking(count=0, of=9), future=NONE, early_labels=Lacking(count=0, of=500),
    copies=Copies(examined=900, most=1), same_moment=Copies(examined=900, most=1),
    sequence=Sequenced(examined=900, numbers=900, missing=0, longest=0),
    order=Order(rows=900), looked=900, identifiers=(),
)  # fmt: skip
EMPTY = LogFacts(
    rows=9, unread_times=0, id=None, entity=None, time=None, model_version=None, reason=None,
    reviewer=None, override_reason=None, future=None, early_labels=None, copies=None,
    same_moment=None, sequence=None, order=Order(), looked=0, identifiers=(),
)  # fmt: skip


def checks(plan=PLAN, **changes):
    """Return the checks of a whole log, but for what is changed, by their keys."""
    return {one.key: one for one in readiness(replace(WHOLE, **changes), plan)}


def test_a_whole_log_is_ready_in_everything_that_is_asked():
    found = checks()
    assert {one.state for one in found.values()} == {"ready"}
    assert set(found) == set(ASKED) - {"frozen"}
    for one in found.values():
        assert (one.title, one.prevents) == ASKED[one.key]
        assert one.count == 0
        assert one.of > 0


def test_a_plan_that_names_nothing_is_told_what_is_missing_and_what_cannot_be_asked():
    found = {one.key: one for one in readiness(EMPTY, Plan())}
    missing = {key for key, one in found.items() if one.state == "missing"}
    assert missing == {"id", "duplicates", "time", "entity", "model_version", "reason"}
    others = [one for one in found.values() if one.key not in missing]
    assert {one.state for one in others} == {"not_asked"}
    assert all((one.count, one.of, one.where) == (None, None, "") for one in found.values())
    assert all(one.detail for one in found.values())


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("id", "id"), ("entity", "person"), ("model_version", "model"), ("reason", "why"),
        ("reviewer", "who"), ("override_reason", "because"), ("time", "at"),
    ],
)  # fmt: skip
def test_rows_without_a_value_are_a_gap_of_their_column(key, where):
    one = checks(**{key: Lacking(count=3, of=1_200)})[key]
    assert (one.state, one.count, one.of, one.where) == ("gap", 3, 1_200, where)
    assert one.detail == "3 of 1,200 have none."


def test_what_no_row_should_have_is_not_asked():
    one = checks(reviewer=Lacking(count=0, of=0))["reviewer"]
    assert (one.state, one.count, one.detail) == ("not_asked", None, "There are no such decisions.")


def test_times_that_could_not_be_read_are_times_that_are_lacking():
    one = checks(unread_times=5, time=Lacking(count=2, of=895))["time"]
    assert (one.state, one.count, one.of) == ("gap", 7, 900)
    assert one.detail == "2 of 895 have none. 5 more cannot be read."


def test_the_future_and_early_labels_are_told_in_their_own_words():
    found = checks(future=Lacking(count=2, of=899), early_labels=Lacking(count=4, of=500))
    assert found["future"].detail == "2 of 899 are later than that day."
    assert found["early_labels"].detail == "4 of 500 have a label that is older than they are."
    assert (found["future"].where, found["early_labels"].where) == ("at", "known")


def test_reasons_cannot_be_asked_for_where_no_decision_is_named():
    plan = Plan.model_validate({"columns": {"reason": "why"}})
    one = checks(plan, reason=None)["reason"]
    assert (one.state, one.where, one.detail) == ("not_asked", "why", "The plan names no decision.")


@pytest.mark.parametrize("key", ["reviewer", "override_reason"])
def test_reviewers_are_asked_for_where_the_plan_says_what_was_reviewed(key):
    bare = PLAN.model_copy(update={"kpis": {}})
    assert checks(bare, **{key: None})[key].state == "not_asked"
    unnamed = PLAN.model_copy(update={"columns": PLAN.columns.model_copy(update={key: None})})
    assert checks(unnamed, **{key: None})[key].state == "missing"


def test_copies_are_told_with_how_often_and_when_they_came():
    burst = Copies(examined=900, rows=42, keys=3, most=41, burst=40, since=MORNING)
    one = checks(copies=burst)["duplicates"]
    assert (one.state, one.count, one.of, one.where) == ("gap", 42, 900, "id")
    assert one.detail == (
        "900 rows were compared. 42 repeat another; one is there 41 times. "
        "40 came in the hour from 2025-03-04 09:30."
    )
    spread = replace(burst, burst=0)
    assert "They are spread out from 2025-03-04" in checks(copies=spread)["duplicates"].detail
    assert checks(copies=replace(spread, since=None))["duplicates"].detail.endswith("41 times.")


def test_a_share_of_the_copies_is_told_as_one():
    one = checks(rows=90_000, copies=Copies(examined=900, rows=9, keys=9, most=2))["duplicates"]
    assert one.detail.startswith("900 rows were compared (1.0 % of them).")


def test_one_person_twice_at_one_moment_is_told_of_both_columns():
    one = checks(same_moment=Copies(examined=800, rows=1, keys=1, most=2))["same_moment"]
    assert (one.state, one.count, one.where) == ("gap", 1, "person, at")
    dates = checks(same_moment=Copies(examined=0))["same_moment"]
    assert (dates.state, dates.detail) == ("not_asked", "The times are days without a clock.")


def test_numbers_left_out_are_told_with_the_longest_stretch_of_them():
    left = Sequenced(examined=900, numbers=990, missing=90, longest=80, at=MORNING)
    one = checks(sequence=left)["sequence"]
    assert (one.state, one.count, one.of, one.where) == ("gap", 90, 990, "id")
    assert one.detail == (
        "990 numbers lie between the least and the greatest id; 90 of them are not there. "
        "The longest stretch is 80, after 2025-03-04 09:30."
    )
    some = checks(rows=5_000, sequence=replace(left, at=None))["sequence"].detail
    assert "of the first 900 rows;" in some
    assert some.endswith("The longest stretch is 80.")
    assert "stretch" not in checks(sequence=replace(left, longest=None))["sequence"].detail


def test_ids_that_are_no_sequence_leave_nothing_out():
    one = checks(sequence=None)["sequence"]
    assert (one.state, one.detail) == ("not_asked", "The ids are no sequence.")


@pytest.mark.parametrize(
    ("seconds", "state", "said"),
    [
        (61.0, "gap", "61.0 seconds"), (60.0, "ready", "60.0 seconds"),
        (7_200.0, "gap", "2.0 hours"), (7_199.0, "gap", "120.0 minutes"),
        (200_000.0, "gap", "2.3 days"), (119.0, "gap", "119.0 seconds"),
    ],
)  # fmt: skip
def test_a_step_back_is_a_gap_unless_rows_were_written_together(seconds, state, said):
    order = Order(rows=900, backward=3, back=Jump(seconds=seconds, at=NOON))
    one = checks(order=order)["order"]
    assert (one.state, one.count) == (state, 3 if state == "gap" else 0)
    assert one.detail == (
        f"3 of the first 900 rows are before the row above. The largest step back is {said}, "
        "from 2025-03-04 12:00."
    )


def test_a_log_in_another_order_is_not_asked_what_came_first():
    one = checks(order=Order(rows=900, backward=450, ordered=False))["order"]
    assert (one.state, one.where) == ("not_asked", "at")


def test_a_pause_is_told_with_its_length_and_when():
    order = Order(rows=900, gap=Jump(seconds=864_000.0, at=NOON))
    one = checks(order=order)["pause"]
    assert (one.state, one.count) == ("gap", 1)
    assert one.detail == "There is no decision for 10.0 days from 2025-03-04 12:00."


def test_no_row_of_the_period_among_the_first_ones_tells_nothing_of_the_clock():
    found = checks(order=Order())
    for key in ("order", "pause"):
        assert (found[key].state, found[key].where) == ("not_asked", "at")
        assert found[key].detail == "None of the first rows has a time in the period."


def test_every_column_that_stood_still_is_told():
    still = Frozen(column="score", rows=60, since=MORNING, until=NOON)
    order = Order(rows=900, frozen=(still, Frozen(column="ms", rows=40, since=None, until=None)))
    facts = replace(WHOLE, order=order)
    first, second = (one for one in readiness(facts, PLAN) if one.key == "frozen")
    assert (first.state, first.count, first.of, first.where) == ("gap", 60, 900, "score")
    assert first.detail == (
        "60 decisions in a row have one and the same value from 2025-03-04 09:30 to "
        "2025-03-04 12:00."
    )
    assert second.detail == "40 decisions in a row have one and the same value."


def test_identifiers_are_counted_and_located_with_the_rule_that_lists_them():
    held = (
        Identified(column="note", key="email", examined=900, matching=12),
        Identified(column="tax", key="german_tax_id", examined=800, matching=800),
        Identified(column="house", key="photograph", examined=9, matching=9),
    )
    found = checks(identifiers=held)
    assert "identifiers" not in found
    mail = found["identifiers:email"]
    assert (mail.state, mail.count, mail.of, mail.where) == ("gap", 12, 900, "note")
    assert mail.detail == (
        "12 of 900 values looked at hold e-mail addresses. HIPAA lists them: "
        "45 CFR 164.514(b)(2)(i)(F)."
    )
    assert mail.title == "There are no personal identifiers in the log."


def test_a_log_without_a_column_to_look_at_is_not_said_to_hold_none():
    assert checks(looked=0)["identifiers"].state == "not_asked"
    assert checks()["identifiers"].detail == "None was found in the 900 rows looked at."
