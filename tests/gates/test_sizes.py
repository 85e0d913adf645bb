"""How many decisions one comparison of a gate takes."""

import pytest

from evenhand.errors import PlanError
from evenhand.gates.policy import minimum_n
from evenhand.gates.sizes import Asked, sizes
from evenhand.inference.power import needed_to_fail, needed_to_pass
from evenhand.inference.power_of_change import needed_to_see_change
from evenhand.plan import Gate

RATIO = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)
GAP = Gate(metric="selection_rate", comparison="difference", tolerance=0.05)


def asked(gate=GAP, **more):
    plain = {"favours": "high", "rate": 0.4, "share": 0.25, "size_ratio": 3.0, "named": True}
    return Asked(gate=gate, **{**plain, **more})


def goals(one):
    return {size.goal: size for size in sizes(one)}


def test_the_numbers_are_those_of_the_score_test():
    found = goals(asked())
    fields = {"comparison": "difference", "tolerance": 0.05, "size_ratio": 3.0}
    assert found["pass_if_equal"].group == needed_to_pass(0.4, 0.4, **fields)
    assert found["fail_as_assumed"].group == needed_to_fail(0.3, 0.4, **fields)
    assert found["fail_as_assumed"].gap == 0.1


def test_all_decisions_are_as_many_as_the_group_is_small():
    size = goals(asked())["pass_if_equal"]
    assert size.total == pytest.approx(size.group / 0.25, abs=1)


def test_a_gap_within_the_tolerance_is_to_pass():
    found = goals(asked(gap=0.02))
    assert found["pass_as_assumed"].group > found["pass_if_equal"].group
    assert goals(asked(RATIO, gap=0.9))["pass_as_assumed"].gap == 0.9
    assert goals(asked(RATIO))["fail_as_assumed"].gap == pytest.approx(0.64)


@pytest.mark.parametrize("gate", [GAP, RATIO])
def test_a_gap_at_the_tolerance_takes_no_reasonable_number(gate):
    size = goals(asked(gate, gap=gate.tolerance))["pass_as_assumed"]
    assert (size.group, size.total) == (None, None)


def test_more_comparisons_and_gates_take_more():
    plain = goals(asked())
    many = goals(asked(groups=5))
    assert asked(groups=5).comparisons == 4
    assert asked(groups=5, named=False).comparisons == 10
    assert all(many[goal].group > plain[goal].group for goal in plain)
    gates = goals(asked(gates=6))
    assert gates["fail_as_assumed"].group > plain["fail_as_assumed"].group
    assert gates["pass_if_equal"] == plain["pass_if_equal"]


def test_repeated_people_and_missing_outcomes_take_more():
    plain, more = goals(asked()), goals(asked(design_effect=2.0, counted=0.5))
    for goal, size in plain.items():
        assert more[goal].group == pytest.approx(4 * size.group, abs=4)


def test_no_group_passes_before_both_are_large_enough():
    tight = asked(RATIO, rate=0.97, size_ratio=0.5, share=0.6)
    assert goals(tight)["pass_if_equal"].group == 2 * minimum_n(RATIO)


def test_where_nobody_is_named_either_of_two_groups_may_be_the_worse_off():
    one, two = goals(asked(RATIO)), goals(asked(RATIO, named=False))
    assert two["pass_if_equal"].group > one["pass_if_equal"].group
    assert two["fail_as_assumed"] == one["fail_as_assumed"]


def test_where_low_is_good_the_group_lies_above():
    size = goals(asked(RATIO, favours="low", gap=0.5))["fail_as_assumed"]
    other = needed_to_fail(0.4, 0.8, comparison="ratio", tolerance=0.8, size_ratio=1 / 3)
    assert size.group == pytest.approx(float(other) / 3, abs=1)
    size = goals(asked(favours="low", gap=0.1))["fail_as_assumed"]
    fields = {"comparison": "difference", "tolerance": 0.05, "size_ratio": 3.0}
    assert size.group == needed_to_fail(0.5, 0.4, **fields)


def test_a_change_since_a_baseline_is_sized_as_well():
    size = goals(asked(change=0.06, gates=2))["see_change"]
    number = needed_to_see_change(
        0.4, 0.34, 0.4, tolerance=0.02, size_ratio=3.0, alpha=0.05 / 2
    )  # fmt: skip
    assert size.group == number
    paired = goals(asked(change=0.06, churn=0.1, gates=2))["see_change"]
    assert paired.group < size.group


def test_a_difference_that_no_rate_is_low_enough_for_lies_above():
    size = goals(asked(rate=0.04, gap=0.1))["fail_as_assumed"]
    fields = {"comparison": "difference", "tolerance": 0.05, "size_ratio": 3.0}
    assert size.group == needed_to_fail(0.14, 0.4 * 0.1, **fields)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (asked(gap=0.7), "a difference of 0.7 from a rate of 0.4 is a rate of -0.3"),
        (
            asked(RATIO, favours="low", gap=0.3),
            "a ratio of 0.3 from a rate of 0.4 is a rate of 1.33",
        ),
    ],
)
def test_a_gap_that_there_cannot_be_is_refused(one, words):
    with pytest.raises(PlanError, match=words) as caught:
        sizes(one)
    assert "with --gap" in caught.value.hint
