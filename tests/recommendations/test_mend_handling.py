"""A failing gap lies in what happens to decisions on their way."""

import pytest

from evenhand.recommendations.mend_handling import mend_handling

HELD = ("composition", -0.15, -0.18, -0.12)


@pytest.mark.parametrize("cause", ["on_the_way", "channel"])
def test_what_it_accounts_for_is_what_mending_it_would_change(
    case, gate_result, triage, decomposition, cause
):
    lying = triage(cause, "workflow")
    found = case(gates=[gate_result()], triages=[lying], decompositions=[decomposition(HELD)])
    (advice,) = mend_handling(found)
    assert "B" in advice.title
    assert advice.because == f"It is the {cause}."
    assert advice.effect.after == pytest.approx(-0.05)
    assert advice.no_effect == ""
    assert advice.evidence == ("selection_rate:g", "t1", "e9", "k1")


def test_like_cases_served_otherwise_have_no_factor_to_take_away(
    case, gate_result, triage, decomposition
):
    lying = triage("service", "workflow")
    found = case(gates=[gate_result()], triages=[lying], decompositions=[decomposition(HELD)])
    (advice,) = mend_handling(found)
    assert advice.effect is None
    assert advice.no_effect == "How far the gap would close is not shown."


def test_a_group_is_advised_on_once_for_each_way(case, gate_result, triage):
    lying = [
        triage("channel", "workflow"),
        triage("channel", "workflow", id="t2"),
        triage("service", "workflow", id="t3"),
        triage("channel", "workflow", id="t4", group=("C",)),
    ]
    found = mend_handling(case(gates=[gate_result()], triages=lying))
    assert [one.title for one in found] == [
        "Look at the hands and queues that decisions about B go through.",
        "Look at the hands and queues that decisions about C go through.",
        "Find out why like cases of B are served otherwise.",
    ]


def test_targets_and_gates_that_pass_are_left_alone(case, gate_result, triage):
    lying = triage("channel", "workflow")
    assert mend_handling(case(gates=[gate_result("pass")], triages=[lying])) == []
    target = gate_result(comparison="at_most", tolerance=0.1)
    assert mend_handling(case(gates=[target], triages=[lying])) == []
