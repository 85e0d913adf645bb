"""Where labels may be missing for a reason, and what stands in place of figures there."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.measure import measure
from evenhand.analyses.selective import measure_known, selected
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Scores

# Which figures cannot be told: of the unfavourable decisions, of the favourable, of both.
NONE, ALL = [False, False, False], [True, True, True]
COMPLETE = [300, 200, 0, 100, 400, 0]


@pytest.fixture
def missing(table, inputs):
    """Return a function that says whose labels are selective, from cells a group."""

    def run(*rows, squares=None):
        cells = table(*rows)
        squares = cells if squares is None else squares
        everybody = inputs(
            cells.sum(axis=0, keepdims=True), squares=squares.sum(axis=0, keepdims=True)
        )
        return selected(inputs(cells, squares=squares), everybody).tolist()

    return run


@pytest.fixture
def known(table, inputs, settings):
    """Return a function that measures a metric of groups whose labels are selective."""

    def run(key, *rows, hidden=ALL, **more):
        cells = table(*rows)
        found = replace(inputs(cells, **more), selective=np.array([hidden] * len(cells)))
        return measure_known(METRICS[key], found, settings)

    return run


def test_complete_labels_are_not_selective(missing):
    assert missing(COMPLETE, COMPLETE) == [NONE, NONE]


def test_a_group_that_lacks_labels_after_both_decisions_alike_is_selective(missing):
    # 15 % of 500 and of 500, in one small group: everybody's labels are nearly complete.
    large = [3000, 2000, 0, 1000, 4000, 0]
    assert missing(large, [300, 125, 75, 25, 400, 75]) == [NONE, ALL]


def test_labels_of_the_rejected_alone_leave_what_the_accepted_tell(missing):
    assert missing([0, 0, 500, 100, 400, 0]) == [[True, False, True]]
    assert missing([300, 200, 0, 0, 0, 500]) == [[False, True, True]]


def test_too_few_labels_by_chance_are_not_too_few(missing):
    # 18 of 20 are 90 %, which 95 % may well give.
    assert missing([10, 8, 2, 8, 12, 0]) == [NONE]
    assert missing([100, 80, 20, 80, 120, 0]) == [[True, False, True]]


def test_decisions_whose_labels_come_apart_are_selective_below_95_percent_alone(missing):
    # 94 % and 100 %: neither share is shown to be below 95 %, but they differ.
    assert missing([290, 180, 30, 100, 400, 0]) == [[True, False, True]]
    assert missing([296, 184, 20, 100, 400, 0]) == [NONE]


def test_where_everybody_lacks_labels_a_group_too_small_to_show_it_does_too(missing):
    lacking, small = [300, 100, 100, 50, 350, 100], [10, 8, 2, 8, 12, 0]
    assert missing(lacking, small, COMPLETE) == [ALL, [True, False, True], NONE]


def test_a_group_without_any_label_has_none_to_select_from(missing):
    assert missing([0, 0, 500, 0, 0, 500], COMPLETE) == [NONE, NONE]


def test_weights_count_as_what_they_are_worth(missing, table):
    # Each of 20 decisions weighs 10: 180 of 200 are 18 of 20.
    cells = [100, 80, 20, 80, 120, 0]
    assert missing(cells, squares=10 * table(cells)) == [NONE]


def test_what_needs_no_label_and_coverage_itself_are_always_told(known):
    assert known("selection_rate", [0, 0, 500, 100, 400, 0]).value == pytest.approx([0.5])
    found = known("label_coverage", [0, 0, 500, 100, 400, 0])
    assert found.value == pytest.approx([0.5])
    assert found.why is None


def test_where_nobody_asks_figures_are_those_of_the_known(table, inputs, settings):
    cells = inputs(table([100, 50, 50, 60, 140, 0]))
    found = measure_known(METRICS["true_positive_rate"], cells, settings)
    assert found.value == pytest.approx([140 / 190])
    assert found.why.tolist() == [None]
    assert found.bounded is None


def test_a_true_positive_rate_lies_between_what_the_missing_may_have_been(known):
    # 140 accepted and 50 rejected are positive; of 50 more rejected and of 30 accepted nobody
    # knows: at least 140 / (190 + 50), at most 170 / (190 + 30). Chance widens that.
    found = known("true_positive_rate", [100, 50, 50, 60, 140, 30])
    assert np.isnan(found.value).all()
    assert found.low[0] < 140 / 240
    assert found.high[0] > 170 / 220
    assert found.low == pytest.approx([140 / 240], abs=0.07)
    assert found.high == pytest.approx([170 / 220], abs=0.07)
    assert found.why.tolist() == ["selective_labels"]
    assert (found.numerator.tolist(), found.denominator.tolist()) == ([0], [0])


def test_with_many_decisions_only_the_bounds_are_left(known):
    found = known("true_positive_rate", [1e7, 5e6, 5e6, 6e6, 1.4e7, 3e6])
    assert found.low == pytest.approx([140 / 240], abs=1e-3)
    assert found.high == pytest.approx([170 / 220], abs=1e-3)


def test_people_who_come_back_widen_what_chance_can_do(table, inputs, settings):
    cells = table([100, 50, 50, 60, 140, 30])
    found = replace(inputs(cells), selective=np.array([ALL]))
    metric = METRICS["true_positive_rate"]
    alone = measure_known(metric, found, settings)
    clustered = measure_known(metric, found, settings, effect=np.array([4.0]))
    assert clustered.low < alone.low
    assert clustered.high > alone.high


def test_a_figure_of_the_accepted_is_told_where_only_the_rejected_lack_labels(known):
    rows, hidden = [0, 0, 500, 100, 400, 0], [True, False, True]
    assert known("positive_predictive_value", rows, hidden=hidden).value == pytest.approx([0.8])
    assert np.isnan(known("negative_predictive_value", rows, hidden=hidden).value).all()
    assert np.isnan(known("accuracy", rows, hidden=hidden).value).all()


def test_a_group_with_its_labels_keeps_its_figure_beside_one_without(table, inputs, settings):
    cells = table([100, 50, 50, 60, 140, 30], COMPLETE)
    found = replace(inputs(cells), selective=np.array([ALL, NONE]))
    metric = METRICS["accuracy"]
    measured, plain = measure_known(metric, found, settings), measure(metric, found, settings)
    assert measured.bounded.tolist() == [True, False]
    assert measured.why.tolist() == ["selective_labels", None]
    assert measured.value[1] == plain.value[1]
    assert (measured.low[1], measured.high[1]) == (plain.low[1], plain.high[1])
    assert measured.low[0] < plain.low[0]


@pytest.mark.parametrize("key", ["f1_score", "matthews_correlation", "balanced_accuracy"])
def test_what_is_no_share_is_bounded_by_resampling(known, key):
    rows = [1000, 500, 100, 600, 1400, 100]
    found = known(key, rows)
    completions = [
        known(key, [1000 + 100 - up, 500 + up, 0, 700 - also, 1400 + also, 0], hidden=NONE).value[0]
        for up in (0, 50, 100)
        for also in (0, 50, 100)
    ]
    assert np.isnan(found.value).all()
    assert found.low[0] < min(completions) < max(completions) < found.high[0]
    assert found.low[0] == pytest.approx(min(completions), abs=0.06)
    assert found.high[0] == pytest.approx(max(completions), abs=0.06)
    assert np.isnan(found.draws).all()


def test_windows_are_bounded_as_the_whole_period_is(table, inputs, settings):
    cells = np.stack([table([100, 50, 50, 60, 140, 30]), table(COMPLETE)])
    for key in ("true_positive_rate", "f1_score"):
        found = replace(inputs(cells), selective=np.array([ALL]))
        measured = measure_known(METRICS[key], found, settings, effect=np.array([1.0]))
        assert np.isnan(measured.value).all()
        assert measured.low.shape == measured.high.shape == (2, 1)
        # All labels of the second window are known: chance is all there is.
        assert measured.high[1, 0] - measured.low[1, 0] < measured.high[0, 0] - measured.low[0, 0]


def test_a_bound_that_chance_cannot_widen_stands_as_it_is(known):
    # Nobody is positive or may be: 0 of 0 whatever happens.
    found = known("true_positive_rate", [10, 0, 0, 10, 0, 0])
    assert np.isnan(found.low).all()
    assert found.why.tolist() == ["selective_labels"]
    sparse = known("f1_score", [0, 0, 1, 0, 1, 0])
    assert sparse.low[0] <= 2 / 3
    assert sparse.high[0] == pytest.approx(1)


def test_of_scores_nothing_is_said(known, table):
    cells = table([100, 50, 50, 60, 140, 30])
    n = np.zeros((1, 2, 3, 2))
    n[0, 0, :, 0], n[0, 1, :, 1] = cells[0, 0], cells[0, 1]
    scores = Scores(np.array([0.0, 0.5, 1.0]), n, n * 0.5, n * 0.3, np.zeros((1, 2)))
    found = known("area_under_roc", [100, 50, 50, 60, 140, 30], scores=scores)
    assert np.isnan([found.value, found.low, found.high]).all()
    assert found.why.tolist() == ["selective_labels"]


def test_what_is_not_mature_yet_is_late_rather_than_selective(table, inputs, settings):
    late = inputs(table([0, 0, 0, 0, 0, 0]))
    found = replace(inputs(table(COMPLETE)), mature=late, selective=np.array([ALL]))
    measured = measure_known(METRICS["accuracy"], found, settings)
    assert measured.why.tolist() == ["labels_not_mature"]
