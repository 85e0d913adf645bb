"""Which gaps and changes are looked into, in which order, and once each."""

from dataclasses import replace

import pytest

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState
from evenhand.gates.questions import questions


@pytest.fixture
def gate():
    """Return a builder of a gate by its groups' states, the worst first."""

    def build(id_, metric="selection_rate", **given):
        states = given.pop("states", {"B": "fail"})
        reference = given.pop("reference", ("A",))
        plain = {
            "title": "", "comparison": "ratio", "attributes": ("g",), "tolerance": 0.8,
            "warn": None, "decide_by": "evidence", "on_insufficient": "pass", "source": "plan",
            "alpha": 0.05, "minimum_n": 1, "state": "fail", "reason": "", "value": 0.5, "low": 0.4,
            "high": 0.6, "group": (next(iter(states)),), "reference": reference, "p_value": 0.0,
            "p_adjusted": 0.0, "n": 100,
        }  # fmt: skip
        groups = tuple(
            GroupState(
                group=(name,), reference=reference, value=0.5, low=0.4, high=0.6, p_value=0.0,
                n=100, testable=True, state=state, needed=None, disparity="d1",
            )
            for name, state in states.items()
        )  # fmt: skip
        return GateResult(id=id_, metric=metric, groups=groups, **{**plain, **given})

    return build


@pytest.fixture
def slow():
    """Return the comparison of B's latency with A's."""
    return Disparity(
        id="d9", criterion=None, metric="latency_p95", attributes=("g",), group=("B",),
        reference=("A",), against="reference", comparison="ratio", condition=None, value=2.0,
        low=1.8, high=2.2, level=0.95, simultaneous=False, p_value=None, method="", n=100,
        support=None, undefined=None,
    )  # fmt: skip


def finding(kind, *evidence, severity="medium"):
    return Finding(id="f1", kind=kind, severity=severity, title="", detail="", attributes=(),
                   group=(), evidence=evidence)  # fmt: skip


def asked(gates, findings=(), **rows):
    facts = Facts((), tuple(rows.pop("disparities", ())), tuple(gates), frozenset(), **rows)
    return questions(facts, findings)


def test_the_worst_groups_of_all_gates_come_before_others(gate):
    found = asked([gate("one", states={"B": "fail", "C": "warn", "D": "pass"}),
                   gate("two", "accuracy", states={"B": "warn"}, state="warn")])  # fmt: skip
    assert [(one.metric, one.group) for one in found] == [
        ("selection_rate", ("B",)), ("accuracy", ("B",)), ("selection_rate", ("C",)),
    ]  # fmt: skip


def test_a_gap_that_two_gates_ask_about_is_one_question(gate):
    found = asked([gate("one", states={"B": "fail", "C": "fail"}),
                   gate("two", states={"C": "fail", "B": "fail"})])  # fmt: skip
    assert [(one.group, one.of) for one in found] == [
        (("B",), ("one", "two")), (("C",), ("two", "one")),
    ]  # fmt: skip


def test_what_passes_or_is_judged_otherwise_is_not_asked_about(gate):
    assert asked([gate("one", state="pass"), gate("two", basis="baseline")]) == ()


@pytest.mark.parametrize("held", [{"condition": "loan"}, {"window": "2025-01-01"}])
def test_a_gap_within_something_is_not_that_of_the_whole(gate, held):
    assert [one.whole for one in asked([gate("one", **held)])] == [False]


def test_a_target_is_compared_with_the_reference_of_its_attribute(gate, slow):
    missed = gate("late", "latency_p95", comparison="at_most", reference=())
    assert asked([missed], disparities=[slow])[0].reference == ("A",)
    everybody = replace(
        missed, attributes=(), group=(), groups=(replace(missed.groups[0], group=()),)
    )
    assert asked([everybody], disparities=[slow])[0].reference == ()


def test_gaps_of_performance_that_were_found_are_asked_about(gate, slow):
    found = asked([], [finding("kpi_gap", "e1", "d9"), finding("drift", "s1")], disparities=[slow])
    assert [(one.of, one.metric, one.group, one.reference) for one in found] == [
        (("d9",), "latency_p95", ("B",), ("A",))
    ]
    missed = gate("late", "latency_p95", comparison="at_most", reference=())
    both = asked([missed], [finding("kpi_gap", "e1", "d9")], disparities=[slow])
    assert [one.of for one in both] == [("late", "d9")]


def test_changes_that_press_are_asked_about():
    change = ChangePoint(
        id="c1", metric="accuracy", attributes=(), group=(), reference=(), at="2025-03-01",
        earliest="2025-03-01", latest="2025-03-01", before=0.9, after=0.8, difference=-0.1,
        low=None, high=None, level=0.95, p_value=0.01, method="glr", n_before=1, n_after=1,
        alarm=None, began=None, touched=(), coincidences=(),
    )  # fmt: skip
    found = asked([], [finding("change", "c1")], change_points=(change,))
    assert [(one.of, one.change) for one in found] == [(("c1",), change)]
    assert asked([], [finding("change", "c1", severity="low")], change_points=(change,)) == ()
