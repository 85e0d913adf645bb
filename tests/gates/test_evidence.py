"""What each pair of groups shows."""

import numpy as np
import pytest
from scipy.stats import norm

from evenhand.gates.evidence import compare_pairs
from evenhand.inference.means import mover_difference, mover_ratio
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval, difference_z, ratio_interval, ratio_z
from evenhand.plan import Gate

BAR = z(0.95)


@pytest.fixture
def compared(grouping, measured, settings):
    def run(metric, groups, *, reference=None, effect=None, **fields):
        found, _ = measured(metric, list(groups.values()), effect=effect)
        gate = Gate(metric=metric, **fields)
        return compare_pairs(gate, found, grouping(groups, reference), settings)

    return run


def test_with_a_reference_of_the_plan_each_group_is_compared_with_it(compared):
    pairs = compared(
        "selection_rate",
        {"a": (50, 100), "b": (40, 100), "c": (60, 100)},
        reference="b",
        comparison="ratio",
        tolerance=0.8,
    )
    assert pairs.worse.tolist() == [0, 2]
    assert pairs.better.tolist() == [1, 1]
    assert pairs.value.tolist() == pytest.approx([1.25, 1.5])


def test_without_one_every_two_groups_are_the_worse_off_first(compared):
    pairs = compared(
        "selection_rate",
        {"a": (50, 100), "b": (40, 100), "c": (60, 100)},
        comparison="ratio",
        tolerance=0.8,
    )
    assert list(zip(pairs.worse, pairs.better, strict=True)) == [(1, 0), (1, 2), (0, 2)]
    assert pairs.value.tolist() == pytest.approx([40 / 50, 40 / 60, 50 / 60])


def test_a_ratio_of_what_is_better_low_is_turned_over(compared):
    pairs = compared(
        "false_negative_rate",
        {"a": (20, 100), "b": (40, 100)},
        comparison="ratio",
        tolerance=0.8,
    )
    assert (pairs.worse.tolist(), pairs.better.tolist()) == ([1], [0])
    assert pairs.value.tolist() == [0.5]
    low, high = ratio_interval(20, 100, 40, 100, critical=z(0.975))
    assert (pairs.low[0], pairs.high[0]) == pytest.approx((float(low), float(high)))
    assert pairs.p_value[0] == pytest.approx(norm.cdf(float(ratio_z(20, 100, 40, 100, 0.8))))


def test_a_ratio_is_tested_at_its_margin(compared):
    pairs = compared(
        "selection_rate",
        {"a": (300, 1000), "b": (500, 1000)},
        reference="b",
        comparison="ratio",
        tolerance=0.8,
    )
    statistic = float(ratio_z(300, 1000, 500, 1000, 0.8))
    assert statistic < -BAR
    assert pairs.p_value[0] == pytest.approx(norm.cdf(statistic))
    assert not pairs.within[0]


def test_a_ratio_above_its_margin_is_within_however_high(compared):
    pairs = compared(
        "selection_rate",
        {"a": (900, 1000), "b": (500, 1000)},
        reference="b",
        comparison="ratio",
        tolerance=0.8,
    )
    assert pairs.within[0]
    assert pairs.p_value[0] > 0.999


def test_a_ratio_of_what_favours_nobody_has_two_margins(compared):
    groups = {"a": (600, 1000), "b": (300, 1000)}
    pairs = compared(
        "false_positive_rate", groups, reference="b", comparison="ratio", tolerance=0.8
    )
    statistic = float(ratio_z(600, 1000, 300, 1000, 1.25))
    assert pairs.value[0] == 2.0
    assert pairs.p_value[0] == pytest.approx(norm.sf(statistic))
    assert not pairs.within[0]
    near = {"a": (3000, 10_000), "b": (3100, 10_000)}
    pairs = compared("false_positive_rate", near, reference="b", comparison="ratio", tolerance=0.8)
    assert pairs.within[0]


@pytest.mark.parametrize("flip", [False, True])
def test_a_difference_is_tested_at_both_margins(compared, flip):
    mine, theirs = (300, 1000), (500, 1000)
    if flip:
        mine, theirs = theirs, mine
    pairs = compared("true_positive_rate", {"a": mine, "b": theirs}, reference="b", tolerance=0.1)
    statistic = float(difference_z(300, 1000, 500, 1000, -0.1))
    assert pairs.p_value[0] == pytest.approx(norm.cdf(statistic))
    assert not pairs.within[0]
    assert pairs.value[0] == pytest.approx(0.2 if flip else -0.2)


def test_where_few_are_expected_half_a_decision_is_given_to_the_doubt(compared):
    groups = {"a": (9, 30), "b": (40, 2000)}
    pairs = compared("true_positive_rate", groups, reference="b", tolerance=0.1)
    plain = float(difference_z(9, 30, 40, 2000, 0.1))
    doubted = float(difference_z(8.5, 30, 40.5, 2000, 0.1))
    assert pairs.p_value[0] == pytest.approx(norm.sf(doubted))
    assert pairs.p_value[0] > norm.sf(plain)
    turned = {"a": (21, 30), "b": (1960, 2000)}
    pairs = compared("true_positive_rate", turned, reference="b", tolerance=0.1)
    assert pairs.p_value[0] == pytest.approx(norm.sf(doubted))


def test_equal_large_groups_are_within_and_small_ones_are_not_shown_to_be(compared):
    large = compared("selection_rate", {"a": (500, 1000), "b": (510, 1000)}, tolerance=0.1)
    small = compared("selection_rate", {"a": (10, 20), "b": (10, 20)}, tolerance=0.1)
    assert large.within[0]
    assert not small.within[0]


def test_proof_of_being_within_needs_no_allowance_for_many_pairs(compared):
    groups = dict.fromkeys("abcdefgh", (520, 1000))
    pairs = compared("selection_rate", groups, tolerance=0.05)
    up = float(difference_z(520, 1000, 520, 1000, 0.05))
    assert up < -BAR
    assert pairs.within.all()


def test_evidence_allows_for_all_pairs_and_so_do_intervals(compared):
    groups = {"a": (400, 1000), "b": (520, 1000)}
    more = {**groups, **dict.fromkeys("cdefgh", (520, 1000))}
    alone = compared("selection_rate", groups, reference="b", tolerance=0.05)
    among = compared("selection_rate", more, reference="b", tolerance=0.05)
    assert alone.p_value[0] < among.p_value[0] < 7 * alone.p_value[0] + 1e-12
    assert among.low[0] < alone.low[0]
    low, high = difference_interval(400, 1000, 520, 1000, critical=z(0.975))
    assert (alone.low[0], alone.high[0]) == pytest.approx((float(low), float(high)))


def test_people_who_come_back_weaken_the_evidence(compared):
    groups = {"a": (300, 1000), "b": (500, 1000)}
    plain = compared("selection_rate", groups, reference="b", tolerance=0.1)
    wide = compared("selection_rate", groups, reference="b", tolerance=0.1, effect=4.0)
    assert wide.n.tolist() == [250.0, 250.0]
    assert wide.p_value[0] == pytest.approx(norm.cdf(float(difference_z(75, 250, 125, 250, -0.1))))
    assert wide.p_value[0] > plain.p_value[0]


def test_a_group_without_a_value_is_in_no_pair(compared):
    groups = {"a": (0, 0), "b": (5, 10), "c": (6, 10)}
    assert compared("selection_rate", groups, tolerance=0.1).worse.tolist() == [1]
    assert compared("selection_rate", groups, reference="a", tolerance=0.1).worse.tolist() == []


@pytest.mark.parametrize(
    "groups", [{"a": (0, 500), "b": (0, 500)}, {"a": (250, 500), "b": (0, 500)}]
)
def test_a_ratio_to_nobody_shows_nothing(compared, groups):
    pairs = compared("selection_rate", groups, reference="b", comparison="ratio", tolerance=0.8)
    assert np.isnan(pairs.value[0])
    assert np.isnan(pairs.p_value[0])
    assert not pairs.within[0]


def test_means_are_judged_by_their_intervals(compared):
    groups = {"a": (3.0, 1.0, 400), "b": (2.0, 1.0, 400)}
    far = compared("cost_per_decision", groups, reference="b", tolerance=0.5)
    assert far.value[0] == pytest.approx(1.0)
    # One arm of the difference's interval is 1.96 standard errors long: sqrt(2 / 400).
    assert far.p_value[0] == pytest.approx(norm.sf(0.5 / np.sqrt(2 / 400)), rel=0.2)
    assert not far.within[0]
    close = compared("cost_per_decision", groups, reference="b", tolerance=1.5)
    assert close.within[0]
    assert close.p_value[0] > 0.999
    unshown = compared("cost_per_decision", groups, reference="b", tolerance=1.05)
    assert not unshown.within[0]
    assert unshown.p_value[0] > 0.05


def test_a_mean_that_is_better_low_is_no_flag_however_low_where_only_worse_is_one(compared):
    asked = {"reference": "b", "tolerance": 0.5, "direction": "worse"}
    low = compared("latency_mean", {"a": (2.0, 1.0, 400), "b": (3.0, 1.0, 400)}, **asked)
    assert low.value[0] == pytest.approx(-1.0)
    assert low.within[0]
    assert low.p_value[0] > 0.999
    high = compared("latency_mean", {"a": (3.0, 1.0, 400), "b": (2.0, 1.0, 400)}, **asked)
    assert high.p_value[0] < 0.001


@pytest.mark.parametrize(("mine", "theirs"), [(3.0, 2.0), (2.0, 3.0)])
def test_a_ratio_of_means_that_favour_nobody_has_two_margins(compared, mine, theirs):
    groups = {"a": (mine, 1.0, 4000), "b": (theirs, 1.0, 4000)}
    far = compared("cost_per_decision", groups, reference="b", comparison="ratio", tolerance=0.8)
    near = compared("cost_per_decision", groups, reference="b", comparison="ratio", tolerance=0.6)
    assert far.p_value[0] < 0.001
    assert not far.within[0]
    assert near.within[0]


def test_a_ratio_of_functions_of_counts_that_favour_a_direction_has_one_margin(compared):
    asked = {"reference": "b", "comparison": "ratio", "tolerance": 0.8}
    far = compared("f1_score", {"a": (300, 1000), "b": (700, 1000)}, **asked)
    assert far.value[0] == pytest.approx((600 / 1300) / (1400 / 1700))
    assert far.p_value[0] < 0.001
    better = compared("f1_score", {"a": (700, 1000), "b": (300, 1000)}, **asked)
    assert better.within[0]
    assert better.p_value[0] > 0.999


def test_intervals_of_means_hold_for_all_pairs_together(compared, measured):
    groups = {"a": (3.0, 1.0, 40), "b": (2.0, 1.0, 40), "c": (2.5, 1.0, 40)}
    two = {"a": groups["a"], "b": groups["b"]}
    found, _ = measured("cost_per_decision", list(two.values()))
    arms = (
        found.value[0],
        found.low[0],
        found.high[0],
        found.value[1],
        found.low[1],
        found.high[1],
    )
    for comparison, mover in (("difference", mover_difference), ("ratio", mover_ratio)):
        asked = {"reference": "b", "comparison": comparison, "tolerance": 0.5}
        alone = compared("cost_per_decision", two, **asked)
        among = compared("cost_per_decision", groups, **asked)
        low, high = mover(*arms)
        assert (alone.low[0], alone.high[0]) == pytest.approx((float(low), float(high)))
        assert among.low[0] < alone.low[0] < alone.high[0] < among.high[0]


def test_a_mean_of_one_value_shows_nothing(compared):
    groups = {"a": (3.0, 0.0, 1), "b": (2.0, 1.0, 400)}
    pairs = compared("cost_per_decision", groups, reference="b", tolerance=0.1)
    assert np.isnan(pairs.p_value[0])
    assert not pairs.within[0]


def test_a_mean_of_zero_has_no_ratio(compared):
    groups = {"a": (0.0, 0.0, 50), "b": (2.0, 1.0, 400)}
    pairs = compared("cost_per_decision", groups, reference="b", comparison="ratio", tolerance=0.8)
    assert pairs.value[0] == 0.0
    assert np.isnan(pairs.p_value[0])
