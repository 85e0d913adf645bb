"""One rate or quantile against a number: held to scipy, and to what must hold of any such test."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.cube.log_bins import centre
from evenhand.inference.one_sample import (
    past_counts,
    tails_of_count,
    tails_of_quantile,
    tails_of_rate,
)

STEP = math.log(1.01 / 0.99)


@pytest.mark.parametrize(
    ("x", "n", "target"),
    [(0, 1, 0.5), (3, 60, 0.01), (0, 59, 0.05), (59, 59, 0.95), (480, 1000, 0.5), (7, 10**6, 1e-5)],
)
def test_a_rate_has_the_exact_binomial_evidence(x, n, target):
    tails = tails_of_rate(x, n, target)
    greater = stats.binomtest(x, n, target, alternative="greater").pvalue
    less = stats.binomtest(x, n, target, alternative="less").pvalue
    assert float(tails.above) == pytest.approx(greater)
    assert float(tails.below) == pytest.approx(less)


def test_repeated_people_count_for_less():
    once, twice = tails_of_rate(15, 200, 0.05), tails_of_rate(30, 400, 0.05, design_effect=2.0)
    assert float(once.above) == pytest.approx(float(twice.above))
    assert np.isnan(tails_of_rate(30, 400, 0.05, design_effect=np.nan)).all()


def test_of_nothing_nothing_is_shown():
    assert np.isnan(tails_of_rate(0, 0, 0.5)).all()
    assert np.isnan(tails_of_quantile([0, 0], [1, 2], 0.5, 1.5, upwards=True)).all()


def test_where_nothing_is_allowed_one_event_is_too_many_and_none_proves_nothing():
    tails = tails_of_rate([0, 1], 1000, 0.0)
    assert tails.above.tolist() == [1.0, 0.0]
    assert tails.below.tolist() == [1.0, 1.0]
    assert tails_of_rate(999, 1000, 1.0).below == 0.0


def test_what_may_lie_on_either_side_speaks_for_neither():
    sure, unsure = tails_of_count(8, 8, 100, 0.05), tails_of_count(6, 10, 100, 0.05)
    assert unsure.above > sure.above
    assert unsure.below > sure.below


@given(
    n=st.integers(1, 500), share=st.floats(0, 1), target=st.floats(0.001, 0.999),
    higher=st.floats(0, 0.5),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_laxer_target_is_never_missed_more_clearly(n, share, target, higher):
    x = round(share * n)
    laxer = min(target + higher, 0.9995)
    near, far = tails_of_rate(x, n, target), tails_of_rate(x, n, laxer)
    assert far.above >= near.above - 1e-12
    assert far.below <= near.below + 1e-12
    # Both tails hold what was observed, so that together they are at least certain.
    assert near.above + near.below >= 1 - 1e-9


def binned(values):
    """Return the histogram and centres of values, in the bins that a log is counted in."""
    codes = np.floor(np.log(values) / STEP).astype(int)
    first = codes.min()
    counted = np.bincount(codes - first).astype(float)
    return counted, np.array([centre(str(first + i)) for i in range(len(counted))])


@pytest.mark.parametrize("q", [0.5, 0.95, 0.99])
@pytest.mark.parametrize("target", [300.0, 800.0, 1600.0])
@pytest.mark.parametrize("upwards", [True, False])
def test_a_quantile_is_tested_by_how_many_values_lie_past_the_target(q, target, upwards):
    values = np.random.default_rng(4).lognormal(6, 0.7, 500)
    histogram, centres = binned(values)
    tails = tails_of_quantile(histogram, centres, q, target, upwards=upwards)
    past = int((values > target).sum() if upwards else (values < target).sum())
    share = 1 - q if upwards else q
    greater = stats.binomtest(past, 500, share, alternative="greater").pvalue
    less = stats.binomtest(past, 500, share, alternative="less").pvalue
    missed, kept = tails if upwards else tails[::-1]
    # The bin that the target lies in counts for neither side, so that less is shown.
    assert float(missed) >= greater * (1 - 1e-9)
    assert float(kept) >= less * (1 - 1e-9)
    width = int((np.abs(values / target - 1) < 0.021).sum())
    assert float(missed) <= stats.binom.sf(past - width - 1, 500, share) + 1e-12
    assert float(kept) <= stats.binom.cdf(past + width, 500, share) + 1e-12


@given(st.floats(1e-3, 1e6))
@settings(max_examples=200, deadline=None)
def test_the_bin_of_a_target_holds_every_value_that_may_be_on_either_side(value):
    code = math.floor(math.log(value) / STEP)
    centres = [centre(str(code + i)) for i in (-1, 0, 1)]
    surely, maybe, n = past_counts([1, 1, 1], centres, value, above=True)
    assert (float(n), float(surely)) in {(3.0, 1.0), (3.0, 0.0)}
    assert 2.0 <= float(maybe) <= 3.0


def test_a_target_on_the_edge_of_a_bin_has_no_side_to_spare():
    edge = 200 / 0.99
    lower, upper = 200.0, edge * 1.01
    assert [float(x) for x in past_counts([3, 5], [lower, upper], edge, above=True)] == [0, 8, 8]


def test_zero_is_exact_and_a_bin_below_zero_is_as_wide_as_its_mirror_image():
    for target, surely, maybe in [(50, 9, 9), (-1, 5, 5), (0, 5, 5), (-100, 0, 5), (-102, 0, 0)]:
        found = past_counts([5, 4, 6], [-100.0, 0.0, 100.0], target, above=False)
        assert [float(part) for part in found] == [surely, maybe, 15]
    # Nobody lies above zero by lying on it.
    found = past_counts([5, 4, 6], [-100.0, 0.0, 100.0], 0, above=True)
    assert [float(part) for part in found] == [6, 6, 15]
