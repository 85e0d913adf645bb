"""Which changes since a baseline are judged."""

from dataclasses import replace

import pytest

from evenhand.errors import PlanError
from evenhand.gates.baseline import Approved, KeptGate, Meaning
from evenhand.gates.change_policy import planned_changes
from evenhand.gates.policy import PlannedGate
from evenhand.metrics import METRICS
from evenhand.plan import Gate, Plan


def gate(metric="selection_rate", comparison="ratio", attributes=("sex",), **more):
    asked = Gate(metric=metric, comparison=comparison, tolerance=0.5, **more)
    return PlannedGate("id", asked, attributes, default=False)


def approved(*gates):
    return Approved(
        audit="a", as_of="2026-01-01", approved="2026-01-02", by="Ada", reason="Because",
        evenhand="1", verdict="pass", rows=1, first=None, last=None, files=(), level=0.95,
        meaning=Meaning(favourable=(), positive=(), bands={}), gates=gates, estimates=(),
    )  # fmt: skip


def kept(metric, comparison, *attributes):
    return KeptGate(
        id="x", metric=metric, comparison=comparison, attributes=attributes, state="pass", judged=()
    )


def changes(plan=None, gates=(), baseline=None):
    asked = {"protected": [{"column": "sex"}, {"column": "race"}], **(plan or {})}
    return planned_changes(Plan.model_validate(asked), gates, baseline, METRICS)


def test_the_gap_of_every_gate_is_a_change_of_its_own():
    found, notes = changes(gates=[gate(), gate(), gate("true_positive_rate", "difference")])
    assert [one.id for one in found] == [
        "change:selection_rate-ratio:sex",
        "change:true_positive_rate-difference:sex",
    ]
    assert [(one.comparison, one.tolerance) for one in found] == [
        ("ratio", 0.1), ("difference", 0.02),
    ]  # fmt: skip
    assert notes == []


def test_a_target_is_followed_for_everybody_and_for_the_groups_of_each_attribute():
    target = {"metric": "latency_p95", "at_most": 5, "attributes": ["race", "sex"]}
    found, _ = changes({"targets": [target]})
    assert [one.attributes for one in found] == [(), ("sex", "race"), ("sex",), ("race",)]
    # Milliseconds have no absolute tolerance.
    assert {one.comparison for one in found} == {"ratio"}
    assert not any(one.gap for one in found)


def test_a_gap_in_milliseconds_is_judged_as_a_share_and_a_correlation_is_not():
    found, _ = changes(
        gates=[gate("latency_mean", "difference"), gate("matthews_correlation", "difference")]
    )
    assert [one.comparison for one in found] == ["ratio", "difference"]


def test_metrics_that_the_plan_names_are_followed_over_all_groups():
    found, _ = changes({"baseline": {"metrics": ["accuracy"]}}, gates=[gate()])
    assert [(one.attributes, one.gap) for one in found] == [
        (("sex",), True), (("race",), True), (("sex", "race"), True),
        ((), False), (("sex",), False), (("race",), False),
    ]  # fmt: skip
    alone, _ = changes({"baseline": {"metrics": ["accuracy"]}, "intersections": False})
    assert ("sex", "race") not in [one.attributes for one in alone]


def test_a_metric_that_does_not_exist_is_refused():
    with pytest.raises(PlanError, match=r"baseline.metrics names 'acuracy'") as error:
        changes({"baseline": {"metrics": ["acuracy"]}})
    assert error.value.hint == "did you mean 'accuracy'?"


def test_a_gate_that_was_taken_out_of_the_plan_is_not_forgotten():
    before = approved(kept("accuracy", "difference", "race"), kept("latency_p95", "at_most"))
    found, _ = changes(gates=[gate()], baseline=before)
    assert [one.id for one in found][1:] == [
        "change:accuracy-difference:race",
        "change:latency_p95",
    ]
    # Nor is one whose metric no longer exists.
    gone, _ = changes(baseline=approved(kept("own_kpi", "at_most")))
    assert [one.id for one in gone] == ["change:own_kpi"]


def test_what_is_left_out_is_said():
    found, notes = changes(
        {"targets": [{"metric": "decisions", "at_least": 5}]}, gates=[gate(condition="job")]
    )
    assert found == []
    assert "it is a size and no figure: decisions" in notes[0]
    assert "within a condition" in notes[1]


def test_a_gate_for_those_who_fare_worse_stays_one():
    assert changes(gates=[gate(direction="worse")])[0][0].direction == "worse"


def test_the_groups_that_a_gate_could_judge_at_the_approval_go_by_its_id():
    baseline = approved(replace(kept("selection_rate", "ratio", "sex"), judged=(("F",), ("M",))))
    assert baseline.judged == {"x": (("F",), ("M",))}
