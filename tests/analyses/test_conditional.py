"""Groups compared within the strata of a condition."""

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from evenhand.analyses.conditional import conditional
from evenhand.analyses.grouping import groupings
from evenhand.plan import Plan

# Bickel, Hammel and O'Connell (1975): the six largest departments of Berkeley in 1973.
MEN = [(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)]
WOMEN = [(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)]


def log_of(tallies, **groups):
    """Return tallies from (favourable, all) of every group and stratum."""
    rows = [
        {"sex": sex, "job": str(job), "decision": decision, "n": n}
        for sex, strata in groups.items()
        for job, (x, total) in enumerate(strata)
        for decision, n in (("favourable", x), ("unfavourable", total - x))
        if n or total
    ]
    return tallies([row for row in rows if row["n"]], "sex", conditions=["job"])


@pytest.fixture
def held(tallies, settings):
    """Return a function from groups to the conditional rows, by comparison."""

    def compare(reference, *, effects=None, **groups):
        log = log_of(tallies, **groups)
        plan = Plan.model_validate({"protected": [{"column": "sex", "reference": reference}]})
        (_, grouping) = groupings(log, plan, minimum_n=1)
        rows = conditional(
            log,
            grouping,
            condition="job",
            effects=effects or {"selection_rate": None},
            settings=settings,
        )
        return {row.comparison: row for row in rows}

    return compare


def test_berkeley_favoured_men_overall_and_women_within_departments(held):
    men, women = np.sum(MEN, axis=0), np.sum(WOMEN, axis=0)
    assert men[0] / men[1] - women[0] / women[1] == pytest.approx(0.142, abs=5e-4)
    row = held("W", W=WOMEN, M=MEN)["difference"]
    assert row.value == pytest.approx(-0.018, abs=5e-4)
    assert (row.high - row.low) / (2 * 1.96) == pytest.approx(0.015, abs=5e-4)
    assert (row.group, row.reference, row.condition) == (("M",), ("W",), "job")
    assert row.criterion == "conditional_demographic_parity"
    assert row.support == 1.0
    assert row.n == men[1] + women[1]


def test_pooled_ratios_and_tests_are_statsmodels(held):
    found = held("W", W=WOMEN, M=MEN)
    pooled = StratifiedTable(
        [[[x, n - x], [y, m - y]] for (x, n), (y, m) in zip(MEN, WOMEN, strict=True)]
    )
    assert found["odds_ratio"].value == pytest.approx(pooled.oddsratio_pooled)
    assert (found["odds_ratio"].low, found["odds_ratio"].high) == pytest.approx(
        pooled.oddsratio_pooled_confint()
    )
    assert found["ratio"].value == pytest.approx(pooled.riskratio_pooled)
    assert found["difference"].p_value == pytest.approx(pooled.test_null_odds().pvalue)
    assert found["standardised_difference"].p_value == pytest.approx(
        pooled.test_equal_odds(adjust=True).pvalue, rel=1e-6
    )


def test_the_standardised_difference_takes_everybodys_mix_of_strata(held):
    found = held("W", W=[(30, 100), (10, 300)], M=[(50, 100), (20, 100)])
    row = found["standardised_difference"]
    assert row.value == pytest.approx((200 * 0.2 + 400 * (0.2 - 1 / 30)) / 600)
    assert row.method == "direct_standardisation"


def test_the_direction_turns_with_the_reference(held):
    one, other = held("W", W=WOMEN, M=MEN), held("M", W=WOMEN, M=MEN)
    assert one["difference"].value == pytest.approx(-other["difference"].value)
    assert one["ratio"].value == pytest.approx(1 / other["ratio"].value)
    assert one["odds_ratio"].low == pytest.approx(1 / other["odds_ratio"].high)


def test_strata_without_one_of_the_groups_tell_nothing_and_lower_the_support(held):
    alone = held("W", W=[(30, 100)], M=[(50, 100)])
    with_more = held("W", W=[(30, 100), (0, 0)], M=[(50, 100), (300, 300)])
    assert with_more["difference"].value == pytest.approx(alone["difference"].value)
    assert with_more["difference"].low == pytest.approx(alone["difference"].low)
    assert with_more["difference"].support == pytest.approx(0.25)


def test_many_strata_of_two_people_each_still_have_an_interval(held):
    women, men = [(0, 1), (1, 1), (0, 1)] * 40, [(1, 1), (1, 1), (0, 1)] * 40
    row = held("W", W=women, M=men)["difference"]
    assert row.value == pytest.approx(1 / 3)
    assert row.low < 1 / 3 < row.high


def test_groups_that_share_no_stratum_cannot_be_compared(held):
    found = held("W", W=[(30, 100), (0, 0)], M=[(0, 0), (20, 50)])
    for row in found.values():
        assert (row.value, row.low, row.high) == (None, None, None)
        assert row.undefined == "zero_denominator"
    assert found["difference"].support == 0.0
    assert found["difference"].p_value is None


def test_a_group_of_which_nobody_was_selected_has_a_ratio_without_interval(held):
    row = held("W", W=[(30, 100)], M=[(0, 100)])["ratio"]
    assert row.value == 0.0
    assert (row.low, row.high) == (None, None)


def test_people_who_come_back_widen_the_interval_and_move_nothing(held):
    plain = held("W", W=WOMEN, M=MEN)
    wide = held("W", W=WOMEN, M=MEN, effects={"selection_rate": np.array([4.0, 2.0])})
    for comparison in ("difference", "ratio", "odds_ratio"):
        assert wide[comparison].value == pytest.approx(plain[comparison].value)
    width = [row["difference"].high - row["difference"].low for row in (plain, wide)]
    assert width[1] / width[0] == pytest.approx(2.0)
    assert wide["difference"].p_value > plain["difference"].p_value
    assert wide["difference"].n == plain["difference"].n


def test_an_unknown_design_effect_is_taken_for_the_other_groups(held):
    wide = held("W", W=WOMEN, M=MEN, effects={"selection_rate": np.array([4.0, np.nan])})
    both = held("W", W=WOMEN, M=MEN, effects={"selection_rate": np.array([4.0, 4.0])})
    assert wide["difference"].low == pytest.approx(both["difference"].low)


def test_only_shares_are_compared_within_strata(held):
    assert held("W", effects={"f1_score": None}, W=WOMEN, M=MEN) == {}


def test_without_a_reference_there_is_nothing_to_compare(tallies, settings):
    log = log_of(tallies, F=[(1, 2)])
    plan = Plan.model_validate({"protected": [{"column": "sex"}]})
    (_, grouping) = groupings(log, plan, minimum_n=1)
    rows = conditional(
        log, grouping, condition="job", effects={"selection_rate": None}, settings=settings
    )
    assert list(rows) == []
