"""Entries of a plan that check whether something helped: read back as the plan reads them."""

import tomllib

import pytest

from evenhand.plan import Plan
from evenhand.recommendations._entries import gate_entry, level_entry, target_entry

LOG = {"decision": {"column": "d", "favourable": ["yes"]}, "protected": [{"column": "g"}]}


def planned(text):
    return Plan.model_validate({**LOG, **tomllib.loads(text)})


@pytest.mark.parametrize(
    "more",
    [{}, {"comparison": "difference", "tolerance": 0.05}, {"condition": "x", "direction": "worse"}],
)
def test_a_gate_comes_back_as_it_was_on_the_last_window(gate_result, more):
    gate = gate_result(**more)
    (read,) = planned(gate_entry(gate)).gates
    assert (read.metric, read.comparison, read.attributes, read.tolerance) == (
        gate.metric, gate.comparison, gate.attributes, gate.tolerance,
    )  # fmt: skip
    assert (read.condition, read.direction, read.window) == (
        gate.condition, gate.direction, "last",
    )  # fmt: skip
    assert read.id == f"{gate.id}:after"


@pytest.mark.parametrize("attributes", [("g",), ()])
def test_a_target_comes_back_as_it_was(gate_result, attributes):
    gate = gate_result(comparison="at_most", tolerance=0.05, attributes=attributes, id="slow")
    (read,) = planned(gate_entry(gate)).targets
    assert (read.at_most, read.at_least, read.attributes) == (0.05, None, attributes)


def test_a_target_on_a_metric_is_one_for_everybody():
    (read,) = planned(target_entry("accuracy", 0.9)).targets
    assert (read.metric, read.at_least, read.attributes) == ("accuracy", 0.9, ())


def test_a_gate_on_how_far_groups_lie_apart():
    (read,) = planned(level_entry("label_coverage", ("g",), 0.05)).gates
    assert (read.metric, read.comparison, read.tolerance) == ("label_coverage", "difference", 0.05)
    assert read.attributes == ("g",)


@pytest.mark.parametrize("basis", ["baseline", "stream"])
def test_changes_and_streams_are_in_the_plan_already(gate_result, basis):
    assert gate_entry(gate_result(basis=basis)) == ""


def test_names_from_a_log_cannot_break_out_of_the_entry(gate_result):
    gate = gate_result(attributes=('a"]\n[[waivers]]\nid = "x',))
    (read,) = planned(gate_entry(gate)).gates
    assert read.attributes == gate.attributes
