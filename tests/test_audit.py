"""The whole pipeline, from a log to an Audit, on small frames and files."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
DECISION = {"column": "hired", "favourable": "yes"}
PLAN = {
    "decision": DECISION,
    "label": {"column": "stayed"},
    "score": {"column": "score", "threshold": 0.5},
    "protected": [
        {"column": "sex", "reference": "M"},
        {"column": "age", "bands": ["18-39", "40+"]},
    ],
    "conditions": ["job"],
    "columns": {"time": "at", "model_version": "model"},
    "kpis": {"latency": "ms", "failure": "failed"},
    "inference": {"draws": 100},
}


def people(n=400, seed=3):
    """Return a log in which every figure of the plan is defined."""
    draw = np.random.default_rng(seed)
    score = draw.integers(0, 65, n) / 64
    return pd.DataFrame(
        {
            "sex": draw.choice(["F", "M", "X"], n, p=[0.45, 0.45, 0.1]),
            "age": draw.integers(18, 70, n),
            "job": draw.choice(["cook", "clerk"], n),
            "hired": np.where(score >= 0.5, "yes", "no"),
            "stayed": draw.integers(0, 2, n),
            "score": score,
            "at": pd.Timestamp("2025-01-01") + pd.to_timedelta(draw.integers(0, 90, n), unit="D"),
            "model": draw.choice(["v1", "v2"], n),
            "ms": draw.integers(1, 1000, n) / 8,
            "failed": draw.integers(0, 2, n),
        }
    )


def audited(log, plan=None, **asked):
    return audit(log, Plan.model_validate({**(plan or {}), **asked}), as_of=NOON)


def of(found, metric, group=(), attributes=None):
    """Return the estimate of a metric over the whole period."""
    (row,) = (
        one
        for one in found.estimates
        if (one.metric, one.group) == (metric, group)
        and attributes in {None, one.attributes}
        and one.window is None
        and one.model_version is None
        and one.condition is None
    )
    return row


def figures(found):
    """Return all estimates and disparities, but for what names them."""
    return [replace(row, id="") for row in (*found.estimates, *found.disparities)]


@pytest.fixture(scope="module")
def whole():
    return audited(people(), PLAN)


def test_a_whole_log_serves_every_stage(whole):
    assert whole.log.rows == 400
    assert whole.log.engine == "pandas"
    assert whole.log.files == ()
    assert whole.log.window == "week"
    assert whole.log.model_versions == ("v1", "v2")
    assert [one.name for one in whole.attributes] == ["sex", "age"]
    assert whole.attributes[0].reference_by == "plan"
    assert whole.favourable == "yes"
    assert whole.gates
    assert whole.calibration
    assert {one.attributes for one in whole.estimates} == {(), ("sex",), ("age",), ("sex", "age")}
    assert {one.condition for one in whole.disparities} == {None, "job"}
    ids = [row.id for row in (*whole.estimates, *whole.disparities)]
    assert len(ids) == len(set(ids))


def test_rates_are_the_plain_ones(whole):
    log = people()
    for sex, rows in log.groupby("sex"):
        found = of(whole, "selection_rate", (sex,))
        assert found.value == pytest.approx((rows["hired"] == "yes").mean())
        assert (found.numerator, found.denominator) == ((rows["hired"] == "yes").sum(), len(rows))
        assert of(whole, "mean_score", (sex,)).value == pytest.approx(rows["score"].mean())
        assert of(whole, "failure_rate", (sex,)).value == pytest.approx(rows["failed"].mean())
    assert of(whole, "latency_p50").value == pytest.approx(log["ms"].median(), rel=0.02)


def test_windows_and_versions_add_up_to_the_whole(whole):
    n = [one for one in whole.estimates if one.metric == "decisions" and one.attributes == ()]
    assert sum(one.value for one in n if one.window is not None) == 400
    assert sum(one.value for one in n if one.model_version is not None) == 400


def test_an_undefined_value_has_a_reason_and_no_interval(whole):
    rows = (*whole.estimates, *whole.disparities)
    assert all((row.value is None) == (row.undefined is not None) for row in rows)
    assert all(row.low is None and row.high is None for row in rows if row.value is None)


def test_the_same_log_plan_and_time_give_the_same_audit(whole):
    assert audited(people(), PLAN) == whole


def test_the_order_of_rows_does_not_matter(whole):
    assert audited(people().sample(frac=1, random_state=1), PLAN) == whole


def test_another_time_is_another_audit_with_the_same_figures(whole):
    other = audit(people(), Plan.model_validate(PLAN), as_of=NOON.replace(year=2026))
    assert other.id != whole.id
    assert other.as_of == "2026-06-01T12:00:00+00:00"
    assert other.estimates == whole.estimates


def test_an_audit_that_names_no_time_speaks_for_now():
    found = audit(people(), Plan.model_validate(PLAN))
    spoken = datetime.fromisoformat(found.as_of)
    assert abs((datetime.now(UTC) - spoken).total_seconds()) < 60


def test_progress_is_told_in_words():
    told = []
    audit(people(), Plan.model_validate(PLAN), progress=told.append)
    assert told[0] == "looking over the columns"
    assert told[-1] == "comparing groups, and looking at what can be traced"


# --- what a log may lack


def test_one_group_is_shown_and_not_compared():
    log = people().assign(sex="F", age=30)
    found = audited(log, PLAN, protected=[{"column": "sex"}, PLAN["protected"][1]])
    assert found.disparities == () or {row.attributes for row in found.disparities} == {("window",)}
    assert of(found, "selection_rate", ("F",)).value is not None
    assert found.attributes[0].reference == ""
    assert "sex has one group only (F): nothing to compare." in found.notes
    assert {gate.state for gate in found.gates} <= {"insufficient"}
    assert found.verdict.state != "pass"


def test_a_group_that_is_unknown_in_every_row_leaves_nothing_to_compare():
    found = audited(people().assign(sex=None), PLAN, protected=[{"column": "sex"}])
    assert found.attributes[0].groups == ()
    assert found.log.unknown == {"sex": 400}
    assert "sex is unknown in every row: nothing to compare." in found.notes
    assert of(found, "selection_rate", ("unknown",)).value is not None
    assert [row for row in found.disparities if row.attributes == ("sex",)] == []


def test_without_labels_there_are_no_error_rates():
    log = people().assign(stayed=pd.Series([None] * 400, dtype="Int64"))
    found = audited(log, PLAN)
    assert found.log.labelled == 0
    assert "All labels are missing, so there are no error rates or accuracy." in found.notes
    metrics = {row.metric for row in found.estimates}
    assert "selection_rate" in metrics
    assert not metrics & {"true_positive_rate", "accuracy", "area_under_roc"}


def test_without_a_label_column_there_are_no_error_rates():
    found = audited(people(), PLAN, label=None)
    assert "true_positive_rate" not in {row.metric for row in found.estimates}
    assert any(note.startswith("No label is named") for note in found.notes)


def test_a_group_without_labels_is_undefined_and_not_zero():
    log = people()
    log["stayed"] = log["stayed"].astype("Int64").mask(log["sex"] == "X")
    found = audited(log, PLAN)
    for metric in ("true_positive_rate", "accuracy", "base_rate", "area_under_roc"):
        row = of(found, metric, ("X",))
        assert (row.value, row.low, row.high, row.undefined) == (None, None, None, "no_labels")
    assert of(found, "label_coverage", ("X",)).value == 0
    assert found.log.labelled == (log["sex"] != "X").sum()


def test_a_group_without_scores_is_undefined_and_does_not_shift_the_others(whole):
    log = people()
    log["score"] = log["score"].mask(log["sex"] == "F")
    found = audited(log, PLAN)
    row = of(found, "mean_score", ("F",))
    assert (row.value, row.undefined) == (None, "zero_denominator")
    assert of(found, "mean_score", ("M",)) == replace(
        of(whole, "mean_score", ("M",)), id=of(found, "mean_score", ("M",)).id
    )


def test_a_group_without_a_kpi_is_not_recorded_and_does_not_shift_the_others(whole):
    log = people()
    log["ms"] = log["ms"].mask(log["sex"] == "F")
    found = audited(log, PLAN)
    for metric in ("latency_mean", "latency_p50", "latency_p99"):
        row = of(found, metric, ("F",))
        assert (row.value, row.undefined) == (None, "not_recorded")
        assert of(found, metric, ("X",)).value == of(whole, metric, ("X",)).value


def test_a_kpi_that_nobody_has_is_undefined():
    found = audited(people().assign(ms=pd.Series([None] * 400, dtype="Float64")), PLAN)
    assert of(found, "latency_p50").undefined == "not_recorded"
    assert of(found, "latency_mean", ("F",)).value is None


def test_a_group_with_one_kind_of_label_has_no_auc():
    log = people()
    log.loc[log["sex"] == "X", "stayed"] = 1
    found = audited(log, PLAN)
    assert of(found, "area_under_roc", ("X",)).undefined == "one_class"
    assert of(found, "false_positive_rate", ("X",)).undefined == "zero_denominator"
    assert of(found, "true_positive_rate", ("X",)).value is not None


def test_without_times_nothing_is_said_of_change():
    found = audited(people(), PLAN, columns={})
    assert (found.log.first, found.log.window, found.log.windows) == (None, None, ())
    assert {row.window for row in found.estimates} == {None}
    assert "throughput" not in {row.metric for row in found.estimates}
    assert any(note.startswith("No time is named") for note in found.notes)


def test_without_scores_there_is_no_auc():
    found = audited(people(), PLAN, score=None)
    assert "area_under_roc" not in {row.metric for row in found.estimates}
    assert found.calibration == ()
    assert any(note.startswith("No score is named") for note in found.notes)


def test_the_least_that_can_be_audited_is_a_decision_and_a_group():
    found = audited(people()[["sex", "hired"]], decision=DECISION, protected=[{"column": "sex"}])
    assert of(found, "selection_rate", ("F",)).value is not None
    assert found.log.columns == {"decision": "hired", "protected sex": "sex"}


def test_a_score_with_a_threshold_stands_for_the_decision(whole):
    found = audited(people(), PLAN, decision=None)
    assert found.favourable == "score >= 0.5"
    assert of(found, "selection_rate", ("F",)).value == of(whole, "selection_rate", ("F",)).value


@pytest.mark.parametrize("missing", [None, np.nan])
def test_rows_without_a_decision_are_counted_and_in_no_rate(missing, whole):
    log = people()
    extra = log.head(50).assign(hired=missing)
    found = audited(pd.concat([log, extra]), PLAN)
    assert (found.log.rows, found.log.undecided) == (450, 50)
    assert of(found, "selection_rate").value == of(whole, "selection_rate").value
    assert any(note.startswith("50 of 450 rows carry no decision") for note in found.notes)


@pytest.mark.parametrize("favourable", ["high", "low"])
def test_a_score_that_is_missing_decides_nothing(favourable):
    log = people()
    log["score"] = log["score"].mask(log.index < 30)
    found = audited(log, PLAN, decision=None, score={**PLAN["score"], "favourable": favourable})
    assert found.log.undecided == 30
    assert of(found, "selection_rate").n == 370


# --- weights and people who come again


def test_a_weight_of_two_counts_a_row_twice():
    log = people()
    plan = {**PLAN, "columns": {"weight": "w"}, "kpis": {}, "score": None}
    weighed = audited(log.assign(w=np.where(log["sex"] == "F", 2, 1)), plan)
    doubled = audited(pd.concat([log, log[log["sex"] == "F"]]), {**plan, "columns": {}})
    for metric in ("selection_rate", "true_positive_rate", "accuracy", "f1_score"):
        assert of(weighed, metric).value == pytest.approx(of(doubled, metric).value)
        for sex in "FMX":
            assert of(weighed, metric, (sex,)).value == pytest.approx(
                of(doubled, metric, (sex,)).value
            )
    assert any("weighted by w" in note for note in weighed.notes)


def test_unequal_weights_widen_the_intervals():
    log = people()
    plan = {**PLAN, "columns": {"weight": "w"}}
    plain = of(audited(log.assign(w=1.0), plan), "selection_rate")
    uneven = of(audited(log.assign(w=np.where(log.index % 10, 0.1, 10.0)), plan), "selection_rate")
    assert plain.design_effect is None
    assert uneven.design_effect > 2
    assert uneven.high - uneven.low > 1.5 * (plain.high - plain.low)


def repeated(times=8):
    """Return a log of people who come again and are decided about alike every time."""
    log = people(300)
    return pd.concat([log.assign(person=log.index)] * times)


@pytest.mark.parametrize("kind", [int, str])
def test_people_who_come_again_widen_the_intervals(kind):
    log = repeated().assign(person=lambda rows: rows["person"].map(kind))
    plan = {"decision": DECISION, "protected": [{"column": "sex"}]}
    apart, together = (
        of(audited(log, plan, columns=columns), "selection_rate")
        for columns in ({}, {"entity": "person"})
    )
    assert (apart.value, apart.design_effect) == (together.value, None)
    assert 4 < together.design_effect < 14
    assert together.high - together.low > 1.8 * (apart.high - apart.low)


def test_people_who_come_once_do_not():
    log = people(2000).assign(person=range(2000))
    found = audited(log, decision=DECISION, protected=[{"column": "sex"}],
                    columns={"entity": "person"})  # fmt: skip
    assert of(found, "selection_rate").design_effect < 2


# --- what stops an audit


@pytest.mark.parametrize(
    ("changed", "message", "hint"),
    [
        ({"decision": None, "score": None}, "the plan names no decision", "--decision"),
        ({"protected": []}, "the plan names no protected attribute", "--protected"),
        (
            {"protected": [{"column": "sex"}, {"column": "job", "name": "sex"}]},
            "the protected attribute 'sex' is named twice",
            "a name of its own",
        ),
        (
            {"protected": [{"column": "sex", "reference": "m"}]},
            "protected.sex: sex has no group 'm' to compare with",
            "known are: F, M, X",
        ),
        (
            {"protected": [{"column": "job", "reference": "cooks"}]},
            "protected.job: job has no group 'cooks' to compare with",
            "did you mean 'cook'?",
        ),
        (
            {"protected": [{"column": "age", "bands": ["18-40", "40+"]}]},
            "the bands '18-40' and '40+' overlap",
            "18-39",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_an_error_that_says_what_to_do(changed, message, hint):
    with pytest.raises(PlanError) as caught:
        audited(people(40), {**PLAN, **changed})
    assert str(caught.value) == message
    assert hint in caught.value.hint


def test_a_column_that_is_not_there_offers_the_nearest():
    with pytest.raises(LogError, match="no column 'Hired'") as caught:
        audited(people(40), PLAN, decision={**DECISION, "column": "Hired"})
    assert "did you mean 'hired'?" in caught.value.hint


@pytest.mark.parametrize("log", [42, {"sex": ["F"]}, None])
def test_what_is_no_frame_is_an_error(log):
    with pytest.raises(LogError, match="not a frame"):
        audited(log, PLAN)


def test_an_empty_frame_is_an_error():
    with pytest.raises(LogError):
        audited(people(40).head(0), PLAN)


# --- files


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the log in one file and in three, as CSV and as Parquet."""
    place, log = tmp_path_factory.mktemp("logs"), people()
    for name in ("one", "three"):
        for kind in ("csv", "parquet"):
            (place / name / kind).mkdir(parents=True)
    cuts = {"one": [0, 400], "three": [0, 150, 151, 400]}
    for name, ends in cuts.items():
        for i, (start, end) in enumerate(itertools.pairwise(ends)):
            part = log.iloc[start:end]
            part.to_csv(place / name / "csv" / f"{i}.csv", index=False)
            part.to_parquet(place / name / "parquet" / f"{i}.parquet", index=False)
    return place


@pytest.mark.parametrize("files", ["one", "three"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_files_give_the_figures_of_the_frame(folder, files, kind, whole):
    found = audited(folder / files / kind, PLAN)
    assert found.log.engine == "duckdb"
    assert len(found.log.files) == {"one": 1, "three": 3}[files]
    assert (found.log.rows, found.log.rejected) == (400, 0)
    assert figures(found) == figures(whole)
    assert found.verdict == whole.verdict
    assert found.attributes == whole.attributes


def test_files_may_be_named_one_by_one(folder, whole):
    paths = sorted((folder / "three" / "csv").iterdir())
    found = audited([paths[0], *map(str, paths[1:])], PLAN)
    assert figures(found) == figures(whole)


def test_the_id_of_an_audit_follows_the_files(folder):
    plan = {"decision": DECISION, "protected": [{"column": "sex"}]}
    one, three = (audited(folder / name / "parquet", plan) for name in ("one", "three"))
    assert one.id != three.id
    assert one.id == audited(folder / "one" / "parquet", plan).id


def test_rows_that_cannot_be_read_are_set_aside_and_listed(tmp_path):
    people(400).astype({"score": object}).assign(
        score=lambda rows: rows["score"].where(rows.index != 7, "n/a?")
    ).to_csv(tmp_path / "log.csv", index=False)
    rejects = tmp_path / "rejects.csv"
    plan = Plan.model_validate(PLAN)
    found = audit(tmp_path / "log.csv", plan, as_of=NOON, rejects_to=rejects)
    assert (found.log.rows, found.log.rejected) == (399, 1)
    assert (found.log.rejects[0].line, found.log.rejects[0].column) == (9, "score")
    assert rejects.read_text(encoding="utf-8").count("\n") >= 2


def test_scores_without_decisions_are_gated_on_scoring_rates():
    frame = pd.DataFrame(
        {"sex": ["F", "M"] * 300, "score": [i % 97 + (40 if i % 2 else 0) for i in range(600)]}
    )
    found = audit(
        frame,
        Plan.model_validate({"score": {"column": "score"}, "protected": [{"column": "sex"}]}),
        as_of=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert [gate.metric for gate in found.gates] == ["scoring_rate"]
    assert found.verdict.state == "fail"
    assert "No decision is named: scores are compared, not decisions." in found.notes
    assert {row.metric for row in found.estimates}.isdisjoint({"selection_rate", "accuracy"})
    assert found.log.undecided == 0
