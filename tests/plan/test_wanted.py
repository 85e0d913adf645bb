from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of, wanted_kinds

WHOLE = {
    "decision": {"column": "hired", "favourable": "yes"},
    "label": {"column": "stayed"},
    "score": {"column": "points"},
    "protected": [{"column": "sex"}, {"column": "born", "name": "age", "bands": ["40+"]}],
    "conditions": ["job", "region"],
    "kpis": {"latency": "ms", "cost": "eur", "satisfaction": "stars", "failure": "failed",
             "review": "looked", "override": "changed"},
    "columns": {"time": "at", "model_version": "model", "entity": "person", "id": "case",
                "weight": "w"},
}  # fmt: skip


def test_every_role_is_named_with_its_column_in_the_order_of_a_report():
    assert list(roles_of(Plan.model_validate(WHOLE)).items()) == [
        ("decision", "hired"),
        ("label", "stayed"),
        ("score", "points"),
        ("time", "at"),
        ("model version", "model"),
        ("entity", "person"),
        ("id", "case"),
        ("weight", "w"),
        ("protected sex", "sex"),
        ("protected age", "born"),
        ("condition job", "job"),
        ("condition region", "region"),
        ("kpi latency", "ms"),
        ("kpi cost", "eur"),
        ("kpi satisfaction", "stars"),
        ("kpi failure", "failed"),
        ("kpi review", "looked"),
        ("kpi override", "changed"),
    ]


def test_an_empty_plan_wants_nothing():
    assert roles_of(Plan()) == {}
    assert wanted_kinds(Plan()) == {}


def test_numbers_are_read_as_numbers_and_decisions_as_the_text_they_are():
    kinds = wanted_kinds(Plan.model_validate(WHOLE))
    assert {column: kind for column, kind in kinds.items() if kind != "text"} == {
        "points": "number", "ms": "number", "eur": "number", "stars": "number", "w": "number",
        "at": "time",
        "born": "any", "person": "any", "failed": "any", "looked": "any", "changed": "any",
    }  # fmt: skip
    assert {column for column, kind in kinds.items() if kind == "text"} == {
        "hired", "stayed", "sex", "job", "region", "model", "case",
    }  # fmt: skip


def test_a_column_with_two_roles_is_read_as_the_stricter_one():
    plan = Plan.model_validate(
        {
            "score": {"column": "points"},
            "protected": [{"column": "points", "name": "height", "bands": ["<5", "5+"]}],
            "conditions": ["at"],
            "columns": {"time": "at"},
        }
    )
    assert wanted_kinds(plan) == {"points": "number", "at": "time"}


def test_every_part_that_a_column_plays_is_named():
    plan = Plan.model_validate(
        {
            "label": {"column": "paid", "time": "paid_at"},
            "columns": {"reason": "why", "reviewer": "who", "override_reason": "but"},
            "outcome": {"column": "end", "success": "done"},
            "kpis": {"review_time": "seen_at", "failure_class": "error", "steps": "turns"},
            "own_kpis": [
                {"name": "spend", "column": "eur", "kind": "sum", "where": {"site": "a"}},
                {"name": "refunds", "column": "what", "kind": "rate", "values": "refund"},
                {"name": "kept", "column": "stay", "kind": "rate"},
            ],
            "features": ["income", "why"],
        }
    )
    assert roles_of(plan) == {
        "label": "paid", "label time": "paid_at", "reason": "why", "reviewer": "who",
        "override reason": "but", "outcome": "end", "kpi review_time": "seen_at",
        "kpi failure_class": "error", "kpi steps": "turns", "kpi spend": "eur",
        "kpi spend where site": "site", "kpi refunds": "what", "kpi kept": "stay",
        "feature income": "income", "feature why": "why",
    }  # fmt: skip
    assert wanted_kinds(plan) == {
        "paid": "text", "paid_at": "time", "why": "text", "who": "text", "but": "text",
        "end": "text", "seen_at": "any", "error": "text", "turns": "number", "eur": "number",
        "site": "text", "what": "text", "stay": "any", "income": "any",
    }  # fmt: skip


def test_a_column_of_numbers_stays_one_whatever_else_is_asked_of_it():
    kpis = {"steps": "n"}
    own = [{"name": "long", "column": "n", "kind": "rate", "values": ["7", "8"], "where": {"n": 7}}]
    plan = Plan.model_validate({"kpis": kpis, "own_kpis": own, "features": ["n"]})
    assert wanted_kinds(plan) == {"n": "number"}
