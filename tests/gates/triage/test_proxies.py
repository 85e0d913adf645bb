"""Proxies in the triage: of what the model does they have the share that goes with them."""

from dataclasses import replace

import pytest

from evenhand.analyses.proxy import Effect, Expected, Proxy
from evenhand.plan import Plan


@pytest.fixture
def proxy():
    """Return a builder of a feature with which eight points of the gap of B to A go."""

    def build(points=-8.0, error=0.005, feature="region", attribute="g", **changes):
        groups = tuple(
            Expected(group=name, n=500, with_it=0.5 + with_it, without_it=0.5, error=error)
            for name, with_it in (("B", points / 100), ("A", 0.0))
        )
        effect = Effect(gap=-0.1, gap_without=-0.02, change=-0.08, low=-0.1, high=-0.06,
                        expected=groups)  # fmt: skip
        plain = {
            "id": f"y-{feature}", "attribute": attribute, "feature": feature, "group": "B",
            "people": 1000, "area_under_roc": 0.7, "low": 0.68, "high": 0.72, "by_chance": 0.52,
            "p_value": 0.01, "importance": 0.05, "importance_low": 0.04, "importance_high": 0.06,
            "effect": effect, "level": 0.95,
        }  # fmt: skip
        return Proxy(**plain | changes)

    return build


@pytest.fixture
def gap(estimates):
    """Return the estimates of a gap of ten points in favourable decisions."""
    return estimates("selection_rate", 0.4, 0.5)


def weights(found):
    return {one.cause: one.weight for one in found.evidence if one.domain == "model"}


def by_score(parts, **changes):
    return parts("scores", **{"scores": -10, "threshold": 0, "override": 0} | changes)


def test_of_what_scores_account_for_a_proxy_has_the_share_that_goes_with_it(
    judge, question, parts, gap, proxy
):
    found = judge(question(), by_score(parts), estimates=gap, proxies=[proxy()])
    assert (found.leading, found.ranked[0].domain) == ("proxy", "model")
    assert weights(found)["proxy"] == pytest.approx(0.8)
    assert weights(found)["scores"] == pytest.approx(0.2)
    (evidence,) = (one for one in found.evidence if one.cause == "proxy")
    assert evidence.text == (
        "Decisions go by region, which tells g (area under the ROC curve 0.70). Of the gap in "
        "favourable decisions \N{MINUS SIGN}8.0 points go with it."
    )
    assert evidence.rows == ("y-region",)


def test_what_people_make_of_it_is_not_shared_with_a_proxy(judge, question, parts, gap, proxy):
    found = judge(
        question(), by_score(parts, scores=-4, override=-6), estimates=gap, proxies=[proxy()]
    )
    assert found.leading == "override"
    assert weights(found)["proxy"] == pytest.approx(0.8 * 0.4)


def test_labels_that_do_not_fit_the_scores_are_no_part_of_what_the_model_does(
    judge, question, parts, proxy, estimates
):
    rows = [
        *estimates("selection_rate", 0.4, 0.5),
        *estimates("base_rate", 0.3, 0.5),
        *estimates("mean_score", 0.45, 0.5),
    ]
    found = judge(
        question("false_positive_rate"),
        parts("scores", metric="false_positive_rate", scores=0, outcomes=-10, threshold=0),
        estimates=rows,
        proxies=[proxy()],
    )
    assert found.leading == "labels"
    assert weights(found)["proxy"] == 0


def test_what_chance_could_do_counts_half(judge, question, parts, gap, proxy):
    found = judge(question(), by_score(parts), estimates=gap, proxies=[proxy(error=0.05)])
    assert weights(found)["proxy"] == pytest.approx(0.4)


def test_without_scores_a_proxy_has_its_share_of_how_like_cases_are_treated(
    judge, question, parts, gap, proxy
):
    found = judge(
        question(),
        parts("strata", ["loan"], composition=0, rate=-10),
        estimates=gap,
        proxies=[proxy()],
    )
    assert weights(found)["proxy"] == pytest.approx(0.5 * 0.8)
    assert weights(found)["treatment"] == pytest.approx(0.5 * 0.2)


def test_of_several_the_weightiest_has_the_share_and_the_others_stand_beside_it(
    judge, question, parts, gap, proxy
):
    many = [proxy(-2.0 * i, feature=f"x{i}") for i in range(1, 5)]
    found = judge(question(), by_score(parts), estimates=gap, proxies=many)
    told = [one for one in found.evidence if one.cause == "proxy"]
    assert [one.rows for one in told] == [("y-x4",), ("y-x3",), ("y-x2",)]
    assert [one.weight for one in told] == pytest.approx([0.8, 0.6, 0.4])
    assert found.ranked[0].weight == pytest.approx(1)


def test_a_proxy_that_works_the_other_way_speaks_against_itself(judge, question, parts, gap, proxy):
    found = judge(question(), by_score(parts), estimates=gap, proxies=[proxy(3.0)])
    (evidence,) = (one for one in found.evidence if one.cause == "proxy")
    assert (evidence.side, evidence.weight) == ("against", 0)
    assert "+3.0 points go with it" in evidence.text


def test_what_is_no_stand_in_is_no_evidence(judge, question, parts, gap, proxy):
    for other in (
        proxy(p_value=0.5),
        proxy(effect=None),
        proxy(attribute="h"),
        proxy(feature="loan"),  # a condition of the plan: what goes with it is the mix
    ):
        found = judge(question(), by_score(parts), estimates=gap, proxies=[other])
        assert "proxy" not in weights(found)


def test_a_group_too_small_to_be_told_apart_has_no_proxies(judge, question, parts, gap, proxy):
    one = proxy()
    alone = replace(one.effect, expected=one.effect.expected[:1])
    found = judge(question(), by_score(parts), estimates=gap, proxies=[replace(one, effect=alone)])
    assert "proxy" not in weights(found)


def test_proxies_are_of_gaps_between_groups_of_one_attribute(judge, question, parts, gap, proxy):
    for more in ({"reference": ()}, {"attributes": ("g", "h")}):
        found = judge(question(**more), by_score(parts), estimates=gap, proxies=[proxy()])
        assert "proxy" not in weights(found)


def test_where_no_proxies_were_looked_for_that_is_said(judge, question, parts, gap, proxy):
    said = "No proxies were looked for: whether a feature stands in for g is not known."
    assert said in judge(question(), by_score(parts), estimates=gap).not_examined
    sought = judge(question(), by_score(parts), estimates=gap, proxies=[proxy(p_value=0.5)])
    assert said not in sought.not_examined
    plan = Plan.model_validate({"decision": {"column": "d"}, "protected": [{"column": "g"}]})
    both = judge(question(attributes=("g", "h")), by_score(parts), estimates=gap, plan=plan)
    assert not any("proxies" in one for one in both.not_examined)
