"""The coverage policy: what sees less than it should cannot pass, and says what it lacks."""

import pytest

from evenhand.gates.coverage_policy import absent, covered

EXPECTED = {"g": ("A", "B", "X")}


def covered_one(gate, *, expected=EXPECTED, groups=(("A",), ("B",)), earlier=()):
    (found,) = covered([gate], expected, {gate.id: groups}, {gate.id: earlier})
    return found


def test_a_gate_without_a_group_that_is_expected_cannot_pass(gate_result):
    found = covered_one(gate_result("pass"))
    assert found.state == "insufficient"
    assert found.reason == (
        "The plan expects decisions about X of g, and there are none. "
        "A gate that sees less than it should cannot pass."
    )


@pytest.mark.parametrize("state", ["fail", "warn", "insufficient"])
def test_what_does_not_pass_anyway_stays_as_it_is_and_says_so(gate_result, state):
    found = covered_one(gate_result(state))
    assert found.state == state
    assert found.reason == "Because. The plan expects decisions about X of g, and there are none."


def test_a_gate_that_judges_fewer_groups_than_when_approved_cannot_pass(gate_result):
    now = gate_result("pass", judged=(("A",), ("B",)))
    assert covered_one(now, expected={}, earlier=[("B",), ("A",)]) is now
    found = covered_one(now, expected={}, earlier=[("A",), ("B",), ("C", "F")])
    assert found.state == "insufficient"
    assert found.reason.startswith("The baseline judged C, F, which cannot be judged now.")
    everybody = gate_result("pass", attributes=(), judged=())
    found = covered_one(everybody, earlier=[()])
    assert found.reason.startswith("The baseline judged everybody, which cannot be judged now.")


def test_a_gate_that_sees_all_is_left_alone(gate_result):
    gate = gate_result("pass")
    assert covered_one(gate, groups=[("A",), ("B",), ("X",)]) is gate
    assert covered([gate], EXPECTED, {}, {}) == (gate,)


def test_many_groups_are_counted_rather_than_named(gate_result):
    names = tuple("CDEFGHIJ")
    found = covered_one(gate_result("pass"), expected={"g": names})
    assert "about C of g; D of g; E of g; F of g; G of g; H of g and 2 more, and" in found.reason


def test_of_an_intersection_each_attribute_must_have_its_groups():
    groups = [("A", "F"), ("B", "M")]
    assert absent({"race": ("A", "C"), "sex": ("F", "X")}, ("race", "sex"), groups) == (
        "C of race",
        "X of sex",
    )
