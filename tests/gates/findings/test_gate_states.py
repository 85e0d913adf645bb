"""Gates that fail or warn, and groups too small to judge."""

import pytest

from evenhand.gates.findings.gate_states import gate_states


@pytest.mark.parametrize(
    ("state", "severity", "verb"),
    [("fail", "high", "is outside"), ("warn", "medium", "may be outside")],
)
def test_a_gate_that_fails_or_warns_is_a_finding(facts, gate_result, state, severity, verb):
    (one,) = gate_states(facts(gates=[gate_result(state=state)]))
    assert one.title == f"Selection rate ratio by g {verb} its tolerance for B."
    assert (one.kind, one.severity) == (f"gate_{state}", severity)
    assert one.evidence == ("selection_rate-ratio:g", "d1")
    assert one.detail == "Because."


def test_a_gate_that_is_only_past_its_warning_level_says_so(facts, gate_result):
    (one,) = gate_states(facts(gates=[gate_result(state="warn", value=0.85, warn=0.9)]))
    assert one.title == "Selection rate ratio by g is past its warning level for B."


def test_other_groups_of_the_same_state_are_named(facts, gate_result, group_state):
    parts = [
        group_state(),
        group_state("C", disparity=None),
        group_state(("D", "F")),
        group_state("E", "pass"),
    ]
    (one,) = gate_states(facts(gates=[gate_result(groups=parts)]))
    assert one.detail == "Because. The same holds for C; D, F."
    assert one.evidence == ("selection_rate-ratio:g", "d1", "d1")


def test_a_gate_that_passes_is_none(facts, gate_result):
    assert gate_states(facts(gates=[gate_result(state="pass")])) == []


def test_groups_too_small_are_one_finding_a_gate(facts, gate_result, group_state):
    small = [
        group_state("C", "insufficient", n=55, disparity=None),
        group_state("D", "insufficient", n=1044),
    ]
    (one,) = gate_states(facts(gates=[gate_result(state="pass", groups=small)]))
    assert one.title == "Selection rate ratio by g cannot be judged for 2 groups yet."
    assert (
        one.detail == "The decisions that count towards it are too few to tell: C (55); D (1,044)."
    )
    assert (one.severity, one.group, one.evidence) == (
        "low",
        ("C",),
        ("selection_rate-ratio:g", "d1"),
    )
    (one,) = gate_states(facts(gates=[gate_result(state="pass", groups=small[:1])]))
    assert "for one group yet" in one.title


def test_small_intersections_are_too_many_to_tell(facts, gate_result, group_state):
    small = [group_state(("C", "F"), "insufficient")]
    gate = gate_result(state="pass", attributes=("g", "h"), groups=small)
    assert gate_states(facts(gates=[gate])) == []


def test_a_change_of_a_figure_of_everybody_is_of_no_group(facts, gate_result, group_state):
    gate = gate_result(
        title="Change of accuracy", basis="baseline", group=(), reference=(), value=0.2,
        tolerance=0.1, groups=[group_state((), reference=())],
    )  # fmt: skip
    (one,) = gate_states(facts(gates=[gate]))
    assert one.title == "Change of accuracy is outside its tolerance."


def test_changes_that_cannot_be_judged_are_no_want_of_decisions(facts, gate_result, group_state):
    small = group_state(state="insufficient", testable=False)
    gate = gate_result(state="insufficient", basis="baseline", groups=[small])
    assert gate_states(facts(gates=[gate])) == []
