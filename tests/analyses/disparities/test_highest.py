"""Impact ratios: each group over whichever group is highest."""

import numpy as np
import pytest

from evenhand.analyses.disparities.highest import highest
from evenhand.inference.normal import z
from evenhand.inference.score import ratio_interval
from evenhand.metrics._metric import Scores


def selected(*pairs):
    return [[0, 0, n - x, 0, 0, x] for x, n in pairs]


def test_the_highest_group_is_whom_others_are_divided_by(panel, table, only):
    # New York's worked example (6 RCNY 5-300): highest rate 0.5, impact ratio 0.6.
    rows = list(highest(panel(table(*selected((30, 100), (50, 100), (45, 100))))))
    assert {row.group for row in rows} == {("a",), ("c",)}
    row = only(rows, metric="selection_rate", group=("a",))
    assert row.reference == ("b",)
    assert row.against == "highest"
    assert row.value == pytest.approx(0.6)
    assert row.criterion == "disparate_impact"


def test_the_interval_allows_for_having_picked_the_highest(panel, table, only):
    rows = highest(panel(table(*selected((30, 100), (50, 100), (45, 100)))))
    row = only(rows, metric="selection_rate", group=("a",))
    low, high = ratio_interval(30, 100, 50, 100, critical=z(0.975))
    assert row.simultaneous
    assert row.low < float(low)
    assert row.high > float(high)


def test_where_nobody_was_selected_ratios_are_undefined(panel, table, only):
    row = only(highest(panel(table(*selected((0, 10), (0, 20))))), metric="selection_rate")
    assert row.value is None
    assert row.undefined == "zero_denominator"


def test_a_metric_that_no_group_has_yields_nothing(panel, table):
    rows = highest(panel(table(*selected((5, 10), (7, 20)))))
    assert {row.metric for row in rows} == {"selection_rate"}


def test_without_any_share_there_is_nothing_to_compare(panel, table):
    found = panel(table(*selected((5, 10), (7, 20))))
    none = type(found)(found.grouping, found.reference, found.inputs, {}, found.settings)
    assert list(highest(none)) == []


def test_a_group_without_labels_is_undefined_beside_those_that_have_them(panel, table, only):
    rows = highest(panel(table([5, 5, 0, 5, 5, 0], [5, 1, 0, 5, 9, 0], [0, 0, 5, 0, 0, 5])))
    row = only(rows, metric="true_positive_rate", group=("c",))
    assert row.undefined == "undefined_estimate"


def test_scoring_rates_are_compared_in_the_same_way(panel, table, only):
    n = np.zeros((2, 2, 3, 1))
    n[:, 0, 2, 0] = (100, 50)
    scores = Scores(np.array([0.0, 1.0]), n, n / 2, n / 4, np.array([30.0, 25.0]))
    found = panel(table(*selected((5, 100), (5, 50))), scores=scores)
    row = only(highest(found), metric="scoring_rate")
    assert row.value == pytest.approx(0.3 / 0.5)
    assert (row.group, row.reference) == (("a",), ("b",))
