"""How large an audit must be for its gates: what is assumed, and what is refused."""

import math

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.errors import PlanError
from evenhand.gates.size_plan import Earlier, Wish, gate_of, sizes_of_gates
from evenhand.metrics import METRICS
from evenhand.plan import Gate

RATIO = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)


def sizes(gates=(RATIO,), earlier=None, **wish):
    wish = {"rate": 0.4, **wish} if earlier is None else wish
    return sizes_of_gates(list(gates), Wish(**wish), METRICS, earlier)


def lines(*gates, earlier=None, **wish):
    (found,) = sizes(gates or (RATIO,), earlier, **wish)
    return {line.goal: line for line in found.lines}


def row(metric, group, value, n, *, attribute="g", **more):
    plain = {"window": None, "model_version": None, "condition": None, **more}
    return Estimate(
        id=f"{metric}{group}", metric=metric, attributes=(attribute,), group=(group,), value=value,
        low=None, high=None, level=0.95, method="wilson", n=n, numerator=None, denominator=None,
        design_effect=None, undefined=None, **plain,
    )  # fmt: skip


def audited(*, days=30.0, named=True):
    estimates = [
        row("selection_rate", "A", 0.5, 600),
        row("selection_rate", "B", 0.45, 300),
        row("selection_rate", "?", 0.1, 100),
        row("selection_rate", "B", 0.9, 30, window="2026-01-01"),
        *(row("decisions", g, n, n) for g, n in (("A", 600.0), ("B", 300.0), ("?", 100.0))),
    ]
    return Earlier(
        estimates=estimates,
        rows=1000,
        days=days,
        references={"g": "A"} if named else {},
        groups={"g": ("A", "B")},
    )


def test_the_smallest_of_even_groups_is_what_is_asked_about():
    line = lines(groups=4)["pass_if_equal"]
    assert line.share == 0.25
    assert line.total == pytest.approx(4 * line.decisions, abs=4)
    assert lines(smallest=0.1)["pass_if_equal"].share == 0.1


def test_days_are_told_where_decisions_a_day_are():
    line = lines(per_day=100)["pass_if_equal"]
    assert line.days == math.ceil(line.total / 100)
    assert lines()["pass_if_equal"].days is None


def test_rates_of_one_outcome_take_the_decisions_with_the_other_as_well():
    gate = Gate(metric="true_positive_rate", tolerance=0.1)
    plain = lines(Gate(metric="selection_rate", tolerance=0.1))["pass_if_equal"].decisions
    some = lines(gate, base_rate=0.25, label_share=0.5)["pass_if_equal"].decisions
    assert some == pytest.approx(8 * plain, rel=0.01)
    other = Gate(metric="false_positive_rate", tolerance=0.1)
    assert lines(other, base_rate=0.75, label_share=0.5)["pass_if_equal"].decisions == some
    with pytest.raises(PlanError, match="of decisions with one outcome only"):
        lines(gate)


def test_rates_of_one_kind_of_decision_ask_how_many_there_are():
    gate = Gate(metric="positive_predictive_value", tolerance=0.1)
    assert lines(gate, label_share=0.5)
    with pytest.raises(PlanError, match="of decisions of one kind only"):
        lines(gate)


def test_an_earlier_audit_says_how_the_groups_fare():
    (found,) = sizes(earlier=audited())
    by = {line.goal: line for line in found.lines}
    assert found.title == "Selection rate ratio by g"
    assert by["pass_as_assumed"].gap == pytest.approx(0.9)
    assert (by["pass_as_assumed"].group, by["pass_as_assumed"].reference) == (("B",), ("A",))
    assert by["pass_as_assumed"].days == math.ceil(by["pass_as_assumed"].total / (1000 / 30))
    assert found.comparisons == 1
    assert lines(earlier=audited(), gap=0.5)["fail_as_assumed"].gap == 0.5
    assert lines(earlier=audited(days=None))["pass_if_equal"].days is None
    assert lines(earlier=audited(named=False))["pass_if_equal"].reference == ("A",)


def test_a_gate_speaks_of_every_attribute_unless_it_names_one():
    earlier = audited()
    two = Earlier(**{**_fields(earlier), "groups": {"g": ("A", "B"), "h": ("X",)}})
    known, unknown = sizes(earlier=two)
    assert known.attributes == ("g",)
    assert unknown.unknown == "the earlier audit has no two groups with a rate to go by"
    (one,) = sizes([RATIO.model_copy(update={"attributes": ("g",)})], two)
    assert one.attributes == ("g",)
    # The gate on one attribute does not allow for the other.
    assert one.lines == sizes(earlier=earlier)[0].lines


def _fields(earlier):
    return {name: getattr(earlier, name) for name in type(earlier).__slots__}


@pytest.mark.parametrize(
    ("gate", "why"),
    [
        (Gate(metric="latency_p95", comparison="ratio", tolerance=0.8), "is no rate"),
        (RATIO.model_copy(update={"decide_by": "point"}), "the bare figure decides"),
        (RATIO.model_copy(update={"condition": "job"}), "within the values of job"),
    ],
)
def test_a_gate_of_which_no_number_can_be_told_says_why(gate, why):
    (found,) = sizes([gate])
    assert why in found.unknown
    assert not found.lines


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"rate": None}, "is not known"),
        ({"rate": 1.0}, "--rate 1 does not lie between 0 and 1"),
        ({"smallest": 0.6}, "--smallest-group 0.6 is not the share of the smallest of 2 groups"),
        ({"smallest": 0.0}, "--smallest-group 0"),
        ({"alpha": 0.7}, "--alpha"),
        ({"power": 1.0}, "--power"),
        ({"label_share": 0.0}, "--label-share 0 is no share"),
        ({"churn": 1.5}, "--churn 1.5 is no share"),
        ({"base_rate": 1.0}, "--base-rate"),
        ({"gap": 0.0}, "--gap"),
        ({"change": 2.0}, "--change 2"),
        ({"change_tolerance": -0.1}, "--change-tolerance"),
        ({"per_day": 0.0}, "--per-day 0"),
    ],
)
def test_what_cannot_be_assumed_is_refused(wish, words):
    with pytest.raises(PlanError, match=words):
        sizes(**wish)


def test_a_gate_of_the_options_has_the_usual_tolerance():
    assert gate_of("selection_rate", "ratio", None) == RATIO
    assert gate_of("selection_rate", "difference", None).tolerance == 0.1
    assert gate_of("selection_rate", "difference", 0.2).tolerance == 0.2
    with pytest.raises(PlanError, match=r"--tolerance 1\.2"):
        gate_of("selection_rate", "ratio", 1.2)
    with pytest.raises(PlanError, match="there is no metric 'selection'"):
        sizes([Gate(metric="selection", tolerance=0.1)])
