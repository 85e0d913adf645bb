"""Three-state gates on two groups: how often they err, right at the margin and away from it."""

import numpy as np
import pytest

from evenhand.inference.normal import z
from evenhand.inference.score import difference_z, ratio_z

BAR = z(0.95)
TOLERANCE, RATIO = 0.05, 0.8


def drawn(p1, n1, p2, n2, runs):
    random = np.random.default_rng(1)
    return random.binomial(n1, p1, runs), n1, random.binomial(n2, p2, runs), n2


def difference_states(table):
    """Return how often the gate fails, how often it passes, and how often the bare number fails."""
    above, below = difference_z(*table, TOLERANCE), difference_z(*table, -TOLERANCE)
    failed, passed = (above > BAR) | (below < -BAR), (below > BAR) & (above < -BAR)
    x1, n1, x2, n2 = table
    return failed.mean(), passed.mean(), (np.abs(x1 / n1 - x2 / n2) > TOLERANCE).mean()


def ratio_states(table):
    statistic = ratio_z(*table, RATIO)
    x1, n1, x2, n2 = table
    naive = (x1 / n1 < RATIO * x2 / n2).mean()
    return (statistic < -BAR).mean(), (statistic > BAR).mean(), naive


@pytest.mark.parametrize("sizes", [(100, 100), (300, 900), (2000, 2000), (40, 4000)])
@pytest.mark.parametrize("reference", [0.15, 0.3, 0.6])
def test_a_difference_at_the_tolerance_is_decided_wrongly_one_time_in_twenty(
    sizes, reference, times, allowed, record
):
    runs = 4000 * times
    table = drawn(reference - TOLERANCE, sizes[0], reference, sizes[1], runs)
    failed, passed, naive = difference_states(table)
    record("difference at the tolerance: fails", failed)
    record("difference at the tolerance: passes", passed)
    record("difference at the tolerance: bare number fails", naive)
    # The score test is asymptotic: exact enumeration finds up to half a point more.
    assert failed <= allowed(0.055, runs)
    assert passed <= allowed(0.055, runs)
    assert naive > 0.3


@pytest.mark.parametrize("sizes", [(100, 100), (300, 300), (2000, 2000), (60, 4000)])
@pytest.mark.parametrize("reference", [0.2, 0.4, 0.7])
def test_a_ratio_at_the_tolerance_is_decided_wrongly_one_time_in_twenty(
    sizes, reference, times, allowed, record
):
    runs = 4000 * times
    failed, passed, naive = ratio_states(
        drawn(RATIO * reference, sizes[0], reference, sizes[1], runs)
    )
    record("ratio at the tolerance: fails", failed)
    record("ratio at the tolerance: passes", passed)
    record("ratio at the tolerance: bare number fails", naive)
    assert failed <= allowed(0.055, runs)
    assert passed <= allowed(0.055, runs)
    assert naive > 0.3


def test_small_equal_groups_are_undecided_where_the_bare_number_often_fails(times, record):
    failed, passed, naive = difference_states(drawn(0.3, 100, 0.3, 1000, 4000 * times))
    record("100 decisions, equal: fails", failed)
    record("100 decisions, equal: bare number fails", naive)
    assert failed < 0.015
    assert passed < 0.05
    assert naive > 0.25
    failed, _, naive = ratio_states(drawn(0.3, 40, 0.3, 1000, 4000 * times))
    record("40 decisions, ratio 1: fails", failed)
    record("40 decisions, ratio 1: bare number fails", naive)
    assert failed < 0.015
    assert naive > 0.15


def test_large_groups_are_decided(times, record):
    _, passed, _ = difference_states(drawn(0.3, 2000, 0.3, 4000, 4000 * times))
    failed, _, _ = difference_states(drawn(0.18, 500, 0.3, 4000, 4000 * times))
    unequal, _, _ = ratio_states(drawn(0.2, 300, 0.4, 300, 4000 * times))
    record("2,000 decisions, equal: passes", passed)
    record("500 decisions, difference 0.12: fails", failed)
    record("300 decisions, ratio 0.5: fails", unequal)
    assert passed > 0.95
    assert failed > 0.93
    assert unequal > 0.95
