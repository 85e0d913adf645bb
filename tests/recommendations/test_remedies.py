"""The rules that follow from remedies that were tried, from proxies, reviews and versions."""

from datetime import date

import pytest

from evenhand.recommendations import advise
from evenhand.recommendations.change_review import change_review
from evenhand.recommendations.fix_feature import fix_feature
from evenhand.recommendations.keep_model import keep_model
from evenhand.recommendations.move_threshold import move_threshold
from evenhand.recommendations.rebalance import rebalance
from evenhand.recommendations.recalibrate import recalibrate
from evenhand.recommendations.retrain import retrain


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (rebalance, "reweigh"),
        (rebalance, "constrain"),
        (retrain, "refit"),
        (retrain, "refit_recent"),
        (recalibrate, "recalibrate"),
        (move_threshold, "move_threshold"),
        (fix_feature, "without_proxy"),
    ],
)
def test_a_remedy_that_closes_the_gap_is_advised_with_its_effect_and_cost(
    case, gate_result, remedy, rule, key
):
    (advice,) = rule(case(gates=[gate_result()], remedies=[remedy(key)]))
    assert (advice.action, advice.severity) == (rule.__name__, "high")
    assert advice.effect.after == 0.9
    assert "accuracy \u22121.0 points" in advice.cost
    assert f"m-{key}" in advice.evidence
    assert "selection_rate:g" in advice.evidence
    assert "[[gates]]" in advice.gate
    assert advice.caution
    assert rule(case(gates=[gate_result("pass")], remedies=[remedy(key)])) == []


def test_a_fall_of_performance_is_checked_by_a_target_on_accuracy(case, finding, coverage_row):
    row = coverage_row((), 80, 100)
    accuracy = type(row)(
        **{
            **{name: getattr(row, name) for name in row.__slots__},
            "metric": "accuracy",
            "attributes": (),
            "group": (),
        }
    )
    (advice,) = retrain(case(findings=[finding("performance")], estimates=[accuracy]))
    assert "at_least = 0.8" in advice.gate
    assert "--simulate" in advice.no_effect


def test_a_proxy_is_to_be_accounted_for(case, finding):
    (advice,) = fix_feature(case(findings=[finding("proxy", severity="medium")]))
    assert advice.title.startswith("Say why the model needs")
    assert (advice.severity, advice.effect) == ("medium", None)
    assert "--simulate" in advice.no_effect


def test_reviews_that_account_for_the_gap_are_to_change(case, gate_result, triage, decomposition):
    made = decomposition(("override", -0.15, -0.18, -0.12))
    lying = triage("override", "workflow")
    found = case(gates=[gate_result()], triages=[lying], decompositions=[made])
    (advice,) = change_review(found)
    assert advice.title == "Change how decisions about B are reviewed and overridden."
    assert advice.effect.after == pytest.approx(-0.05)
    assert "[[gates]]" in advice.gate
    (advice,) = change_review(case(gates=[gate_result()], triages=[lying]))
    assert advice.because == "The reason."
    assert advice.no_effect


def test_reviews_that_were_found_wanting_are_to_change(case, finding, gate_result):
    (advice,) = change_review(case(findings=[finding("oversight", severity="medium", group="")]))
    assert (advice.severity, advice.gate) == ("medium", "")
    assert change_review(case(findings=[finding("oversight", severity="low")])) == []
    nobody = type(finding("oversight"))(
        id="f1", kind="oversight", severity="medium", title="Nobody looks.", detail="At all.",
        attributes=(), group=(), evidence=("e1",),
    )  # fmt: skip
    (advice,) = change_review(case(findings=[nobody], gates=[gate_result("pass")]))
    assert advice.title == "Change how decisions are reviewed and overridden."


def test_two_rules_for_one_score_become_one(case, gate_result, triage, decomposition):
    made = decomposition(("threshold", -0.15, -0.18, -0.12))
    found = case(gates=[gate_result()], triages=[triage("threshold")], decompositions=[made])
    (advice,) = move_threshold(found)
    assert advice.title.startswith("Hold B and A to one rule")
    assert advice.because == "It is the threshold."
    assert advice.effect.after == pytest.approx(-0.05)
    (advice,) = move_threshold(case(gates=[gate_result()], triages=[triage("threshold")]))
    assert advice.no_effect == "What it would change is not shown."
    waived = case(gates=[gate_result("pass")], triages=[triage("threshold")])
    assert move_threshold(waived) == []


def test_retraining_is_not_indicated_where_nothing_speaks_for_it(case, gate_result):
    (advice,) = keep_model(case(gates=[gate_result()]))
    assert advice.title.endswith("retraining is not indicated.")
    assert advice.because == (
        "Accuracy is not shown to have fallen by two points. No group's scores are shown to "
        "promise more or less than turns out. What comes in is not shown to have changed."
    )


def test_a_fit_that_was_tried_for_nothing_is_a_reason(case, gate_result, remedy, finding):
    tried = remedy("refit", change=(-0.1, 0.2))
    moved = [finding("drift", evidence=("s1",))]
    (advice,) = keep_model(
        case(gates=[gate_result()], remedies=[tried], findings=moved, roles=("label",))
    )
    assert "A model fitted anew was tried, and moved no failing gap" in advice.because
    assert "is to be looked at before it is fitted to that" in advice.because
    assert "scores are shown" not in advice.because
    assert advice.evidence == ("s1",)


@pytest.mark.parametrize("kind", ["performance", "calibration", "selective_labels"])
def test_where_something_speaks_for_it_or_nothing_can_be_told_it_is_not_said(
    case, gate_result, finding, kind
):
    assert keep_model(case(gates=[gate_result()], findings=[finding(kind)])) == []


def test_without_labels_a_failure_or_where_a_fit_helps_it_is_not_said(case, gate_result, remedy):
    assert keep_model(case(gates=[gate_result()], roles=("score",))) == []
    assert keep_model(case(gates=[gate_result("pass")])) == []
    assert keep_model(case(gates=[gate_result()], remedies=[remedy("reweigh")])) == []


def test_advice_is_ordered_dated_and_settled(case, gate_result, remedy, finding):
    given = advise(
        case(
            gates=[gate_result()],
            findings=[finding("performance")],
            remedies=[remedy("move_threshold", value=0.85), remedy("refit", value=0.95)],
            today=date(2026, 1, 15),
        )
    )
    assert [one.rule for one in given] == ["investigate", "move_threshold", "retrain"]
    assert [one.deadline for one in given] == ["2026-01-22", "2026-01-22", "2026-02-14"]
    assert given[2].settled[0].startswith("In place of")
