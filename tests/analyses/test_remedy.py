"""Which remedies narrow a gap, what they cost, and which no other one beats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.analyses.remedy import (
    Outcome,
    RemediedGap,
    Remedy,
    aimed,
    best_ones,
    costs,
    distance,
    first_choice,
    narrows,
)


def outcome(deployed, value, half=0.02):
    change = None if None in {deployed, value} else value - deployed
    ends = (None, None) if change is None else (change - half, change + half)
    return Outcome(
        deployed=deployed, value=value, low=value, high=value, change=change,
        change_low=ends[0], change_high=ends[1],
    )  # fmt: skip


def gap(deployed, value, comparison="ratio", half=0.02):
    return RemediedGap(
        gate="g", metric="selection_rate", comparison=comparison, attributes=("sex",),
        group=("F",), reference=("M",), tolerance=0.8, outcome=outcome(deployed, value, half),
    )  # fmt: skip


def remedy(id_, ratio=0.9, right=0.8, **more):
    plain = {
        "key": id_, "title": id_, "done": "", "caution": "", "refused": "", "unlike": "",
        "selection_rate": outcome(0.5, 0.5), "area_under_roc": None,
        "accuracy": None if right is None else outcome(0.8, right),
        "gaps": () if ratio is None else (gap(0.7, ratio),),
    }  # fmt: skip
    return Remedy(id=id_, **{**plain, **more})


@pytest.mark.parametrize(
    ("value", "comparison", "far"),
    [(-0.2, "difference", 0.2), (0.5, "ratio", 0.5), (2.0, "ratio", 0.5), (0.0, "ratio", 1.0)],
)
def test_a_gap_is_as_far_from_none_whichever_way_it_goes(value, comparison, far):
    assert distance(value, comparison) == pytest.approx(far)


@given(st.floats(0.01, 100))
def test_a_ratio_and_its_inverse_are_as_far(value):
    assert distance(value, "ratio") == pytest.approx(distance(1 / value, "ratio"))


@pytest.mark.parametrize(
    ("one", "is_nearer"),
    [
        (gap(0.7, 0.9), True),
        (gap(0.7, 0.71), False),  # within chance
        (gap(0.7, 0.5), False),
        (gap(0.9, 1.3), False),  # past the other side
        (gap(-0.2, -0.1, "difference"), True),
        (gap(0.2, 0.1, "difference"), True),
        (gap(None, 0.9), False),
    ],
)
def test_a_gap_is_narrowed_if_that_is_more_than_chance(one, is_nearer):
    assert narrows(one) == is_nearer


def test_accuracy_is_a_price_only_if_its_fall_is_shown():
    assert costs(remedy("m1", right=0.7))
    assert not costs(remedy("m1", right=0.79))
    assert not costs(remedy("m1", right=None))


def test_what_is_aimed_at_is_found_by_its_gate():
    assert aimed(remedy("m1"), "g") == gap(0.7, 0.9)
    assert aimed(remedy("m1"), "other") is None


def test_those_that_no_other_beats_on_both_counts_are_best():
    tried = [
        remedy("m1", 0.9, 0.82), remedy("m2", 0.95, 0.81), remedy("m3", 0.9, 0.81),
        remedy("m4", 0.6, 0.79), remedy("m5", 1.0, 0.9, unlike="it is another model"),
        remedy("m6", None), remedy("m7", right=None), remedy("m8", refused="no score", gaps=()),
    ]  # fmt: skip
    assert [one.id for one in best_ones(tried, "g")] == ["m1", "m2"]


def test_what_decisions_as_made_beat_is_not_best():
    assert best_ones([remedy("m1", 0.6, 0.7)], "g") == ()
    assert best_ones([remedy("m1", None)], "g") == ()


@given(st.lists(st.tuples(st.floats(0.1, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_whatever_is_not_best_is_beaten_by_one_that_is_or_by_what_was_made(figures):
    tried = [remedy(f"m{i}", *pair) for i, pair in enumerate(figures)]
    best = best_ones(tried, "g")
    places = [(one.accuracy.value, one.gaps[0].outcome.value) for one in best] + [(0.8, 0.7)]
    for one in tried:
        right, ratio = one.accuracy.value, one.gaps[0].outcome.value
        if one not in best:
            assert any(a >= right and b >= ratio for a, b in places)


def test_the_first_choice_leaves_the_smallest_gap_of_those_that_cost_no_accuracy():
    tried = [
        remedy("m1", 0.9), remedy("m2", 0.95), remedy("m3", 0.99, right=0.7),
        remedy("m4", 1.0, by_group=True), remedy("m5", 1.0, unlike="another"), remedy("m6", None),
    ]  # fmt: skip
    assert first_choice(tried, "g").id == "m2"
    assert first_choice([remedy("m1", 0.71)], "g") is None
