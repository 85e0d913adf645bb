from dataclasses import replace

import pytest

from evenhand.gates.gate import GateResult, GroupState, Verdict
from evenhand.report import words
from evenhand.report.view import sentences

GATE = GateResult(
    id="g1",
    title="Selection rate ratio by race",
    metric="selection_rate",
    comparison="ratio",
    attributes=("race",),
    tolerance=0.8,
    warn=None,
    decide_by="evidence",
    on_insufficient="pass",
    source="default",
    alpha=0.05,
    minimum_n=97,
    state="fail",
    reason="",
    value=0.7512,
    low=0.712,
    high=0.7841,
    group=("Black",),
    reference=("White",),
    p_value=0.001,
    p_adjusted=0.002,
    n=5000,
    groups=(),
)
DIFFERENCE = replace(
    GATE,
    metric="true_positive_rate",
    comparison="difference",
    tolerance=0.1,
    value=-0.137,
    low=-0.17,
    high=-0.11,
)


def plain(text):
    return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


def verdict(audit, *gates):
    states = [gate.state for gate in gates]
    counted = Verdict(
        state=states[0] if states else "pass",
        sentence="",
        passed=states.count("pass"),
        warned=states.count("warn"),
        failed=states.count("fail"),
        insufficient=states.count("insufficient"),
        exit_code=0,
    )
    told = sentences.verdict_lines(replace(audit, gates=gates, verdict=counted), 0.95)
    return tuple(plain(line) for line in told)


def test_a_failed_ratio_is_told_as_times_the_rate(full):
    lead, tally = verdict(full, GATE, replace(GATE, state="pass"))
    assert lead == (
        "Black got the favourable decision (approve) at 0.75 times the rate of White "
        "(tolerance 0.80; 95 % interval 0.71\N{EN DASH}0.78)."
    )
    assert tally == "One of two gates failed and one passed."


def test_a_ratio_just_short_of_the_tolerance_is_not_told_as_the_tolerance(full):
    lead, _ = verdict(full, replace(GATE, value=0.796))
    assert "at 0.796 times" in lead


@pytest.mark.parametrize(
    ("value", "clause"),
    [
        (-0.137, "True positive rate for Black was 13.7 points below that for White"),
        (0.137, "True positive rate for Black was 13.7 points above that for White"),
        (0.0, "True positive rate for Black was the same as for White"),
    ],
)
def test_a_difference_is_told_with_its_direction(full, value, clause):
    lead, _ = verdict(full, replace(DIFFERENCE, value=value))
    assert lead.startswith(clause)


def test_a_ratio_of_another_metric_does_not_speak_of_decisions(full):
    lead, _ = verdict(full, replace(GATE, metric="positive_predictive_value"))
    assert lead.startswith("Positive predictive value for Black was 0.75 times that for White")


def test_where_low_is_good_the_ratio_is_told_the_other_way_round(full):
    lead, _ = verdict(full, replace(GATE, metric="latency_p95"))
    assert "for White was 0.75 times that for Black" in lead


def test_a_warning_past_the_tolerance_says_that_the_evidence_is_missing(full):
    lead, _ = verdict(full, replace(GATE, state="warn"))
    assert lead.endswith("past the tolerance, but the evidence does not show it yet.")


def test_a_warning_within_the_tolerance_does_not_say_that_it_is_past_it(full):
    lead, _ = verdict(full, replace(GATE, state="warn", value=0.85, warn=0.9))
    assert lead.endswith("within the tolerance but past the warning level.")


def test_what_cannot_be_judged_is_said_so(full):
    lead, _ = verdict(full, replace(GATE, state="insufficient", value=0.95))
    assert lead.endswith("this cannot be judged yet.")


def test_a_gate_without_a_value_names_itself(full):
    lead, tally = verdict(
        full, replace(GATE, state="insufficient", value=None, low=None, high=None)
    )
    assert "there is no value to judge" in lead
    assert tally == "It is the only gate: Selection rate ratio by race."


def test_a_pass_claims_no_more_than_no_flag(full):
    passed = replace(GATE, state="pass", value=0.97)
    assert verdict(full, passed, passed) == (
        "No flag at the configured tolerances.",
        "All two gates passed.",
    )


def test_without_a_gate_nothing_is_judged(full):
    assert verdict(full) == ("No gate was applied, so nothing was judged.", "")


def test_all_gates_alike_are_told_together(full):
    _, tally = verdict(full, GATE, DIFFERENCE)
    assert tally == "All two gates failed."


def test_the_verdict_speaks_of_the_worst_state_first(full):
    gates = (replace(GATE, state="pass"), replace(DIFFERENCE, state="warn"))
    lead, tally = verdict(full, *gates)
    assert lead.startswith("True positive rate")
    assert tally == "One of two gates warns and one passed."


def test_an_open_interval_is_told_as_open():
    assert sentences.gate_interval(replace(GATE, high=None)) == "0.71 or more"


def test_tolerances_are_told_as_conditions():
    assert sentences.tolerance(GATE) == "at least 0.80"
    assert plain(sentences.tolerance(DIFFERENCE)) == "at most 10.0 points"


def test_a_value_that_is_missing_breaks_no_tolerance():
    assert not sentences.broken(replace(GATE, value=None))


def test_a_change_since_the_baseline_is_told_with_what_was():
    part = GroupState(
        group=("Black",), reference=("White",), value=0.2, low=0.15, high=0.25, p_value=0.001,
        n=5, testable=True, state="fail", needed=None, disparity=None, before=0.95,
    )  # fmt: skip
    change = replace(
        GATE, basis="baseline", tolerance=0.1, value=0.2, low=0.15, high=0.25, groups=(part,),
        subject="selection rate",
    )  # fmt: skip
    assert sentences.compared(change, "approve") == (
        "The selection rate ratio between Black and White was 0.950 at the baseline, and has "
        "fallen by 20.0 %"
    )
    assert sentences.evidence(change, 0.95).startswith("tolerance at most 10 %; 95")
    assert sentences.gate_value(change, 0.2) == "20.0 %"
    assert sentences.tolerance(change) == "at most 10 %"
    assert sentences.broken(change)
    assert not sentences.broken(replace(change, value=0.05))


@pytest.mark.parametrize(
    ("gate", "reference", "said"),
    [
        (GATE, ("White",), "at 0.75 times the rate of White on average over time"),
        (GATE, (), "at 0.75 times the rate of all others on average over time"),
        (DIFFERENCE, ("White",), "below that for White on average over time"),
    ],
)
def test_a_gate_over_time_is_told_as_an_average_with_its_band(gate, reference, said):
    gate = replace(gate, basis="stream", reference=reference)
    assert sentences.compared(gate, "approve").endswith(said)
    assert sentences.evidence(gate, 0.95).endswith("at every look")
