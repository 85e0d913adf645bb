"""Means, ratios and other figures against a number: held to scipy's tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.inference.one_sample_means import (
    tails_of_draws,
    tails_of_mean,
    tails_of_ratio,
    tails_of_value,
)


def sums(values):
    return values.sum(), (values**2).sum(), len(values)


def test_of_nothing_nothing_is_shown():
    assert np.isnan(tails_of_mean(3, 9, 1, 2)).all()
    assert np.isnan(tails_of_ratio(3, 9, 0, 0, 0, 10, 2)).all()
    assert np.isnan(tails_of_value([0.7, 0.7, np.nan], [0, np.nan, 1], 0.5)).all()


def test_a_mean_has_students_evidence():
    values = np.random.default_rng(1).normal(10, 2, 40)
    tails = tails_of_mean(*sums(values), 9.4)
    greater = stats.ttest_1samp(values, 9.4, alternative="greater").pvalue
    assert float(tails.above) == pytest.approx(greater)
    assert float(tails.below) == pytest.approx(1 - greater)


@pytest.mark.parametrize(("target", "above", "below"), [(0.1, 0.5, 0.5), (0.2, 1, 0), (0.05, 0, 1)])
def test_equal_values_are_on_their_side_but_for_rounding(target, above, below):
    values = np.full(30, 0.1)
    tails = tails_of_mean(sum(values), sum(values**2), 30, target)
    assert (float(tails.above), float(tails.below)) == (above, below)


def test_values_that_may_be_lopsided_show_less_and_less_so_where_there_are_many():
    plain, allowed = ([tails_of_mean(1.2 * n, 2.44 * n, n, 1.2 + 1.5 / n**0.5, skewness=skewness)
                       for n in (30, 3000)] for skewness in (0.0, 2.0))  # fmt: skip
    few, many = (float(b.below - a.below) for a, b in zip(plain, allowed, strict=True))
    assert few > many > 0
    # At z = 1.645, skewness 2 and n = 30: 2 * 6.41 * 0.1031 / (6 * 5.477).
    value = tails_of_ratio(0.0, 1.0, 1.0, 1.0, 0.0, 30, 0.0, skewness=2.0)
    assert float(value.above) == pytest.approx(0.5 + 2 * 0.39894 / (6 * 30**0.5), rel=1e-4)
    assert float(tails_of_mean(300, 3000, 30, 2, skewness=2.0).above) < 1e-200


@given(shift=st.floats(-5, 5), scale=st.floats(0.1, 1000))
@settings(max_examples=100, deadline=None)
def test_the_evidence_on_a_mean_has_no_unit(shift, scale):
    values = np.random.default_rng(2).gamma(2, 3, 30)
    plain = tails_of_mean(*sums(values), 6 + shift)
    scaled = tails_of_mean(*sums(scale * values), scale * (6 + shift))
    np.testing.assert_allclose(plain, scaled, rtol=1e-6, atol=1e-12)


def test_a_ratio_is_tested_by_what_is_left_of_it_at_the_target():
    random = np.random.default_rng(3)
    base = random.gamma(3, 1, 50)
    total = 2 * base + random.normal(0, 1, 50)
    tails = tails_of_ratio(
        total.sum(), (total**2).sum(), base.sum(), (base**2).sum(), (total * base).sum(), 50, 1.9
    )
    greater = stats.ttest_1samp(total - 1.9 * base, 0, alternative="greater").pvalue
    assert float(tails.above) == pytest.approx(greater)


def test_a_value_with_a_standard_error_has_normal_evidence():
    tails = tails_of_value(0.7, 0.1, 0.5)
    assert float(tails.above) == pytest.approx(stats.norm.sf(2))
    assert float(tails.below) == pytest.approx(stats.norm.cdf(2))


def test_draws_about_a_figure_agree_with_the_normal_law():
    draws = 0.7 + 0.1 * np.random.default_rng(5).standard_normal(20_000)
    tails = tails_of_draws(draws, 0.7, 0.55)
    assert float(tails.above) == pytest.approx(stats.norm.sf(1.5), abs=0.008)
    assert float(tails.below) == pytest.approx(stats.norm.cdf(1.5), abs=0.008)


def test_draws_that_lie_off_the_figure_show_less():
    draws = 0.7 + 0.1 * np.random.default_rng(5).standard_normal(5000)
    straight, biased = tails_of_draws(draws, 0.7, 0.5), tails_of_draws(draws - 0.1, 0.7, 0.5)
    assert biased.above > 3 * straight.above


def test_draws_are_heard_where_they_are_known_and_vary():
    alike, sparse = np.ones(100), np.where(np.arange(100) < 2, np.nan, np.arange(100) / 100)
    assert np.isnan(tails_of_draws(alike, 1.0, 0.5)).all()
    assert np.isnan(tails_of_draws(sparse, 0.5, 0.5)).all()
    assert np.isnan(tails_of_draws(np.arange(100) / 100, np.nan, 0.5)).all()
    nearly = np.where(np.arange(100) < 1, np.nan, np.arange(100) / 100)
    assert not np.isnan(tails_of_draws(nearly, 0.5, 0.1)).any()
    both = np.stack([np.arange(100) / 100, alike], axis=1)
    assert np.isnan(tails_of_draws(both, np.array([0.5, 1.0]), 0.4).above).tolist() == [False, True]
