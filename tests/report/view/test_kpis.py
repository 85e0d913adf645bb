from dataclasses import replace

import pytest

from evenhand.report.view.kpis import A_LINE, MOST, kpis, spark
from evenhand.report.view.performance import keys
from evenhand.report.view.rows import Rows


def cards(audit, look):
    return look(lambda rows: kpis(rows, keys(rows)), audit)


def test_targets_come_first_by_their_states_with_what_was_asked(timed, look, plain):
    found = cards(timed, look)
    assert [card.state for card in found[:3]] == ["fail", "warn", "pass"]
    assert [plain(card.target) for card in found[:3]] == [
        "at most 400 ms", "at most 1 %", "at least 5 %",
    ]  # fmt: skip
    assert found[2].label == "Override rate, Black"


def test_other_figures_fill_the_last_line_and_no_more(timed, audits, look):
    found = cards(timed, look)
    assert len(found) % A_LINE == 0
    assert [card.target for card in found[3:]] == [""]
    assert len(cards(audits["full"], look)) == A_LINE


def test_a_figure_without_a_value_has_no_card_unless_it_was_asked_for(timed, look):
    gate = next(g for g in timed.gates if g.id == "latency_p95")
    blank = replace(gate, value=None, low=None, high=None, reason="No latency.", groups=())
    found = cards(replace(timed, gates=(blank,)), look)
    assert found[0].figure.why == "No latency."
    assert all(card.figure.text != "\N{EM DASH}" for card in found[1:])


def test_more_targets_than_places_are_cut(timed, look):
    gate = next(g for g in timed.gates if g.id == "latency_p95")
    many = tuple(replace(gate, id=f"t{i}") for i in range(MOST + 3))
    assert len(cards(replace(timed, gates=many), look)) == MOST


def test_the_budget_says_how_much_is_used_and_how_fast_of_late(timed, look, plain):
    used = next(card.budget for card in cards(timed, look) if card.budget)
    text = plain(used.sentence)
    assert "% of the error budget used: " in text
    assert "in Dec 2025 3.1 times as fast as allowed" in text
    assert used.over == (timed.budgets[0].spent > 1)
    assert used.width <= 100


def test_a_line_breaks_at_windows_without_a_value(timed, look):
    line = look(spark, timed, "failure_rate", (), ())
    assert len(line.lines) == 2  # before and after the month without decisions
    assert line.label.startswith("Line chart. Failure rate by month: ")
    assert " in Jan 2025, " in line.label


def test_the_target_is_drawn_where_it_lies_within_the_picture_alone(timed, look):
    values = [
        e.value for e in timed.estimates
        if e.metric == "failure_rate" and e.window and not e.group and e.value is not None
    ]  # fmt: skip
    middle = (min(values) + max(values)) / 2
    assert look(spark, timed, "failure_rate", (), (), middle).limit is not None
    assert look(spark, timed, "failure_rate", (), (), 2 * max(values)).limit is None


@pytest.mark.parametrize("windows", [(), ("2025-01-01",)])
def test_a_line_needs_two_windows(timed, windows):
    rows = Rows(replace(timed, log=replace(timed.log, windows=windows)))
    assert spark(rows, "failure_rate", (), ()) is None


def test_throughput_says_per_what(timed, look):
    made = replace(timed.estimates[0], id="t1", metric="throughput", value=48.1, window=None)
    failures = next(e for e in timed.estimates if e.metric == "failure_rate" and not e.window)
    audit = replace(timed, gates=(), estimates=(made, failures))
    assert {card.label for card in cards(audit, look)} == {
        "Throughput, decisions a day", "Failure rate",
    }  # fmt: skip


def test_one_figure_by_itself_makes_no_strip(timed, look):
    made = replace(timed.estimates[0], id="t1", metric="throughput", value=48.1, window=None)
    assert cards(replace(timed, gates=(), estimates=(made,)), look) == ()
