"""Estimates as tidy rows."""

import numpy as np

from evenhand.analyses.measure import measure
from evenhand.analyses.rows import estimate_rows
from evenhand.metrics import METRICS


def test_a_row_a_group_with_its_figures(inputs, table, grouping, settings):
    found = inputs(table([0, 0, 6, 0, 0, 4], [0, 0, 0, 0, 0, 0]))
    rows = list(
        estimate_rows(
            grouping("F", "M"), measure(METRICS["selection_rate"], found, settings), found, settings
        )
    )
    first, second = rows
    assert (first.group, first.value, first.numerator, first.denominator) == (("F",), 0.4, 4, 10)
    assert first.window is None
    assert first.design_effect is None
    assert (second.value, second.low, second.undefined) == (None, None, "zero_denominator")


def test_a_design_effect_is_told(inputs, table, grouping, settings):
    rows = table([0, 0, 6, 0, 0, 4])
    found = inputs(rows * 2, squares=rows * 6)
    (row,) = estimate_rows(
        grouping("F"), measure(METRICS["selection_rate"], found, settings), found, settings
    )
    assert row.design_effect == 3.0


def test_windows_without_a_groups_decisions_give_no_row(inputs, table, grouping, settings):
    cells = np.stack(
        [table([0, 0, 6, 0, 0, 4], [0] * 6), table([0, 0, 1, 0, 0, 1], [0, 0, 2, 0, 0, 2])]
    )
    found = inputs(cells)
    measured = measure(METRICS["selection_rate"], found, settings)
    rows = list(
        estimate_rows(
            grouping("F", "M"), measured, found, settings, lead=("window", ["2025-01", "2025-02"])
        )
    )
    assert [(row.window, row.group) for row in rows] == [
        ("2025-01", ("F",)),
        ("2025-02", ("F",)),
        ("2025-02", ("M",)),
    ]


def test_rows_without_a_time_are_in_no_window(inputs, table, grouping, settings):
    cells = np.stack([table([0, 0, 6, 0, 0, 4]), table([0, 0, 1, 0, 0, 1])])
    found = inputs(cells)
    measured = measure(METRICS["selection_rate"], found, settings)
    rows = list(
        estimate_rows(
            grouping("F"), measured, found, settings, lead=("window", ["2025-01", "unknown"])
        )
    )
    assert [row.window for row in rows] == ["2025-01"]


def test_model_versions_are_told_apart_from_windows(inputs, table, grouping, settings):
    found = inputs(table([0, 0, 6, 0, 0, 4])[None])
    measured = measure(METRICS["f1_score"], found, settings)
    (row,) = estimate_rows(grouping("F"), measured, found, settings, lead=("model_version", ["v1"]))
    assert (row.model_version, row.window) == ("v1", None)
    assert row.method == "bootstrap"
    assert (row.value, row.undefined) == (None, "no_labels")
    assert row.numerator is None
