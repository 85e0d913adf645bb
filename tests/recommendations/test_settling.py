"""How things to do go together."""

from dataclasses import replace

from evenhand.recommendations._settling import settled
from evenhand.recommendations.recommendation import Effect, Recommendation


def named(rule, action=None, after=None):
    """Return advice of a rule; with `after`, of a remedy that was tried on a gap of -.2."""
    effect = None if after is None else Effect(
        text="", comparison="difference", before=-0.2, after=after, low=None, high=None,
        tolerance=0.1, by="tried", row="m1",
    )  # fmt: skip
    return Recommendation(
        id="", rule=rule, action=action or rule, priority=0, title=f"{rule} it.", because="",
        steps=(), owner="", verify="", evidence=(), effect=effect,
    )  # fmt: skip


def told(found, rule):
    return next(one for one in found if one.rule == rule).settled


def test_a_version_that_is_taken_back_comes_before_anything_is_fitted():
    found = settled([named("retrain"), named("hold"), named("roll_back")])
    assert [one.rule for one in found] == ["roll_back", "retrain", "hold"]
    (why,) = told(found, "retrain")
    assert why.startswith("After \u201croll_back it\u201d: what is fitted, or was tried, on")
    assert told(found, "hold") == ()


def test_a_cause_is_looked_for_before_what_may_make_another_worse():
    found = settled([named("move_threshold"), named("investigate"), named("roll_back")])
    assert [one.rule for one in found] == ["investigate", "roll_back", "move_threshold"]
    assert [why.partition(":")[0] for why in told(found, "move_threshold")] == [
        "After \u201cinvestigate it\u201d", "After \u201croll_back it\u201d",
    ]  # fmt: skip
    # To take a version back undoes a change, and need not wait.
    assert told(found, "roll_back") == ()


def test_labels_that_say_less_of_one_group_come_before_a_fit_on_them():
    found = settled([named("rebalance"), named("check_labels", "collect_labels")])
    assert [one.rule for one in found] == ["check_labels", "rebalance"]


def test_several_things_of_a_rule_come_first_together_in_their_order():
    first, second = named("investigate"), replace(named("investigate"), title="Another.")
    found = settled([first, named("retrain"), second])
    assert found[:2] == [first, second]
    assert settled([named("retrain")]) == [named("retrain")]


def test_what_is_fitted_without_a_proxy_is_one_fit_with_what_else_is_fitted():
    found = settled([named("rebalance"), named("fix_feature")])
    assert [one.rule for one in found] == ["fix_feature", "rebalance"]
    (why,) = told(found, "rebalance")
    assert why.startswith("Together with")


def test_what_must_come_first_and_does_stays_where_it_is():
    found = settled([named("check_features", "fix_pipeline"), named("x", "hold"), named("retrain")])
    assert [one.rule for one in found] == ["check_features", "x", "retrain"]
    assert len(told(found, "retrain")) == 1


def test_labels_that_may_be_missing_for_a_reason_come_before_a_fit_on_them():
    found = settled([named("recalibrate"), named("sample_labels", "collect_labels")])
    assert [one.rule for one in found] == ["sample_labels", "recalibrate"]
    # To follow up a few labels of a sample is no reason to wait.
    found = settled([named("recalibrate"), named("collect_labels")])
    assert [one.rule for one in found] == ["recalibrate", "collect_labels"]


def test_of_two_remedies_that_were_tried_on_a_gap_the_second_says_so():
    found = settled(
        [named("move_threshold", after=-0.05), named("rebalance", after=-0.1), named("retrain")]
    )
    assert told(found, "move_threshold") == ()
    (why,) = told(found, "rebalance")
    assert why.startswith("In place of \u201cmove_threshold it\u201d, or after it")
    # What was advised for another reason moves no gap that is known.
    assert told(found, "retrain") == ()


def test_a_remedy_that_closes_the_gap_stands_before_one_that_does_not():
    found = settled(
        [
            named("move_threshold", after=-0.15),
            named("hold"),
            named("rebalance", after=-0.05),
        ]
    )
    assert [one.rule for one in found] == ["rebalance", "hold", "move_threshold"]
    assert told(found, "rebalance") == ()
    short, place = told(found, "move_threshold")
    assert short == "By itself it is not shown to bring the gap within its tolerance."
    assert place.startswith("In place of")


def test_a_remedy_in_place_of_another_is_not_said_to_go_together_with_it():
    found = settled([named("fix_feature", after=-0.05), named("rebalance", after=-0.06)])
    (why,) = told(found, "rebalance")
    assert why.startswith("In place of")


def test_where_no_remedy_closes_the_gap_the_first_stays_and_says_so():
    found = settled([named("move_threshold", after=-0.15), named("rebalance", after=-0.16)])
    assert [one.rule for one in found] == ["move_threshold", "rebalance"]
    assert len(told(found, "move_threshold")) == 1


def test_remedies_for_the_gaps_of_two_gates_do_not_stand_for_each_other():
    other = named("rebalance", after=-0.05)
    other = replace(other, effect=replace(other.effect, gate="another"))
    found = settled([named("move_threshold", after=-0.05), other])
    assert [one.settled for one in found] == [(), ()]
