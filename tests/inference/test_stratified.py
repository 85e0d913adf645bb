import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from evenhand.inference.stratified import (
    breslow_day_tarone,
    cochran_mantel_haenszel,
    directly_standardised_difference,
    odds_ratio,
    risk_difference,
    risk_ratio,
    support,
)

# Admissions at Berkeley in autumn 1973, men and women, departments A to F (Bickel et al. 1975).
BERKELEY = (
    [512, 353, 120, 138, 53, 22],
    [825, 560, 325, 417, 191, 373],
    [89, 17, 202, 131, 94, 24],
    [108, 25, 593, 375, 393, 341],
)


def statsmodels_table(x1, n1, x2, n2):
    cells = zip(x1, n1, x2, n2, strict=True)
    return StratifiedTable([np.array([[a, m - a], [c, k - c]]) for a, m, c, k in cells])


def random_tables(seed, strata=8, least=5, most=80):
    random = np.random.default_rng(seed)
    n1, n2 = random.integers(least, most, (2, strata))
    rates = random.uniform(0.2, 0.8, strata)
    return random.binomial(n1, rates), n1, random.binomial(n2, rates * 0.8), n2


def test_berkeley_reverses_within_departments():
    x1, n1, x2, n2 = map(np.array, BERKELEY)
    assert x1.sum() / n1.sum() - x2.sum() / n2.sum() == pytest.approx(0.142, abs=5e-4)
    value, se = risk_difference(*BERKELEY)
    assert (value, se) == (pytest.approx(-0.018, abs=5e-4), pytest.approx(0.015, abs=5e-4))
    assert breslow_day_tarone(*BERKELEY) == pytest.approx(0.0021, abs=5e-5)
    assert odds_ratio(*BERKELEY)[0] == pytest.approx(0.9047, abs=5e-5)
    statistic, p = cochran_mantel_haenszel(*BERKELEY, continuity=True)
    assert (statistic, p) == (pytest.approx(1.4269, abs=5e-5), pytest.approx(0.2323, abs=5e-5))


@pytest.mark.parametrize("seed", range(6))
def test_pooled_figures_agree_with_statsmodels(seed):
    tables = random_tables(seed)
    theirs = statsmodels_table(*tables)
    value, se = odds_ratio(*tables)
    assert value == pytest.approx(theirs.oddsratio_pooled)
    assert se == pytest.approx(theirs.logodds_pooled_se)
    assert risk_ratio(*tables)[0] == pytest.approx(theirs.riskratio_pooled)
    for continuity in (False, True):
        test = theirs.test_null_odds(correction=continuity)
        statistic, p = cochran_mantel_haenszel(*tables, continuity=continuity)
        assert (statistic, p) == (pytest.approx(test.statistic), pytest.approx(test.pvalue))
    homogeneity = theirs.test_equal_odds(adjust=True).pvalue
    assert breslow_day_tarone(*tables) == pytest.approx(homogeneity)


def test_one_stratum_is_the_plain_comparison():
    value, se = risk_difference([30], [50], [20], [60])
    assert value == pytest.approx(30 / 50 - 20 / 60)
    assert se == pytest.approx(np.sqrt(0.24 / 50 + 2 / 9 / 60), rel=0.01)
    ratio, se = risk_ratio([30], [50], [20], [60])
    assert ratio == pytest.approx(1.8)
    assert se == pytest.approx(np.sqrt(1 / 30 - 1 / 50 + 1 / 20 - 1 / 60))
    odds, se = odds_ratio([30], [50], [20], [60])
    assert odds == pytest.approx(3)
    assert se == pytest.approx(np.sqrt(1 / 30 + 1 / 20 + 1 / 20 + 1 / 40))
    assert np.isnan(breslow_day_tarone([30], [50], [20], [60]))


def test_a_stratum_without_one_of_the_groups_has_no_weight():
    tables = random_tables(1)
    x1, n1, x2, n2 = (
        np.append(side, extra)
        for side, extra in zip(tables, ([5, 0], [9, 0], [0, 3], [0, 7]), strict=True)
    )
    more = (x1, n1, x2, n2)
    for pooled in (risk_difference, odds_ratio, risk_ratio, cochran_mantel_haenszel):
        np.testing.assert_allclose(pooled(*more), pooled(*tables))
    assert breslow_day_tarone(*more) == pytest.approx(breslow_day_tarone(*tables))
    weights = np.ones(10)
    np.testing.assert_allclose(
        directly_standardised_difference(*more, weights),
        directly_standardised_difference(*tables, weights[:8]),
    )


def test_nothing_comparable_is_undefined():
    nothing = ([3, 0], [9, 0], [0, 2], [0, 5])
    for pooled in (risk_difference, odds_ratio, risk_ratio, cochran_mantel_haenszel):
        assert np.isnan(pooled(*nothing)).all()
    assert np.isnan(breslow_day_tarone(*nothing))
    assert np.isnan(directly_standardised_difference(*nothing, [1, 1])).all()


def test_all_decisions_alike_show_no_ratio_of_odds():
    alike = ([3, 4], [3, 4], [5, 6], [5, 6])
    assert np.isnan(odds_ratio(*alike)).all()
    assert np.isnan(cochran_mantel_haenszel(*alike)).all()
    assert np.isnan(breslow_day_tarone(*alike))
    assert risk_difference(*alike)[0] == 0
    assert risk_ratio(*alike)[0] == 1


def test_a_ratio_of_zero_has_no_standard_error():
    none = ([0, 0], [30, 40], [5, 6], [50, 60])
    for pooled in (odds_ratio, risk_ratio):
        value, se = pooled(*none)
        assert value == 0
        assert np.isnan(se)
    assert np.isnan(breslow_day_tarone(*none))


def test_strata_in_which_all_decide_alike_do_not_count_as_evidence_of_equal_odds():
    tables = random_tables(3, strata=4)
    more = [np.append(side, extra) for side, extra in zip(tables, (0, 9, 0, 8), strict=True)]
    assert breslow_day_tarone(*more) == pytest.approx(breslow_day_tarone(*tables))


def test_many_tables_are_pooled_at_once():
    tables = [np.stack(side) for side in zip(random_tables(1), random_tables(2), strict=True)]
    for pooled in (risk_difference, odds_ratio, risk_ratio, cochran_mantel_haenszel):
        together = pooled(*tables)
        for at in range(2):
            alone = pooled(*(side[at] for side in tables))
            np.testing.assert_allclose([figure[at] for figure in together], alone)
    assert breslow_day_tarone(*tables).shape == (2,)


def test_standardised_rates_are_those_of_the_given_mix():
    x1, n1, x2, n2 = random_tables(4, strata=3, least=200, most=900)
    weights = np.array([2, 3, 5])
    value, se = directly_standardised_difference(x1, n1, x2, n2, weights)
    p1, p2 = x1 / n1, x2 / n2
    assert value == pytest.approx((weights / 10) @ (p1 - p2))
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    assert se == pytest.approx(np.sqrt((weights / 10) ** 2 @ variance), rel=0.01)


def test_strata_that_decide_alike_do_not_make_a_mix_certain():
    _, se = directly_standardised_difference([0, 3], [4, 3], [0, 1], [2, 1], [1, 1])
    assert 0 < se < 1


def test_support_is_the_share_that_can_be_compared():
    assert support([30, 50, 20], [10, 0, 5]) == pytest.approx(0.5)
    assert np.isnan(support([0, 0], [1, 2]))


def test_intervals_cover_over_many_sparse_strata():
    random = np.random.default_rng(2)
    n1, n2 = random.integers(1, 6, (2, 1000, 30))
    rates = random.uniform(0.2, 0.7, 30)
    x1, x2 = random.binomial(n1, rates + 0.1), random.binomial(n2, rates)
    value, se = risk_difference(x1, n1, x2, n2)
    covered = (np.abs(value - 0.1) <= 1.96 * se).mean()
    assert covered == pytest.approx(0.95, abs=0.025)
    value, se = directly_standardised_difference(x1, n1, x2, n2, np.ones(30))
    assert (np.abs(value - 0.1) <= 1.96 * se).mean() >= 0.93
