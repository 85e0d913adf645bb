from dataclasses import replace

import pytest

from evenhand.report.view.series import (
    parts_of,
    points,
    side_by_side,
    size_name,
    stroke,
    within,
)


def test_a_line_is_parted_where_there_is_no_value(timed):
    e = timed.estimates[0]
    found = points(("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"), [e, e, None, e])
    assert [(p["part"], p["lone"]) for p in found] == [(0, False), (0, False), (1, True)]


def test_a_value_without_bounds_has_a_band_of_no_width(timed):
    e = replace(timed.estimates[0], low=None, high=None)
    (point,) = points(("2025-01-01",), [e])
    assert point["low"] == point["value"] == point["high"]


def test_a_scale_brings_value_and_band_along(timed):
    e = timed.estimates[0]
    (point,) = points(("2025-01-01",), [e], 100)
    assert (point["value"], point["low"], point["high"]) == (
        100 * e.value,
        100 * e.low,
        100 * e.high,
    )


def test_runs_are_numbered_from_nothing():
    assert parts_of([None, 1.0, None, None, 2.0, 3.0]) == [None, 0, None, None, 1, 1]
    assert parts_of([]) == []


@pytest.mark.parametrize(
    ("size", "merged", "name"),
    [("quarter", 1, "quarter"), ("day", 3, "3 days"), ("30d", 2, "60 days"), ("all", 1, "window")],
)
def test_the_length_of_a_window_in_words(size, merged, name):
    assert size_name(size, merged) == name


@pytest.mark.parametrize(
    ("size", "text"),
    [("quarter", "in Q3 2025"), ("day", "on 7 Jul 2025"), ("7d", "in the 7 days from 7 Jul 2025")],
)
def test_a_window_as_the_time_in_which_something_was(size, text):
    assert within("2025-07-07", size) == text


def test_lines_over_few_windows_are_thick():
    assert stroke(("2025-01-01",) * 12) == 1.6


def test_long_names_have_two_charts_in_a_line_that_they_may_not_touch():
    assert side_by_side(["Failure rate, %", "Black to White, selection rate"])["columns"] == 3
    long = "Black or African American to White, selection rate"
    assert side_by_side(["Failure rate, %", long])["columns"] == 2
