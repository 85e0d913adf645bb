"""Which targets an audit has, and what is said of a plan that asks for none that could be."""

import pytest

from evenhand.errors import PlanError
from evenhand.gates.target_policy import check_targets, planned_targets, target_id
from evenhand.metrics import METRICS
from evenhand.plan import Plan, Target

LATENCY = {"metric": "latency_p95", "at_most": 2000}


def plan(*targets, **more):
    return Plan.model_validate(
        {"protected": [{"column": "sex"}, {"column": "race"}], "targets": targets, **more}
    )


def test_a_target_has_the_attributes_in_the_order_of_the_plan():
    (one,) = planned_targets(plan({**LATENCY, "attributes": ["race", "sex"]}), METRICS, METRICS)
    assert one.attributes == ("sex", "race")
    assert one.id == "latency_p95-at_most:race*sex"
    assert one.at_most
    assert one.limit == 2000


def test_a_target_keeps_its_id_and_one_without_is_called_by_what_it_asks():
    assert target_id(Target(id="slo", metric="accuracy", at_least=0.9)) == "slo"
    assert target_id(Target(metric="accuracy", at_least=0.9)) == "accuracy-at_least"


def test_less_is_past_a_target_of_at_least_and_nothing_is_where_there_is_no_value():
    least, most = planned_targets(
        plan({"metric": "accuracy", "at_least": 0.9}, LATENCY), METRICS, METRICS
    )
    assert least.past(0.89, least.limit)
    assert not least.past(0.9, least.limit)
    assert most.past(2001, most.limit)
    assert not most.past(2000, most.limit)
    assert not most.past(float("nan"), most.limit)


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ({"metric": "latncy_p95", "at_most": 1}, "'latncy_p95', which does not exist",
         "did you mean 'latency_p95'?"),
        ({"metric": "latency_p95"}, "says neither at_most nor at_least", "say one of them"),
        ({**LATENCY, "at_least": 1}, "says both at_most and at_least", "write two targets"),
        ({**LATENCY, "at_most": float("nan")}, "has the number nan", "finite"),
        ({**LATENCY, "warn": float("-inf")}, "has the number -inf", "finite"),
        ({"metric": "failure_rate", "at_most": 5}, "has the number 5, and a rate lies in 0 to 1",
         "write 0.05 for 5 %"),
        ({"metric": "failure_rate", "at_most": -0.1}, "has the number -0.1", "a share"),
        ({"metric": "accuracy", "at_least": 0.9, "warn": 95}, "has the number 95",
         "write 0.95 for 95 %"),
        ({**LATENCY, "warn": 2100}, "warns at 2100, which is laxer than the target 2000",
         "below at_most"),
        ({"metric": "accuracy", "at_least": 0.9, "warn": 0.89}, "laxer than the target 0.9",
         "above at_least"),
        ({**LATENCY, "attributes": ["rase"]}, "'rase', which is not protected",
         "did you mean 'race'?"),
        ({**LATENCY, "attributes": ["sex", "sex"]}, "names the attribute 'sex' twice", "once"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_is_refused_with_what_to_do(target, message, hint):
    with pytest.raises(PlanError) as fault:
        check_targets(plan(target), METRICS)
    assert message in str(fault.value)
    assert hint in fault.value.hint


@pytest.mark.parametrize(("number", "warn"), [(2000, 2000), (2000, 0), (0, -1)])
def test_a_warning_at_the_target_or_before_it_is_taken(number, warn):
    check_targets(plan({**LATENCY, "at_most": number, "warn": warn}), METRICS)
    check_targets(plan({"metric": "accuracy", "at_least": 0.9, "warn": 0.9}), METRICS)


def test_an_attribute_without_any_protected_one_says_how_to_name_it():
    with pytest.raises(PlanError) as fault:
        check_targets(plan({**LATENCY, "attributes": ["sex"]}, protected=[]), METRICS)
    assert fault.value.hint == "name it under [[protected]] or with --protected"


def test_attributes_are_audited_alone_and_in_pairs():
    three = {**LATENCY, "attributes": ["sex", "race", "age"]}
    with pytest.raises(PlanError, match="names 3 attributes"):
        check_targets(plan(three, protected=[{"column": c} for c in three["attributes"]]), METRICS)
    pair = {**LATENCY, "attributes": ["sex", "race"]}
    with pytest.raises(PlanError, match="intersections, which the plan does not audit"):
        check_targets(plan(pair, intersections=False), METRICS)


def test_ids_are_not_shared_with_targets_or_gates():
    twice = "two targets, or a target and a gate, have the id"
    with pytest.raises(PlanError, match=f"{twice} 'latency_p95-at_most'"):
        check_targets(plan(LATENCY, {**LATENCY, "at_most": 3000}), METRICS)
    gate = {"id": "slo", "metric": "accuracy", "tolerance": 0.1}
    with pytest.raises(PlanError, match=f"{twice} 'slo'"):
        check_targets(plan({**LATENCY, "id": "slo"}, gates=[gate]), METRICS)
    # Gates that share an id are the business of gates.
    check_targets(plan(LATENCY, gates=[gate, gate]), METRICS)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        (LATENCY, "name in the plan: kpis.latency"),
        ({"metric": "accuracy", "at_least": 0.9}, "name the columns for: label"),
        ({"metric": "selection_rate", "at_least": 0.3}, "name the column for: decision"),
    ],
)
def test_a_target_that_the_log_cannot_serve_says_which_columns_to_name(target, hint):
    with pytest.raises(PlanError, match="which this log and plan do not give") as fault:
        planned_targets(plan(target), METRICS, {"decisions"})
    assert fault.value.hint == hint


@pytest.mark.parametrize(("more", "where"), [({}, "targets.2"), ({"id": "slo"}, "targets.slo")])
def test_the_entry_that_is_wrong_is_named_by_its_id_or_its_place(more, where):
    wrong = {"metric": "failure_rate", "at_most": 5, **more}
    with pytest.raises(PlanError) as caught:
        check_targets(plan(LATENCY, wrong), METRICS)
    assert str(caught.value).startswith(f"{where}: a target on failure_rate has the number 5")
    assert caught.value.hint == "write 0.05 for 5 %"
