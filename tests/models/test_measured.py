"""Figures of decisions, and their changes, with intervals from the people drawn anew."""

from dataclasses import replace

import numpy as np
import pytest
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_ratio,
    false_positive_rate,
    true_positive_rate,
)
from sklearn.metrics import accuracy_score, roc_auc_score
from tried_on import AIM, bench, gate_of, rows_of

from evenhand.models.measured import (
    accuracy,
    area_under_roc,
    deployed_of,
    draws_of,
    gap_between,
    gaps,
    outcome,
    rate,
    sides_of,
)

GATES = (
    gate_of(),
    gate_of("true_positive_rate", "difference"),
    gate_of("false_positive_rate", "difference"),
    gate_of("false_positive_rate", "ratio"),
)


@pytest.fixture(scope="module")
def b():
    return bench()


@pytest.fixture(scope="module")
def deployed(b):
    return deployed_of(b, GATES, level=0.95)


@pytest.fixture(scope="module")
def remedied(b):
    return (b.rows.features["merit"][b.test] > 0).astype(float)


def test_rates_and_accuracy_are_those_of_the_rows_to_test(b, deployed, remedied):
    label, draws = b.rows.label[b.test], deployed.draws
    assert rate(remedied, draws)[0] == pytest.approx(remedied.mean())
    assert accuracy(remedied, label, draws)[0] == pytest.approx(accuracy_score(label, remedied))


def test_accuracy_is_of_labelled_rows_alone(b, deployed):
    label = np.where(np.arange(len(b.test)) < 700, np.nan, 1.0)
    made = np.where(np.arange(len(b.test)) < 725, 1.0, 0.0)
    assert accuracy(made, label, deployed.draws)[0] == 0.5


def test_the_area_is_that_of_scikit_learn_in_all_draws(b, deployed):
    label, score = b.rows.label[b.test], np.round(b.score[b.test], 2)
    found = area_under_roc(score, label, deployed.draws)
    for place in (0, 1, 17):
        weights = deployed.draws.weights[place]
        assert found[place] == pytest.approx(roc_auc_score(label, score, sample_weight=weights))


def test_there_is_no_area_without_a_score_or_with_few_labels(b, deployed):
    label = b.rows.label[b.test]
    assert np.isnan(area_under_roc(None, label, deployed.draws)).all()
    few = np.where(np.cumsum(label) <= 9, label, 0.0)
    assert np.isnan(area_under_roc(b.score[b.test], few, deployed.draws)).all()


def test_gaps_are_those_of_fairlearn(b, deployed, remedied):
    label, origin = b.rows.label[b.test], b.rows.groups["origin"][b.test]
    found = {one.gate: one for one in gaps(deployed, remedied)}
    for made, name in ((b.rows.decision[b.test], "deployed"), (remedied, "value")):
        parity = demographic_parity_ratio(label, made, sensitive_features=origin)
        ratio = getattr(found["selection_rate-ratio"].outcome, name)
        assert min(ratio, 1 / ratio) == pytest.approx(parity)
        for metric, function in (
            ("true_positive_rate", true_positive_rate),
            ("false_positive_rate", false_positive_rate),
        ):
            of = MetricFrame(
                metrics=function, y_true=label, y_pred=made, sensitive_features=origin
            ).by_group
            gap = getattr(found[f"{metric}-difference"].outcome, name)
            assert gap == pytest.approx(of["B"] - of["A"])


def test_each_gap_holds_its_own_value_and_change(deployed, remedied):
    for one in gaps(deployed, remedied):
        told = one.outcome
        assert told.low <= told.value <= told.high
        assert told.change_low <= told.change <= told.change_high
        assert told.change == pytest.approx(told.value - told.deployed)


def test_decisions_as_they_were_made_change_nothing(b, deployed):
    made = b.rows.decision[b.test]
    told = outcome(deployed.rate, rate(made, deployed.draws), 0.95)
    assert (told.change, told.change_low, told.change_high) == (0, 0, 0)


def test_a_ratio_of_what_few_should_have_is_below_one_where_the_group_has_more(b):
    wrong = np.where(b.rows.groups["origin"][b.test] == "B", 1.0, 0.0)
    flipped = deployed_of(b, (gate_of("false_negative_rate", "ratio"),), level=0.95)
    (gap,) = gaps(flipped, 1 - wrong)
    # All good ones of B are let down, none of A: as bad for B as can be.
    assert gap.outcome.value == 0


def test_a_gate_whose_group_is_not_among_the_rows_is_named(b):
    found = deployed_of(b, (gate_of(group=("C",)), gate_of(id="other")), level=0.95)
    assert found.unmeasured == ("selection_rate-ratio",)
    assert [gate.id for gate, _ in found.gates] == ["other"]


def test_a_gap_that_decisions_leave_undefined_is_not_told(b):
    found = deployed_of(b, (gate_of("positive_predictive_value", "difference"),), level=0.95)
    assert len(gaps(found, b.rows.decision[b.test])) == 1
    assert gaps(found, np.zeros(len(b.test))) == ()


def test_none_of_few_is_not_taken_for_never():
    rows = rows_of()
    origin = np.where(np.arange(len(rows)) % 100 == 0, "C", "A").astype(object)
    decision = np.where(origin == "C", 0.0, rows.decision)
    b = bench(replace(rows, groups={"origin": origin}, decision=decision))
    gate = gate_of("selection_rate", "difference", group=("C",))
    (gap,) = gaps(deployed_of(b, (gate,), level=0.95), b.rows.decision[b.test])
    rest = b.rows.decision[b.test][origin[b.test] == "A"].mean()
    assert gap.outcome.value == pytest.approx(-rest)
    assert gap.outcome.high > 0.05 - rest


def test_people_are_drawn_with_all_their_rows():
    rows = rows_of()
    person = np.array([None if i % 2 else f"p{i // 4}" for i in range(len(rows))], dtype=object)
    draws = draws_of(bench(replace(rows, person=person)), level=0.95, draws=20)
    weights = draws.weights
    assert (weights[0] == 1).all()
    names = person[-750:]
    for name in ("p600", "p700"):
        own = np.flatnonzero(names == name)
        assert len(own) == 2
        np.testing.assert_array_equal(weights[:, own[0]], weights[:, own[1]])
    alone = np.flatnonzero([one is None for one in names])
    assert np.corrcoef(weights[1:, alone[0]], weights[1:, alone[1]])[0, 1] < 0.99


def test_the_gap_aimed_at_is_that_of_the_same_rows(b):
    sides = sides_of(b, ("origin",), (("B",), ("A",)), b.tune)
    decided, origin = b.rows.decision[b.tune], b.rows.groups["origin"][b.tune]
    expected = decided[origin == "B"].mean() / decided[origin == "A"].mean()
    assert gap_between(b, AIM, b.tune, sides, decided) == pytest.approx(expected)


def test_of_two_attributes_both_must_be_the_groups():
    rows = rows_of()
    sex = np.where(np.arange(len(rows)) % 2, "F", "M").astype(object)
    b = bench(replace(rows, groups={**rows.groups, "sex": sex}))
    sides = sides_of(b, ("origin", "sex"), (("B", "F"), ("A", "M")), b.test)
    origin = b.rows.groups["origin"][b.test]
    np.testing.assert_array_equal(sides[0], (origin == "B") & (b.rows.groups["sex"][b.test] == "F"))
