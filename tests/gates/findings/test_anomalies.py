"""Days outside what is usual, one finding a run."""

import pytest

from evenhand.gates.findings.anomalies import anomalies


@pytest.fixture
def told(facts, anomaly):
    def run(**more):
        (one,) = anomalies(facts(anomalies=[anomaly(**more)]))
        return one

    return run


def test_a_day_is_told_with_what_is_usual_and_how_far_it_lies_out(told):
    one = told()
    assert one.title == "Volume was below its limits on 4 March 2025."
    assert one.detail == (
        "40, where 60 is usual and 45 to 77 is within limits: 5.5 standard deviations."
    )
    assert (one.kind, one.severity, one.evidence) == ("anomaly", "medium", ("a1",))


def test_an_outage_is_a_run_without_decisions(told):
    one = told(value=0.0, n=0, end="2025-03-07", slots=4)
    assert one.title == "No decisions from 4 March 2025 to 7 March 2025."
    assert one.detail.startswith("At its farthest 0, where 60 is usual")
    assert one.severity == "high"
    one = told(value=0.0, n=0, attributes=("g",), group=("B",))
    assert one.title == "No decisions about B on 4 March 2025."
    assert (one.severity, one.attributes, one.group) == ("medium", ("g",), ("B",))


def test_a_run_with_some_decisions_is_not_said_to_have_none(told):
    one = told(value=0.0, n=55, end="2025-03-06", slots=3)
    assert one.title == "Volume was below its limits from 4 March 2025 to 6 March 2025."


@pytest.mark.parametrize(
    ("value", "severity"), [(30.0, "high"), (31.0, "medium"), (200.0, "medium")]
)
def test_half_the_usual_volume_is_grave(told, value, severity):
    assert told(value=value).severity == severity


def test_an_hour_is_told_by_the_clock(told):
    one = told(start="2025-03-04T14:00", end="2025-03-04T14:00")
    assert one.title == "Volume was below its limits at 14:00 on 4 March 2025."


def test_latency_and_rates_are_told_in_their_units(told):
    one = told(kind="latency", metric="latency_mean", value=402.0, expected=200.0, low=150.0,
               high=260.0, excess=9.0, group=("B",), attributes=("g",))  # fmt: skip
    assert one.title == "Mean latency of B was above its limits on 4 March 2025."
    assert one.detail.startswith("402, where 200 is usual and 150 to 260 is within limits")
    assert one.severity == "high"
    one = told(kind="failure", metric="failure_rate", value=0.12, expected=0.1, low=0.08,
               high=0.11, excess=5.0)  # fmt: skip
    assert one.detail.startswith("12.0 %, where 10.0 % is usual and 8.0 % to 11.0 % is within")


@pytest.mark.parametrize(
    ("metric", "value", "expected", "severity"),
    [
        ("failure_rate", 0.16, 0.10, "high"),
        ("failure_rate", 0.14, 0.10, "medium"),
        ("failure_rate", 0.105, 0.10, "low"),
        ("failure_rate", 0.05, 0.10, "low"),  # fewer failures harm nobody
        ("failure_rate", 0.02, 0.0, "high"),
        ("satisfaction_mean", 3.0, 4.0, "medium"),
        ("satisfaction_mean", 5.0, 4.0, "low"),
        ("selection_rate", 0.3, 0.4, "medium"),
        ("selection_rate", 0.5, 0.4, "low"),
        ("override_rate", 0.15, 0.1, "medium"),
        ("override_rate", 0.05, 0.1, "medium"),
        ("override_rate", 0.105, 0.1, "low"),
    ],
)
def test_severity_goes_by_harm_and_size(told, metric, value, expected, severity):
    excess = 5.0 if value > expected else -5.0
    one = told(kind="other", metric=metric, value=value, expected=expected, excess=excess)
    assert one.severity == severity


def test_each_run_is_one_finding(facts, anomaly):
    rows = [anomaly(), anomaly(id="a2", start="2025-04-01", end="2025-04-09", slots=9)]
    assert [one.evidence for one in anomalies(facts(anomalies=rows))] == [("a1",), ("a2",)]
    assert anomalies(facts()) == []
