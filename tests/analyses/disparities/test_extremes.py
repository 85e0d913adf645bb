"""All groups at once."""

import numpy as np
import pytest
from fairlearn import metrics as fairlearn

from evenhand.analyses.disparities.extremes import extremes

TABLE = [[20, 10, 0, 8, 30, 0], [15, 6, 0, 9, 12, 0], [9, 9, 0, 1, 6, 0]]


def rows_of(cells):
    """Return label, decision and group of every row."""
    cells = np.array(cells, dtype=int).reshape(len(cells), 2, 3)
    at = [(y, d, g) for g, d, y in np.ndindex(cells.shape) for _ in range(cells[g, d, y])]
    return np.array(at).T


def test_the_range_is_fairlearns(panel, table, only):
    label, decision, group = rows_of(TABLE)
    rows = list(extremes(panel(table(*TABLE))))
    for metric, theirs in (
        ("selection_rate", fairlearn.demographic_parity_difference),
        ("true_positive_rate", fairlearn.true_positive_rate_difference),
    ):
        row = only(rows, metric=metric, comparison="difference")
        assert row.value == pytest.approx(theirs(label, decision, sensitive_features=group))
    row = only(rows, metric="selection_rate", comparison="ratio")
    assert row.value == pytest.approx(
        fairlearn.demographic_parity_ratio(label, decision, sensitive_features=group)
    )
    assert row.criterion == "disparate_impact"


def test_the_lowest_and_the_highest_group_are_named(panel, table, only):
    row = only(extremes(panel(table(*TABLE))), metric="selection_rate", comparison="difference")
    assert (row.group, row.reference, row.against) == (("c",), ("a",), "all")


def test_twenty_small_equal_groups_are_not_claimed_to_differ(panel, table, only):
    random = np.random.default_rng(3)
    selected = random.binomial(40, 0.3, 20)
    cells = table(*([0, 0, 40 - x, 0, 0, x] for x in selected))
    rows = list(extremes(panel(cells)))
    row = only(rows, comparison="difference")
    assert row.value > 0.2
    assert row.low == 0.0
    assert row.high > row.value
    assert row.p_value > 0.05
    assert only(rows, comparison="shrunken_difference").value < row.value / 2


def test_groups_without_labels_are_left_out_of_the_range_of_labels(panel, table, only):
    rows = list(extremes(panel(table(*TABLE, [0, 0, 5, 0, 0, 5]))))
    row = only(rows, metric="accuracy", comparison="difference")
    assert row.group != ("d",)
    alone = only(extremes(panel(table(*TABLE))), metric="accuracy", comparison="difference")
    assert row.value == alone.value


def test_one_group_with_labels_has_no_range_of_labels(panel, table):
    rows = extremes(panel(table(TABLE[0], [0, 0, 5, 0, 0, 5])))
    assert {row.metric for row in rows} == {"selection_rate"}


def test_nobody_selected_anywhere_makes_the_ratio_undefined(panel, table, only):
    row = only(
        extremes(panel(table([0, 0, 9, 0, 0, 0], [0, 0, 5, 0, 0, 0]))),
        metric="selection_rate",
        comparison="ratio",
    )
    assert row.undefined == "zero_denominator"
