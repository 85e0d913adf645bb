"""Targets in the report: each in its own unit, in every format, beside gates on groups."""

from dataclasses import replace

import pytest

from evenhand.gates.gate import GateResult, GroupState, Verdict
from evenhand.report import as_json, html, markdown, words
from evenhand.report.view import sentences
from evenhand.report.view.gates import gate_rows
from evenhand.report.view.header import header
from evenhand.report.view.method import method
from evenhand.report.view.rows import Rows
from evenhand.report.view.targets import target_notes
from evenhand.report.view.whole import view_of

STATE = GroupState(
    group=(), reference=(), value=1870.2, low=1850.4, high=1900.0, p_value=0.9, n=5000,
    testable=True, state="pass", needed=None, disparity="e1",
)  # fmt: skip
LATENCY = GateResult(
    id="slo", title="95th percentile of latency at most 2,000 ms", metric="latency_p95",
    comparison="at_most", attributes=(), tolerance=2000.0, warn=None, decide_by="evidence",
    on_insufficient="pass", source="plan", alpha=0.05, minimum_n=59, state="pass", reason="Kept.",
    value=1870.2, low=1850.4, high=1900.0, group=(), reference=(), p_value=0.9, p_adjusted=0.9,
    n=5000, groups=(STATE,), unit="ms", subject="95th percentile of latency",
)  # fmt: skip
MISSED = replace(LATENCY, state="fail", value=2340.0, low=2280.0, high=2400.0, p_adjusted=0.001)
SELECTION = replace(
    LATENCY, id="share", title="Selection rate at least 30 %, by race", metric="selection_rate",
    comparison="at_least", attributes=("race",), tolerance=0.3, unit="rate",
    subject="selection rate", value=0.2996, low=0.27, high=0.33, group=("Black",), state="warn",
    groups=(replace(STATE, group=("Black",), value=0.2996, state="warn"),),
)  # fmt: skip


def plain(text):
    return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


def with_gates(audit, *gates):
    states = [gate.state for gate in gates]
    worst = next(state for state in words.SEVERITY if state in states)
    verdict = Verdict(
        state=worst, sentence="As they say.", passed=states.count("pass"),
        warned=states.count("warn"), failed=states.count("fail"),
        insufficient=states.count("insufficient"), exit_code=int(worst == "fail"),
    )  # fmt: skip
    return replace(audit, gates=gates, verdict=verdict)


def test_a_target_has_a_row_in_its_own_unit(full):
    (row,) = gate_rows(Rows(with_gates(full, LATENCY)))
    shown = (row.title, row.figure.text, row.figure.interval, row.tolerance, row.who)
    assert tuple(map(plain, shown)) == (
        "95th percentile of latency at most 2,000 ms", "1,870 ms", "1,850\N{EN DASH}1,900",
        "at most 2,000 ms", "",
    )  # fmt: skip
    assert (row.figure.row, row.target, row.notes) == ("e1", True, ())


def test_the_group_of_a_target_is_compared_with_nobody_and_rounded_on_its_side(full):
    (row,) = gate_rows(Rows(with_gates(full, SELECTION)))
    assert row.who == "Black"
    assert plain(row.figure.text) == "29.96 %"
    assert plain(row.figure.interval) == "27.0\N{EN DASH}33.0"
    assert plain(row.tolerance) == "at least 30 %"


def test_a_target_without_a_value_has_a_dash_and_the_reason(full):
    gate = replace(LATENCY, state="insufficient", value=None, low=None, high=None)
    (row,) = gate_rows(Rows(with_gates(full, gate)))
    assert (row.figure.text, row.figure.interval, row.reason) == (words.NOTHING, "", "Kept.")
    assert sentences.gate_bound(LATENCY, None) is None


def test_what_a_reader_would_else_miss_of_a_target_is_noted():
    small = replace(STATE, group=("tr",), testable=False, needed=(40, None), state="insufficient")
    gate = replace(
        LATENCY, attributes=("language",), group=("tr",), groups=(small,), state="insufficient"
    )
    assert target_notes(gate) == [
        "At least 40 more decisions would show that it is kept.",
        "Too few decisions to show that it is kept (59 needed): tr.",
    ]
    many = tuple(replace(small, group=(f"g{i}",), needed=None) for i in range(5))
    (note,) = target_notes(replace(gate, groups=many))
    assert note.endswith("(59 needed): 5 groups.")
    assert target_notes(replace(LATENCY, decide_by="point")) == [
        "Decided by the number alone; evidence is not asked for."
    ]
    warned = replace(LATENCY, state="warn", warn=1800.0)
    assert target_notes(warned) == ["Within the target, past the warning level."]
    assert target_notes(replace(warned, value=2100.0)) == []


LEADS = {
    "2,340 ms (target at most 2,000 ms; 95 % interval 2,280\N{EN DASH}2,400).": MISSED,
    "29.96 % (target at least 30 %; 95 % interval 27.0\N{EN DASH}33.0), past the target, but the "
    "evidence does not show it yet.": SELECTION,
    "1,870 ms (target at most 2,000 ms; 95 % interval 1,850\N{EN DASH}1,900), within the target "
    "but past the warning level.": replace(LATENCY, state="warn", warn=1800.0),
}


@pytest.mark.parametrize(("figures", "gate"), LEADS.items())
def test_the_head_of_the_report_speaks_of_a_target_as_one(full, figures, gate):
    head = header(Rows(with_gates(full, gate)))
    who = " for Black" if gate.group else ""
    assert plain(head.lead) == f"{words.capital(gate.subject)}{who} was {figures}"
    assert head.since == ""
    assert plain(head.tally) == f"It is the only gate: {gate.title}."


def test_a_target_on_selection_is_no_gate_of_the_group_table(full):
    rows = Rows(with_gates(full, SELECTION))
    assert rows.gate("selection_rate", ("race",)) is None
    table = next(part.data.table for part in view_of(rows.audit).parts["attributes"])
    assert {row.state for row in table.rows} == {""}
    (state, sentence), *_ = view_of(rows.audit).parts["attributes"][0].data.gates
    assert state == "warn"
    assert plain(sentence).startswith("Selection rate for Black was 29.96 % (target at least 30 %")


def test_the_method_says_how_targets_are_tested_where_there_are_any(full):
    assert not method(Rows(full)).targets
    assert method(Rows(with_gates(full, LATENCY))).targets


def test_every_format_shows_targets_beside_gates(full):
    audit = with_gates(full, *full.gates, MISSED, SELECTION)
    text = plain(markdown.render(audit).decode())
    assert "| 95th percentile of latency at most 2,000 ms |" in text
    assert "2,340 ms | 2,280\N{EN DASH}2,400 | at most 2,000 ms |" in text
    page = plain(html.render(audit).decode())
    assert "A target compares no groups" in page
    assert "Targets and gates do not weaken each other." in page
    assert "2,340 ms" in page
    assert "A target compares no groups" not in html.render(full).decode()


def test_a_target_comes_back_from_the_result_file_as_it_was(full):
    audit = with_gates(full, MISSED, SELECTION)
    assert as_json.read(as_json.render(audit)).gates == (MISSED, SELECTION)
