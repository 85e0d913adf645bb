"""Audits with a history: each day carries on what the days before gathered."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from evenhand.analyses.stream import History
from evenhand.audit import audit
from evenhand.errors import PlanError
from evenhand.monitoring import acknowledged, carried_on, check_day
from evenhand.plan import Plan

START = pd.Timestamp("2025-01-01")
GATE = {"id": "gap", "metric": "selection_rate", "tolerance": 0.05, "attributes": "sex"}
PLAN = {
    "decision": {"column": "hired", "favourable": "yes"},
    "protected": [{"column": "sex", "reference": "M"}],
    "columns": {"time": "at", "entity": "who", "model_version": "model"},
    "gates": [GATE],
    "inference": {"draws": 100},
}


def log(days=20, n=100, gap=0.2, seed=5):
    """Return a log in which every person is decided about twice, the women less kindly."""
    draw = np.random.default_rng(seed)
    rows = days * n
    sex = draw.choice(["F", "M"], rows)
    rate = np.where(sex == "F", 0.5 - gap, 0.5)
    frame = pd.DataFrame(
        {
            "who": np.arange(rows),
            "sex": sex,
            "hired": np.where(draw.random(rows) < rate, "yes", "no"),
            "at": START + pd.to_timedelta(np.arange(rows) * (86_400 // n), unit="s"),
            "model": "v1",
        }
    )
    # They come again the day after, and get the same: which must not count.
    again = frame.assign(at=frame["at"] + pd.Timedelta(days=1))
    return pd.concat([frame, again]).sort_values("at", ignore_index=True)


def on(day):
    return datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)


def audited(frame, day, history=None, **asked):
    plan = Plan.model_validate(PLAN | asked)
    return audit(frame, plan, history=history or History(), as_of=on(day))


def until(frame, day):
    return frame[frame["at"] < START + pd.Timedelta(days=day, hours=12)]


def carried(frame, days, **asked):
    """Return the history after an audit on each of some days, of what the log held by then."""
    history, found = History(), None
    for day in days:
        found = audited(until(frame, day), day, history, **asked)
        history = carried_on(history, found, f"{on(day):%Y-%m-%d}")
    return history, found


def over_time(found):
    return next(gate for gate in found.gates if gate.basis == "stream")


def test_audits_time_after_time_gather_what_one_audit_at_the_end_does():
    frame = log()
    daily, found = carried(frame, [1, 2, 3, 5, 9, 14, 19])
    once, _ = carried(frame, [19])
    assert daily.streams == once.streams
    assert (over_time(found).state, found.verdict.exit_code) == ("fail", 1)
    assert daily.as_of == "2025-01-20"


def test_without_a_history_nothing_is_gathered():
    found = audit(log(), Plan.model_validate(PLAN), as_of=on(19))
    assert found.streams == ()
    assert {gate.basis for gate in found.gates} == {"period"}


def test_only_days_that_are_over_count_and_each_person_once():
    frame = log(days=4)
    (stream,) = audited(until(frame, 3), 3).streams
    assert [window.start for look in stream.looks for window in look.windows] == [
        "2025-01-01", "2025-01-02", "2025-01-03",
    ]  # fmt: skip
    counted = sum(
        cell[2] + cell[4] for look in stream.looks for w in look.windows for cell in w.cells
    )
    assert counted == 300
    # The log ends at noon of the third day, whatever day it is read on.
    (stream,) = audited(until(frame, 2), 9).streams
    assert stream.last == "2025-01-02"


def test_rows_that_come_late_are_told_and_the_figures_of_the_past_stay():
    frame = log()
    history, _ = carried(frame, [9])
    late = frame.iloc[[0]].assign(who=-1, at=START + pd.Timedelta(days=2, hours=1))
    found = audited(pd.concat([until(frame, 9), late]), 9, history)
    (stream,) = found.streams
    assert stream.looks == history.streams[0].looks
    assert [one.window for one in stream.corrections] == ["2025-01-03"]
    assert any("came late (3 January 2025)" in note for note in found.notes)


def test_a_log_that_does_not_reach_back_is_said_to_hide_who_was_there_before():
    frame = log()
    history, _ = carried(frame, [9])
    recent = frame[frame["at"] >= START + pd.Timedelta(days=9)]
    found = audited(recent, 19, history)
    assert any("does not reach back" in note for note in found.notes)
    assert found.streams[0].corrections == ()
    assert found.streams[0].last > history.streams[0].last


def test_another_tolerance_or_model_begins_anew_and_says_so():
    frame = log()
    history, _ = carried(frame, [9])
    gates = [GATE | {"tolerance": 0.1}]
    found = audited(frame, 19, history, gates=gates)
    assert any("gap:F begins anew: the plan asks something else" in note for note in found.notes)
    assert any("nobody acknowledged ended" in note for note in found.notes)
    assert found.streams[0].began == "2025-01-10"
    newer = frame.assign(model=np.where(frame["at"] < START + pd.Timedelta(days=12), "v1", "v2"))
    found = audited(newer, 19, history)
    assert any("another model version" in note for note in found.notes)
    assert found.streams[0].began == "2025-01-13"
    after = carried_on(history, found, "2025-01-20")
    assert [one.why for one in after.ended] == ["version"]


def test_an_hourly_plan_is_followed_by_the_hour():
    found = audited(log(days=2, n=480), 2, window="hour")
    assert found.streams[0].looks[0].last.startswith("2025-01-01T")
    assert found.streams[0].began == "2025-01-01"


def test_what_cannot_be_gathered_is_said():
    frame = log()
    timeless = audited(frame, 19, columns={})
    assert any("No time is named, so that no evidence" in note for note in timeless.notes)
    costly = [*PLAN["gates"], {"metric": "cost_per_decision", "tolerance": 1}]
    found = audited(frame.assign(eur=1.5), 19, gates=costly, kpis={"cost": "eur"})
    assert any("gates of cost per decision" in note for note in found.notes)
    alone = audited(frame[frame["sex"] == "F"], 19, protected=[{"column": "sex"}])
    assert any("no rates of two groups" in note for note in alone.notes)


def test_without_an_entity_rows_are_said_to_be_taken_for_people():
    columns = {"time": "at", "model_version": "model"}
    found = audited(log(), 19, columns=columns)
    assert any("takes every row for a person of its own" in note for note in found.notes)
    assert any("flagged together" in note for note in found.notes)


def test_labels_are_waited_for():
    frame = log(gap=0.0)
    age = (frame["at"].max() - frame["at"]).dt.days
    label = np.where(age >= 6, "1", None)
    gates = [GATE | {"metric": "true_positive_rate", "tolerance": 0.1}]
    found = audited(frame.assign(y=label), 21, gates=gates, label={"column": "y"})
    assert found.log.mature_until is not None
    assert found.streams[0].last < found.log.mature_until


def test_a_gate_that_is_left_out_keeps_its_stream():
    frame = log()
    history, _ = carried(frame, [9])
    gates = [GATE | {"id": "other"}]
    found = audited(frame, 19, history, gates=gates)
    after = carried_on(history, found, "2025-01-20")
    assert [one.asks.id for one in after.streams] == ["gap:F", "other:F"]
    assert after.streams[0] == history.streams[0]


def test_an_audit_of_an_earlier_day_is_refused():
    with pytest.raises(PlanError, match="speaks for 2025-02-01, and this audit for 2025-01-31"):
        check_day(History(as_of="2025-02-01"), "2025-01-31")
    check_day(History(as_of="2025-02-01"), "2025-02-01")


@pytest.fixture(scope="module")
def alarmed():
    return carried(log(), [15])[0]


def test_an_alarm_is_acknowledged_by_somebody_for_a_reason(alarmed):
    frame, history = log(), alarmed
    after = acknowledged(history, "gap:F", by="Ada", reason="fixed", on="2025-01-17")
    (stream,), (gone,) = after.streams, after.ended
    assert (stream.alarm, stream.restarts, stream.after) == (None, 1, "2025-01-15")
    assert (gone.by, gone.reason, gone.on) == ("Ada", "fixed", "2025-01-17")
    assert gone.alarm == history.streams[0].alarm
    found = audited(frame, 19, after)
    assert found.streams[0].began == "2025-01-16"


@pytest.mark.parametrize(
    ("stream", "by", "reason", "said"),
    [
        ("gap:f", "Ada", "fixed", "has no stream 'gap:f'"),
        ("gap:F", " ", "fixed", "by somebody, for a reason"),
        ("gap:F", "Ada", "", "by somebody, for a reason"),
    ],
)
def test_an_acknowledgement_that_says_too_little_is_refused(alarmed, stream, by, reason, said):
    with pytest.raises(PlanError, match=said):
        acknowledged(alarmed, stream, by=by, reason=reason, on="2025-01-17")


def test_there_is_nothing_to_acknowledge_without_an_alarm():
    history, _ = carried(log(gap=0.0), [5])
    with pytest.raises(PlanError, match="raised no alarm"):
        acknowledged(history, "gap:F", by="Ada", reason="fixed", on="2025-01-17")
