"""Baselines: approved, written, read, and refused where something is wrong with them."""

import dataclasses
import datetime as dt
import json

import pandas as pd
import pytest

from evenhand.approval import approve, check_comparable, read, render
from evenhand.audit import audit
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

PLAN = {
    "decision": {"column": "d", "favourable": "y"},
    "protected": [{"column": "sex"}, {"column": "job"}],
    "kpis": {"latency": "ms"},
    "targets": [{"metric": "latency_p95", "at_most": 5}],
}
ROWS = [("F", "a", "y"), ("F", "b", "n"), ("M", "a", "y"), ("M", "b", "y"), ("?", "a", "n")]
LOG = pd.DataFrame(ROWS * 60, columns=["sex", "job", "d"]).assign(ms=3.0)
WHO = {"by": "Ada", "reason": "As it should be.", "on": "2026-01-02"}


@pytest.fixture(scope="module")
def found():
    plan = Plan.model_validate(PLAN)
    return audit(LOG, plan, as_of=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def content(found):
    return render(approve(found, **WHO))


def edited(content, **changes):
    return json.dumps(json.loads(content) | changes).encode()


def test_what_was_approved_is_read_back_as_it_was(found, content):
    approved = approve(found, **WHO)
    assert read(content, "b.json") == approved
    assert (approved.by, approved.approved, approved.audit) == ("Ada", "2026-01-02", found.id)
    assert len(approved.sha256) == 64


def test_the_same_approval_makes_the_same_file_a_row_a_line(found, content):
    assert render(approve(found, **WHO)) == content
    rows = [line for line in content.decode().split("\n") if '"metric": "selection_rate"' in line]
    assert len(rows) > 5


def test_it_holds_the_figures_that_gates_and_targets_speak_of(found):
    held = {(row.metric, row.attributes, row.group) for row in approve(found, **WHO).estimates}
    assert ("selection_rate", ("sex", "job"), ("F", "b")) in held
    assert ("latency_p95", ("sex",), ("F",)) in held
    assert not {key for key in held if key[0] == "latency_p95" and len(key[1]) > 1}
    assert not {key for key in held if key[0] == "error_rate" or "unknown" in key[2]}


def test_metrics_that_the_plan_names_are_held_too():
    plan = Plan.model_validate(PLAN | {"baseline": {"metrics": ["latency_mean"]}})
    kept = approve(audit(LOG, plan), **WHO).estimates
    assert ("F", "b") in {row.group for row in kept if row.metric == "latency_mean"}


def test_it_holds_which_groups_each_gate_judged(found):
    judged = approve(found, **WHO).judged
    assert set(judged["selection_rate-ratio:job"]) == {("a",), ("b",)}


@pytest.mark.parametrize("who", [{"by": " "}, {"reason": ""}])
def test_nobody_and_no_reason_approve_nothing(found, who):
    with pytest.raises(PlanError, match="approved by somebody, for a reason"):
        approve(found, **WHO | who)


def test_a_result_whose_figures_do_not_fit_is_not_approved(found):
    rows = tuple(
        dataclasses.replace(row, value=0.99)
        if row.metric == "selection_rate" and row.group == ("F",)
        else row
        for row in found.estimates
    )
    with pytest.raises(LogError, match=r"selection_rate of F is 0.99, and its parts make 0.5"):
        approve(dataclasses.replace(found, estimates=rows), **WHO)


def test_an_edited_baseline_is_refused(content):
    with pytest.raises(LogError, match=r"b.json was edited") as error:
        read(edited(content, by="Eve"), "b.json")
    assert "bring it back from version control" in error.value.hint


def test_a_baseline_of_another_version_is_refused(content):
    with pytest.raises(LogError, match="version '9', and this evenhand reads '1'"):
        read(edited(content, version="9"), "b.json")


@pytest.mark.parametrize("other", [b"", b"\xff", b"[]", b'{"format": "x"}', b"sex,d\n"])
def test_what_is_no_baseline_is_refused(other):
    with pytest.raises(LogError, match=r"b.json is no baseline") as error:
        read(other, "b.json")
    assert "evenhand baseline approve" in error.value.hint


def test_a_baseline_that_lacks_something_is_refused_with_the_place(found):
    from evenhand.approval import _body, _digest  # noqa: PLC0415 - to forge the digest

    body = _body(approve(found, **WHO))
    del body["rows"]
    forged = json.dumps(body | {"sha256": _digest(body)}).encode()
    with pytest.raises(LogError, match="damaged at 'rows'"):
        read(forged, "b.json")


def test_figures_that_mean_something_else_are_not_compared(found):
    approved = approve(found, **WHO)
    check_comparable(approved, Plan.model_validate(PLAN), "b.json")
    other = PLAN | {"decision": {"column": "d", "favourable": "n"}}
    with pytest.raises(PlanError, match=r"b.json cannot be compared .* was 'y' and is 'n'"):
        check_comparable(approved, Plan.model_validate(other), "b.json")
