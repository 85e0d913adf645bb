import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, poisson

from evenhand.inference.tails import binomial_distance, nearer, poisson_distance


def arrays(*values):
    return (np.array([value], dtype=float) for value in values)


@given(st.integers(0, 60), st.floats(0.5, 60))
def test_a_poisson_count_is_as_far_out_as_its_smaller_tail_is_unlikely(x, mean):
    found = float(poisson_distance(*arrays(x, mean))[0])
    below, above = poisson.cdf(x, mean), poisson.sf(x - 1, mean)
    assert found == pytest.approx(norm.ppf(below) if below < above else norm.isf(above), abs=1e-6)


@given(st.integers(1, 60), st.data())
def test_a_binomial_count_is_as_far_out_as_its_smaller_tail_is_unlikely(n, data):
    x = data.draw(st.integers(0, n))
    rate = data.draw(st.floats(0.02, 0.98))
    found = float(binomial_distance(*arrays(x, n, rate))[0])
    below, above = binom.cdf(x, n, rate), binom.sf(x - 1, n, rate)
    nearly = abs(below - above) < 1e-9  # which of two equal tails counts is rounding
    expected = norm.ppf(below) if below < above else norm.isf(above)
    assert found == pytest.approx(expected, abs=1e-6) or nearly


def test_turning_events_round_turns_the_side():
    x = np.arange(11.0)
    here, there = binomial_distance(x, np.array(10.0), np.array(0.3)), binomial_distance(
        10 - x, np.array(10.0), np.array(0.7)
    )  # fmt: skip
    np.testing.assert_allclose(here, -there, atol=1e-9)


def test_the_smaller_of_two_distances_counts_and_sides_that_disagree_are_none():
    found = nearer(np.array([-4.7, 4.0, 2.0, -0.2, 0.0]), np.array([-3.9, 5.0, 1.5, 0.1, 0.3]))
    assert found.tolist() == [-3.9, 4.0, 1.5, 0.0, 0.0]


def test_a_chance_too_small_for_a_float_leaves_the_distance_as_it_is():
    # Of 10,000 expected there are none, or 100,000.
    exact = poisson_distance(np.array([0.0, 100_000.0]), np.array([10_000.0, 10_000.0]))
    assert not np.isfinite(exact).any()
    assert nearer(np.array([-100.0, 200.0]), exact).tolist() == [-100.0, 200.0]
    exact = binomial_distance(np.array([0.0, 9e4]), np.array([9e4, 9e4]), np.array([0.5, 0.5]))
    assert nearer(np.array([-300.0, 300.0]), exact).tolist() == [-300.0, 300.0]


def test_where_nothing_is_ever_expected_nothing_is_as_usual():
    zero, ten = np.array([0.0]), np.array([10.0])
    for exact in (poisson_distance(zero, zero), binomial_distance(zero, ten, zero)):
        assert nearer(zero, exact).tolist() == [0.0]
    assert nearer(ten, binomial_distance(ten, ten, np.array([1.0]))).tolist() == [10.0]
