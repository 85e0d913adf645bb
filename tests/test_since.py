"""Audits held against a baseline."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from evenhand.analyses.settings import Settings
from evenhand.approval import approve
from evenhand.audit import audit
from evenhand.log.log import LogFile
from evenhand.plan import Plan
from evenhand.since import since_baseline

PLAN = Plan.model_validate(
    {
        "decision": {"column": "d", "favourable": "y"},
        "protected": [{"column": "sex", "reference": "M"}],
        "columns": {"time": "at"},
    }
)


def log(women, start="2025-01-01", men=500):
    """Return a log of a thousand women and men, of whom so many were favoured."""
    rows = [("F", "y")] * women + [("F", "n")] * (1000 - women)
    rows += [("M", "y")] * men + [("M", "n")] * (1000 - men)
    at = pd.date_range(start, periods=len(rows), freq="h")
    return pd.DataFrame(rows, columns=["sex", "d"]).assign(at=at)


@pytest.fixture(scope="module")
def approved():
    return approve(audit(log(480), PLAN), by="Ada", reason="Because.", on="2026-01-02")


def test_a_later_log_is_held_against_it(approved):
    found = audit(log(300, start="2025-06-01"), PLAN, baseline=approved)
    (gate,) = [one for one in found.gates if one.basis == "baseline"]
    assert (gate.id, gate.state) == ("change:selection_rate-ratio:sex", "fail")
    assert found.verdict.exit_code == 1
    assert (found.baseline.by, found.baseline.sha256) == ("Ada", approved.sha256)
    assert any("Which decisions changed cannot be told" in note for note in found.notes)
    assert not any("overlap" in note for note in found.notes)


def test_times_that_overlap_are_said(approved):
    found = audit(log(480, start="2025-02-01"), PLAN, baseline=approved)
    assert any("speak of times that overlap" in note for note in found.notes)


def test_without_times_nobody_knows_whether_they_overlap(approved):
    plan = PLAN.model_copy(update={"columns": PLAN.columns.model_copy(update={"time": None})})
    found = audit(log(480), plan, baseline=approved)
    assert not any("overlap" in note for note in found.notes)


def test_what_the_baseline_does_not_hold_is_said(approved):
    gates = {"gates": [{"metric": "selection_rate", "tolerance": 0.2}],
             "baseline": {"metrics": ["selection_rate", "share"]}}  # fmt: skip
    plan = Plan.model_validate(PLAN.model_dump() | gates)
    found = audit(log(480, start="2026-01-01"), plan, baseline=approved)
    assert any("does not hold these" in note and "share" in note for note in found.notes)


def test_the_same_files_and_times_are_the_same_rows(approved):
    found = audit(log(480), PLAN)
    files = (LogFile(name="log.csv", bytes=1, sha256="abc"),)
    summary = replace(found.log, files=files)
    for rows, same in ((found.log.rows, True), (found.log.rows + 1, False)):
        held = replace(approved, files=files, rows=rows)
        since = since_baseline(
            held, None, summary, _nothing(), [], PLAN,
            settings=Settings.of(PLAN), metrics={},
        )  # fmt: skip
        assert since.against.same_rows is same
        text = " ".join(since.notes)
        assert ("is of the same rows" in text) is same
        assert ("share rows" in text) is not same


def _nothing():
    from evenhand.analyses.assemble import Found  # noqa: PLC0415 - used here alone

    return Found({}, {}, {}, (), ())


def test_without_a_baseline_nothing_is_said():
    assert audit(log(480), PLAN).baseline is None


def test_pairs_need_no_file():
    plan = Plan.model_validate(PLAN.model_dump() | {"baseline": {"decision": "old"}})
    frame = log(300)
    found = audit(
        frame.assign(old=log(480)["d"]), plan, as_of=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    (gate,) = [one for one in found.gates if one.basis == "baseline"]
    assert gate.state == "fail"
    assert (found.baseline.audit, found.baseline.decision) == ("", "old")
    assert any("same rows, as the approved model" in note for note in found.notes)
    assert {one.group: round(one.lost, 2) for one in found.churn}["F",] == 0.18
