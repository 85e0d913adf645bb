import pytest

from evenhand.errors import PlanError
from evenhand.plan.flags import entry_name, overlay, plan_table, split


def test_options_that_are_not_given_are_not_in_the_table():
    assert plan_table() == {}


def test_every_option_has_its_place_in_the_plan():
    table = plan_table(
        title="Hiring",
        decision="hired",
        favourable=["yes", "maybe, later"],
        label="stayed",
        positive=["1"],
        score="s",
        threshold=0.0,
        time="t",
        identifier="i",
        entity="e",
        weight="w",
        model_version="m",
        kpi=["latency=ms"],
        protected=["sex"],
        reference=["sex=M"],
        condition=["job,region"],
        window="month",
    )
    assert table == {
        "title": "Hiring",
        "columns": {"id": "i", "entity": "e", "time": "t", "model_version": "m", "weight": "w"},
        "decision": {"column": "hired", "favourable": ["yes", "maybe", "later"]},
        "label": {"column": "stayed", "positive": ["1"]},
        "score": {"column": "s", "threshold": 0.0},
        "protected": [{"column": "sex", "reference": "M"}],
        "conditions": ["job", "region"],
        "kpis": {"latency": "ms"},
        "window": "month",
    }


def test_lists_with_commas_lose_empty_pieces():
    assert split(["a,,b ", ""]) == ["a", "b"]


@pytest.mark.parametrize(
    ("given", "entries"),
    [
        (["sex"], [{"column": "sex"}]),
        (["sex, race"], [{"column": "sex"}, {"column": "race"}]),
        (["age: 18-39, 40+"], [{"column": "age", "bands": ["18-39", "40+"]}]),
    ],
)
def test_protected_takes_names_and_bands(given, entries):
    assert plan_table(protected=given) == {"protected": entries}


@pytest.mark.parametrize("text", ["age:", ":18-39", "age: , "])
def test_a_protected_attribute_without_a_name_or_bands_is_refused(text):
    with pytest.raises(PlanError, match="is not understood") as caught:
        plan_table(protected=[text])
    assert "age:18-39,40+" in caught.value.hint


def test_a_reference_for_an_attribute_that_is_not_named_is_refused():
    with pytest.raises(PlanError, match="'sx'") as caught:
        plan_table(protected=["sex"], reference=["sx=M"])
    assert caught.value.hint == "did you mean 'sex'?"


@pytest.mark.parametrize("text", ["sex", "=M", "sex="])
def test_a_reference_that_is_no_pair_is_refused(text):
    with pytest.raises(PlanError, match="--reference") as caught:
        plan_table(reference=[text])
    assert "ATTR=GROUP" in caught.value.hint


def test_a_value_may_hold_an_equals_sign():
    assert plan_table(reference=["sex=a=b"]) == {"protected": {"sex": {"reference": "a=b"}}}


def test_an_unknown_kpi_offers_the_nearest():
    with pytest.raises(PlanError, match="no KPI 'latancy'") as caught:
        plan_table(kpi=["latancy=ms"])
    assert caught.value.hint == "did you mean 'latency'?"


@pytest.mark.parametrize(
    ("setting", "table"),
    [
        ("label.positive=yes", {"label": {"positive": "yes"}}),
        ("inference.level=0.99", {"inference": {"level": 0.99}}),
        ("intersections=false", {"intersections": False}),
        ('decision.favourable=["a, b"]', {"decision": {"favourable": ["a, b"]}}),
        ("title=Loans = good", {"title": "Loans = good"}),
        ('kpis."latency"=ms', {"kpis": {"latency": "ms"}}),
        ("gates.four-fifths.tolerance=0.7", {"gates": {"four-fifths": {"tolerance": 0.7}}}),
        ("title=1\nx=2", {"title": "1\nx=2"}),
    ],
)
def test_a_setting_is_toml_or_else_text(setting, table):
    assert plan_table(settings=[setting]) == table


def test_a_setting_whose_key_is_no_key_is_refused():
    with pytest.raises(PlanError, match="is not a key"):
        plan_table(settings=["a b=1"])


def test_a_setting_wins_over_an_option():
    assert plan_table(title="a", settings=["title=b"]) == {"title": "b"}


def test_a_setting_reaches_an_attribute_that_an_option_names():
    table = plan_table(protected=["sex"], settings=["protected.sex.reference=F"])
    assert table == {"protected": [{"column": "sex", "reference": "F"}]}


def test_an_attribute_that_is_named_again_keeps_what_the_plan_says_of_it():
    plan = {"protected": [{"column": "gender", "name": "sex", "reference": "M"}, {"column": "age"}]}
    merged = overlay(plan, plan_table(protected=["sex"]))
    assert merged == {"protected": [{"column": "gender", "name": "sex", "reference": "M"}]}


def test_bands_on_the_command_line_win_over_the_plan():
    plan = {"protected": [{"column": "age", "bands": ["0-50"], "reference": "40+"}]}
    merged = overlay(plan, plan_table(protected=["age:18-39,40+"]))
    assert merged["protected"] == [{"column": "age", "bands": ["18-39", "40+"], "reference": "40+"}]


def test_a_reference_alone_keeps_the_other_attributes_of_the_plan():
    plan = {"protected": [{"column": "sex"}, {"column": "race"}]}
    merged = overlay(plan, plan_table(reference=["race=White"]))
    assert merged["protected"] == [{"column": "sex"}, {"column": "race", "reference": "White"}]


def test_overlay_does_not_change_what_it_is_given():
    plan = {"label": {"column": "paid"}}
    overlay(plan, {"label": {"column": "kept"}})
    assert plan == {"label": {"column": "paid"}}


def test_entries_that_are_no_tables_are_left_to_the_check_of_the_plan():
    assert overlay({"protected": "sex"}, {"protected": ["sex"]}) == {"protected": ["sex"]}
    assert entry_name("sex") == ""


def test_a_setting_reaches_a_target_by_its_id_or_its_metric():
    plan = {"targets": [{"id": "slo", "metric": "latency_p95", "at_most": 9},
                        {"metric": "failure_rate", "at_most": 0.1}]}  # fmt: skip
    flags = plan_table(settings=["targets.slo.at_most=8", "targets.failure_rate.warn=0.05"])
    assert overlay(plan, flags)["targets"] == [
        {"id": "slo", "metric": "latency_p95", "at_most": 8},
        {"metric": "failure_rate", "at_most": 0.1, "warn": 0.05},
    ]
    with pytest.raises(PlanError, match="the target 'latency_p95', which the plan does not have"):
        overlay(plan, plan_table(settings=["targets.latency_p95.at_most=8"]))


def test_a_setting_does_not_reach_two_entries_at_once():
    one = {"metric": "failure_rate", "at_most": 0.1}
    plan = {"targets": [one, {**one, "attributes": ["sex"]}]}
    with pytest.raises(PlanError, match="the plan has 2 of that name") as caught:
        overlay(plan, plan_table(settings=["targets.failure_rate.at_most=0.3"]))
    assert caught.value.hint == "give each an id of its own"
