from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.inference.missing import (
    bounds,
    difference_bounds,
    extremes,
    ratio_bounds,
    selective,
    widened,
)
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Proportion

OF_LABELS = [m for m in METRICS.values() if m.reads == "counts" and "label" in m.needs]
SMALL = st.tuples(*[st.integers(0, 3)] * 6)


def value_of(metric):
    """Return the metric as a function of cells, NaN where undefined."""

    def value(cells):
        found = metric.function(Counts(cells))
        if isinstance(found, Proportion):
            below = np.where(found.denominator > 0, found.denominator, np.nan)
            return found.numerator / below
        return found.value

    return value


def completions(cells):
    """Return every way to label the unlabelled of one group."""
    (a, b, rejected), (c, d, accepted) = cells
    return np.array(
        [
            [[a + rejected - i, b + i, 0], [c + accepted - j, d + j, 0]]
            for i, j in product(range(rejected + 1), range(accepted + 1))
        ]
    ).astype(float)


@pytest.mark.parametrize("metric", OF_LABELS, ids=lambda metric: metric.key)
@given(SMALL)
def test_no_completion_lies_outside_the_bounds_and_some_reach_them(metric, counts):
    cells = np.array(counts).reshape(2, 3)
    values = value_of(metric)(completions(cells))
    low, high = bounds(cells, value_of(metric))
    if np.isnan(values).all():
        assert np.isnan([low, high]).all()
    else:
        assert low == pytest.approx(np.nanmin(values), abs=1e-12)
        assert high == pytest.approx(np.nanmax(values), abs=1e-12)


@pytest.mark.parametrize("metric", OF_LABELS, ids=lambda metric: metric.key)
def test_the_four_extremes_bound_every_metric_of_larger_tables(metric):
    random = np.random.default_rng(1)
    for cells in random.integers(1, 9, (40, 2, 3)):
        values = value_of(metric)(completions(cells))
        four = value_of(metric)(extremes(cells))
        if not np.isnan(four).any():
            assert [four.min(), four.max()] == pytest.approx([values.min(), values.max()])


def test_there_are_metrics_to_bound():
    assert {"true_positive_rate", "f1_score", "matthews_correlation"} <= {m.key for m in OF_LABELS}


def test_the_extremes_keep_every_decision_and_leave_no_label_unknown():
    cells = np.random.default_rng(1).integers(0, 30, (5, 2, 3))
    four = extremes(cells)
    assert four.shape == (4, 5, 2, 3)
    assert (four.sum(axis=-1) == cells.sum(axis=-1)).all()
    assert (four[..., 2] == 0).all()
    assert len(np.unique(four[:, 0].reshape(4, -1), axis=0)) == 4


def test_complete_labels_leave_no_room():
    cells = np.array([[[6, 1, 0], [1, 4, 0]], [[3, 3, 0], [2, 2, 0]]])
    low, high = bounds(cells, lambda c: c[..., 1, 1] / c[..., 1, :].sum(axis=-1))
    assert low.tolist() == high.tolist() == [0.8, 0.5]


def test_labels_of_the_accepted_alone_identify_precision_and_nothing_of_recall():
    cells = np.array([[0, 0, 100], [10, 40, 0]])
    by_key = {metric.key: value_of(metric) for metric in OF_LABELS}
    assert bounds(cells, by_key["positive_predictive_value"]) == (0.8, 0.8)
    low, high = bounds(cells, by_key["true_positive_rate"])
    assert [low, high] == pytest.approx([40 / 140, 1])


def test_one_positive_label_may_be_the_extreme_where_none_is_undefined():
    cells = np.array([[2, 0, 0], [3, 0, 4]])
    metric = value_of(next(m for m in OF_LABELS if m.key == "balanced_accuracy"))
    low, high = bounds(cells, metric)
    assert [low, high] == pytest.approx([(1 + 2 / 8) / 2, (1 + 2 / 5) / 2])


def test_the_bounds_of_a_difference_take_each_side_at_its_worst():
    low, high = difference_bounds(([0.2, np.nan], [0.6, 0.5]), ([0.1, 0.1], [0.3, 0.2]))
    assert low.tolist() == pytest.approx([-0.1, np.nan], nan_ok=True)
    assert high == pytest.approx([0.5, 0.4])


def test_the_bounds_of_a_ratio_are_infinite_where_its_base_may_be_zero():
    low, high = ratio_bounds(
        ([0.2, 0.0, 0.0, 0.1], [0.6, 0.0, 0.4, 0.1]), ([0, 0, 0, 0], [0.4, 0.5, 0, 0])
    )
    assert low == pytest.approx([0.5, 0, np.nan, np.nan], nan_ok=True)
    assert high == pytest.approx([np.inf, np.nan, np.inf, np.inf], nan_ok=True)


def test_the_widened_bounds_hold_the_whole_range_as_often_as_promised():
    random = np.random.default_rng(1)
    # Favourable 30 %, unfavourable 50 %, the others unknown: the rate lies in [0.3, 0.5].
    drawn = random.multinomial(200, [0.3, 0.5, 0.2], 4000)
    low, high = widened((drawn[:, 0], 200), (drawn[:, 0] + drawn[:, 2], 200), level=0.95)
    assert np.mean((low <= 0.3) & (high >= 0.5)) >= 0.94
    assert np.mean((low <= 0.4) & (high >= 0.4)) > 0.99


def test_a_bound_of_nothing_cannot_be_widened():
    assert np.isnan(widened((0, 0), (0, 0), level=0.95)).all()


def group(rejected, accepted, of=1000):
    """Return cells of which so many per thousand have a label."""
    return [[rejected - 5, 5, of - rejected], [5, accepted - 5, of - accepted]]


def test_complete_labels_are_not_selective():
    found = selective([group(1000, 1000), group(990, 985)])
    assert not (found.scarce | found.by_decision).any()


def test_labels_that_few_decisions_have_are_scarce_though_both_decisions_lack_them_alike():
    found = selective([group(600, 610), group(1000, 1000)])
    assert found.scarce.tolist() == [True, False]
    assert not found.by_decision.any()


def test_labels_that_one_decision_lacks_are_selective_by_decision():
    found = selective([group(955, 1000), group(1000, 955)])
    assert found.share.tolist() == [[0.955, 1.0], [1.0, 0.955]]
    assert found.by_decision.tolist() == [True, True]
    assert not found.scarce.any()


def test_a_difference_of_two_points_or_by_chance_is_none():
    assert not selective([group(960, 979)]).by_decision.any()
    assert not selective([[[5, 4, 1], [5, 5, 0]]]).by_decision.any()


def test_a_decision_that_nobody_got_has_no_share():
    found = selective([[[0, 0, 0], [5, 5, 0]]])
    assert np.isnan(found.share[0, 0])
    assert not (found.scarce | found.by_decision).any()
