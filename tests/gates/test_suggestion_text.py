"""Suggestions as TOML."""

import tomllib

from evenhand.gates.suggest import Refusal, Suggestion
from evenhand.gates.suggestion_text import text_of

ODD = 'a "b" \\ #\x07\u202e \U000e0001  c\nd'
GATE = Suggestion(
    table="gates",
    entry={"id": "one", "metric": "selection_rate", "attributes": (ODD,), "tolerance": 0.07},
    because=(f"{ODD} was found.", "January: 5 points."),
)
TARGET = Suggestion(
    table="targets", entry={"metric": "accuracy", "at_least": 0.8}, because=("Accuracy fell.",)
)


def text(suggestions=(), refusals=(), gates=()):
    return text_of(suggestions, refusals, gates, audit_id="abc", as_of="2026-01-15")


def test_names_come_back_as_they_were_and_comments_stay_comments():
    written = text([GATE, TARGET], [Refusal(finding="It drifted.", why=f"no gate: {ODD}")])
    assert tomllib.loads(written) == {
        "gates": [{**GATE.entry, "attributes": [ODD]}],
        "targets": [TARGET.entry],
    }
    assert all(sign.isprintable() for sign in written.replace("\n", ""))
    assert '# a "b" \\ # c d was found.\n# January: 5 points.\n[[gates]]\n' in written
    assert '# - It drifted. No gate: a "b" \\ # c d.\n' in written


def test_a_plan_that_gets_gates_keeps_the_default_ones(gate_result):
    default = gate_result(source="default", attributes=("g", "h"))
    change = gate_result(source="default", metric="base_rate", basis="baseline")
    gates = [default, gate_result(source="plan", metric="accuracy"), change]
    found = tomllib.loads(text([GATE], gates=gates))["gates"]
    assert found[0] == {
        "metric": "selection_rate",
        "comparison": "ratio",
        "attributes": ["g", "h"],
        "tolerance": 0.8,
    }
    assert len(found) == 2
    assert "gates" not in tomllib.loads(text([TARGET], gates=gates))


def test_where_nothing_is_suggested_that_is_said():
    written = text()
    assert "# Nothing was found that could be a gate and is none yet." in written
    assert not tomllib.loads(written)
