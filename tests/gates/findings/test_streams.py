"""What evidence gathered over many audits shows."""

from dataclasses import replace

import pytest

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Change, Question, Window
from evenhand.gates.findings.gate_states import gate_states
from evenhand.gates.findings.streams import streams

ASKS = Question(
    id="rates:B", gate="rates", metric="selection_rate", comparison="difference", tolerance=0.05,
    attributes=("g",), group=("B",), reference=("A",), condition=None, sides=("below",),
    inverted=False, late=False, config="",
)  # fmt: skip
STREAM, _ = gather(
    ASKS,
    None,
    [Window(start=f"2025-01-{day:02}", cells=(("", 50, 100, 50, 100),)) for day in range(1, 9)],
    {},
    Terms(alpha=0.05, family=1, run_length=3650, level=0.95),
)
CHANGE = Change(noticed="2025-01-07", start="2025-01-04", value=-0.08, low=-0.1, high=-0.06)
OVER_TIME = {"basis": "stream", "comparison": "difference", "tolerance": 0.05, "value": -0.08}


def changed(asks=ASKS, alarm=None, **more):
    return replace(STREAM, asks=asks, alarm=alarm, change=replace(CHANGE, **more))


def test_a_gate_over_time_that_fails_is_told_once(facts, gate_result):
    failed = gate_result("fail", id="rates:over-time", reason="Because.", **OVER_TIME)
    known = facts(gates=[failed])
    (one,) = streams(known)
    assert (one.kind, one.severity, one.evidence) == ("gate_fail", "high", ("rates:over-time",))
    assert one.title.endswith(", is shown to be outside its tolerance for B.")
    assert one.detail == "Because."
    assert gate_states(known) == []


def test_a_gate_over_time_that_warns_is_told_softly(facts, gate_result):
    (one,) = streams(facts(gates=[gate_result("warn", **OVER_TIME)]))
    assert (one.kind, one.severity) == ("gate_warn", "low")
    assert "may be outside" in one.title
    assert streams(facts(gates=[gate_result("pass", **OVER_TIME), gate_result("fail")])) == []


def test_a_difference_that_began_is_told_with_its_date(facts):
    (one,) = streams(facts(streams=[changed()]))
    assert (one.kind, one.severity, one.group) == ("watched_change", "medium", ("B",))
    assert one.title == (
        "Since about 4 January 2025 the selection rate of B is 8.0 points below that of A on "
        "average."
    )
    assert one.detail.startswith("Noticed with 7 January 2025.")
    assert one.evidence == ("rates:over-time",)


RATIO = replace(ASKS, comparison="ratio", tolerance=0.8)


@pytest.mark.parametrize(
    ("stream", "severity"),
    [
        (changed(alarm="2025-01-08"), "high"),
        (changed(value=-0.04), "low"),
        (changed(value=None), "low"),
        (changed(RATIO, value=0.7), "medium"),
        (changed(RATIO, value=1.5), "medium"),
        (changed(RATIO, value=0.0), "medium"),
        (changed(RATIO, value=0.85), "low"),
    ],
)
def test_it_weighs_as_much_as_its_gap(facts, stream, severity):
    assert [one.severity for one in streams(facts(streams=[stream]))] == [severity]


@pytest.mark.parametrize(
    "stream",
    [
        STREAM,
        changed(value=-0.02),
        changed(RATIO, value=0.95),
        changed(start="2025-01-01"),  # it was there when gathering began
        changed(replace(ASKS, attributes=("g", "h"), group=("B", "X"))),
    ],
)
def test_what_is_tolerated_was_always_there_or_is_an_intersection_is_no_news(facts, stream):
    assert streams(facts(streams=[stream])) == []
