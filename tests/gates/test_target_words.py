"""Targets in words: in their own unit, on their side of the target."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.gates.target_words import (
    amount,
    limit_text,
    past_target,
    target_figures,
    target_interval,
    target_limits,
    target_reason,
    target_title,
)
from evenhand.gates.words import figures

LATENCY = {
    "id": "slo", "metric": "latency_p95", "comparison": "at_most", "tolerance": 2000.0,
    "attributes": (), "unit": "ms", "subject": "95th percentile of latency", "value": 1870.2,
    "low": 1850.4, "high": 1900.0, "group": (), "reference": (),
}  # fmt: skip


@pytest.fixture
def target(gate_result, group_state):
    def build(state="pass", group=None, **more):
        part = group_state((), state, reference=(), **(group or {}))
        return gate_result(state, (part,), **{**LATENCY, **more})

    return build


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2000.0, "ms", "2,000 ms"), (0.5, "s", "0.5 s"), (0.07, "rate", "7 %"),
        (0.0005, "rate", "0.05 %"), (1.0, "rate", "100 %"), (1000000.0, "count", "1,000,000"),
        (0.05, "usd", "$ 0.05"), (-0.2, "", "\N{MINUS SIGN}0.2"), (1e-07, "", "0.0000001"),
        (1e16, "", "10,000,000,000,000,000"),
    ],
)  # fmt: skip
def test_a_target_is_shown_as_the_plan_has_it(value, unit, text):
    assert limit_text(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "fences", "text"),
    [
        (1870.2, "ms", [2000], "1,870 ms"), (1999.8, "ms", [2000], "1,999.8 ms"),
        (0.0123, "rate", [], "1.2 %"), (0.01996, "rate", [0.02], "1.996 %"),
        (0.0, "eur", [], "€ 0"), (3.14159, "", [], "3.14"), (999.0, "count", [1000], "999"),
        (-0.00001, "rate", [], "0.0 %"), (-1.5, "", [], "\N{MINUS SIGN}1.50"),
        (2000.00000001, "ms", [2000], "2,000 ms"), (2000.00001, "ms", [2000], "2,000.0000 ms"),
    ],
)  # fmt: skip
def test_a_figure_is_rounded_on_its_side_of_the_target(value, unit, fences, text):
    assert amount(value, unit, fences) == text


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
@settings(max_examples=200, deadline=None)
def test_a_rate_is_never_printed_as_a_target_that_it_clearly_misses(value, fence):
    shown = float(amount(value, "rate", [fence], bare=True)) / 100
    if abs(value - fence) > 1e-6:
        assert (shown > fence) == (value > fence)


def test_a_target_is_called_by_what_it_asks():
    title = target_title("Failure rate", "at_least", "2 %", ("race", "sex"))
    assert title == "Failure rate at least 2 %, by race and sex"
    assert target_title("Cost", "at_most", "€ 1", ()) == "Cost at most € 1"


def test_the_figures_have_their_unit_and_interval(target):
    assert target_figures(target()) == (
        "The 95th percentile of latency is 1,870 ms (1,850 to 1,900); the target is at most "
        "2,000 ms."
    )
    assert figures(target()) == target_figures(target())


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, None, ""), (1850.0, None, "1,850 or more"), (None, 1900.0, "up to 1,900")],
)
def test_a_bound_that_is_not_known_is_left_open(target, low, high, text):
    gate = target(low=low, high=high)
    assert target_interval(gate) == text
    assert ("(" in target_figures(gate)) == bool(text)


def test_a_figure_without_value_says_so(target):
    assert target_figures(target(value=None)) == "The 95th percentile of latency has no value."
    assert not past_target(target(), None, 2000)


@pytest.mark.parametrize(
    ("state", "more", "end"),
    [
        ("pass", {}, "The evidence shows that the target is kept."),
        ("pass", {"decide_by": "point"}, "Decided by the figure alone."),
        ("fail", {"value": 2300.0}, "The evidence shows that the target is missed."),
        ("fail", {"value": 2300.0, "unit": "count"}, "The target is missed."),
        ("warn", {"warn": 1800.0}, "That is past the warning level of 1,800 ms."),
        ("warn", {}, "That is past the warning level of 2,000 ms."),
        ("warn", {"value": 2100.0, "p_value": 0.2},
         "That may be chance: the evidence does not show it yet."),
        ("warn", {"value": 2100.0, "p_value": None},
         "That may be chance: the evidence does not show it yet."),
        ("warn", {"value": 2100.0, "p_value": 0.03},
         "Taken by itself that is shown; among all targets of this audit it may be chance."),
        ("insufficient", {}, "That is within, but it takes more decisions to show it."),
        ("insufficient", {"value": 2100.0},
         "That is past it, but it takes more decisions to show it."),
    ],
)  # fmt: skip
def test_the_reason_is_true_for_the_state(target, state, more, end):
    text = target_reason(target(state, **more), undefined=None)
    assert text.endswith(end)
    assert not re.search(r"\b(nan|None|fair|compliant|violat\w*)\b", text)


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (None, "show it."), ((0, 5), "show it."), ((1200, None), "show it: at least 1,200."),
        ((40, 40), "show it: about 40."), ((40, 1500), "show it: 40 to 1,500."),
    ],
)  # fmt: skip
def test_an_open_target_says_how_many_more_decide_it(target, needed, told):
    gate = target("insufficient", group={"needed": needed})
    assert target_reason(gate, undefined=None).endswith(told)


@pytest.mark.parametrize(
    ("undefined", "why"),
    [("no_labels", "no outcome is known"), ("sparse", "it is not defined")],
)
def test_what_has_no_value_says_why(target, undefined, why):
    gate = target("insufficient", value=None)
    reason = target_reason(gate, undefined=undefined)
    assert reason == f"The 95th percentile of latency has no value: {why}."


def test_what_is_asked_is_said_with_its_unit(target):
    assert target_limits(target(comparison="at_least")) == "at least 2,000 ms"
