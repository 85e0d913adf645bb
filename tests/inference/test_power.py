import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from evenhand.inference.normal import z
from evenhand.inference.power import needed_to_fail, needed_to_pass
from evenhand.inference.score import difference_z, ratio_z

BAR = z(0.95)
DRAWS = 4000


def drawn(p1, p2, n, size_ratio=1.0):
    random = np.random.default_rng(11)
    n1, n2 = int(n), round(n * size_ratio)
    return random.binomial(n1, p1, DRAWS), n1, random.binomial(n2, p2, DRAWS), n2


@pytest.mark.parametrize(("p1", "p2", "size_ratio"), [(0.3, 0.3, 1), (0.28, 0.3, 2), (0.5, 0.5, 4)])
def test_the_number_needed_to_pass_a_difference_passes_four_in_five(p1, p2, size_ratio):
    n = needed_to_pass(p1, p2, comparison="difference", tolerance=0.05, size_ratio=size_ratio)
    table = drawn(p1, p2, n, size_ratio)
    passed = (difference_z(*table, -0.05) > BAR) & (difference_z(*table, 0.05) < -BAR)
    assert passed.mean() == pytest.approx(0.8, abs=0.035)


@pytest.mark.parametrize(("p1", "p2"), [(0.2, 0.3), (0.55, 0.4)])
def test_the_number_needed_to_fail_a_difference_fails_four_in_five(p1, p2):
    table = drawn(p1, p2, needed_to_fail(p1, p2, comparison="difference", tolerance=0.05))
    failed = (difference_z(*table, 0.05) > BAR) | (difference_z(*table, -0.05) < -BAR)
    assert failed.mean() == pytest.approx(0.8, abs=0.035)


def test_the_numbers_needed_for_a_ratio_decide_four_in_five():
    table = drawn(0.4, 0.4, needed_to_pass(0.4, 0.4, comparison="ratio", tolerance=0.8))
    assert (ratio_z(*table, 0.8) > BAR).mean() == pytest.approx(0.8, abs=0.035)
    table = drawn(0.2, 0.4, needed_to_fail(0.2, 0.4, comparison="ratio", tolerance=0.8))
    assert (ratio_z(*table, 0.8) < -BAR).mean() == pytest.approx(0.8, abs=0.04)


def likeliest(p1, p2, times, second):
    """Return the rates on a margin that make true rates likeliest: `second` follows the first."""

    def unlikely(q1):
        q2 = second(q1)
        one = p1 * np.log(q1) + (1 - p1) * np.log(1 - q1)
        return -one - times * (p2 * np.log(q2) + (1 - p2) * np.log(1 - q2))

    low = 1e-6 if second(1e-6) > 0 else 0.05 + 1e-6
    q1 = minimize_scalar(unlikely, bounds=(low, 0.75), method="bounded", options={"xatol": 1e-10}).x
    return q1, second(q1)


def test_the_formula_is_that_of_farrington_and_manning():
    q1, q2 = likeliest(0.28, 0.3, 2, lambda q1: q1 + 0.05)
    reach = 1.6448536 * np.sqrt(q1 * (1 - q1) + q2 * (1 - q2) / 2)
    reach += 0.8416212 * np.sqrt(0.28 * 0.72 + 0.3 * 0.7 / 2)
    n = needed_to_pass(0.28, 0.3, comparison="difference", tolerance=0.05, size_ratio=2)
    assert n == np.ceil((reach / 0.03) ** 2)
    q1, q2 = likeliest(0.2, 0.4, 2, lambda q1: q1 / 0.8)
    reach = 1.6448536 * np.sqrt(q1 * (1 - q1) + 0.64 * q2 * (1 - q2) / 2)
    reach += 0.8416212 * np.sqrt(0.2 * 0.8 + 0.64 * 0.4 * 0.6 / 2)
    n = needed_to_fail(0.2, 0.4, comparison="ratio", tolerance=0.8, size_ratio=2)
    assert n == np.ceil((reach / (0.8 * 0.4 - 0.2)) ** 2)


@pytest.mark.parametrize("needed", [needed_to_pass, needed_to_fail])
@pytest.mark.parametrize("gap", [0.0451, 0.05, 0.0549])
def test_within_ten_percent_of_the_margin_nothing_reasonable_decides(needed, gap):
    assert np.isnan(needed(0.3 + gap, 0.3, comparison="difference", tolerance=0.05))
    ratio = 0.8 ** (gap / 0.05)
    assert np.isnan(needed(0.3 * ratio, 0.3, comparison="ratio", tolerance=0.8))


def test_more_decisions_do_not_pass_what_is_beyond_nor_fail_what_is_within():
    assert np.isnan(needed_to_pass(0.2, 0.3, comparison="difference", tolerance=0.05))
    assert np.isnan(needed_to_fail(0.29, 0.3, comparison="difference", tolerance=0.05))
    assert np.isnan(needed_to_fail(0.5, 0.3, comparison="ratio", tolerance=0.8))


def test_a_ratio_above_one_is_further_from_its_only_margin():
    equal = needed_to_pass(0.3, 0.3, comparison="ratio", tolerance=0.8)
    better = needed_to_pass(0.36, 0.3, comparison="ratio", tolerance=0.8)
    assert better < equal


def test_rates_without_variance_are_undefined():
    for needed in (needed_to_pass, needed_to_fail):
        assert np.isnan(needed(0, 0, comparison="ratio", tolerance=0.8))
        assert np.isnan(needed(1, 1, comparison="difference", tolerance=0.05))
        assert np.isnan(needed(1, 0, comparison="difference", tolerance=0.05))


def test_an_empty_reference_is_undefined():
    for needed in (needed_to_pass, needed_to_fail):
        for comparison, tolerance in (("difference", 0.05), ("ratio", 0.8)):
            numbers = needed(
                [0.3, 0.1], 0.3, comparison=comparison, tolerance=tolerance, size_ratio=0
            )
            assert np.isnan(numbers).all()


def test_repeated_people_and_missing_labels_raise_the_number():
    plain = needed_to_fail(0.2, 0.3, comparison="difference", tolerance=0.05)
    more = needed_to_fail(
        0.2,
        0.3,
        comparison="difference",
        tolerance=0.05,
        design_effect=[2, 1, 1],
        share=[1, 0.25, 0],
    )
    assert more[:2] == pytest.approx([2 * plain, 4 * plain], rel=0.01)
    assert np.isnan(more[2])
