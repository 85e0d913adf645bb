"""Selection is unequal while errors are alike: the threshold."""

import pytest

from evenhand.recommendations.move_threshold import move_threshold


def error(gate_result, state):
    return gate_result(state, metric="true_positive_rate")


def test_a_selection_gap_without_an_error_gap_points_at_the_threshold(case, gate_result):
    gates = [gate_result(), error(gate_result, "pass")]
    (advice,) = move_threshold(case(gates=gates))
    assert advice.title == "Review where the score threshold lies, for everybody: it costs B most."
    assert advice.evidence == ("selection_rate:g",)


@pytest.mark.parametrize("state", ["fail", "warn", "insufficient"])
def test_an_error_gap_or_one_that_is_not_known_does_not(case, gate_result, state):
    assert move_threshold(case(gates=[gate_result(), error(gate_result, state)])) == []


def test_without_a_gate_on_errors_nothing_is_known_of_them(case, gate_result):
    assert move_threshold(case(gates=[gate_result()])) == []
    other = gate_result("pass", metric="true_positive_rate", attributes=("h",))
    assert move_threshold(case(gates=[gate_result(), other])) == []


@pytest.mark.parametrize("missing", ["label", "score", "threshold"])
def test_without_labels_or_a_threshold_there_is_none_to_review(case, gate_result, missing):
    roles = {"label", "score", "threshold"} - {missing}
    gates = [gate_result(), error(gate_result, "pass")]
    assert move_threshold(case(gates=gates, roles=roles)) == []


def test_intersections_have_no_threshold_of_their_own(case, gate_result):
    crossed = gate_result(attributes=("g", "h"))
    errors = gate_result("pass", metric="true_positive_rate", attributes=("g", "h"))
    assert move_threshold(case(gates=[crossed, errors])) == []


def test_selection_that_does_not_fail_needs_no_review(case, gate_result):
    assert move_threshold(case(gates=[gate_result("warn"), error(gate_result, "pass")])) == []
