"""Features that no model can use, through real processes: what is said, and what goes on."""

import csv
import json
import random

import pytest

PLAN = """
log = "log.csv"
features = {features}

[columns]
time = "at"
entity = "person"

[decision]
column = "decision"
favourable = "yes"

[[protected]]
column = "sex"
"""
LABEL = '[label]\ncolumn = "{}"\npositive = "1"\n'
ROWS = 1_600
MORE = {
    "same": lambda _: "a",
    "nothing": lambda _: "",
    "number": lambda row: row["n"],
    "name": lambda row: f"person {row['n']}",
    "copied": lambda row: row["decision"],
    "always": lambda _: 1,
}


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture
def audited(run, tmp_path):
    """Return a function that audits decisions that go by an income, with the features named."""
    chance = random.Random(1)  # noqa: S311 - rows, no secrets
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "person", "sex", "decision", "paid", "income", "town", *MORE])
        for n in range(ROWS):
            sex, income = chance.choice("FM"), round(chance.gauss(0, 1), 3)
            own = {"n": n, "decision": "yes" if income + chance.gauss(0, 1) > 0 else "no"}
            at = f"2025-{1 + n * 12 // ROWS:02d}-{1 + n % 28:02d}T12:00:00"
            plain = [at, f"P{n}", sex, own["decision"], int(chance.random() < 0.6), income]
            town = "south" if chance.random() < (0.8 if sex == "F" else 0.2) else "north"
            rows.writerow([*plain, town, *(make(own) for make in MORE.values())])

    def audit(*features, label="", formats="json"):
        plan = PLAN.format(features=json.dumps(features))
        plan += LABEL.format(label) if label else ""
        (tmp_path / "evenhand.toml").write_text(plan, "utf-8")
        ended = run("audit", "--simulate", "--format", formats)
        assert "Traceback" not in ended.err
        result = json.loads((tmp_path / "audit" / "audit.json").read_text("utf-8"))
        # Whatever is wrong with features, the audit is one of decisions, and it stands.
        assert ended.code == result["verdict"]["exit_code"] in {0, 1}
        assert result["gates"][0]["state"] in {"pass", "warn", "fail", "insufficient"}
        return result, " ".join(ended.out.split())

    return audit


def sought(result):
    return [one["feature"] for one in result["proxies"]]


def test_what_no_model_can_use_is_left_out_with_its_reason_and_the_rest_is_used(audited, tmp_path):
    result, told = audited(
        "income", "town", "same", "nothing", "number", "name", "copied", formats="json,html"
    )
    assert sought(result) == ["income", "town"]
    reasons = {
        "same": "it has the same value in every row",
        "nothing": "it has no value in any row",
        "number": "it has another value in nearly every row",
        "name": "it has another value in nearly every row",
        "copied": "it alone tells the decision in all but a few rows",
    }
    page = " ".join((tmp_path / "audit" / "audit.html").read_text("utf-8").split())
    for feature, why in reasons.items():
        said = [n for n in result["notes"] if n.startswith(f"The feature '{feature}' was left out")]
        assert len(said) == 1
        assert why in said[0]
        assert why in page
    assert "was left out of proxies and remedies" in told
    assert "person 17" not in page
    # Of the two that are left, one tells women from men, and decisions go by the other.
    town, income = (
        next(p for p in result["proxies"] if p["feature"] == n) for n in ("town", "income")
    )
    assert town["area_under_roc"] > 0.7
    assert income["area_under_roc"] < 0.55
    assert income["importance_low"] > town["importance"]
    assert not [one for one in result["findings"] if one["kind"] == "proxy"]


def test_without_features_it_is_said_which_analyses_were_skipped(audited):
    result, told = audited(label="paid")
    assert result["proxies"] == result["remedies"] == []
    assert result["untried"] == "The plan names no features, so that no model can be fitted."
    assert "Proxies were not looked for." in told


def test_where_every_feature_is_left_out_that_is_said(audited):
    result, told = audited("same", "nothing", label="paid")
    assert result["proxies"] == result["remedies"] == []
    assert result["untried"] == "No model can be fitted: every feature had to be left out."
    assert "Proxies were not looked for." in told


def test_labels_of_one_class_fit_no_model_and_proxies_need_none(audited):
    result, _ = audited("income", "town", label="always")
    assert sought(result) == ["income", "town"]
    assert result["remedies"] == []
    assert result["untried"].startswith("There are too few labelled decisions of either outcome")


def test_without_the_flag_nothing_of_it_is_done_or_said(run, audited, tmp_path):
    audited("income", "same")
    run("audit", "--quiet", "--format", "json")
    result = json.loads((tmp_path / "audit" / "audit.json").read_text("utf-8"))
    assert result["proxies"] == result["remedies"] == []
    assert result["untried"] is None
    assert not [note for note in result["notes"] if "roxies" in note]
