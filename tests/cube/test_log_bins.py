"""Log-spaced bins: within one per cent of any number, in order, on both sides of zero."""

import math

import narwhals as nw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cube.log_bins import RELATIVE_ERROR, centre, log_bin
from evenhand.inference.quantile import quantile

number = st.floats(-1e300, 1e300).filter(lambda value: value == 0 or abs(value) > 1e-300)


@pytest.fixture(scope="session")
def codes(opened):
    """Return a function from values to the codes of their bins."""

    def run(values):
        return opened({"x": [float(value) for value in values]}).values(log_bin(nw.col("x")))

    return run


@settings(max_examples=100)
@given(st.lists(number, min_size=1, max_size=30))
def test_a_bin_stands_within_one_per_cent_of_every_value_in_it_and_in_their_order(codes, values):
    found = codes(sorted(values))
    assert found == sorted(found)
    read = [centre(str(code)) for code in found]
    assert read == pytest.approx(sorted(values), rel=RELATIVE_ERROR + 1e-9, abs=0)


@pytest.mark.parametrize("value", [5e-324, 2.3e-308, 1.7e308])
def test_the_smallest_and_largest_numbers_keep_their_side(codes, value):
    low, zero, high = codes([-value, 0.0, value])
    assert low < zero < high
    assert centre(str(zero)) == 0
    assert math.copysign(1, centre(str(low))) == -1
    assert centre(str(low)) == -centre(str(high))


LAWS = {
    "heavy": lambda draw: draw.pareto(1.1, 4000),
    "balances": lambda draw: draw.standard_cauchy(4000) * 100,
    "counts": lambda draw: draw.poisson(3, 4000),
    "losses": lambda draw: -draw.lognormal(3, 2, 4000),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("q", [0.01, 0.25, 0.5, 0.9, 0.99, 0.999])
def test_a_quantile_is_within_one_per_cent_of_the_exact_one(codes, law, q):
    values = LAWS[law](np.random.default_rng(8)).astype(float)
    found, n = np.unique(codes(values), return_counts=True)
    read = quantile(n, [centre(str(code)) for code in found], q)
    exact = np.quantile(values, q, method="inverted_cdf")
    assert float(read) == pytest.approx(exact, rel=RELATIVE_ERROR + 1e-9, abs=0)
