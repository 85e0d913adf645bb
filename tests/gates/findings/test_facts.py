"""The look-ups that findings share, and their order."""

from evenhand.gates.findings import find


def test_a_look_up_finds_the_whole_log_only(facts, estimate):
    rows = [
        estimate("accuracy", window="2025-01-01", id="e1"),
        estimate("accuracy", id="e2"),
        estimate("accuracy", model_version="v1", id="e3"),
        estimate("accuracy", condition=("job", "a"), id="e4"),
    ]
    assert facts(rows).estimate("accuracy", ("g",), ("B",)).id == "e2"
    assert facts(rows).estimate("accuracy") is None


def test_groups_are_those_of_single_attributes(facts, estimate):
    rows = [
        estimate("accuracy", attributes=("g", "h")),
        estimate("accuracy", id="e2"),
        estimate("base_rate"),
    ]
    assert [row.id for row in facts(rows).groups("accuracy")] == ["e2"]


def test_a_comparison_is_that_with_the_reference(facts, disparity):
    rows = [
        disparity("accuracy", "difference", "B", id="d1"),
        disparity("accuracy", "difference", "B", id="d2", against="rest"),
        disparity("accuracy", "difference", "B", id="d3", condition="job"),
    ]
    found = facts((), rows)
    assert found.disparity("accuracy", "difference", ("g",), ("B",)).id == "d1"
    assert found.disparity("accuracy", "difference", ("g",), ("B",), condition="job").id == "d3"
    assert found.disparity("accuracy", "ratio", ("g",), ("B",)) is None


def test_findings_come_by_severity_and_are_numbered(facts, gate_result, group_state, estimate):
    small = [group_state("C", "insufficient")]
    found = find(
        facts(
            [estimate("calibration_in_the_large", "B", 0.1, 0.08, 0.12)],
            gates=[gate_result(state="pass", groups=small), gate_result(state="fail")],
        )
    )
    assert [one.severity for one in found] == ["high", "medium", "low"]
    assert [one.id for one in found] == ["f1", "f2", "f3"]
