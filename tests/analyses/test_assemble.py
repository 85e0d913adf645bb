"""From tallies to all rows of an audit."""

import pytest

from evenhand.analyses.assemble import analyse
from evenhand.metrics import METRICS
from evenhand.plan import Plan

PLAN = Plan.model_validate(
    {"protected": [{"column": "sex"}, {"column": "race"}], "conditions": ["job"]}
)


def decided(n, **more):
    return [
        {**more, "decision": d, "label": y, "n": n + place}
        for place, (d, y) in enumerate(
            [("favourable", "positive"), ("favourable", "negative"),
             ("unfavourable", "positive"), ("unfavourable", "negative")]
        )
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    found = []
    for window in ("2025-01-01", "2025-02-01"):
        for sex, race, n in (("F", "x", 10), ("M", "x", 20), ("M", "unknown", 5)):
            for job in ("a", "b"):
                found += decided(n, sex=sex, race=race, job=job, window=window)
    return found


@pytest.fixture
def analysed(tallies, rows, settings):
    def run(needs=("decision", "label", "time"), chosen=PLAN, some=rows, **more):
        log = tallies(some, *(p.name for p in chosen.protected), conditions=["job"], **more)
        return analyse(
            log,
            chosen,
            settings,
            metrics=METRICS,
            needs=frozenset(needs),
            days=60.0,
            minimum_n=10,
            window="month",
        )

    return run


def test_rows_are_numbered_in_order(analysed):
    found = analysed()
    assert [row.id for row in found.estimates[:3]] == ["e1", "e2", "e3"]
    assert [row.id for row in found.disparities[:2]] == ["d1", "d2"]


def test_what_is_followed_is_told_by_window_for_everybody_and_single_attributes(analysed):
    followed = {(row.metric, row.attributes) for row in analysed().estimates if row.window}
    assert ("selection_rate", ()) in followed
    assert ("accuracy", ("sex",)) in followed
    assert ("f1_score", ("race",)) in followed
    assert ("throughput", ()) in followed
    assert ("selection_rate", ("sex", "race")) not in followed


def test_one_model_version_is_not_told_apart(analysed):
    assert not [row for row in analysed().estimates if row.model_version]


def test_the_unknown_have_estimates_and_no_comparison(analysed):
    found = analysed()
    unknown = {row.metric for row in found.estimates if row.group == ("unknown",)}
    assert "selection_rate" in unknown
    assert "share" not in unknown
    assert not [row for row in found.disparities if "unknown" in row.group + row.reference]


def test_one_group_of_an_attribute_is_compared_with_nobody(analysed):
    attributes = {row.attributes for row in analysed().disparities}
    assert ("sex",) in attributes
    assert ("race",) not in attributes


def test_conditions_are_held_for_single_attributes(analysed):
    held = [row for row in analysed().disparities if row.condition]
    assert {row.attributes for row in held} == {("sex",)}
    assert {row.metric for row in held} == {
        "selection_rate",
        "true_positive_rate",
        "false_positive_rate",
    }


def test_change_is_told_where_there_are_labels(analysed):
    assert [row for row in analysed().disparities if row.attributes == ("window",)]
    without = analysed(needs=("decision", "time"))
    assert not [row for row in without.disparities if row.attributes == ("window",)]
    assert ((), "accuracy") not in without.measurements


def test_rows_without_a_time_do_not_count_towards_change(analysed, rows):
    late = [
        {**row, "window": "unknown", "n": 1000} for row in decided(9, sex="F", race="x", job="a")
    ]
    (one,) = [row for row in analysed().disparities if row.attributes == ("window",)]
    (other,) = [
        row for row in analysed(some=rows + late).disparities if row.attributes == ("window",)
    ]
    assert one.n == other.n


def test_people_who_come_back_widen_the_change(analysed, rows):
    everybody_alike = [place % 40 for place in range(len(rows))]
    found = analysed(entities=everybody_alike)
    effect = found.measurements[(), "accuracy"].effect
    (row,) = [one for one in found.disparities if one.attributes == ("window",)]
    (plain,) = [one for one in analysed().disparities if one.attributes == ("window",)]
    assert effect[0] > 1.2
    assert row.high - row.low > plain.high - plain.low


def test_no_change_is_told_of_an_accuracy_that_is_bounded(analysed, rows):
    """Labels came for the accepted alone: how the others would have turned out is not known."""
    lent = [{**row, "label": "unknown"} if row["decision"] == "unfavourable" else row
            for row in rows]  # fmt: skip
    plan = Plan.model_validate({**PLAN.model_dump(exclude_unset=True), "label": {"column": "paid"}})
    found = analysed(chosen=plan, some=lent)
    assert found.measurements[(), "accuracy"].bounded.all()
    assert not [row for row in found.disparities if row.attributes == ("window",)]


def test_failures_by_class_are_told_of_everybody_and_single_attributes_and_by_window(
    analysed, rows
):
    plan = Plan.model_validate(
        {**PLAN.model_dump(exclude_unset=True), "kpis": {"failure": "f", "failure_class": "why"}}
    )
    parts = [f"failure {part}" for part in ("n", "total", "squares")]
    why = [{**row, "failure_class": "quota" if row["job"] == "a" else "slow"} for row in rows]
    found = analysed(chosen=plan, some=why, kpis=parts, failures=True)
    told = [row for row in found.estimates if row.metric == "failure_class_rate"]
    assert {row.condition for row in told} == {("why", "quota"), ("why", "slow")}
    windows = {None, "2025-01-01", "2025-02-01"}
    assert {(row.attributes, row.window) for row in told} == {
        (of, window) for of in ((), ("sex",), ("race",)) for window in windows
    }
    assert {row.value for row in told} == {0.5}
