"""Classes of failures: rates that add up to the failure rate, by group."""

import numpy as np
import pytest

from evenhand.analyses.failure_classes import MOST_CLASSES, OTHER, failure_classes
from evenhand.analyses.measure import measure
from evenhand.cube.cube import Cube
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Kpi


@pytest.fixture
def classes(grouping, inputs, table, settings):
    """Return a function from failures by group and class, and recorded decisions, to rows."""

    def run(failed, recorded, names):
        failed, n = np.array(failed, dtype=float), np.array(recorded, dtype=float)
        groups, width = failed.shape
        cells = [[place, code] for place in range(groups) for code in range(width)]
        levels = {"attribute:g": tuple("abc"[:groups]), "failure_class": tuple(names)}
        cube = Cube(levels, np.array(cells).reshape(-1, 2), {"n": failed.ravel()})
        total, none = failed.sum(axis=1), np.zeros((groups, 0))
        known = {"failure": Kpi(n + 5, n, total, total, none, np.zeros(0), 1.0)}
        source = inputs(table(*[[0, 0, one + 5, 0, 0, 0] for one in n]), kpis=known)
        rows = list(
            failure_classes(cube, grouping(*"abc"[:groups]), source, settings, column="why")
        )
        return rows, measure(METRICS["failure_rate"], source, settings)

    return run


def test_the_classes_add_up_to_the_failure_rate_of_each_group(classes):
    rows, whole = classes([[3, 1], [0, 5]], [40, 10], ["quota", "timeout"])
    assert [(row.group, row.condition, row.numerator, row.denominator) for row in rows] == [
        (("a",), ("why", "timeout"), 1, 40),
        (("b",), ("why", "timeout"), 5, 10),
        (("a",), ("why", "quota"), 3, 40),
        (("b",), ("why", "quota"), 0, 10),
    ]
    for group, rate in zip("ab", whole.value, strict=True):
        assert sum(row.value for row in rows if row.group == (group,)) == pytest.approx(rate)
    assert {row.metric for row in rows} == {"failure_class_rate"}
    assert all(row.low <= row.value <= row.high for row in rows)


def test_a_group_that_records_no_failures_is_undefined_not_zero(classes):
    rows, _ = classes([[2], [0]], [9, 0], ["quota"])
    assert (rows[1].value, rows[1].undefined) == (None, "not_recorded")


def test_rare_classes_are_taken_together(classes):
    names = [f"message {place:02}" for place in range(MOST_CLASSES + 3)]
    failed = [[50 - place for place in range(len(names))]]
    rows, whole = classes(failed, [2000], names)
    assert [row.condition[1] for row in rows] == [*names[:MOST_CLASSES], OTHER]
    assert rows[-1].numerator == sum(failed[0][MOST_CLASSES:])
    assert sum(row.numerator for row in rows) == whole.numerator.item()


def test_a_class_that_is_called_other_is_taken_together_with_the_rest(classes):
    names = [OTHER, *(f"m{place:02}" for place in range(MOST_CLASSES + 1))]
    failed = [[90, *range(50, 50 - len(names) + 1, -1)]]
    rows, _ = classes(failed, [5000], names)
    shown = [row.condition[1] for row in rows]
    assert len(shown) == len(set(shown)) == MOST_CLASSES
    assert (shown[-1], rows[-1].numerator) == (OTHER, 90 + sum(failed[0][MOST_CLASSES:]))


def test_without_a_failure_there_is_no_class(classes):
    assert classes(np.zeros((2, 0)), [3, 4], [])[0] == []


def test_classes_are_told_by_window_where_a_window_has_decisions(grouping, inputs, settings):
    levels = {"window": ("w1", "w2"), "attribute:g": ("a", "b"), "failure_class": ("quota",)}
    cells = [[0, 0, 0], [0, 1, 0], [1, 1, 0]]
    cube = Cube(levels, np.array(cells), {"n": np.array([2.0, 1.0, 4.0])})
    n = np.array([[10.0, 5.0], [0.0, 8.0]])
    decided = np.zeros((2, 2, 2, 3))
    decided[..., 0, 2] = n
    known = {"failure": Kpi(n, n, n, n, np.zeros((2, 2, 0)), np.zeros(0), 1.0)}
    source = inputs(decided, kpis=known)
    by = ("window", ("w1", "w2"))
    found = failure_classes(cube, grouping("a", "b"), source, settings, column="why", lead=by)
    assert [(row.window, row.group, row.numerator, row.denominator) for row in found] == [
        ("w1", ("a",), 2, 10), ("w1", ("b",), 1, 5), ("w2", ("b",), 4, 8),
    ]  # fmt: skip
