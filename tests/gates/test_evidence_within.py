"""Groups compared within strata: who is worse off there, and what that shows."""

import numpy as np
import pytest

from evenhand.gates.evidence_within import compare_within
from evenhand.inference.stratified import risk_difference, risk_ratio
from evenhand.plan import Gate

# Berkeley 1973: men and women, and others that apply to the first department alone.
X = [[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24], [20, 0, 0, 0, 0, 0]]
N = [[825, 560, 325, 417, 191, 373], [108, 25, 593, 375, 393, 341], [50, 0, 0, 0, 0, 0]]


@pytest.fixture
def compared(measured, grouping, settings):
    """Return a function from a gate's fields to what it knows of the pairs."""

    def run(x=X, n=N, *, reference=None, effect=None, names="MWO", **fields):
        fields = {"metric": "selection_rate", "tolerance": 0.05, "condition": "dept", **fields}
        gate = Gate.model_validate(fields)
        whole = [(sum(a), sum(b)) for a, b in zip(x, n, strict=True)]
        found, _ = measured(gate.metric, whole, effect=effect)
        strata = (np.array(x, dtype=float), np.array(n, dtype=float))
        return compare_within(gate, found, strata, grouping(names, reference), settings)

    return run


def test_who_is_worse_off_is_told_by_the_strata_not_by_the_whole(compared):
    pairs = compared(X[:2], N[:2], names="MW")
    assert (pairs.worse.tolist(), pairs.better.tolist()) == ([0], [1])
    assert pairs.value[0] == pytest.approx(float(risk_difference(X[0], N[0], X[1], N[1])[0]))
    assert pairs.low[0] < pairs.value[0] < pairs.high[0] < 0.05
    assert pairs.within.all()
    assert pairs.p_value[0] > 0.9


def test_a_reference_of_the_plan_stays_the_reference(compared):
    pairs = compared(X[:2], N[:2], reference="M", names="MW")
    assert (pairs.worse.tolist(), pairs.better.tolist()) == ([1], [0])
    assert pairs.value[0] == pytest.approx(-float(risk_difference(X[0], N[0], X[1], N[1])[0]))


def test_a_gap_within_strata_is_accused_on_the_side_on_which_it_lies(compared):
    worse = compared([[80, 40], [50, 10]], [[100] * 2, [100] * 2], reference="A", names="AB")
    better = compared([[50, 10], [80, 40]], [[100] * 2, [100] * 2], reference="A", names="AB")
    for pairs in (worse, better):
        assert pairs.p_value[0] < 0.001
        assert not pairs.within.any()
    assert better.value[0] == pytest.approx(0.3)


def test_a_group_that_fares_better_is_no_flag_where_only_worse_is_one(compared):
    table = ([[50, 10], [80, 40]], [[100] * 2, [100] * 2])
    pairs = compared(*table, reference="A", names="AB", direction="worse")
    assert pairs.p_value[0] > 0.99
    assert pairs.within.all()
    fewer = {"metric": "false_negative_rate", "direction": "worse", "reference": "A", "names": "AB"}
    assert compared(*table, **fewer).p_value[0] < 0.001
    turned = (table[0][::-1], table[1])
    assert compared(*turned, **fewer).within.all()


def test_a_ratio_has_the_beneficial_side_over_the_other(compared):
    table = ([[80, 40], [50, 10]], [[100] * 2, [100] * 2])
    high = compared(*table, comparison="ratio", tolerance=0.8, names="AB")
    assert high.value[0] == pytest.approx(
        float(risk_ratio([50, 10], [100] * 2, [80, 40], [100] * 2)[0])
    )
    low = compared(
        *table, metric="false_negative_rate", comparison="ratio", tolerance=0.8, names="AB"
    )
    assert low.value[0] == pytest.approx(0.5)
    assert (low.worse.tolist(), low.better.tolist()) == ([0], [1])
    assert low.p_value[0] < 0.001


def test_pairs_without_a_stratum_in_common_have_no_value(compared):
    pairs = compared([[5, 0], [0, 5]], [[9, 0], [0, 9]], names="AB")
    assert np.isnan(pairs.value).all()
    assert np.isnan(pairs.p_value).all()
    assert not pairs.within.any()
    assert pairs.n.tolist() == [0, 0]


def test_only_decisions_in_strata_with_others_count_towards_the_size_of_a_group(compared):
    assert compared().n.tolist() == [2691, 1835, 50]
    alone = [[5, 5, 5], [5, 5, 0], [0, 5, 5]]
    all_ten = (np.array(alone) * 2).tolist()
    assert compared(alone, all_ten).n.tolist() == [30, 20, 20]
    assert compared(alone, all_ten, reference="W").n.tolist() == [20, 20, 10]


def test_repeated_people_count_for_less(compared):
    plain, fewer = compared(), compared(effect=2.0)
    assert fewer.n.tolist() == [n / 2 for n in plain.n.tolist()]
    assert fewer.value.tolist() == pytest.approx(plain.value.tolist())
    assert (fewer.high - fewer.low > plain.high - plain.low).all()


def test_few_expected_decisions_are_given_the_doubt(compared):
    few = compared([[3, 0], [0, 0]], [[30, 20], [30, 20]], names="AB", tolerance=0.01)
    many = compared([[30, 0], [0, 0]], [[300, 200], [300, 200]], names="AB", tolerance=0.01)
    assert few.p_value[0] > 0.1
    assert many.p_value[0] < 0.001
