"""What to collect: for gates, for labels that are missing, for subgroups."""

import pytest

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.slice import Slice
from evenhand.feedback.to_collect import to_collect
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState


def state(group, needed, **more):
    plain = {
        "group": (group,), "reference": ("A",), "value": 0.7, "low": 0.6, "high": 0.8,
        "p_value": None, "n": 50, "testable": False, "state": "insufficient", "needed": needed,
        "disparity": f"d-{group}",
    }  # fmt: skip
    return GroupState(**{**plain, **more})


def gate(metric, *groups, **more):
    plain = {
        "id": f"gate-{metric}", "title": "", "metric": metric, "comparison": "difference",
        "attributes": ("g",), "tolerance": 0.1, "warn": None, "decide_by": "evidence",
        "on_insufficient": "pass", "source": "default", "alpha": 0.05, "minimum_n": 30,
        "state": "insufficient", "reason": "", "value": None, "low": None, "high": None,
        "group": (), "reference": (), "p_value": None, "p_adjusted": None, "n": 0,
    }  # fmt: skip
    return GateResult(groups=groups, **{**plain, **more})


def labelled(group, decision, known, of):
    return Estimate(
        id=f"e-{group}-{decision}", metric="label_coverage", attributes=("g",) if group else (),
        group=(group,) if group else (), window=None, model_version=None,
        condition=("decision", decision), value=known / of, low=None, high=None, level=0.95,
        method="wilson", n=of, numerator=known, denominator=of, design_effect=None, undefined=None,
    )  # fmt: skip


def finding(kind, group, evidence=("e1",)):
    return Finding(
        id="f1", kind=kind, severity="medium", title="", detail="",
        attributes=("g",) if group else (), group=(group,) if group else (), evidence=evidence,
    )  # fmt: skip


def compared(group):
    return Disparity(
        id="d1", metric="label_coverage", criterion=None, comparison="difference",
        attributes=("g",), group=(group,), reference=("A",), against="reference", condition=None,
        value=-0.1, low=None, high=None, level=0.95, simultaneous=False, p_value=None,
        method="none", n=0, support=None, undefined=None,
    )  # fmt: skip


def subgroup(metric="true_positive_rate", value=0.5, n=100):
    return Slice(
        id="g1", metric=metric, items=(("purpose", "car"), ("region", "North")), value=value,
        rest=0.8, n=n, difference=-0.3, low=-0.4, high=-0.2, level=0.95, p_value=0.001,
        parts=(0.5, 0.5),
    )  # fmt: skip


@pytest.fixture
def wanted():
    """Return what asks what is worth collecting, as rows by column."""

    def run(findings=(), **rows):
        parts = {key: tuple(rows.get(key, ())) for key in ("estimates", "disparities", "gates")}
        facts = Facts(**parts, roles=frozenset(), slices=tuple(rows.get("slices", ())))
        found = to_collect(facts, tuple(findings), level=0.95)
        names = [column.name for column in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows] or found.refused

    return run


def test_a_gate_that_needs_no_labels_asks_for_decisions(wanted):
    (one,) = wanted(gates=[gate("selection_rate", state("B", (40, 90)))])
    assert one == {
        "priority": 1, "what": "decisions", "why": "gate", "attribute": "g", "group": "B",
        "decision": None, "metric": "selection_rate", "more": 40, "more_as_estimated": 90,
        "without_label": None, "evidence": "gate-selection_rate d-B",
    }  # fmt: skip


def test_a_gate_that_needs_labels_asks_for_as_many_as_decisions_have_had(wanted):
    known = [labelled("B", "unfavourable", 60, 100), labelled("B", "favourable", 90, 100)]
    (one,) = wanted(gates=[gate("true_positive_rate", state("B", (101, None)))], estimates=known)
    # Three in four had one: 75.75 of 101.
    assert (one["what"], one["more"], one["more_as_estimated"]) == ("labels", 76, None)
    assert one["without_label"] == 50


def test_where_the_labelled_share_is_not_known_every_decision_is_to_be_labelled(wanted):
    (one,) = wanted(gates=[gate("true_positive_rate", state("B", (101, 200), disparity=None))])
    assert (one["more"], one["more_as_estimated"], one["without_label"]) == (101, 200, None)
    assert one["evidence"] == "gate-true_positive_rate"


def test_the_group_that_lacks_most_comes_first(wanted):
    found = wanted(gates=[gate("selection_rate", state("B", (40, 90)), state("C", (70, 80)))])
    assert [(one["priority"], one["group"]) for one in found] == [(1, "C"), (2, "B")]


@pytest.mark.parametrize(
    "other",
    [
        gate("selection_rate", state("B", None)),
        gate("selection_rate", state("B", (0, 5))),
        gate("selection_rate", state("B", (40, 90), state="fail")),
        gate("latency_p95", state("B", (40, 90)), comparison="at_most"),
        gate("selection_rate", state("B", (40, 90)), basis="baseline"),
    ],
)
def test_groups_that_are_judged_and_gates_on_other_things_ask_for_nothing(wanted, other):
    assert wanted(gates=[other]) == "Every gate is decided, and labels are known alike."


def test_selective_labels_ask_for_a_random_sample_of_each_decision(wanted):
    known = [labelled("B", "unfavourable", 0, 1000), labelled("B", "favourable", 990, 1000)]
    rows = wanted([finding("selective_labels", "B", ("e1", "e2"))], estimates=known)
    # 385 tell a share to five points; of ten all are wanted.
    assert [(one["decision"], one["more"], one["without_label"]) for one in rows] == [
        ("unfavourable", 385, 1000),
        ("favourable", 10, 10),
    ]
    assert {(one["why"], one["evidence"]) for one in rows} == {("selective", "e1 e2")}


def test_selective_labels_of_everybody_name_no_group(wanted):
    known = [labelled("", "unfavourable", 0, 200), labelled("", "favourable", 500, 500)]
    (one,) = wanted([finding("selective_labels", "")], estimates=known)
    assert (one["attribute"], one["group"], one["more"]) == (None, None, 200)


def test_unequal_coverage_asks_for_what_brings_it_within_five_points(wanted):
    known = [
        labelled("A", "unfavourable", 95, 100), labelled("A", "favourable", 95, 100),
        labelled("B", "unfavourable", 40, 50), labelled("B", "favourable", 40, 50),
    ]  # fmt: skip
    rows = {"estimates": known, "disparities": [compared("B")]}
    (one,) = wanted([finding("label_coverage", "B")], **rows)
    # 0.95 of theirs: 0.90 of a hundred are ninety, and eighty have one.
    assert (one["why"], one["more"], one["without_label"]) == ("coverage", 10, 20)


def test_coverage_that_nobody_is_compared_in_asks_for_nothing(wanted):
    assert isinstance(wanted([finding("label_coverage", "B")]), str)
    known = [labelled("B", "favourable", 40, 50)]
    assert isinstance(wanted([finding("label_coverage", "B")], estimates=known), str)


def test_a_subgroup_asks_for_what_tells_its_figure_to_five_points(wanted):
    (one,) = wanted(slices=[subgroup()])
    assert (one["what"], one["why"], one["more"]) == ("labels", "subgroup", 285)
    assert (one["attribute"], one["group"]) == (None, "purpose: car, region: North")


def test_none_of_a_few_is_not_taken_for_none_at_all(wanted):
    # Of 20, none: as 2 of 24. 1537 * (1/12) * (11/12) = 117.4, of which 20 are there.
    (one,) = wanted(slices=[subgroup(value=0.0, n=20)])
    assert one["more"] == 118 - 20


@pytest.mark.parametrize("known", [subgroup(n=385), subgroup("selection_rate")])
def test_a_subgroup_that_is_known_well_or_needs_no_labels_asks_for_nothing(wanted, known):
    assert isinstance(wanted(slices=[known]), str)


def test_findings_of_other_kinds_ask_for_nothing(wanted):
    assert isinstance(wanted([finding("gate_fail", "B")]), str)
