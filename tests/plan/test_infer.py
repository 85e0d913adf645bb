import tomllib

import pytest

from evenhand.plan import Plan
from evenhand.plan.draft import draft
from evenhand.plan.infer import (
    ALIASES,
    PROTECTED,
    ColumnProfile,
    features_among,
    hoped_for,
    infer,
)
from evenhand.plan.kpi_roles import KPI_ROLES


def column(name, kind="text", distinct=2, **rest):
    return ColumnProfile(name=name, kind=kind, distinct=distinct, **rest)


def roles(*profiles):
    return {guess.role: guess.profile.name for guess in infer(profiles)}


LENDING = (
    column("application_id", distinct=20_000),
    column("applicant", distinct=19_000),
    column("decided_at", "time", 20_000),
    column("decision", common=(("approve", 11_685), ("decline", 8_315))),
    column("score", "number", 9_000),
    column("repaid", "integer", common=(("1", 9_000), ("0", 2_000)), missing=0.4),
    column("sex", common=(("female", 9_900), ("male", 10_100))),
    column("age", "integer", 60),
    column("region", distinct=4),
    column("latency_ms", "number", 5_000),
    column("model_version"),
)


def test_a_usual_log_is_read_as_a_person_would():
    assert roles(*LENDING) == {
        "id": "application_id",
        "entity": "applicant",
        "time": "decided_at",
        "decision": "decision",
        "score": "score",
        "label": "repaid",
        "sex": "sex",
        "age": "age",
        "latency": "latency_ms",
        "model_version": "model_version",
    }


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("Applicant.Gender", "text", "sex"),
        ("dateOfBirth", "date", "birth date"),
        ("AGE_BAND", "text", "age"),
        ("gen_ai.response.model", "text", "model_version"),
        ("gen_ai.response.id", "text", "id"),
        ("enduser.id", "text", "entity"),
        ("gen_ai.client.operation.duration", "number", "latency"),
        ("error.type", "text", "failure_class"),
        ("gen_ai.usage.input_tokens", "integer", "input_tokens"),
        ("gen_ai.usage.output_tokens", "integer", "output_tokens"),
        ("gen_ai.invoke_agent.tool_calls", "integer", "tool_calls"),
        ("gen_ai.workflow.duration", "number", "latency"),
        ("num_turns", "integer", "steps"),
        ("handed_off", "boolean", "handoff"),
        ("Resolved", "text", "success"),
        ("reviewed_at", "time", "review_time"),
        ("review_seconds", "number", "review_time"),
        ("override_reason", "text", "override_reason"),
        ("reviewer", "text", "reviewer"),
        ("hired", "boolean", "decision"),
        ("ethnicity", "text", "race"),
        ("human_review", "boolean", "review"),
        ("overridden", "boolean", "override"),
        ("final decision", "text", "decision"),
    ],
)
def test_columns_are_known_by_their_names(name, kind, role):
    assert roles(column(name, kind)) == {role: name}


@pytest.mark.parametrize(
    ("name", "kind", "distinct"),
    [
        ("store_id", "integer", 90),
        ("mileage", "number", 90),
        ("sex", "text", 5_000),
        ("decision", "text", 5_000),
        ("score", "text", 9),
        ("date", "text", 9),
        ("id", "number", 9),
        ("dob", "text", 9),
        ("notes", "text", 9_000),
        ("resolved", "text", 9_000),
        ("reopened", "text", 9_000),
        ("retries", "text", 3),
        ("error_type", "integer", 3),
        ("review time", "text", 3),
    ],
)
def test_a_column_of_the_wrong_kind_plays_no_role(name, kind, distinct):
    assert roles(column(name, kind, distinct)) == {}


def test_the_only_column_of_times_is_the_time():
    (guess,) = infer([column("seen", "time", 900)])
    assert (guess.role, guess.reason) == ("time", "the only column of times")


def test_of_two_columns_of_times_none_is_chosen_blindly():
    assert roles(column("seen", "time"), column("left", "time")) == {}


def test_an_outcome_besides_the_decision_is_how_tasks_ended():
    found = roles(column("outcome"), column("approved"))
    assert found == {"decision": "outcome"}
    found = roles(column("outcome"), column("decision"))
    assert found == {"decision": "decision", "outcome": "outcome"}


def test_the_draft_lists_how_tasks_ended_and_sets_nothing():
    seen = column("outcome", common=(("solved", 9), ("handed over", 2)))
    text = draft([seen, column("decision"), column("retries", "integer")], ["a.csv"])
    table = tomllib.loads(text)
    assert "outcome" not in table
    assert "seen: solved (9), handed over (2)" in text
    assert '# [outcome]\n# column = "outcome"\n# success = []' in text
    assert table["kpis"] == {"retries": "retries"}


def test_a_decision_of_many_values_may_tell_how_tasks_ended():
    ends = column("outcome", common=(("solved", 9), ("failed", 2), ("left", 1)), distinct=3)
    text = draft([ends, column("sex")], ["a.csv"])
    assert tomllib.loads(text)["decision"]["column"] == "outcome"
    assert '# [outcome]\n# column = "outcome"' in text
    yes_or_no = column("outcome", common=(("yes", 9), ("no", 2)), distinct=2)
    assert "# [outcome]" not in draft([yes_or_no], ["a.csv"])


@pytest.mark.parametrize(
    ("name", "kind", "limit", "target"),
    [
        ("latency", "number", "# latency = 2000", '# metric = "latency_p95"'),
        ("failed", "boolean", None, '# metric = "failure_rate"'),
        ("csat", "integer", "# satisfied = 4", None),
    ],
)
def test_what_could_be_promised_is_shown_and_set_nowhere(name, kind, limit, target):
    text = draft([column(name, kind, 2), column("decision")], ["a.csv"])
    table = tomllib.loads(text)
    assert not {"limits", "targets"} & set(table)
    assert ("# [limits]" in text, "# [[targets]]" in text) == (bool(limit), bool(target))
    assert (limit or "") in text
    assert (target or "") in text
    # The lines are right as they are, once the marks before them are gone.
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    start = next(i for i, line in enumerate(lines) if line in {"[limits]", "[[targets]]"})
    end = next(i for i, line in enumerate(lines) if line.startswith("Without gates"))
    shown = "\n".join(line for line in lines[start:end] if not line.startswith("What is"))
    Plan.model_validate(tomllib.loads(shown))


def test_a_whole_name_is_a_better_guess_than_a_part_of_one():
    assert roles(column("partner_sex"), column("sex")) == {"sex": "sex"}


def test_a_column_plays_one_role():
    found = infer([column(name) for name in ("race", "race_ethnicity", "outcome", "result")])
    assert len({guess.profile.name for guess in found}) == len(found) == 2


def test_the_values_that_sound_good_are_found_in_any_letter_case():
    assert hoped_for(column("d", common=(("APPROVE", 2), ("decline", 1)))) == ("APPROVE",)


def test_every_role_that_is_named_has_aliases():
    assert set(PROTECTED) | set(KPI_ROLES) < set(ALIASES)


def test_the_draft_is_a_plan_that_must_be_completed():
    text = draft(LENDING, ["lending.csv"])
    table = tomllib.loads(text)
    plan = Plan.model_validate(table)
    assert plan.log == ("lending.csv",)
    assert plan.decision.column == "decision"
    assert plan.decision.favourable == ()
    assert plan.columns.time == "decided_at"
    assert plan.label.positive == ("1", "true")
    assert {one.name: one.bands for one in plan.protected} == {
        "age": ("18-39", "40+"),
        "sex": (),
    }
    assert plan.kpis == {"latency": "latency_ms"}
    assert "favourable = []  # to be filled in; seen: approve (11,685), decline (8,315)" in text
    assert '# favourable = ["approve"]  # a guess' in text
    assert "column = \"sex\"  # is named 'sex'" in text
    assert "missing in 40.0%" in text
    assert "could be: region" in text


def test_the_draft_of_an_unknown_log_says_what_to_name():
    text = draft([column("x1", "number", 900), column("x2", distinct=80)], ["a.csv"])
    table = tomllib.loads(text)
    assert table["decision"] == {"favourable": []}
    assert "protected" not in table
    assert "No column looks like a protected attribute" in text
    assert "could be" not in text


def test_values_are_never_shown_where_there_are_many():
    text = draft([column("sex", distinct=40, common=())], ["a.csv"])
    assert "# groups seen: 40 values" in text


def test_only_the_commonest_values_are_listed():
    common = tuple((f"v{place}", 100 - place) for place in range(12))
    text = draft([column("race", distinct=12, common=common)], ["a.csv"])
    assert "v7 (93) and 4 more" in text
    assert "v8" not in text


@pytest.mark.parametrize("values", [("kept", "lost"), ("True", "False"), ("1.0", "0.0")])
def test_a_label_that_the_default_does_not_fit_must_be_completed_too(values):
    one, other = values
    text = draft([column("label", common=((one, 3), (other, 2)))], ["a.csv"])
    assert tomllib.loads(text)["label"] == {"column": "label", "positive": []}
    assert f"seen: {one} (3), {other} (2)" in text


def test_hostile_names_and_values_cannot_leave_their_place():
    text = draft(
        [
            column('sex"\n[decision]\nx = 1 #\x7f', common=(('a\n[kpis]\nb = "c"', 2),)),
            column("decision", common=(("no\r\nlog = []", 5),)),
            column("a\nlog = []", distinct=3),
        ],
        ['l"\n.csv'],
    )
    table = tomllib.loads(text)
    assert table["log"] == ['l"\n.csv']
    assert table["protected"] == [{"column": 'sex"\n[decision]\nx = 1 #\x7f'}]
    assert table["features"] == ["a\nlog = []"]
    assert set(table) == {"log", "columns", "decision", "protected", "features"}


def test_of_very_many_features_some_are_named_and_the_rest_counted():
    columns = [column(f"x{n:02}", "number", 900) for n in range(23)]
    text = draft([*columns, column("decision")], ["a.csv"])
    assert tomllib.loads(text)["features"] == [f"x{n:02}" for n in range(20)]
    assert "# and 3 more columns" in text


def test_neither_times_nor_what_never_varies_is_a_feature():
    free = [column("seen_on", "date", 30), column("firm", distinct=1), column("kind", distinct=3)]
    assert features_among(free) == ("kind",)
