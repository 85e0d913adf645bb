"""What gates and targets could have shown."""

import numpy as np
import pytest

from evenhand.analyses.sight import Sight
from evenhand.gates.judge import judge
from evenhand.gates.policy import PlannedGate
from evenhand.inference.normal import z
from evenhand.inference.simultaneous import critical_value, smoothed_rate_se
from evenhand.inference.smallest_gap import nearest_flagged_rate
from evenhand.plan import Gate

GAP = {"comparison": "difference", "tolerance": 0.1}
EQUAL = {"A": (1000, 2000), "B": (500, 1000)}


def gap(result, name="B"):
    return next(one.detectable for one in result.groups if one.group == (name,))


def test_the_gap_of_two_groups_is_that_of_the_score_test(judged):
    rate = nearest_flagged_rate(
        0.5, 1000, 2000, comparison="difference", tolerance=0.1, critical=z(0.95)
    )
    assert gap(judged(EQUAL, reference="A", **GAP)) == pytest.approx(0.5 - float(rate))
    rate = nearest_flagged_rate(
        0.5, 1000, 2000, comparison="ratio", tolerance=0.8, critical=z(0.95)
    )
    assert gap(judged(EQUAL, reference="A")) == pytest.approx(float(rate) / 0.5)


def test_all_comparisons_of_a_gate_are_allowed_for(judged):
    groups = {**EQUAL, "C": (500, 1000), "D": (500, 1000)}
    found = gap(judged(groups, reference="A", **GAP))
    n = np.array([2000, 1000, 1000, 1000])
    critical = critical_value(
        smoothed_rate_se(n / 2, n), [(0, 1), (0, 2), (0, 3)], level=0.95, seed=1, draws=1000,
        two_sided=False,
    )  # fmt: skip
    rate = nearest_flagged_rate(
        0.5, 1000, 2000, comparison="difference", tolerance=0.1, critical=critical
    )
    assert found == pytest.approx(0.5 - float(rate), rel=1e-3)
    assert found > gap(judged(EQUAL, reference="A", **GAP))


def test_all_gates_are_allowed_for(measured, grouping, settings):
    found, decisions = measured("selection_rate", list(EQUAL.values()))
    places = {("g",): grouping(EQUAL, "A")}
    rows = {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions}

    def one_of(count):
        gates = [
            PlannedGate(f"{i}", Gate(metric="selection_rate", **GAP), ("g",), False)
            for i in range(count)
        ]
        return gap(judge(gates, places, rows, settings, ())[0])

    assert one_of(1) < one_of(2) < one_of(9)


def test_people_who_come_back_hide_gaps(judged):
    plain = gap(judged(EQUAL, reference="A", **GAP))
    halved = gap(judged({"A": (500, 1000), "B": (250, 500)}, reference="A", **GAP))
    assert gap(judged(EQUAL, reference="A", effect=2.0, **GAP)) == pytest.approx(halved)
    assert halved > plain


def test_where_low_is_good_the_gap_lies_above(judged):
    result = judged(EQUAL, reference="A", metric="false_negative_rate")
    rate = nearest_flagged_rate(
        0.5, 1000, 2000, comparison="ratio", tolerance=0.8, critical=z(0.95), above=True
    )
    assert gap(result) == pytest.approx(0.5 / float(rate))


def test_a_group_that_cannot_lie_so_far_below_can_lie_above(judged):
    groups = {"A": (80, 2000), "B": (40, 1000)}  # 4 %: nobody can be 10 points below
    rate = nearest_flagged_rate(
        0.04, 1000, 2000, comparison="difference", tolerance=0.1, critical=z(0.95), above=True
    )
    assert gap(judged(groups, reference="A", **GAP)) == pytest.approx(float(rate) - 0.04)
    assert gap(judged(groups, reference="A", direction="worse", **GAP)) is None
    assert gap(judged({"A": (82, 2000), "B": (40, 1000)}, **GAP)) is None


def test_a_group_of_few_shows_no_gap(judged):
    assert gap(judged({"A": (1000, 2000), "B": (2, 4)}, reference="A")) is None


def test_by_point_nothing_is_told(judged):
    assert gap(judged(EQUAL, reference="A", decide_by="point")) is None


def test_where_nothing_is_compared_nothing_is_told(judged):
    result = judged({"A": (0, 0), "B": (0, 0)}, reference="A", metric="true_positive_rate")
    assert gap(result) is None


def test_means_show_gaps_as_wide_as_their_intervals(judged):
    fields = {"metric": "cost_per_decision", "reference": "A"}
    groups = {"A": (2.0, 1.0, 900), "B": (2.0, 1.0, 900)}
    result = judged(groups, comparison="difference", tolerance=0.5, **fields)
    (part,) = result.groups
    spread = (part.high - part.value) / z(0.975)
    assert part.detectable == pytest.approx(0.5 + (z(0.95) + z(0.8)) * spread)
    (part,) = judged(groups, tolerance=0.8, **fields).groups
    spread = np.log(part.high / part.value) / z(0.975)
    assert part.detectable == pytest.approx(0.8 * np.exp(-(z(0.95) + z(0.8)) * spread))


def test_a_small_group_that_fares_best_is_told_what_would_show_it_worse(judged):
    fields = {"metric": "cost_per_decision", "comparison": "difference", "tolerance": 0.5}
    groups = {"A": (2.0, 1.0, 900), "B": (1.9, 1.0, 900), "C": (2.5, 1.0, 20)}
    result = judged(groups, **fields)
    assert gap(result, "C") > gap(result, "B") > 0.5


def test_a_ratio_without_an_upper_bound_shows_nothing(judged):
    groups = {"A": (2.0, 30.0, 40), "B": (2.0, 1.0, 900)}
    assert gap(judged(groups, reference="A", metric="cost_per_decision", tolerance=0.8)) is None


def test_within_a_condition_the_gap_is_as_wide_as_its_interval(measured, grouping, settings):
    found, decisions = measured("selection_rate", list(EQUAL.values()))
    strata = np.array([[600.0, 400.0], [300.0, 200.0]]), np.array([[1200.0, 800.0], [600.0, 400.0]])
    gate = Gate(metric="selection_rate", condition="job", **GAP)
    rows = {(("g",), "selection_rate"): found, (("g",), "decisions"): decisions}
    (result,) = judge(
        [PlannedGate("one", gate, ("g",), default=False)],
        {("g",): grouping(EQUAL, "A")},
        rows,
        settings,
        (),
        sights={"one": Sight(found, decisions.value, strata=strata)},
    )
    (part,) = result.groups
    spread = (part.high - part.value) / z(0.975)
    assert part.detectable == pytest.approx(0.1 + (z(0.95) + z(0.8)) * spread)
