"""A failing gap lies in the labels: look at them first."""

from evenhand.recommendations.check_labels import check_labels


def test_labels_that_fit_worse_are_to_be_looked_at(case, gate_result, triage):
    found = case(gates=[gate_result()], triages=[triage("labels", "data")])
    (advice,) = check_labels(found)
    assert advice.title == (
        "Find out whether the outcomes of B are recorded as those of others are."
    )
    assert advice.because == "It is the labels."
    assert advice.evidence == ("selection_rate:g", "t1", "e9", "k1")
    assert advice.action == "collect_labels"


def test_where_no_gate_fails_or_the_gap_lies_elsewhere_they_need_not(case, gate_result, triage):
    lying = triage("labels", "data")
    assert check_labels(case(gates=[gate_result("pass")], triages=[lying])) == []
    assert check_labels(case(gates=[gate_result()], triages=[triage("scores")])) == []
