"""What to record, and what to take out of a log, so that its decisions can be traced."""

from dataclasses import replace

import pytest

from evenhand.analyses.readiness import ASKED, Check
from evenhand.recommendations.complete_log import complete_log


def check(key, state="gap", where="col"):
    title, prevents = ASKED[key.partition(":")[0]]
    return Check(
        key=key, title=title, state=state, count=3, of=900, where=where, prevents=prevents,
        detail="There are 3 of them.",
    )  # fmt: skip


@pytest.fixture
def advised(case):
    def advise(*checks):
        plain = case()
        return complete_log(replace(plain, facts=replace(plain.facts, checks=checks)))

    return advise


def test_a_log_that_is_ready_needs_nothing(advised):
    assert advised() == []
    assert advised(*(check(key, "ready") for key in ASKED)) == []
    assert advised(*(check(key, "not_asked") for key in ASKED)) == []


@pytest.mark.parametrize("key", ["id", "time", "reason", "reviewer", "override_reason"])
def test_what_is_missing_is_to_be_recorded_and_named(advised, key):
    (one,) = advised(check(key, "missing"))
    assert (one.rule, one.action) == ("complete_log", "record")
    record, name = one.steps
    assert record.startswith("Write into the log ")
    assert name == f"Name the columns in the plan, where the log has them: columns.{key}."
    assert one.because == f"The plan names no column for the {key.replace('_', ' ')}."


def test_what_has_gaps_is_to_be_recorded_and_is_named_already(advised):
    (one,) = advised(check("reason"))
    (step,) = one.steps
    assert step == (
        "Write into the log the reason of every unfavourable decision, as a code from a fixed list."
    )


def test_several_gaps_and_copies_are_one_piece_of_advice(advised):
    (one,) = advised(check("id", "missing"), check("reason"), check("duplicates"))
    assert len(one.steps) == 4
    assert "every decision once" in one.steps[2]
    assert one.steps[3].endswith("columns.id.")
    assert one.because == (
        "The plan names no column for the id. Reason: there are 3 of them. "
        "Duplicates: there are 3 of them."
    )


@pytest.mark.parametrize("key", ["entity", "model_version", "pause", "order"])
def test_what_other_rules_speak_of_is_left_to_them(advised, key):
    assert advised(check(key, "missing"), check(key)) == []


def test_identifiers_are_to_be_taken_out_of_their_columns(advised):
    (one,) = advised(
        check("identifiers:email", where="note"),
        check("identifiers:telephone", where="note"),
        check("identifiers:email", where="contact"),
    )
    assert one.title == "Take personal identifiers out of note and contact."
    assert one.because == (
        "The log holds e-mail addresses and telephone numbers; the audit needs none of them."
    )
    assert one.owner == "Data protection"


def test_taking_out_comes_before_recording(advised):
    out, record = advised(check("reason", "missing"), check("identifiers:iban"))
    assert out.title.startswith("Take personal identifiers")
    assert record.title == "Record what it takes to trace a decision."
