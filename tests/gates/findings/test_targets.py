"""Targets that are missed, or may be."""

import pytest

from evenhand.gates.findings import find
from evenhand.gates.findings.gate_states import gate_states
from evenhand.gates.findings.targets import targets

LATENCY = {
    "id": "slo", "title": "95th percentile of latency at most 2,000 ms", "metric": "latency_p95",
    "comparison": "at_most", "tolerance": 2000.0, "value": 2340.0, "low": 2280.0, "high": 2400.0,
    "attributes": (), "group": (), "reference": (), "unit": "ms",
    "subject": "95th percentile of latency", "source": "plan",
}  # fmt: skip


@pytest.fixture
def target(gate_result, group_state):
    def build(state="fail", groups=(), **more):
        parts = [group_state(name, one, reference=()) for name, one in groups]
        parts = parts or [group_state((), state, reference=())]
        return gate_result(state, parts, **{**LATENCY, **more})

    return build


@pytest.mark.parametrize(
    ("state", "severity", "verb"), [("fail", "high", "misses"), ("warn", "medium", "may miss")]
)
def test_a_target_past_its_number_is_a_finding(facts, target, state, severity, verb):
    (one,) = targets(facts(gates=[target(state)]))
    assert (one.kind, one.severity) == ("target", severity)
    assert one.title == f"95th percentile of latency {verb} its target."
    assert one.detail == "Because."
    assert one.evidence == ("slo", "d1")


def test_a_target_past_its_warning_level_only_says_so(facts, target):
    (one,) = targets(facts(gates=[target("warn", value=1900.0, warn=1800.0)]))
    assert one.title == "95th percentile of latency is past its warning level."


def test_groups_are_named_the_worst_first(facts, target):
    groups = [("de", "pass"), ("es", "fail"), ("tr", "fail"), ("fr", "insufficient")]
    gate = target(groups=groups, attributes=("language",), group=("tr",))
    past, small = targets(facts(gates=[gate]))
    assert past.title == "95th percentile of latency misses its target for tr."
    assert past.detail == "Because. The same holds for es."
    assert (small.kind, small.severity) == ("too_few_decisions", "low")
    title = "The target for 95th percentile of latency cannot be judged for"
    assert small.title == f"{title} one group yet."
    assert small.detail.endswith("too few to tell: fr (900).")
    groups.append(("it", "insufficient"))
    gate = target("pass", groups=groups[:1] + groups[3:], attributes=("language",))
    (small,) = targets(facts(gates=[gate]))
    assert small.title == f"{title} 2 groups yet."


def test_a_target_for_everybody_that_is_kept_or_undecided_is_none(facts, target):
    assert targets(facts(gates=[target("pass"), target("insufficient")])) == []


def test_gates_and_targets_are_findings_once_each(facts, target, gate_result):
    missed = target(groups=[("es", "fail"), ("fr", "insufficient")], attributes=("language",))
    assert gate_states(facts(gates=[missed])) == []
    assert targets(facts(gates=[gate_result()])) == []
    kinds = [one.kind for one in find(facts(gates=[missed, gate_result()]))]
    assert kinds == ["gate_fail", "target", "too_few_decisions"]
