"""What an earlier audit lets expect of the groups of a gate."""

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.gates.size_cases import cases, largest, sized
from evenhand.gates.sizes import Asked
from evenhand.metrics import METRICS
from evenhand.plan import Gate

RATIO = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)
ASKED = Asked(gate=RATIO, favours="high", rate=0.0, share=1.0, size_ratio=1.0)


def row(metric, group, value, n, effect=None):
    return Estimate(
        id=f"{metric}{group}", metric=metric, attributes=("g",), group=(group,), window=None,
        model_version=None, condition=None, value=value, low=None, high=None, level=0.95,
        method="wilson", n=n, numerator=None, denominator=None, design_effect=effect,
        undefined=None,
    )  # fmt: skip


def found(rates, gate=RATIO, reference=("A",), rows=4000, all_of=None):
    estimates = []
    for group, (value, n, *effect) in rates.items():
        estimates.append(row(gate.metric, group, value, n, *effect))
        estimates.append(row("decisions", group, float((all_of or {}).get(group, n)), n))
    metric = METRICS[gate.metric]
    return {
        one.group[0]: one
        for one in cases(gate, metric, estimates, ASKED, rows=rows, reference=reference)
    }


def test_rates_sizes_and_repeated_people_are_as_they_were():
    made = found({"A": (0.5, 3000), "B": (0.4, 500, 1.5)}, all_of={"A": 3000, "B": 1000})
    one = made["B"]
    assert (one.rate, one.gap, one.share, one.size_ratio) == (0.5, pytest.approx(0.8), 0.25, 6.0)
    assert (one.counted, one.design_effect, one.groups, one.named) == (0.5, 1.5, 2, True)
    assert one.reference == ("A",)


def test_where_nobody_is_named_all_are_held_against_the_one_that_fares_best():
    rates = {"A": (0.5, 3000), "B": (0.6, 500), "C": (0.9, 5)}
    made = found(rates, reference=None)
    assert {one.reference for one in made.values()} == {("B",)}
    assert made["A"].comparisons == 3
    low = Gate(metric="false_negative_rate", comparison="ratio", tolerance=0.8)
    made = found(rates, gate=low, reference=None)
    assert {one.reference for one in made.values()} == {("A",)}
    assert made["B"].gap == pytest.approx(0.5 / 0.6)


def test_gaps_are_on_the_scale_of_the_gate():
    gap = Gate(metric="selection_rate", comparison="difference", tolerance=0.1)
    assert found({"A": (0.5, 900), "B": (0.6, 900)}, gate=gap)["B"].gap == pytest.approx(0.1)
    assert found({"A": (0.5, 900), "B": (0.6, 900)})["B"].gap == 1.0
    both = Gate(metric="false_positive_rate", comparison="ratio", tolerance=0.8)
    assert found({"A": (0.5, 900), "B": (0.6, 900)}, gate=both)["B"].gap == pytest.approx(5 / 6)


def test_groups_without_a_rate_or_a_ratio_are_left_out():
    assert not found({"A": (0.0, 900), "B": (0.2, 900)})
    assert not found({"A": (0.5, 900), "B": (0.2, 0)})
    assert not found({"A": (None, 900), "B": (0.2, 900)})
    assert not found({})
    assert not found({}, reference=None)


def test_for_each_goal_the_group_that_needs_most_is_told():
    made = found({"A": (0.5, 3000), "B": (0.49, 100), "C": (0.3, 900), "D": (0.4, 900)})
    told = {size.goal: one.group for one, size in largest(sized(made.values()))}
    # D lies right at the tolerance: no reasonable number decides it.
    assert told == {"pass_if_equal": ("B",), "pass_as_assumed": ("D",), "fail_as_assumed": ("C",)}
