"""A gate fails: find out why."""

from dataclasses import replace

from evenhand.recommendations.investigate import investigate


def test_a_failing_gate_is_looked_into(case, gate_result):
    (advice,) = investigate(case(gates=[gate_result()]))
    assert advice.title == "Find out why the figures of B are worse by g."
    assert advice.because == (
        "The selection rate of B is 0.70 times that of A (0.60 to 0.78); the tolerance is 0.80."
    )
    assert advice.evidence == ("selection_rate:g",)
    assert advice.verify == "The gate selection_rate:g in the next audit."
    assert len(advice.steps) == 2


def test_gates_that_do_not_fail_are_not(case, gate_result):
    gates = [gate_result(state) for state in ("warn", "pass", "insufficient")]
    assert investigate(case(gates=gates)) == []


def test_what_the_period_shows_is_not_told_again_from_evidence_over_time(case, gate_result):
    over_time = gate_result(
        id="selection_rate:g:over-time", basis="stream", subject="selection rate"
    )
    (advice,) = investigate(case(gates=[gate_result(), over_time]))
    assert "Over time" not in advice.because
    assert advice.evidence == ("selection_rate:g", "selection_rate:g:over-time")
    (alone,) = investigate(case(gates=[gate_result("warn"), over_time]))
    assert alone.because.startswith("Over time, the selection rate of B is 0.70 times that of A")
    assert alone.evidence == ("selection_rate:g:over-time",)


def test_gates_on_one_attribute_are_one_question(case, gate_result, group_state):
    gates = [
        gate_result(),
        gate_result(metric="true_positive_rate", comparison="difference",
                    groups=[group_state("B", value=-0.2), group_state("C", value=-0.2)]),
    ]  # fmt: skip
    (advice,) = investigate(case(gates=gates))
    assert advice.title == "Find out why the figures of B and C are worse by g."
    first, second = advice.because.split(" The true ")
    assert first.endswith("the tolerance is 0.80.")
    assert second.startswith("positive rate of B is 20.0 points below that of A")
    assert advice.verify == (
        "The gates selection_rate:g and true_positive_rate:g in the next audit."
    )
    assert "qualified people are turned away unequally" in advice.steps[-1]


def test_a_gap_in_false_positives_turns_no_qualified_people_away(case, gate_result, group_state):
    gate = gate_result(metric="false_positive_rate", comparison="difference",
                       groups=[group_state(value=0.2)])  # fmt: skip
    (advice,) = investigate(case(gates=[gate]))
    assert not any("qualified" in step for step in advice.steps)
    assert advice.title == "Find out why the figures of B are different by g."


def test_a_group_that_does_better_is_not_said_to_fare_worse(case, gate_result, group_state):
    fields = {"comparison": "difference", "groups": [group_state(value=0.2)]}
    (advice,) = investigate(case(gates=[gate_result(**fields)]))
    assert "are different" in advice.title
    (advice,) = investigate(case(gates=[gate_result(metric="false_negative_rate", **fields)]))
    assert "are worse" in advice.title
    (advice,) = investigate(case(gates=[gate_result(metric="false_positive_rate")]))
    assert "are different" in advice.title


def test_a_condition_that_accounts_for_the_gap_comes_first(case, gate_result, finding):
    findings = [
        finding("condition"),
        finding("condition", "C"),
        finding("condition", attributes=("h",)),
    ]
    (advice,) = investigate(case(gates=[gate_result()], findings=findings))
    assert advice.steps[0] == "Start with this: Something of B. Somewhat."
    assert len(advice.steps) == 3


def test_an_intersection_is_looked_into_where_neither_of_its_groups_fails(
    case, gate_result, group_state
):
    crossed = gate_result(
        attributes=("g", "h"),
        groups=[
            group_state(("B", "X"), value=0.5),
            group_state(("A", "Y"), value=0.6, reference=("A", "X")),
        ],
    )
    first, second = investigate(case(gates=[crossed, gate_result()]))
    assert first.title == "Find out why the figures of B are worse by g."
    assert second.title == "Find out why the figures of A, Y are worse by g and h."
    assert second.because.startswith("The selection rate of A, Y is 0.60 times that of A, X")
    assert second.evidence == ("selection_rate:g*h",)


def test_an_intersection_that_single_groups_account_for_is_no_question_of_its_own(
    case, gate_result, group_state
):
    crossed = gate_result(attributes=("g", "h"), groups=[group_state(("B", "X"))])
    assert len(investigate(case(gates=[gate_result(), crossed]))) == 1
    (alone,) = investigate(case(gates=[crossed]))
    assert alone.because.startswith("The selection rate of B, X is 0.70 times that of A")


def test_several_intersections_are_told_apart(case, gate_result, group_state):
    crossed = gate_result(
        attributes=("g", "h"), groups=[group_state(("B", "X")), group_state(("C", "Y"))]
    )
    (advice,) = investigate(case(gates=[crossed]))
    assert advice.title == "Find out why the figures of B, X; and C, Y are worse by g and h."


CHANGE = {"basis": "baseline", "value": 0.2, "tolerance": 0.1}


def test_a_gap_that_widened_is_looked_into(case, gate_result, group_state):
    gate = gate_result(**CHANGE, groups=[group_state(value=0.2, before=0.9)])
    (advice,) = investigate(case(gates=[gate]))
    assert "was 0.900 at the baseline, and has fallen by 20.0 %" in advice.because


def test_a_change_is_not_told_again_beside_the_gate_of_the_period(case, gate_result, group_state):
    gates = [gate_result(), gate_result(**CHANGE, id="c", groups=[group_state(before=0.9)])]
    (advice,) = investigate(case(gates=gates))
    assert advice.evidence == ("selection_rate:g",)


def test_a_figure_that_changed_by_itself_is_no_gap(case, gate_result, group_state):
    gate = gate_result(**CHANGE, reference=(), groups=[group_state(reference=(), before=0.9)])
    assert investigate(case(gates=[gate])) == []


def test_it_begins_with_what_accounts_for_most_of_the_gap(case, gate_result, triage):
    (advice,) = investigate(case(gates=[gate_result()], triages=[triage("mix", "data")]))
    assert advice.steps[0] == "Begin with what accounts for most of it: it is the mix."
    unclear = triage("mix", "data")
    unclear = replace(unclear, leading=None)
    (advice,) = investigate(case(gates=[gate_result()], triages=[unclear]))
    assert not advice.steps[0].startswith("Begin")
