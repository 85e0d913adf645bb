"""The bench parts rows by time, and models see features as they were known to the fitted rows."""

from dataclasses import replace

import numpy as np
import pytest
from tried_on import bench, rows_of

from evenhand.models.bench import (
    OTHERS,
    RefusedError,
    at_same_rate,
    bench_of,
    ends,
    fitted,
    promised,
    stepped,
    table_of,
)


def test_the_earliest_rows_are_fitted_on_the_next_tuned_on_and_the_last_measured():
    b = bench()
    assert (len(b.fit), len(b.tune), len(b.test)) == (1800, 450, 750)
    assert b.rows.at[b.fit].max() < b.rows.at[b.tune].min()
    assert b.rows.at[b.tune].max() < b.rows.at[b.test].min()


def test_rows_without_labels_are_measured_on_but_not_fitted_on():
    rows = rows_of()
    label = np.where(np.arange(len(rows)) % 3 == 0, np.nan, rows.label)
    b = bench(replace(rows, label=label))
    assert (len(b.fit), len(b.tune), len(b.test)) == (1200, 300, 750)


def test_rows_without_a_decision_or_a_time_or_past_the_cutoff_are_left_out():
    rows = rows_of(4_000)
    decision, at = rows.decision.copy(), rows.at.copy()
    decision[:100], at[-50:] = np.nan, np.datetime64("NaT", "us")
    cutoff = str(rows.at[3_500])
    b = bench_of(replace(rows, decision=decision, at=at), score=None, cutoff=cutoff, seed=1)
    assert len(b.rows) == 3_400
    assert b.rows.at.max() < np.datetime64(cutoff)


def test_a_log_without_times_is_parted_by_its_order():
    b = bench_of(replace(rows_of(), at=None), score=None, cutoff="2025-01-02", seed=1)
    assert len(b.test) == 750
    np.testing.assert_array_equal(b.rows.decision, rows_of().decision)


@pytest.mark.parametrize(("rows", "label"), [(3_000, 1.0), (3_000, 0.0), (300, None)])
def test_labels_of_one_kind_and_few_labels_are_refused_with_their_number(rows, label):
    found = rows_of(rows)
    if label is not None:
        found = replace(found, label=np.full(rows, label))
    with pytest.raises(RefusedError, match=r"too few labelled decisions .*: [\d,]+ positive and"):
        bench(found)


def test_a_score_of_which_low_is_good_is_turned_with_its_threshold():
    rows = rows_of()
    b = bench(replace(rows, score=1 - rows.score), score=(0.4, False))
    np.testing.assert_array_equal(b.score, rows.score - 1)
    assert (b.threshold, b.as_logged(-0.4)) == (-0.4, 0.4)
    assert bench().as_logged(0.5) == 0.5
    assert bench(score=(None, False)).threshold is None


def test_decisions_by_a_line_leave_those_without_a_score_as_they_were_made():
    b = bench()
    score = np.where(np.arange(len(b.test)) < 10, np.nan, 0.7)
    decided = b.at_line(score, 0.6)
    np.testing.assert_array_equal(decided[:10], b.rows.decision[b.test][:10])
    assert decided[10:].all()


def test_the_parts_are_60_15_and_25_percent():
    assert ends(1_000) == (600, 750)


def test_what_is_rare_among_fitted_rows_is_one_category_and_missing_stays_missing():
    job = np.array(["a", "b", None, "new"], dtype=object)
    rows = replace(rows_of(4), features={"job": job})
    column = table_of(rows, np.array([0, 1, 2]))["job"]
    assert column.astype(object).where(column.notna(), None).tolist() == ["a", "b", None, OTHERS]


def test_a_number_of_many_values_has_steps_of_about_as_many_fitted_rows():
    values = np.append(np.arange(1_000.0), [np.nan, -5.0, 5_000.0])
    steps = stepped(values, np.arange(1_000))
    assert np.isnan(steps[1_000])
    assert (steps[1_001], steps[1_002]) == (0, 127)
    _, times = np.unique(steps[:1_000], return_counts=True)
    assert len(times) == 128
    assert times.max() <= 8
    assert (np.diff(steps[:1_000]) >= 0).all()


def test_a_number_of_few_values_stays_as_it_is():
    values = np.array([3.5, np.nan, np.inf, 7.0])
    np.testing.assert_array_equal(stepped(values, np.array([0, 3])), [3.5, np.nan, np.nan, 7.0])


def test_groups_with_few_fitted_rows_are_told_apart_as_one():
    rows = rows_of()
    origin = rows.groups["origin"].copy()
    origin[:50], origin[50:100] = "C", "unknown"
    b = bench(replace(rows, groups={"origin": origin}))
    assert set(b.told_apart("origin", b.fit)) == {"A", "B", OTHERS}
    assert set(b.told_apart("origin", b.test)) == {"A", "B"}


def test_a_model_learns_what_labels_go_by():
    b = bench()
    model = fitted(b, b.rows.label, b.fit)
    score = promised(model, b, b.test)
    merit = b.rows.features["merit"][b.test]
    assert np.corrcoef(score, merit)[0, 1] > 0.8
    blind = promised(
        fitted(b, b.rows.label, b.fit, without=("merit",)), b, b.test, without=("merit",)
    )
    assert abs(np.corrcoef(blind, merit)[0, 1]) < 0.2


def test_as_many_decisions_are_favourable_as_were_made():
    b = bench()
    tuned = np.linspace(0, 1, len(b.tune))
    share = b.rows.decision[b.tune].mean()
    assert at_same_rate(b, tuned, tuned).mean() == pytest.approx(share, abs=0.005)
    nobody = bench(replace(b.rows, decision=np.zeros(len(b.rows))))
    assert not at_same_rate(nobody, tuned, tuned).any()
