"""One cause at a time: the evidence points to it, in words, and no part is counted twice."""

import pytest

from evenhand.plan import Plan


def leads(found):
    return found.leading, found.ranked[0].domain


def text(found, cause):
    return next(one.text for one in found.evidence if one.cause == cause)


def test_a_mix_has_its_share_before_the_scores_that_follow_from_it(judge, question, parts):
    found = judge(
        question(),
        parts("strata", ["loan"], composition=-9, rate=-1),
        parts("scores", scores=-10, threshold=0, override=0),
    )
    assert leads(found) == ("mix", "data")
    weights = {one.cause: one.weight for one in found.evidence}
    assert weights["mix"] == pytest.approx(0.9)
    assert weights["scores"] == pytest.approx(0.1)
    assert text(found, "mix") == (
        "The mix of loan accounts for \N{MINUS SIGN}9.0 points of \N{MINUS SIGN}10.0 points."
    )
    assert sum(one.weight for one in found.ranked) == pytest.approx(1)


def test_of_several_mixes_the_one_that_accounts_for_most_is_told(judge, question, parts):
    found = judge(
        question(),
        parts("strata", ["loan"], composition=-2, rate=-8),
        parts("strata", ["loan", "age"], composition=-6, rate=-4),
        parts("strata", ["region"], composition=-9, rate=-1, support=0.2),
    )
    assert "loan and age" in text(found, "mix")


def test_what_chance_could_do_counts_half(judge, question, parts):
    sure, unsure = (
        judge(question(), parts("strata", ["loan"], sure=sure, composition=-8, rate=-2))
        for sure in (True, False)
    )
    assert unsure.evidence[0].weight < sure.evidence[0].weight
    assert {one.cause: one.weight for one in unsure.evidence}["mix"] == pytest.approx(0.4)


def test_scores_that_outcomes_do_not_follow_are_the_models(judge, question, parts, estimates):
    found = judge(
        question(),
        parts("scores", scores=-10, threshold=0, override=0),
        estimates=[
            *estimates("base_rate", 0.5, 0.5), *estimates("mean_score", 0.4, 0.5),
            *estimates("calibration_in_the_large", 0.1, 0.0),
        ],
    )  # fmt: skip
    assert leads(found) == ("scores", "model")
    assert "promise 10.0 points fewer positive outcomes than come" in text(found, "scores")
    assert "outcomes differ otherwise than scores do" in text(found, "base_rate")


def test_scores_that_outcomes_follow_are_the_datas(judge, question, parts, estimates, gap):
    rows = [*estimates("base_rate", 0.4, 0.5), *estimates("mean_score", 0.4, 0.5)]
    scores = parts("scores", scores=-10, threshold=0, override=0)
    found = judge(question(), scores, estimates=rows, disparities=[gap])
    assert leads(found) == ("base_rate", "data")
    assert "outcomes differ as scores do" in text(found, "base_rate")


@pytest.mark.parametrize(
    ("values", "cause", "domain"),
    [
        ({"scores": 0, "threshold": -10, "override": 0}, "threshold", "model"),
        ({"scores": 0, "decision": -10}, "threshold", "model"),
        ({"scores": 0, "threshold": 0, "override": -10}, "override", "workflow"),
        ({"scores": 0, "departure": -10}, "override", "workflow"),
    ],
)
def test_what_is_made_of_scores_is_told_apart(judge, question, parts, *, values, cause, domain):
    found = judge(question(), parts("scores", **values))
    assert leads(found) == (cause, domain)


@pytest.mark.parametrize(
    ("labels", "scores", "cause"), [(-0.2, -0.01, "labels"), (-0.01, -0.2, "scores")]
)
def test_odd_labels_are_told_from_odd_scores(
    judge, question, parts, estimates, *, labels, scores, cause
):
    found = judge(
        question("false_positive_rate"),
        parts("scores", metric="false_positive_rate", scores=0, outcomes=12, threshold=0,
              override=0),
        estimates=[
            *estimates("base_rate", 0.5 + labels, 0.5), *estimates("mean_score", 0.5 + scores, 0.5),
        ],
    )  # fmt: skip
    assert found.leading == cause
    assert ("odd ones, not the labels" in text(found, "labels")) == (cause == "scores")


def test_a_version_that_stands_out_has_what_the_others_lack(judge, question, parts, estimates):
    found = judge(
        question(),
        parts("scores", scores=-10, threshold=0, override=0),
        estimates=[
            *estimates("selection_rate", 0.3, 0.5, version="v2"),
            *estimates("selection_rate", 0.49, 0.5, version="v1"),
            *estimates("selection_rate", 0.1, 0.9, version="tiny", n=3),
        ],
    )  # fmt: skip
    assert leads(found) == ("version", "model")
    assert found.evidence[0].weight == pytest.approx(0.9)
    # The scores of that version speak for the model as well.
    assert next(one for one in found.evidence if one.cause == "scores").side == "for"


def test_versions_that_are_alike_are_none_to_blame(judge, question, parts, estimates):
    rows = [
        *estimates("selection_rate", 0.40, 0.5, version="v2"),
        *estimates("selection_rate", 0.405, 0.5, version="v1"),
    ]
    scores = parts("scores", scores=-10, threshold=0, override=0)
    found = judge(question(), scores, estimates=rows)
    version = next(one for one in found.evidence if one.cause == "version")
    assert (version.side, version.weight, found.leading) == ("against", 0, "scores")


def test_failures_on_the_way_are_the_workflows(judge, question, parts):
    found = judge(
        question(),
        parts("on_the_way", ["failure"], composition=-8, rate=-2),
        parts("on_the_way", ["handoff"], composition=-3, rate=-7),
    )
    assert leads(found) == ("on_the_way", "workflow")
    assert text(found, "on_the_way").startswith("Different shares of failures account for")


def test_a_channel_is_the_workflows_and_slow_service_too(judge, question, parts):
    latency = question("latency_mean")
    through = judge(
        latency,
        parts("strata", ["channel"], metric="latency_mean", composition=90, rate=10),
        parts("strata", ["loan"], metric="latency_mean", composition=0.01, rate=99.99),
    )
    assert leads(through) == ("channel", "workflow")
    within = judge(
        latency, parts("strata", ["loan"], metric="latency_mean", composition=0, rate=100)
    )
    assert leads(within) == ("service", "workflow")
    assert "Cases alike in loan are served otherwise" in text(within, "service")


def test_without_scores_review_and_outcomes_tell_what_they_can(judge, question, parts, review):
    rate = parts("strata", ["loan"], composition=0, rate=-10)
    reviewed = judge(
        question(), rate, review_effects=[review(-0.02, -0.1, "C"), review(-0.02, -0.1)]
    )
    assert leads(reviewed) == ("override", "workflow")
    assert "from \N{MINUS SIGN}2.0 points as proposed" in text(reviewed, "override")
    assert next(o for o in reviewed.evidence if o.cause == "treatment").weight == pytest.approx(0.2)
    # Nothing says whether the model or people treat like cases otherwise: half.
    alone = judge(question(), rate, review_effects=[review(None, None)])
    assert (alone.leading, alone.evidence[0].weight) == ("treatment", pytest.approx(0.5))
    outcomes = judge(
        question(),
        parts("outcomes", base_rate=-2, true_positive_rate=-5, false_positive_rate=-3),
    )
    assert leads(outcomes) == ("errors", "model")
    assert next(o for o in outcomes.evidence if o.cause == "base_rate").weight == pytest.approx(0.2)


def test_error_rates_without_scores_are_decided_otherwise(judge, question, parts, estimates):
    rate = parts("strata", ["loan"], metric="true_positive_rate", composition=0, rate=-10)
    rows = estimates("label_coverage", 0.5, 0.9)
    found = judge(question("true_positive_rate"), rate, estimates=rows)
    assert leads(found) == ("errors", "model")
    missing = next(one for one in found.evidence if one.cause == "missing")
    assert "40.0 points fewer of the group" in missing.text
    assert missing.weight == pytest.approx(0.1)  # a hint, whatever its size
    bare = judge(question("true_positive_rate"), estimates=rows)
    assert bare.leading is None


def test_a_change_that_came_with_a_version_is_given_to_it(judge, question, moved, shift):
    change = moved("accuracy", "model_version", "volume")
    found = judge(
        question("accuracy", attributes=(), group=(), reference=(), change=change),
        shifts=[
            shift("feature:income"), shift("feature:income", window="2025-08-01"),
            shift("feature:debt", jumped=True, state="steady"), shift("feature:age", state="moved"),
            shift("feature:early", window="2025-01-01"), shift("score"),
        ],
    )  # fmt: skip
    assert (found.kind, found.leading) == ("change", "version")
    drifted = [one.text for one in found.evidence if one.cause == "drift"]
    assert [one.split(":")[0] for one in drifted] == [
        "income has drifted since", "debt is missing more or less often since",
    ]  # fmt: skip


def test_at_most_three_drifted_features_are_named(judge, question, moved, shift):
    asked = question("accuracy", attributes=(), group=(), reference=(), change=moved("accuracy"))
    found = judge(asked, shifts=[shift(f"feature:{name}") for name in "abcde"])
    assert len([one for one in found.evidence if one.cause == "drift"]) == 3


def test_a_change_of_a_gap_is_told_by_its_own_parts(judge, question, parts, moved, estimates):
    asked = question(change=moved("selection_rate", group=("B",)))
    found = judge(
        asked,
        parts("scores", scores=-10, threshold=0, override=0),
        parts("outcomes", base_rate=-8, true_positive_rate=-1, false_positive_rate=-1),
        estimates=[
            *estimates("base_rate", 0.5, 0.5), *estimates("mean_score", 0.4, 0.5),
            *estimates("calibration_in_the_large", 0.1, 0.0),
        ],
    )  # fmt: skip
    assert leads(found) == ("base_rate", "data")
    assert "promise" not in text(found, "scores")


def test_a_target_of_everybody_is_told_by_its_changes(judge, question, moved):
    asked = question("latency_p95", attributes=(), group=(), reference=())
    rows = [moved("latency_mean", "model_version"), moved("accuracy", "model_version")]
    found = judge(asked, change_points=rows)
    assert (found.kind, found.leading) == ("level", "version")
    assert len([one for one in found.evidence if one.cause == "version"]) == 1
    assert "is a matter of how decisions are handled" in text(found, "service")


def test_what_could_not_be_examined_is_said(judge, question):
    bare = Plan.model_validate({"decision": {"column": "d"}, "protected": [{"column": "g"}]})
    told = " ".join(judge(question("matthews_correlation"), plan=bare, roles=()).not_examined)
    for words in (
        "is no share or mean", "No conditions", "No scores", "No labels", "Overrides are not",
        "No model version", "No time",
    ):  # fmt: skip
        assert words in told
    window = judge(question(whole=False))
    assert len(window.not_examined) == 1
    assert "window" in window.not_examined[0]


def test_why_a_figure_is_not_decomposed_by_score_is_said(judge, question, parts, plan, moved):
    rate = parts("strata", ["loan"], metric="accuracy", composition=0, rate=-10)
    assert "not decomposed by score" in " ".join(judge(question("accuracy"), rate).not_examined)
    weighted = plan.model_copy(update={"columns": plan.columns.model_copy(update={"weight": "w"})})
    told = judge(question(), rate, plan=weighted).not_examined
    assert "Rates are weighted and scores are not: nothing is decomposed by score." in told
    change = judge(question(change=moved("selection_rate", group=("B",)))).not_examined
    assert "No full window lies on either side" in change[0]
    pair = judge(question(attributes=("g", "h"), group=("B", "x"), reference=("A", "x")))
    assert "Versions are compared for single attributes only." in pair.not_examined


def test_a_hint_is_no_share_and_only_breaks_a_tie(judge, question, moved, shift):
    asked = question("base_rate", attributes=(), group=(), reference=(), change=moved("base_rate"))
    found = judge(asked, shifts=[shift("feature:income")])
    assert (found.leading, found.ranked[0].domain) == ("drift", "data")
    assert [one.weight for one in found.ranked] == [0, 0, 0]


def test_a_gap_of_nothing_has_no_shares(judge, question, parts):
    found = judge(question(), parts("strata", ["loan"], composition=-1, rate=1))
    assert found.leading is None
    assert found.evidence[0].text.endswith("of 0.0 points.")


def test_what_works_the_other_way_is_said_to(judge, question, parts):
    found = judge(question(), parts("strata", ["loan"], composition=4, rate=-14))
    assert text(found, "mix").endswith("of \N{MINUS SIGN}10.0 points, the other way.")
