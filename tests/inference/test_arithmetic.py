import numpy as np

from evenhand.inference.arithmetic import counts, divide, floats


def test_values_take_one_common_shape():
    first, second = floats([1, 2], 3)
    assert second.tolist() == [3.0, 3.0]
    assert first.dtype == np.float64


def test_a_quotient_by_zero_is_undefined_even_of_zero():
    assert np.isnan(divide([0, 5], 0)).all()
    assert np.isnan(divide(np.nan, 2))


def test_nothing_counted_is_undefined():
    successes, total = counts([0, 3], [0, 4])
    assert np.isnan([successes[0], total[0]]).all()
    assert (successes[1], total[1]) == (3, 4)


def test_a_weighted_count_never_passes_its_total():
    successes, total = counts(1.0000000000000002, 1)
    assert successes == total == 1
