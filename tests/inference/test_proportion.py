import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import proportion_confint

from evenhand.inference.proportion import effective, exact_limits, wilson


@pytest.mark.parametrize("n", [1, 2, 7, 30, 1000])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_wilson_agrees_with_scipy_and_statsmodels(n, level):
    x = np.unique(np.linspace(0, n, 12).astype(int))
    low, high = wilson(x, n, level=level)
    theirs = [binomtest(int(k), n).proportion_ci(level, "wilson") for k in x]
    np.testing.assert_allclose(low, [ci.low for ci in theirs], atol=1e-12)
    np.testing.assert_allclose(high, [ci.high for ci in theirs], atol=1e-12)
    np.testing.assert_allclose(
        [low, high], proportion_confint(x, n, 1 - level, "wilson"), atol=1e-12
    )


def test_an_empty_group_has_no_interval():
    assert np.isnan(wilson([0, 3], [0, 0])).all()


def test_the_bound_at_none_is_zero_and_at_all_is_one():
    low, high = wilson([0, 9], [9, 9])
    assert low[0] == 0
    assert high[1] == 1
    assert high[0] > 0
    assert low[1] < 1


def test_coverage_is_near_the_level_for_thirty_decisions():
    x = np.arange(31)
    low, high = wilson(x, 30)
    rates = np.linspace(0.02, 0.98, 97)
    inside = (low <= rates[:, None]) & (rates[:, None] <= high)
    coverage = (binom.pmf(x, 30, rates[:, None]) * inside).sum(axis=1)
    assert coverage.mean() == pytest.approx(0.953, abs=0.003)
    assert coverage.min() > 0.90


def test_a_design_effect_of_four_is_worth_a_quarter_of_the_decisions():
    assert np.allclose(wilson(40, 100, design_effect=4), wilson(10, 25))
    assert [float(count) for count in effective(40, 100, 4)] == [10, 25]


def test_an_unknown_design_effect_leaves_the_interval_unknown():
    assert np.isnan(wilson(40, 100, design_effect=np.nan)).all()


@settings(deadline=None)
@given(n=st.floats(0.01, 1e9), share=st.floats(0, 1), times=st.floats(2, 100))
def test_the_interval_holds_the_rate_and_narrows_with_more_decisions(n, share, times):
    low, high = wilson(share * n, n)
    assert 0 <= low <= share * n / n <= high <= 1
    narrow_low, narrow_high = wilson(share * n * times, n * times)
    assert narrow_high - narrow_low < high - low


@pytest.mark.parametrize("n", [1, 2, 30, 1000, 200_000])
@pytest.mark.parametrize(("level", "to"), [(0.95, 0.9), (0.99, 0.95)])
def test_exact_limits_are_those_of_clopper_and_pearson_for_the_counts_behind_an_interval(
    n, level, to
):
    x = np.unique(np.linspace(0, n, 12).astype(int))
    low, high = exact_limits(x / n, wilson(x, n, level=level), level=level, to=to)
    theirs = [binomtest(int(k), n).proportion_ci(to, "exact") for k in x]
    np.testing.assert_allclose(low, [ci.low for ci in theirs], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(high, [ci.high for ci in theirs], rtol=1e-6, atol=1e-9)


def test_exact_limits_of_people_who_repeat_are_those_of_what_they_are_worth():
    once = exact_limits(0.3, wilson(30, 100), level=0.95, to=0.9)
    twice = exact_limits(0.3, wilson(60, 200, design_effect=2.0), level=0.95, to=0.9)
    np.testing.assert_allclose(once, twice, rtol=1e-9)


def test_what_is_certain_stays_so_and_what_is_not_known_is_not_known():
    low, high = exact_limits([0.3, np.nan], ([0.3, np.nan], [0.3, np.nan]), level=0.95, to=0.9)
    assert low[0] == high[0] == 0.3
    assert np.isnan([low[1], high[1]]).all()
