"""Performance that differs by group."""

from dataclasses import replace

import pytest

from evenhand.gates.findings.kpi_gaps import kpi_gaps
from evenhand.metrics.own import metrics_of
from evenhand.plan import Plan


@pytest.fixture
def found(facts, estimate, disparity):
    def run(key, value, low, high):
        return kpi_gaps(facts([estimate(key)], [disparity(key, "ratio", "B", value, low, high)]))

    return run


def test_a_group_served_worse_is_told_with_its_interval(found):
    (one,) = found("latency_p95", 2.1, 1.92, 2.37)
    assert one.title == "95th percentile of latency of B is 2.10 times that of A."
    assert one.detail == "Between 1.92 and 2.37 times, on 5,000 decisions of both groups."
    assert one.severity == "medium"


@pytest.mark.parametrize(
    ("key", "low", "high", "raised"),
    [
        ("failure_rate", 1.26, 2.0, True),
        ("failure_rate", 1.25, 2.0, False),
        ("satisfaction_response_rate", 0.5, 0.79, True),
        ("satisfaction_response_rate", 0.5, 0.8, False),
        ("satisfaction_mean", 0.8, 0.89, True),
        ("satisfaction_mean", 0.8, 0.91, False),
        ("satisfaction_mean", 1.12, 1.2, True),
        ("cost_per_decision", 0.9, 1.3, False),
        ("latency_p50", 2.0, 3.0, False),
        ("task_success_rate", 0.5, 0.79, True),
        ("tool_call_failure_rate", 1.3, 2.0, True),
    ],
)
def test_only_what_is_certainly_past_the_threshold_is_raised(found, key, low, high, raised):
    assert bool(found(key, (low + high) / 2, low, high)) == raised


def test_what_is_not_known_is_not_raised(facts, estimate, found):
    assert found("latency_p95", 3.0, None, None) == []
    assert kpi_gaps(facts([estimate("latency_p95")])) == []


def test_a_figure_of_ones_own_is_looked_at_under_its_own_name(facts, estimate, disparity):
    plan = Plan.model_validate({"own_kpis": [{"name": "refunds", "column": "x", "kind": "rate"}]})
    known = facts([estimate("refunds")], [disparity("refunds", "ratio", "B", 0.5, 0.4, 0.7)])
    assert kpi_gaps(known) == []
    (one,) = kpi_gaps(replace(known, metrics=metrics_of(plan)))
    assert one.title == "Refunds of B is 0.50 times that of A."
