"""Score tests within strata: those that are known, what they invert to, and how often they err."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.inference.normal import z
from evenhand.inference.score import difference_z, ratio_interval, ratio_z
from evenhand.inference.stratified import cochran_mantel_haenszel, risk_difference, risk_ratio
from evenhand.inference.stratified_score import (
    stratified_difference_interval,
    stratified_difference_z,
    stratified_ratio_interval,
    stratified_ratio_z,
)


def strata(x1, n1, x2, n2):
    return tuple(np.array([part], dtype=float) for part in (x1, n1, x2, n2))


counted = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(st.tuples(counted, counted), min_size=1, max_size=5).map(
    lambda rows: strata(*zip(*((*one, *other) for one, other in rows), strict=True))
)


@given(tables)
def test_at_no_difference_it_is_the_test_of_cochran_mantel_and_haenszel(table):
    statistic = cochran_mantel_haenszel(*table)[0]
    for one in (stratified_difference_z(table, np.zeros(1)), stratified_ratio_z(table, np.ones(1))):
        if np.isfinite(statistic).all():
            assert one**2 == pytest.approx(statistic, rel=1e-6, abs=1e-9)


@given(counted, counted, st.floats(-0.4, 0.4))
def test_of_one_stratum_it_is_the_test_of_two_rates(first, second, margin):
    table = strata([first[0]], [first[1]], [second[0]], [second[1]])
    single = difference_z(*first, *second, margin)
    assert stratified_difference_z(table, np.array([margin]))[0] == pytest.approx(single, abs=1e-7)
    n = first[1] + second[1]
    ratio = ratio_z(*first, *second, 0.8) * np.sqrt((n - 1) / n)
    assert stratified_ratio_z(table, np.array([0.8]))[0] == pytest.approx(ratio, abs=1e-7)


def test_a_stratum_that_lacks_a_group_counts_for_nothing():
    whole = strata([7, 3], [34, 20], [1, 2], [34, 20])
    more = strata([7, 3, 9], [34, 20, 9], [1, 2, 0], [34, 20, 0])
    for statistic in (stratified_difference_z, stratified_ratio_z):
        margin = np.array([0.2])
        assert statistic(more, margin) == pytest.approx(statistic(whole, margin))
    nobody = strata([3], [9], [0], [0])
    assert np.isnan(stratified_difference_z(nobody, np.zeros(1)))
    assert np.isnan(stratified_ratio_z(nobody, np.ones(1)))


def test_strata_in_which_all_decisions_are_alike_prove_nothing_for_certain():
    # Sato's variance at the margin would be below 0 here, and prove it with two dozen decisions.
    alike = strata([10, 5], [10, 5], [5, 4], [5, 4])
    assert 0 < stratified_difference_z(alike, np.array([-0.1]))[0] < z(0.95)


def test_half_a_decision_given_to_the_doubt_lowers_an_accusation():
    table = strata([1], [30], [6], [30])
    plain = stratified_difference_z(table, np.zeros(1))
    assert plain < stratified_difference_z(table, np.zeros(1), moved=0.5) < 0
    plain = stratified_ratio_z(table, np.array([0.8]))
    assert plain < stratified_ratio_z(table, np.array([0.8]), moved=0.5) < 0


@given(tables)
def test_an_interval_holds_the_margins_that_its_test_allows(table):
    bar = np.array([1.96])
    value = risk_difference(*table)[0]
    low, high = stratified_difference_interval(table, value, bar)
    assert low <= value + 1e-9
    assert value <= high + 1e-9
    for end, side in ((low, 1.96), (high, -1.96)):
        if np.all(np.abs(end) < 0.999):
            assert stratified_difference_z(table, end)[0] == pytest.approx(side, abs=1e-3)


def test_the_interval_of_a_ratio_is_that_of_two_rates_and_open_where_nothing_limits_it():
    table = strata([700], [3400], [500], [3400])
    low, high = stratified_ratio_interval(table, risk_ratio(*table)[0], np.array([1.96]))
    known = ratio_interval(700, 3400, 500, 3400, critical=1.96)
    assert (low[0], high[0]) == pytest.approx([float(end) for end in known], rel=1e-3)
    none = strata([0, 0], [30, 40], [9, 8], [30, 40])
    low, high = stratified_ratio_interval(none, risk_ratio(*none)[0], np.array([1.96]))
    assert low[0] == 0
    assert 0 < high[0] < 1
    unknown = stratified_ratio_interval(none, np.array([np.nan]), np.array([1.96]))
    assert np.isnan(unknown).all()


def test_at_the_margin_one_in_twenty_is_accused_at_most_in_sparse_strata_too():
    rng, runs, sizes = np.random.default_rng(7), 4000, np.tile([4, 12], (4000, 10))
    rates = rng.uniform(0.3, 0.9, size=(runs, 20))
    n1, n2 = sizes.astype(float), sizes[:, ::-1].astype(float)
    x1 = rng.binomial(sizes, rates - 0.1).astype(float)
    x2 = rng.binomial(sizes[:, ::-1], rates).astype(float)
    table = (x1, n1, x2, n2)
    accused = (stratified_difference_z(table, np.full(runs, -0.1)) < -z(0.95)).mean()
    assert accused < 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)
    assert accused > 0.03
