"""Waivers: who answers for a failure, until when, and what is said where one does not hold."""

from datetime import date

import pytest

from evenhand.errors import PlanError
from evenhand.gates.gate import Waived
from evenhand.gates.judge import decide
from evenhand.gates.waivers import check_waived, check_waivers, waive
from evenhand.gates.words import waived_words
from evenhand.plan import Waiver

LAST = date(2026, 3, 31)
NEXT = date(2026, 4, 1)


def waiver(**fields):
    plain = {
        "id": "W1",
        "gate": "hiring:race",
        "owner": "Ada",
        "reason": "New model",
        "expires": LAST,
    }
    return Waiver.model_validate({**plain, **fields})


@pytest.fixture
def failing(gate_result, group_state):
    """Return a builder of a gate that fails for these groups."""

    def build(*groups, **more):
        states = [group_state(group, "fail") for group in groups] + [group_state("C", "pass")]
        return gate_result("fail", states, **{"id": "hiring:race", **more})

    return build


def test_a_waived_failure_stays_one_and_fails_no_build(failing):
    (gate,), notes = waive([failing("B")], [waiver()], LAST)
    assert gate.state == "fail"
    assert gate.waived == Waived(id="W1", owner="Ada", reason="New model", expires="2026-03-31")
    assert waived_words(gate) == "waived until 2026-03-31 by Ada (W1): New model"
    assert notes == ()
    verdict = decide([gate])
    assert (verdict.state, verdict.failed, verdict.waived, verdict.exit_code) == ("warn", 0, 1, 0)
    assert verdict.sentence == "No gate fails but what is waived. 1 failure is waived."


def test_it_fails_again_the_day_after_the_waiver_expires_and_says_so(failing):
    (gate,), notes = waive([failing("B")], [waiver()], NEXT)
    assert gate.waived is None
    assert gate.reason == "Because. The waiver W1 of Ada expired on 2026-03-31."
    assert notes == ()
    assert decide([gate]).exit_code == 1
    assert waived_words(gate) == ""


def test_a_waiver_of_some_groups_does_not_cover_another_that_fails(failing):
    (gate,), _ = waive([failing("B", "D")], [waiver(groups=["B"])], LAST)
    assert gate.waived is None
    assert gate.reason == "Because. The waiver W1 of Ada covers B alone."
    (gate,), _ = waive([failing("B")], [waiver(groups=["B", "D"])], LAST)
    assert gate.waived is not None


def test_a_waiver_of_groups_that_are_there_is_let_through():
    check_waived([waiver(groups=["B", "C"])], {"hiring:race": [("A",), ("B",), ("C",)]})


def test_two_waivers_cover_a_failure_together_until_the_first_expires(failing):
    both = [waiver(groups=["B"]), waiver(id="W2", groups=["D"], expires=NEXT)]
    (gate,), _ = waive([failing("B", "D")], both, LAST)
    assert gate.waived.id == "W1"
    longer = waiver(id="W3", expires=date(2027, 1, 1))
    (gate,), _ = waive([failing("B", "D")], [*both, longer], LAST)
    assert gate.waived.id == "W3"


def test_a_waiver_of_an_expired_group_tells_of_that_group_alone(failing):
    asked = [waiver(groups=["C"], expires=LAST)]
    (gate,), _ = waive([failing("B")], asked, NEXT)
    assert gate.reason == "Because."


def test_a_waiver_of_an_intersection_names_both_of_its_groups(failing):
    (gate,), _ = waive([failing(("Black", "F"))], [waiver(groups=["Black, F"])], LAST)
    assert gate.waived is not None


def test_a_waiver_speaks_of_every_window_of_its_gate_or_of_one(failing):
    gates = [failing("B", id=f"hiring:race@2025-0{month}") for month in (1, 2)]
    found, _ = waive(gates, [waiver()], LAST)
    assert all(gate.waived for gate in found)
    found, _ = waive(gates, [waiver(gate="hiring:race@2025-02")], LAST)
    assert [gate.waived is None for gate in found] == [True, False]


def test_a_waiver_that_nothing_fails_for_is_told(gate_result):
    passed = gate_result("pass", id="hiring:race")
    found, notes = waive([passed], [waiver()], LAST)
    assert found == (passed,)
    assert notes == ("The waiver W1 of Ada is not needed: the gate hiring:race does not fail.",)
    _, (note,) = waive([passed], [waiver()], NEXT)
    assert note.endswith("does not fail. It expired on 2026-03-31.")


def test_a_failure_without_groups_is_covered_by_a_waiver_of_the_gate(gate_result):
    (gate,), _ = waive([gate_result("fail", (), id="hiring:race")], [waiver()], LAST)
    assert gate.waived is not None
    (gate,), _ = waive([gate_result("fail", (), id="hiring:race")], [], LAST)
    assert gate.waived is None


@pytest.mark.parametrize("name", ["id", "owner", "reason"])
def test_a_waiver_without_an_id_an_owner_or_a_reason_is_refused(name):
    with pytest.raises(PlanError, match=rf"^waivers\.\S*: the {name} is empty$"):
        check_waivers([waiver(), waiver(**{"id": "W2", name: "  "})])


def test_two_waivers_of_one_id_are_refused():
    check_waivers([waiver(), waiver(id="W2")])
    with pytest.raises(PlanError, match=r"^waivers.W1: two waivers have the id 'W1'") as caught:
        check_waivers([waiver(), waiver(gate="other")])
    assert caught.value.at.place == 1


GROUPS = {"hiring:race": [("A",), ("B",)], "tpr@2025-01": [("A", "F")]}


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"gate": "hiring:rase"}, "there is no gate 'hiring:rase'", "did you mean 'hiring:race'?"),
        (
            {"groups": ["b"]},
            "the gate 'hiring:race' has no group 'b' in this log",
            "known are: A, B",
        ),
        (
            {"gate": "tpr", "groups": ["A"]},
            "the gate 'tpr' has no group 'A' in this log",
            "known are: A, F",
        ),
    ],
)
def test_a_waiver_of_what_is_not_there_is_refused(fields, message, hint):
    with pytest.raises(PlanError) as caught:
        check_waived([waiver(**fields)], GROUPS)
    assert (str(caught.value), caught.value.hint) == (f"waivers.W1: {message}", hint)


@pytest.mark.parametrize(
    "gate", ["hiring:race", "hiring:race:over-time", "change:hiring:race", "tpr@2019-12", "tpr"]
)
def test_gates_that_another_audit_has_are_taken_to_be_there(gate):
    check_waived([waiver(gate=gate)], GROUPS)
