"""The rules that follow from one finding, or from what the log lacks."""

from pathlib import Path
from typing import get_args

import pytest

from evenhand.recommendations import RULES, advise
from evenhand.recommendations._case import listed
from evenhand.recommendations.hold import hold
from evenhand.recommendations.recalibrate import recalibrate
from evenhand.recommendations.recommendation import Action
from evenhand.recommendations.record_entity import record_entity
from evenhand.recommendations.record_model_version import record_model_version
from evenhand.recommendations.retrain import retrain


def test_a_fall_of_performance_means_to_retrain(case, finding):
    (advice,) = retrain(case(findings=[finding("performance", title="Accuracy fell.")]))
    assert advice.because == "Accuracy fell. Somewhat."
    assert advice.evidence == ("e1",)
    assert retrain(case(findings=[finding("calibration")])) == []


def test_scores_that_are_off_mean_to_recalibrate(case, finding):
    both = [finding("calibration"), finding("calibration", "C", evidence=("e2",))]
    (advice,) = recalibrate(case(findings=both))
    assert advice.title == "Recalibrate the scores: they are off for B and C."
    assert advice.evidence == ("e1", "e2")
    assert recalibrate(case(findings=[finding("performance")])) == []


@pytest.mark.parametrize(
    ("rule", "role"), [(record_entity, "entity"), (record_model_version, "model_version")]
)
def test_what_the_log_lacks_is_to_be_recorded(case, rule, role):
    (advice,) = rule(case(roles=()))
    assert advice.action == "record"
    assert advice.evidence == ()
    assert rule(case(roles=(role,))) == []


def test_where_all_is_quiet_nothing_is_to_be_changed(case, gate_result, finding):
    (advice,) = hold(case(gates=[gate_result("pass")], findings=[finding("x", severity="low")]))
    assert advice.because.startswith("The one gate is shown to be within tolerance")
    (advice,) = hold(case(gates=[gate_result("pass"), gate_result("pass", id="two")]))
    assert advice.because.startswith("All 2 gates are shown to be within tolerance")
    assert advice.evidence == ("selection_rate:g", "two")


@pytest.mark.parametrize("state", ["fail", "warn", "insufficient"])
def test_what_is_not_quiet_does_not_hold(case, gate_result, finding, state):
    assert hold(case(gates=[gate_result("pass"), gate_result(state)])) == []
    assert hold(case(gates=[gate_result("pass")], findings=[finding("x")])) == []
    assert hold(case()) == []


def test_advice_is_numbered_in_order_of_priority(case, gate_result, finding):
    given = advise(case(gates=[gate_result()], findings=[finding("performance")], roles=()))
    assert [one.rule for one in given] == [
        "investigate",
        "retrain",
        "record_model_version",
        "record_entity",
    ]
    assert [one.id for one in given] == ["r1", "r2", "r3", "r4"]
    assert [one.priority for one in given] == [1, 2, 3, 4]


def test_the_clearest_failing_gate_on_single_attributes_comes_first(case, gate_result):
    gates = [
        gate_result(attributes=("g", "h"), p_adjusted=0.0001),
        gate_result(p_adjusted=0.04),
        gate_result(attributes=("h",), p_adjusted=0.01),
        gate_result("pass", attributes=("i",)),
    ]
    found = case(gates=gates).failed("selection_rate")
    assert [one.attributes for one in found] == [("h",), ("g",), ("g", "h")]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, F", "b"], "a, F; and b"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names, text):
    assert listed(names) == text


def test_every_rule_and_class_of_advice_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "recommendations.md").read_text(encoding="utf-8")
    rules = [rule.__name__ for rule in RULES]
    assert [name for name in (*rules, *get_args(Action)) if f"`{name}`" not in page] == []
