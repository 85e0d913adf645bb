"""Groups too small to judge."""

from evenhand.recommendations.collect_decisions import collect_decisions


def test_the_number_that_would_decide_is_told(case, gate_result, group_state):
    small = [group_state("B", "insufficient", value=0.0996, n=55, needed=(1136, 2393))]
    gate = gate_result("pass", groups=small, comparison="difference", tolerance=0.1)
    (advice,) = collect_decisions(case(gates=[gate]))
    assert advice.title == "Collect about 1,136 more decisions on B before judging them."
    assert advice.because == (
        "B: selection rate difference 9.96 points on 55 decisions that count; 1,136 more would "
        "show it to be within if the groups were equal, 2,393 more if the figure is true."
    )
    assert advice.verify == "The state of this group in selection_rate:g."
    assert advice.evidence == ("selection_rate:g",)


def test_several_groups_of_an_attribute_are_one_piece_of_advice(case, gate_result, group_state):
    first = [group_state("B", "insufficient", needed=(10, None)),
             group_state("C", "insufficient", needed=(300, None), value=None)]  # fmt: skip
    gates = [gate_result("pass", groups=first), gate_result("pass", groups=first, id="two")]
    (advice,) = collect_decisions(case(gates=gates))
    assert advice.title == (
        "Collect up to about 300 more decisions on B and C before judging them."
    )
    assert advice.verify == "The state of these groups in selection_rate:g and two."
    assert "if the figure" not in advice.because
    assert "C: selection rate ratio on 900 decisions" in advice.because


def test_attributes_are_advised_on_apart(case, gate_result, group_state):
    small = [group_state("B", "insufficient", needed=(10, None))]
    gates = [
        gate_result("pass", groups=small),
        gate_result("pass", groups=small, attributes=("h",)),
    ]
    assert len(collect_decisions(case(gates=gates))) == 2


def test_where_there_are_enough_in_the_best_case_the_next_audit_may_tell(
    case, gate_result, group_state
):
    small = [group_state("B", "insufficient", needed=(0, 500))]
    (advice,) = collect_decisions(case(gates=[gate_result("insufficient", groups=small)]))
    assert advice.title == "Judge B again when the next decisions are in."
    assert "they would show it to be within if the groups were equal, 500 more" in advice.because


def test_what_no_number_decides_and_what_is_decided_need_none(case, gate_result, group_state):
    parts = [group_state("B", "insufficient"), group_state("C", "pass", needed=None)]
    assert collect_decisions(case(gates=[gate_result("pass", groups=parts)])) == []
    crossed = [group_state(("B", "X"), "insufficient", needed=(9, None))]
    gate = gate_result("pass", groups=crossed, attributes=("g", "h"))
    assert collect_decisions(case(gates=[gate])) == []


def test_many_groups_are_counted_rather_than_named(case, gate_result, group_state):
    small = [
        group_state(name, "insufficient", needed=(number, None))
        for name, number in zip("BCDEFG", range(10, 70, 10), strict=True)
    ]
    (advice,) = collect_decisions(case(gates=[gate_result("pass", groups=small)]))
    assert advice.title.startswith("Collect up to about 60 more decisions on B, C, D, E and 2 more")
    assert advice.because.startswith("G: ")
    assert advice.because.endswith("2 more comparisons are open.")


def test_what_is_decided_with_more_decisions_is_counted(case, gate_result, group_state):
    two = [group_state("B", "insufficient", needed=(10, None)),
           group_state("C", "insufficient", needed=(300, None))]  # fmt: skip
    (advice,) = collect_decisions(case(gates=[gate_result("pass", groups=two)]))
    assert (advice.effect.before, advice.effect.after, advice.effect.by) == (2.0, 0.0, "counted")
    assert "four times in five on 300 more decisions of each" in advice.effect.text
    (advice,) = collect_decisions(case(gates=[gate_result("pass", groups=two[:1])]))
    assert advice.effect.text.startswith("The comparison that is open would be decided")
    enough = [group_state("B", "insufficient", needed=(0, 500))]
    (advice,) = collect_decisions(case(gates=[gate_result("pass", groups=enough)]))
    assert advice.effect is None
    assert "would do if the groups were equal" in advice.no_effect
