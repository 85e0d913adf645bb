"""Gates over time: their streams, their states, and which are flagged together."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Change, History, Question, Window
from evenhand.cube.cube import Cube
from evenhand.gates.policy import PlannedGate
from evenhand.gates.streams import Facts, flagged_together, follow_gates, judge_streams, state_of
from evenhand.metrics import METRICS
from evenhand.plan import Gate, Plan

PLAN = Plan.model_validate({"protected": [{"column": "g"}]})
DAYS = tuple(f"2025-01-{day:02}" for day in range(1, 21))
GATE = PlannedGate("gate", Gate(metric="selection_rate", tolerance=0.05), ("g",), default=False)


def cube(rates, *, n=200, version="all", condition=None):
    """Return first decisions: so many a day of each group, at its rate."""
    rows, counts = [], []
    strata = ("",) if condition is None else condition
    for day in range(len(DAYS)):
        for group, rate in enumerate(rates):
            for stratum in range(len(strata)):
                for decision, some in ((0, n * (1 - rate)), (1, n * rate)):
                    rows.append([group, stratum, day, 0, decision, 2])
                    counts.append(round(some))
    levels = {
        "attribute:g": tuple("ABCD"[: len(rates)]),
        "condition:job": strata,
        "window": DAYS,
        "model_version": (version,),
        "decision": ("unfavourable", "favourable", "undecided"),
        "label": ("negative", "positive", "unknown"),
    }
    return Cube(levels, np.array(rows), {"n": np.array(counts, dtype=float)})


@pytest.fixture
def followed(grouping, measured):
    """Return a runner: daily rates of groups to what is gathered on a gate."""

    def run(rates, history=None, *, gates=(GATE,), plan=PLAN, usable=DAYS, mature=DAYS,
            reach=DAYS[0], reference=None, effect=None, **more):  # fmt: skip
        metrics = {gate.gate.metric for gate in gates} | {"selection_rate"}
        found = {}
        for key in metrics:
            values = [(400 * rate, 400) for rate in rates]
            if key == "cost_per_decision":
                values = [(1.0, 0.5, 400)] * len(rates)
            found[("g",), key], _ = measured(key, values, effect=effect)
        facts = Facts(
            cube=cube(rates, **more),
            usable=usable,
            mature=mature,
            reach=reach,
            groupings={("g",): grouping("ABCD"[: len(rates)], reference)},
            measurements=found,
        )
        return follow_gates(gates, facts, plan, history or History(), level=0.95)

    return run


def judged(found, gate=GATE):
    (one,) = judge_streams([gate], found.streams, METRICS)
    return one


def test_a_group_that_falls_behind_fails_its_gate(followed):
    found = followed([0.5, 0.3, 0.5], reference="A")
    gate = judged(found)
    assert (gate.id, gate.basis, gate.state) == ("gate:over-time", "stream", "fail")
    assert (gate.group, gate.reference) == (("B",), ("A",))
    assert gate.value == pytest.approx(-0.2)
    assert gate.low < gate.value < gate.high < -0.05
    assert gate.p_adjusted == pytest.approx(2 * gate.p_value)
    assert gate.p_adjusted <= 0.05
    assert {one.group: one.state for one in gate.groups} == {("B",): "fail", ("C",): "pass"}
    assert (gate.n, gate.groups[0].n) == (2 * 200 * 20, 200 * 20)
    assert "passed the bar" in gate.reason


def test_without_a_reference_each_group_is_held_against_all_others(followed):
    gate = judged(followed([0.5, 0.3, 0.5]))
    assert (gate.group, gate.reference, gate.state) == (("B",), (), "fail")
    assert gate.value == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("rates", "n", "state"),
    [
        ([0.5, 0.5], 2000, "pass"),
        ([0.5, 0.44], 10, "warn"),
        ([0.5, 0.48], 10, "insufficient"),
        ([0.5, 0.2], 200, "fail"),
    ],
)
def test_a_stream_has_the_state_that_its_evidence_and_band_show(followed, rates, n, state):
    assert judged(followed(rates, n=n, reference="A")).state == state


@pytest.mark.parametrize(
    ("rates", "n", "metric", "state"),
    [
        ([0.5, 0.5], 4000, "selection_rate", "pass"),
        ([0.5, 0.62], 4000, "selection_rate", "pass"),
        ([0.5, 0.37], 20, "selection_rate", "warn"),
        ([0.5, 0.7], 10, "base_rate", "insufficient"),
        ([0.5, 0.2], 400, "selection_rate", "fail"),
    ],
)
def test_ratios_have_one_border_or_two(followed, rates, n, metric, state):
    gate = Gate(metric=metric, comparison="ratio", tolerance=0.8)
    gate = PlannedGate("gate", gate, ("g",), default=True)
    found = judged(followed(rates, n=n, reference="A", gates=[gate]), gate)
    assert (found.state, found.source) == (state, "default")


def test_a_ratio_of_a_metric_that_favours_neither_side_is_past_on_both(followed):
    gate = Gate(metric="base_rate", comparison="ratio", tolerance=0.8)
    planned = PlannedGate("gate", gate, ("g",), default=False)
    (stream,) = followed([0.5, 0.5], reference="A", gates=[planned]).streams
    look = replace(LOOK, value=1.3, low=1.0, high=1.6)
    assert state_of(replace(stream, looks=(look,))) == "warn"
    assert state_of(replace(stream, looks=(replace(look, value=None, low=None, high=None),))) == (
        "insufficient"
    )


LOOK = gather(
    Question(
        id="q", gate="gate", metric="selection_rate", comparison="difference", tolerance=0.05,
        attributes=("g",), group=("B",), reference=("A",), condition=None, sides=("below",),
        inverted=False, late=False, config="",
    ),
    None,
    [Window(start="2025-01-01", cells=(("", 5, 20, 5, 20),))],
    {},
    Terms(alpha=0.05, family=1, run_length=3650, level=0.95),
)[0].looks[0]  # fmt: skip


def test_a_gate_that_nothing_has_been_gathered_on_is_undecided(followed):
    gate = judged(followed([0.5, 0.3], reference="A", usable=()))
    assert (gate.state, gate.value, gate.n) == ("insufficient", None, 0)
    assert "No window is complete" in gate.reason


def test_figures_of_labels_use_windows_whose_labels_have_arrived(followed):
    gate = Gate(metric="true_positive_rate", tolerance=0.05)
    late = PlannedGate("late", gate, ("g",), default=False)
    found = followed([0.5, 0.3], reference="A", gates=[GATE, late], mature=DAYS[:5])
    assert [one.last for one in found.streams] == [DAYS[-1], ""]
    assert [len(one.looks) for one in found.streams] == [20, 0]


def test_a_gate_that_is_no_rate_of_decisions_is_not_followed(followed):
    cost = Gate(metric="cost_per_decision", tolerance=1)
    dear = PlannedGate("dear", cost, ("g",), default=False)
    found = followed([0.5, 0.3], reference="A", gates=[GATE, dear])
    assert found.not_followed == ("cost per decision",)
    assert {one.asks.gate for one in found.streams} == {"gate"}


def test_the_same_question_is_followed_once(followed):
    assert len(followed([0.5, 0.3], reference="A", gates=[GATE, GATE]).streams) == 1


def test_groups_are_compared_within_the_condition_of_the_gate(followed):
    gate = Gate(metric="selection_rate", tolerance=0.05, condition="job")
    planned = PlannedGate("gate", gate, ("g",), default=False)
    found = followed([0.5, 0.5], reference="A", gates=[planned], condition=("cook", "clerk"))
    (stream,) = found.streams
    assert [cell[0] for cell in stream.looks[0].windows[0].cells] == ["cook", "clerk"]
    assert judged(found, planned).condition == "job"


def test_history_is_carried_on_and_what_ended_is_told(followed):
    first = followed([0.5, 0.3], reference="A", usable=DAYS[:10])
    history = History(as_of="2025-01-11", streams=first.streams)
    second = followed([0.5, 0.3], history, reference="A")
    assert second.streams == followed([0.5, 0.3], reference="A").streams
    assert second.ended == ()
    other = followed([0.5, 0.3], history, reference="A", version="v2")
    assert [one.why for one in other.ended] == ["version"]


NAMED = Plan.model_validate({"protected": [{"column": "g"}], "columns": {"entity": "who"}})


@pytest.mark.parametrize(("reference", "others"), [("A", 1), (None, 2)])
def test_people_who_cannot_be_recognised_count_by_their_design_effect(followed, reference, others):
    first = followed([0.5, 0.3, 0.5], usable=DAYS[:5], plan=NAMED, reference=reference)
    history = History(as_of="2025-01-06", streams=first.streams)
    asked = {"plan": NAMED, "reference": reference, "effect": 4.0}
    whole = followed([0.5, 0.3, 0.5], history, **asked)
    short = followed([0.5, 0.3, 0.5], history, reach=DAYS[5], **asked)
    assert whole.cut_off == ()
    assert len(short.cut_off) == len(short.streams) >= others
    assert short.streams[0].equality.variance < whole.streams[0].equality.variance
    unnamed = followed([0.5, 0.3, 0.5], history, reach=DAYS[5], reference=reference, effect=4.0)
    assert unnamed.cut_off == ()


def test_streams_that_are_flagged_together_are_those_with_most_evidence(followed):
    streams = followed([0.5, 0.2, 0.5, 0.5], reference="A").streams
    assert flagged_together(streams, 0.05) == ("gate:B",)
    assert flagged_together((), 0.05) == ()


def test_a_change_alone_fails_no_gate(followed):
    (stream,) = followed([0.5, 0.5], n=2000, reference="A").streams
    change = Change(noticed=DAYS[9], start=DAYS[4], value=-0.04, low=-0.06, high=-0.02)
    assert state_of(replace(stream, change=change)) == "pass"
