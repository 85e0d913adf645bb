"""Which gates an audit has."""

import pytest

from evenhand.analyses.sight import Windows
from evenhand.errors import PlanError
from evenhand.gates.policy import columns_of, minimum_n, needed_columns, planned
from evenhand.metrics import METRICS
from evenhand.metrics.own import metrics_of
from evenhand.plan import Gate, Plan

EVERYTHING = frozenset(METRICS)
UNLABELLED = frozenset(key for key, metric in METRICS.items() if not metric.needs)


def plan(*gates, attributes=("race", "sex"), **more):
    return Plan.model_validate(
        {"protected": [{"column": name} for name in attributes], "gates": gates or None, **more}
    )


def gate(**fields):
    return {"metric": "selection_rate", "tolerance": 0.1, **fields}


def ids(found):
    return [one.id for one in found]


def test_without_a_plan_selection_and_both_error_rates_are_gated():
    found = planned(plan(), METRICS, EVERYTHING)
    assert ids(found) == [
        "selection_rate-ratio:race",
        "selection_rate-ratio:sex",
        "selection_rate-ratio:race*sex",
        "true_positive_rate-difference:race",
        "true_positive_rate-difference:sex",
        "false_positive_rate-difference:race",
        "false_positive_rate-difference:sex",
    ]
    assert all(one.default for one in found)
    assert found[0].gate.tolerance == 0.8


def test_without_labels_the_default_gates_on_errors_fall_away():
    found = planned(plan(), METRICS, UNLABELLED)
    assert {one.gate.metric for one in found} == {"selection_rate"}


def test_without_intersections_no_gate_speaks_of_pairs():
    found = planned(plan(intersections=False), METRICS, EVERYTHING)
    assert all(len(one.attributes) == 1 for one in found)


def test_a_gate_without_attributes_speaks_of_every_attribute():
    found = planned(plan(gate()), METRICS, EVERYTHING)
    assert ids(found) == ["selection_rate-difference:race", "selection_rate-difference:sex"]
    assert not any(one.default for one in found)


def test_a_gate_with_an_id_keeps_it():
    assert ids(planned(plan(gate(id="mine", attributes=["sex"])), METRICS, EVERYTHING)) == ["mine"]
    assert ids(planned(plan(gate(id="mine")), METRICS, EVERYTHING)) == ["mine:race", "mine:sex"]


def test_two_attributes_are_an_intersection_in_the_order_of_the_plan():
    (found,) = planned(plan(gate(attributes=["sex", "race"])), METRICS, EVERYTHING)
    assert found.attributes == ("race", "sex")


def test_an_empty_list_of_gates_is_no_gate():
    assert planned(plan().model_copy(update={"gates": ()}), METRICS, EVERYTHING) == []


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        (
            {"metric": "selektion_rate"},
            "there is no metric 'selektion_rate'",
            "did you mean 'selection_rate'?",
        ),
        (
            {"metric": "accuracy"},
            "a gate needs accuracy, which this log and plan do not give",
            "name the columns for: label",
        ),
        (
            {"metric": "cost_per_decision"},
            "a gate needs cost per decision, which this log and plan do not give",
            "name in the plan: kpis.cost",
        ),
        (
            {"metric": "share"},
            "the metric 'share' tells how large groups are, not how they fare",
            "name a metric such as selection_rate",
        ),
        (
            {"attributes": ["raze"]},
            "a gate on selection_rate names the attribute 'raze', which is not protected",
            "did you mean 'race'?",
        ),
        (
            {"attributes": ["sex", "sex"]},
            "a gate on selection_rate names the attribute 'sex' twice",
            "name an attribute once, or two attributes for their intersections",
        ),
        (
            {"attributes": ["race", "sex", "age"]},
            "a gate on selection_rate names 3 attributes",
            "one attribute has groups, two have intersections; more are not audited",
        ),
        (
            {"comparison": "ratio", "tolerance": 1.25},
            "a gate on selection_rate has the tolerance 1.25",
            (
                "a ratio must be at least a number between 0 and 1, for example 0.8; "
                "a difference may be at most a number above 0, for example 0.1"
            ),
        ),
        (
            {"tolerance": 0},
            "a gate on selection_rate has the tolerance 0",
            (
                "a ratio must be at least a number between 0 and 1, for example 0.8; "
                "a difference may be at most a number above 0, for example 0.1"
            ),
        ),
        (
            {"comparison": "ratio", "tolerance": 0.8, "warn": 0.7},
            (
                "a gate on selection_rate warns at 0.7, "
                "which is laxer than its tolerance 0.8, or no tolerance"
            ),
            "a warning comes before the tolerance: at a higher ratio, or a smaller difference",
        ),
        (
            {"tolerance": 0.1, "warn": 0.2},
            (
                "a gate on selection_rate warns at 0.2, "
                "which is laxer than its tolerance 0.1, or no tolerance"
            ),
            "a warning comes before the tolerance: at a higher ratio, or a smaller difference",
        ),
    ],
)
def test_a_gate_that_cannot_be_says_what_is_wrong_and_what_to_do(fields, message, hint):
    asked = plan(gate(**fields), attributes=("race", "sex", "age"))
    with pytest.raises(PlanError) as caught:
        planned(asked, METRICS, UNLABELLED - {"cost_per_decision"})
    assert (str(caught.value), caught.value.hint) == (f"gates.1: {message}", hint)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("accuracy", "name the columns for: label"),
        ("selection_rate", "name the column for: decision"),
        ("cost_per_decision", "name in the plan: kpis.cost"),
        ("containment_rate", "name in the plan: kpis.handoff, or outcome.escalated"),
        (
            "failure_class_rate",
            "it has a value for each class: name failure_rate, or a rate of own_kpis",
        ),
    ],
)
def test_a_metric_that_is_not_there_says_what_it_is_made_of(key, hint):
    assert columns_of(METRICS[key]) == hint


@pytest.mark.parametrize(
    ("key", "needed"),
    [
        ("decisions", "nothing"),
        ("base_rate", "label"),
        ("selection_rate", "decision"),
        ("true_positive_rate", "decision and label"),
        ("mean_score", "score"),
        ("throughput", "time"),
        ("latency_p95", "kpis.latency"),
        ("failure_rate", "kpis.failure, or kpis.failure_class"),
        ("pages", "own_kpis.pages"),
    ],
)
def test_what_a_metric_needs_is_named_as_the_plan_names_it(key, needed):
    own = Plan.model_validate({"own_kpis": [{"name": "pages", "column": "n"}]})
    assert needed_columns(metrics_of(own)[key]) == needed


def test_an_intersection_that_the_plan_does_not_audit_is_an_error():
    asked = plan(gate(attributes=["race", "sex"]), intersections=False)
    with pytest.raises(PlanError, match="speaks of intersections") as caught:
        planned(asked, METRICS, EVERYTHING)
    assert caught.value.hint == "set intersections = true, or name one attribute"


def test_two_gates_with_one_id_are_an_error():
    with pytest.raises(PlanError, match="two gates have the id 'selection_rate-difference:race'"):
        planned(plan(gate(), gate(tolerance=0.2)), METRICS, EVERYTHING)


@pytest.mark.parametrize("warn", [0.0, 0.05, 0.1])
def test_a_warning_at_or_before_the_tolerance_is_fine(warn):
    assert planned(plan(gate(warn=warn)), METRICS, EVERYTHING)
    at = {"comparison": "ratio", "tolerance": 0.8, "warn": 1 - warn}
    assert planned(plan(gate(**at)), METRICS, EVERYTHING)


@pytest.mark.parametrize(
    ("fields", "smallest"),
    [
        ({"tolerance": 0.05}, 385),
        ({"tolerance": 0.1}, 97),
        ({"comparison": "ratio", "tolerance": 0.8}, 97),
        ({"tolerance": 0.05, "minimum_n": 12}, 12),
        ({"metric": "cost_per_decision", "tolerance": 0.001}, 30),
        ({"metric": "cost_per_decision", "comparison": "ratio", "tolerance": 0.8}, 97),
    ],
)
def test_the_smallest_testable_group_follows_from_the_tolerance(fields, smallest):
    asked = Gate.model_validate(gate(**fields))
    assert minimum_n(asked, METRICS[asked.metric].unit) == smallest


WINDOWS = Windows(("2025-01-01", "2025-02-01"), ("2025-01-01",), (), "2025-02-03", "month")


def test_a_gate_on_windows_is_one_a_window_or_one_on_the_last_that_is_full():
    asked = plan(gate(window="each", attributes=["sex"]), gate(window="last", id="mine"))
    found = planned(asked, METRICS, EVERYTHING, WINDOWS)
    assert [(one.id, one.window, one.when, one.place) for one in found] == [
        ("selection_rate-difference:sex@2025-01", "2025-01-01", "January 2025", 0),
        ("selection_rate-difference:sex@2025-02", "2025-02-01", "February 2025", 0),
        ("mine:race@last", "2025-01-01", "January 2025", 1),
        ("mine:sex@last", "2025-01-01", "January 2025", 1),
    ]
    assert [one.over_all.id for one in found[1:3]] == ["selection_rate-difference:sex", "mine:race"]
    assert found[1].over_all.over_all.window is None


def test_of_a_metric_that_needs_labels_the_last_full_window_is_one_that_has_matured():
    late = gate(metric="true_positive_rate", comparison="difference", window="last", id="l")
    found = planned(plan(late), METRICS, EVERYTHING, WINDOWS)
    assert [(one.window, one.when) for one in found] == [("", "the last full window")] * 2


@pytest.mark.parametrize(
    ("fields", "conditions", "message", "hint"),
    [
        (
            {"window": "each"},
            (),
            'window = "each" asks for windows, and the log has no times',
            "name the time column: columns.time, or --time",
        ),
        (
            {"condition": "jop"},
            ("job",),
            "'jop' is not among the conditions of the plan",
            "did you mean 'job'?",
        ),
        (
            {"condition": "job"},
            (),
            "'job' is not among the conditions of the plan",
            'name it: conditions = ["job"], or --condition job',
        ),
        (
            {"condition": "job", "metric": "mean_score"},
            ("job",),
            (
                "the mean score cannot be compared within the values of 'job': only shares of "
                "decisions and labels can"
            ),
            "leave the condition out, or name a rate such as selection_rate",
        ),
        (
            {"direction": "worse", "metric": "base_rate"},
            (),
            'direction = "worse" means nothing for base rate, which favours neither side',
            'leave the direction out, or say "either"',
        ),
    ],
)
def test_a_window_a_condition_or_a_direction_that_cannot_be_is_refused(
    fields, conditions, message, hint
):
    asked = plan(gate(**fields)).model_copy(update={"conditions": conditions})
    with pytest.raises(PlanError) as caught:
        planned(asked, METRICS, EVERYTHING)
    assert (str(caught.value), caught.value.hint) == (f"gates.1: {message}", hint)
