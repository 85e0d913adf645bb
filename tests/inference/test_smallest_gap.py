import numpy as np
import pytest
from scipy.stats import binom

from evenhand.inference.normal import z
from evenhand.inference.score import difference_z, ratio_z
from evenhand.inference.smallest_gap import nearest_flagged_rate, nearest_flagged_share

BAR = z(0.95)
DRAWS = 20_000


def drawn(p1, n1, p2, n2):
    random = np.random.default_rng(3)
    return random.binomial(n1, p1, DRAWS), n1, random.binomial(n2, p2, DRAWS), n2


def turned(table):
    return (*table[2:], *table[:2])


@pytest.mark.parametrize("critical", [BAR, 3.0])
@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("sizes", [(150, 4000), (400, 400), (2000, 8000)])
@pytest.mark.parametrize("reference", [0.3, 0.6])
def test_a_group_at_the_rate_is_flagged_four_times_in_five(critical, above, sizes, reference):
    asked = {"critical": critical, "above": above}
    rate = float(
        nearest_flagged_rate(reference, *sizes, comparison="difference", tolerance=0.05, **asked)
    )
    table = drawn(rate, sizes[0], reference, sizes[1])
    past = difference_z(*table, 0.05) if above else -difference_z(*table, -0.05)
    assert (past > critical).mean() == pytest.approx(0.8, abs=0.03)
    assert (rate > reference) is above
    rate = float(
        nearest_flagged_rate(reference, *sizes, comparison="ratio", tolerance=0.8, **asked)
    )
    table = drawn(rate, sizes[0], reference, sizes[1])
    past = -ratio_z(*(turned(table) if above else table), 0.8)
    assert (past > critical).mean() == pytest.approx(0.8, abs=0.03)


def test_more_decisions_or_a_laxer_bar_show_smaller_gaps():
    gate = {"comparison": "difference", "tolerance": 0.05}
    rates = nearest_flagged_rate(0.5, [200, 800, 800], 1000, critical=[2.0, 2.0, 1.6], **gate)
    assert (np.diff(rates) > 0).all()
    often = nearest_flagged_rate(0.5, 800, 1000, critical=1.6, power=0.95, **gate)
    assert often < rates[2]


def test_a_gap_that_no_rate_is_wide_enough_for_is_undefined():
    for reference, above in ((0.04, False), (0.96, True)):
        found = nearest_flagged_rate(
            reference, 500, 500, comparison="difference", tolerance=0.05, critical=BAR, above=above
        )
        assert np.isnan(found)
    assert np.isnan(
        nearest_flagged_rate(0.3, 5, 500, comparison="ratio", tolerance=0.8, critical=BAR)
    )


@pytest.mark.parametrize("sizes", [(0, 100), (100, 0)])
@pytest.mark.parametrize("comparison", ["difference", "ratio"])
def test_an_empty_group_shows_nothing(sizes, comparison):
    found = nearest_flagged_rate(0.3, *sizes, comparison=comparison, tolerance=0.2, critical=BAR)
    assert np.isnan(found)


def test_a_reference_rate_of_one_is_no_obstacle():
    rate = nearest_flagged_rate(1.0, 400, 400, comparison="ratio", tolerance=0.8, critical=BAR)
    assert 0.7 < float(rate) < 0.8


@pytest.mark.parametrize(("n", "allowed"), [(100, 0.05), (300, 0.5), (5000, 0.001), (60, 0.0)])
def test_a_share_past_a_target_is_flagged_four_times_in_five(n, allowed):
    share = nearest_flagged_share(n, allowed, alpha=0.01)
    few = next(x for x in range(n + 1) if binom.sf(x - 1, n, allowed) <= 0.01)
    assert binom.sf(few - 1, n, share) == pytest.approx(0.8)
    assert share > allowed


@pytest.mark.parametrize(("n", "allowed"), [(0.4, 0.05), (100, 1.0), (2, 0.5), (100, -0.1)])
def test_a_share_that_nothing_can_show_is_undefined(n, allowed):
    assert np.isnan(nearest_flagged_share(n, allowed, alpha=0.05))
