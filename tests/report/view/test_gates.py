"""Rows of gates: who answers for a failure, which rule asks, and where figures are from."""

from dataclasses import replace

import pytest

from evenhand.gates.gate import GateResult, GroupState, Verdict, Waived
from evenhand.report import html, words
from evenhand.report.view import sentences
from evenhand.report.view.gates import gate_rows
from evenhand.report.view.rows import Rows

STATE = GroupState(
    group=("B",), reference=("A",), value=0.7, low=0.6, high=0.78, p_value=0.001, n=900,
    testable=True, state="fail", needed=None, disparity=None,
)  # fmt: skip
GATE = GateResult(
    id="hire", title="Selection rate ratio by race", metric="selection_rate", comparison="ratio",
    attributes=("race",), tolerance=0.8, warn=None, decide_by="evidence", on_insufficient="pass",
    source="plan", alpha=0.05, minimum_n=97, state="fail", reason="Broken.", value=0.7, low=0.6,
    high=0.78, group=("B",), reference=("A",), p_value=0.001, p_adjusted=0.004, n=2000,
    groups=(STATE,), unit="rate", subject="selection rate", favours="high",
)  # fmt: skip
WAIVED = replace(
    GATE, waived=Waived(id="W1", owner="Ada", reason="<b>Known</b>.", expires="2026-03-31")
)


def of(audit, *gates, state="fail", **counts):
    plain = {"passed": 0, "warned": 0, "failed": 0, "insufficient": 0, **counts}
    verdict = Verdict(state=state, sentence="So.", exit_code=0, **plain)
    return replace(audit, gates=gates, verdict=verdict)


def test_a_waived_failure_has_a_badge_and_says_who_answers_for_it(full):
    audit = of(full, WAIVED, GATE, state="fail", failed=1, waived=1)
    first, second = gate_rows(Rows(audit))
    assert (first.state, first.word) == ("fail", words.STATES["fail"])
    assert (second.state, second.word) == ("warn", "waived")
    assert second.notes[0] == "Waived until 2026-03-31 by Ada (W1): <b>Known</b>."
    lead, tally = sentences.verdict_lines(audit, 0.95)
    assert "waived" not in lead
    assert tally == "One of two gates failed and one is waived."
    page = html.render(audit, None).decode()
    assert "waived until 2026-03-31 by Ada" in page.lower().replace("ada", "Ada")
    assert "<b>Known</b>" not in page


def test_where_all_failures_are_waived_the_verdict_says_so(full):
    lead, tally = sentences.verdict_lines(of(full, WAIVED, state="warn", waived=1), 0.95)
    assert lead.endswith("It is waived until 2026-03-31 by Ada (W1): <b>Known</b>.")
    assert tally.startswith("It is the only gate")


def test_the_rule_and_the_note_of_a_gate_are_told(full):
    asked = replace(GATE, clause="29 CFR 1607.4(D)", note="Agreed.", direction="worse")
    (row,) = gate_rows(Rows(of(full, asked, failed=1)))
    assert row.notes[:2] == ("29 CFR 1607.4(D).", "Agreed.")
    assert "Groups that fare better than their reference are no flag." in row.notes


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({"condition": "job"}, " within job"),
        ({"window": "2025-06-01"}, " in the window from 1 June 2025"),
    ],
)
def test_a_clause_says_within_what_and_when(full, more, end):
    assert sentences.compared(replace(GATE, **more), full.favourable).endswith(f"of A{end}")


def test_a_gate_that_sees_less_than_it_should_tells_why_it_cannot_pass(full):
    kept = replace(GATE, state="insufficient", groups=(replace(STATE, state="pass"),))
    (row,) = gate_rows(Rows(of(full, kept, state="insufficient", insufficient=1)))
    assert row.reason == "Broken."
    (row,) = gate_rows(Rows(of(full, GATE, failed=1)))
    assert row.reason == ""
