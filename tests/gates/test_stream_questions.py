"""What gates ask of their groups, for evidence to be gathered on."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.gates.policy import PlannedGate
from evenhand.gates.stream_questions import questions
from evenhand.plan import Gate, Plan

PLAN = Plan.model_validate({"protected": [{"column": "g"}, {"column": "h"}]})


@pytest.fixture
def asked(grouping, measured):
    """Return a runner: rates by group and fields of a gate to its questions."""

    def run(groups, *, metric="selection_rate", reference=None, plan=PLAN, hidden=None, **fields):
        gate = Gate(metric=metric, **{"tolerance": 0.1, "attributes": ("g",), **fields})
        found, _ = measured(metric, list(groups.values()))
        if hidden is not None:
            found = replace(found, bounded=np.array(hidden))
        planned = PlannedGate("gate", gate, ("g",), default=False)
        return list(questions(planned, grouping(groups, reference), found, plan))

    return run


THREE = {"A": (5, 10), "B": (4, 10), "C": (3, 10)}
TWO = {"A": (5, 10), "B": (4, 10)}


def test_groups_are_compared_with_the_plans_reference_or_with_all_others(asked):
    found = asked(THREE, reference="A")
    assert [(one.group, one.reference) for one in found] == [(("B",), ("A",)), (("C",), ("A",))]
    assert [one.id for one in found] == ["gate:B", "gate:C"]
    assert [(one.group, one.reference) for one in asked(THREE)] == [
        (("A",), ()), (("B",), ()), (("C",), ()),
    ]  # fmt: skip


def test_of_two_groups_one_is_enough_unless_either_may_be_the_worse(asked):
    assert [one.group for one in asked(TWO)] == [("A",)]
    assert [one.group for one in asked(TWO, direction="worse")] == [("A",), ("B",)]
    assert [one.group for one in asked(TWO, comparison="ratio", tolerance=0.8)] == [("A",), ("B",)]
    assert [one.group for one in asked(TWO, reference="B")] == [("A",)]


@pytest.mark.parametrize(
    ("fields", "sides", "inverted"),
    [
        ({}, ("below", "above"), False),
        ({"direction": "worse"}, ("below",), False),
        ({"comparison": "ratio", "tolerance": 0.8}, ("below",), False),
        ({"metric": "false_negative_rate", "direction": "worse"}, ("above",), False),
        ({"metric": "false_negative_rate", "comparison": "ratio"}, ("above",), True),
        ({"metric": "base_rate", "comparison": "ratio"}, ("below", "above"), False),
        ({"metric": "base_rate", "direction": "worse"}, ("below", "above"), False),
    ],
)
def test_a_group_can_be_flagged_on_the_side_on_which_it_fares_worse(asked, fields, sides, inverted):
    one = asked(THREE, **fields)[0]
    assert (one.sides, one.inverted) == (sides, inverted)


def test_figures_of_labels_wait_for_them(asked):
    assert asked(THREE, metric="true_positive_rate")[0].late
    assert not asked(THREE)[0].late


def test_a_lone_group_and_one_whose_labels_hide_are_not_asked_about(asked):
    assert asked({"A": (5, 10)}) == []
    found = asked(THREE, metric="true_positive_rate", hidden=[False, True, False])
    assert [one.group for one in found] == [("A",), ("C",)]


@pytest.mark.parametrize(
    "other",
    [
        {"tolerance": 0.2},
        {"direction": "worse"},
        {"condition": "job"},
        {"reference": "A"},
        {"plan": PLAN.model_copy(update={"timezone": "Europe/Berlin"})},
        {"plan": PLAN.model_copy(update={"window": "hour"})},
        {"plan": Plan.model_validate({"protected": [{"column": "g", "bands": ["<4", "4+"]}]})},
        {"plan": Plan.model_validate({"protected": [{"column": "g"}], "columns": {"entity": "p"}})},
        {
            "plan": Plan.model_validate(
                {"protected": [{"column": "g"}], "decision": {"column": "d", "favourable": "y"}}
            )
        },
    ],
)
def test_whatever_decides_the_figures_makes_another_question(asked, other):
    same, changed = asked(THREE)[1], asked(THREE, **other)
    assert same.config not in {one.config for one in changed}


@pytest.mark.parametrize(
    "plan",
    [
        PLAN.model_copy(update={"title": "Another", "window": "month"}),
        Plan.model_validate({"protected": [{"column": "g"}, {"column": "h", "reference": "x"}]}),
        Plan.model_validate({"protected": [{"column": "g"}], "label": {"column": "y"}}),
    ],
)
def test_what_does_not_touch_the_figures_makes_no_other_question(asked, plan):
    assert asked(THREE, plan=plan) == asked(THREE)


def test_labels_matter_where_they_are_read_and_their_files_never(asked):
    def labelled(**more):
        return Plan.model_validate({"protected": [{"column": "g"}], "label": more})

    first, file, other = (
        asked(THREE, metric="true_positive_rate", plan=labelled(**more))[0].config
        for more in ({"column": "y"}, {"column": "y", "file": "new.csv"}, {"column": "z"})
    )
    assert first == file != other
