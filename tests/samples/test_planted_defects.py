"""The samples audited: each planted defect is found, and nothing that the READMEs rule out."""

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from evenhand.audit import audit
from evenhand.plan import Plan

ROOT = Path(__file__).resolve().parents[2]


def plan_of(name):
    text = (ROOT / "sample_data" / name / "evenhand.toml").read_text("utf-8")
    return Plan.model_validate(tomllib.loads(text))


def audited(name):
    return audit(str(ROOT / "sample_data" / name / f"{name}.csv"), plan_of(name))


@pytest.fixture(scope="module")
def lending():
    return audited("lending")


@pytest.fixture(scope="module")
def hiring():
    return audited("hiring")


@pytest.fixture(scope="module")
def support():
    return audited("support_agent")


@pytest.fixture(scope="module")
def makers():
    """Return the module that makes the samples, from scripts/."""
    path = ROOT / "scripts" / "make_sample_data.py"
    sys.path.insert(0, str(path.parent))
    try:
        spec = importlib.util.spec_from_file_location("make_sample_data", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module


def gate(found, metric, *attributes):
    (one,) = [g for g in found.gates if (g.metric, g.attributes) == (metric, attributes)]
    return one


def failing(one):
    return {part.group for part in one.groups if part.state == "fail"}


def compared(found, metric, comparison, group, *, against="reference", condition=None):
    (row,) = [
        row
        for row in found.disparities
        if (row.metric, row.comparison, row.group) == (metric, comparison, group)
        and (row.against, row.condition) == (against, condition)
    ]
    return row


def estimated(found, metric, **wanted):
    wanted = {"attributes": (), "window": None, "model_version": None, **wanted}
    (row,) = [
        row
        for row in found.estimates
        if row.metric == metric and all(getattr(row, k) == v for k, v in wanted.items())
    ]
    return row


def kinds(found, *severities):
    return {(one.kind, one.group) for one in found.findings if one.severity in severities}


def of_kind(found, kind):
    return {(one.attributes, one.group) for one in found.findings if one.kind == kind}


def rules(found):
    return [one.rule for one in found.recommendations]


# ---- lending


def test_black_applicants_are_approved_less_often_past_the_tolerance(lending):
    one = gate(lending, "selection_rate", "race")
    assert one.state == "fail"
    assert failing(one) == {("Black",)}
    assert one.value == pytest.approx(0.747, abs=5e-4)
    row = compared(lending, "selection_rate", "difference", ("Black",))
    assert row.value == pytest.approx(-0.171, abs=5e-4)
    assert row.high < -0.05


def test_purpose_does_not_account_for_it(lending):
    row = compared(lending, "selection_rate", "difference", ("Black",), condition="purpose")
    assert row.value == pytest.approx(-0.157, abs=5e-4)
    assert row.high < -0.05
    assert of_kind(lending, "condition") == set()


def test_black_applicants_who_would_repay_are_approved_less_often(lending):
    one = gate(lending, "true_positive_rate", "race")
    assert failing(one) == {("Black",)}
    assert one.value == pytest.approx(-0.137, abs=5e-4)


def test_scores_are_off_for_black_and_hispanic_applicants_alone(lending):
    assert of_kind(lending, "calibration") == {(("race",), ("Black",)), (("race",), ("Hispanic",))}
    for group, value in (("Black", 0.089), ("Hispanic", 0.082)):
        row = estimated(lending, "calibration_in_the_large", attributes=("race",), group=(group,))
        assert row.value == pytest.approx(value, abs=5e-4)


def test_accuracy_falls_until_the_last_labelled_months(lending):
    assert of_kind(lending, "performance") == {((), ())}
    for version, value in (("v1", 0.780), ("v2", 0.728)):
        row = estimated(lending, "accuracy", model_version=version)
        assert row.value == pytest.approx(value, abs=5e-4)
    (finding,) = [one for one in lending.findings if one.kind == "performance"]
    assert finding.severity == "high"
    # Of November and December most labels have not arrived.
    assert "November" not in finding.detail
    assert "December" not in finding.detail


def test_outcomes_of_black_applicants_are_known_less_often(lending):
    assert of_kind(lending, "label_coverage") == {(("race",), ("Black",))}


def test_native_american_applicants_are_too_few_to_judge_and_never_flagged(lending):
    assert of_kind(lending, "too_few_decisions") == {(("race",), ("Native American",))}
    for one in lending.gates:
        for part in one.groups:
            assert "Native American" not in part.group or part.state not in {"fail", "warn"}


def test_the_tail_of_latency_rose_with_the_second_model(lending):
    for version, value in (("v1", 364), ("v2", 677)):
        row = estimated(lending, "latency_p95", model_version=version)
        assert row.value == pytest.approx(value, rel=0.011)


def test_nothing_is_said_of_sex_age_or_other_groups_in_lending(lending):
    for one in lending.gates:
        if "race" not in one.attributes:
            assert one.state == "pass"
        for part in one.groups:
            assert "Black" in part.group or part.state in {"pass", "insufficient"}
    for kind, group in kinds(lending, "high", "medium"):
        assert (
            kind == "performance"
            or "Black" in group
            or (kind, group)
            == (
                "calibration",
                ("Hispanic",),
            )
        )
    assert of_kind(lending, "kpi_gap") == set()


def test_lending_is_advised_on_each_defect_and_on_nothing_else(lending):
    assert rules(lending) == [
        "investigate",
        "retrain",
        "recalibrate",
        "collect_labels",
        "collect_decisions",
    ]
    assert "Black" in lending.recommendations[0].title
    assert "Black and Hispanic" in lending.recommendations[2].title
    assert "Native American" in lending.recommendations[4].title
    assert lending.verdict.exit_code == 1


# ---- hiring


def test_black_applicants_have_an_impact_ratio_below_four_fifths(hiring):
    one = gate(hiring, "selection_rate", "race/ethnicity")
    assert failing(one) == {("Black or African American",)}
    for metric, value in (("selection_rate", 0.670), ("scoring_rate", 0.669)):
        row = compared(hiring, metric, "ratio", ("Black or African American",), against="highest")
        assert row.value == pytest.approx(value, abs=1e-3)
        assert row.high < 0.80
        assert row.reference == ("Hispanic or Latino",)
    held = compared(
        hiring, "selection_rate", "ratio", ("Black or African American",), condition="job_group"
    )
    assert held.high < 0.80


def test_asian_women_are_found_as_an_intersection_while_asians_and_women_are_not(hiring):
    crossed = gate(hiring, "selection_rate", "sex", "race/ethnicity")
    assert crossed.group == ("Female", "Asian")
    assert all(
        group == ("Female", "Asian") or group[1] == "Black or African American"
        for group in failing(crossed)
    )
    assert gate(hiring, "selection_rate", "sex").state == "pass"
    assert crossed.value == pytest.approx(0.547, abs=5e-4)
    (asian,) = [
        part
        for part in gate(hiring, "selection_rate", "race/ethnicity").groups
        if part.group == ("Asian",)
    ]
    assert asian.state in {"pass", "insufficient"}


def test_the_gap_by_sex_is_accounted_for_by_job_group(hiring):
    assert of_kind(hiring, "condition") == {(("sex",), ("Female",))}
    crude = compared(hiring, "selection_rate", "difference", ("Female",))
    held = compared(hiring, "selection_rate", "difference", ("Female",), condition="job_group")
    assert crude.value == pytest.approx(-0.080, abs=5e-4)
    assert held.value == pytest.approx(-0.009, abs=5e-4)
    assert held.low < 0 < held.high


def test_the_smallest_category_is_shown_and_not_judged(hiring):
    group = ("Native Hawaiian or Pacific Islander",)
    row = estimated(hiring, "selection_rate", attributes=("race/ethnicity",), group=group)
    assert row.n == 57
    (part,) = [
        p for p in gate(hiring, "selection_rate", "race/ethnicity").groups if p.group == group
    ]
    assert (part.state, part.testable) == ("insufficient", False)


def test_how_many_are_unknown_is_told(hiring):
    assert hiring.log.unknown == {"sex": 131, "race/ethnicity": 166}


def test_nothing_else_is_said_of_hiring(hiring):
    for kind, group in kinds(hiring, "high", "medium"):
        assert kind == "gate_fail"
        assert group in {("Black or African American",), ("Female", "Asian")}
    assert {one.metric for one in hiring.gates} == {"selection_rate"}
    assert not {row.metric for row in hiring.estimates} & {
        "accuracy",
        "area_under_roc",
        "base_rate",
    }
    assert rules(hiring) == [
        "investigate",
        "investigate",
        "collect_decisions",
        "record_model_version",
        "record_entity",
    ]
    assert "Black or African American" in hiring.recommendations[0].title
    assert "Female, Asian" in hiring.recommendations[1].title


# ---- support agent


def test_tickets_in_spanish_are_resolved_less_often_and_the_ratio_is_not_shown(support):
    one = gate(support, "selection_rate", "language")
    assert (one.state, one.group) == ("warn", ("es",))
    assert one.value == pytest.approx(0.780, abs=5e-4)
    row = compared(support, "selection_rate", "difference", ("es",))
    assert row.value == pytest.approx(-0.165, abs=6e-4)
    assert row.high < -0.05
    held = compared(support, "selection_rate", "difference", ("es",), condition="region")
    assert held.value == pytest.approx(-0.166, abs=6e-4)


def test_spanish_is_served_worse_by_every_kpi_that_was_planted(support):
    assert of_kind(support, "kpi_gap") == {(("language",), ("es",))}
    told = {one.title.split(" of es ")[0] for one in support.findings if one.kind == "kpi_gap"}
    assert told == {
        "95th percentile of latency",
        "Failure rate",
        "Satisfaction response rate",
        "Mean satisfaction",
    }


def test_how_few_answer_is_shown(support):
    assert estimated(support, "satisfaction_response_rate").value == pytest.approx(0.395, abs=1e-3)
    spanish = estimated(
        support, "satisfaction_response_rate", attributes=("language",), group=("es",)
    )
    assert spanish.value == pytest.approx(0.246, abs=5e-4)


def test_nothing_else_is_said_of_support(support):
    assert gate(support, "selection_rate", "age").state == "pass"
    for _, group in kinds(support, "high", "medium"):
        assert "es" in group
    for one in support.gates:
        for part in one.groups:
            assert "es" in part.group or part.state in {"pass", "insufficient"}
    assert of_kind(support, "performance") == set()
    assert support.verdict.exit_code == 0


# ---- the clean twins


@pytest.mark.parametrize("name", ["lending", "hiring", "support_agent"])
def test_a_clean_twin_is_not_flagged(makers, name):
    found = audit(getattr(makers, name)(clean=True), plan_of(name))
    assert {one.state for one in found.gates} <= {"pass", "insufficient"}
    assert all(len(one.attributes) == 2 for one in found.gates if one.state == "insufficient")
    assert kinds(found, "high", "medium") == set()
    assert of_kind(found, "condition") == set()
    assert set(rules(found)) <= {
        "hold",
        "collect_decisions",
        "record_model_version",
        "record_entity",
    }
    assert found.verdict.exit_code == 0
