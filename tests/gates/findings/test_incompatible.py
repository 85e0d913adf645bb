"""Gates that cannot all be met are told where base rates differ, and only there."""

import pytest

from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings.incompatible import incompatible

SETS = ("positive_predictive_value", "true_positive_rate", "false_positive_rate")


@pytest.fixture
def found(gate_result):
    """Return a function from gated metrics and base rates' gaps to what is found."""

    def run(*metrics, rows=(), **more):
        gates = tuple(gate_result("pass", id=name, metric=name, **more) for name in metrics)
        return incompatible(Facts((), tuple(rows), gates, frozenset()))

    return run


def test_equal_predictions_and_errors_of_groups_that_differ_are_told(found, disparity):
    rows = [
        disparity("base_rate", "difference", "B", -0.1, -0.14, -0.06),
        disparity("base_rate", "difference", "C", 0.02, -0.01, 0.05),
    ]
    (finding,) = found(*SETS, rows=rows)
    assert finding.severity == "info"
    assert "that of B against A by \u221210.0 points (\u221214.0 to \u22126.0)" in finding.detail
    assert "Chouldechova 2017; Kleinberg et al. 2017" in finding.detail
    assert finding.evidence == (*SETS, "d-base_rate-B")


@pytest.mark.parametrize("left_out", SETS)
def test_two_of_the_three_can_be_met(found, disparity, left_out):
    rows = [disparity("base_rate", "difference", "B", -0.1, -0.14, -0.06)]
    assert found(*(set(SETS) - {left_out}), rows=rows) == []


def test_where_base_rates_do_not_differ_for_certain_nothing_is_said(found, disparity):
    rows = [
        disparity("base_rate", "difference", "B", -0.1, -0.3, 0.1),
        disparity("base_rate", "difference", "C", None, None, None),
        disparity("base_rate", "difference", "D", 0.1, 0.05, None),
        disparity("base_rate", "difference", "E", 0.1, 0.05, 0.2, condition="job"),
        disparity("base_rate", "difference", "F", 0.1, 0.05, 0.2, attributes=("h",)),
        disparity("base_rate", "ratio", "B", 2.0, 1.5, 3.0),
    ]
    assert found(*SETS, rows=rows) == []
    assert found(*SETS) == []


def test_targets_and_evidence_over_time_compare_no_groups_of_the_period(found, disparity):
    rows = [disparity("base_rate", "difference", "B", 0.1, 0.06, 0.14)]
    assert found(*SETS, rows=rows, comparison="at_least") == []
    assert found(*SETS, rows=rows, basis="stream") == []
    assert found(*SETS, rows=rows, attributes=()) == []
    assert len(found(*SETS, rows=rows)) == 1
