import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from evenhand.inference.multiplicity import benjamini_hochberg, e_benjamini_hochberg, holm

# Among numbers too small to be told apart by their digits, the order of a product shows.
TINY = 1e-300


@settings(deadline=None, max_examples=25)  # statsmodels collects garbage each time: slow
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_values_agree_with_statsmodels(p):
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], atol=TINY)
    np.testing.assert_allclose(
        benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], atol=TINY
    )


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_was_not_tested_is_not_counted(adjust):
    adjusted = adjust([np.nan, 0.01, np.nan, 0.02])
    assert np.isnan(adjusted[[0, 2]]).all()
    np.testing.assert_allclose(adjusted[[1, 3]], adjust([0.01, 0.02]))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_no_tests_give_no_values(adjust):
    assert adjust([]).size == 0
    assert np.isnan(adjust([np.nan])).all()


def test_e_values_are_rejected_together_as_far_as_they_reach():
    """Worked by hand at a level of 5 %: of four, the k-th largest needs 4 / (0.05 k)."""
    assert e_benjamini_hochberg(np.log([81, 41, 27, 1]), 0.05).tolist() == [True] * 3 + [False]
    assert e_benjamini_hochberg(np.log([1, 39, 79, 26]), 0.05).tolist() == [False] * 4
    # One that alone would not reach is carried by the others.
    assert e_benjamini_hochberg(np.log([30, 30, 30, 1]), 0.05).tolist() == [True] * 3 + [False]


def test_what_is_no_test_is_not_counted_among_e_values():
    assert e_benjamini_hochberg([np.log(21), np.nan], 0.05).tolist() == [True, False]
    assert e_benjamini_hochberg([], 0.05).tolist() == []
