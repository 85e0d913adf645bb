"""Accuracy of the last labelled windows against the first."""

import numpy as np
import pytest

from evenhand.analyses.change import change
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval
from evenhand.metrics._metric import Counts

MONTHS = [f"2025-{month:02d}-01" for month in range(1, 13)]


def counts(*windows):
    """Return counts by window from (right, wrong, unlabelled)."""
    cells = np.zeros((len(windows), 1, 2, 3))
    for place, (right, wrong, unlabelled) in enumerate(windows):
        cells[place, 0, 1, 1], cells[place, 0, 0, 1], cells[place, 0, 0, 2] = (
            right,
            wrong,
            unlabelled,
        )
    return Counts(cells)


def test_the_last_quarter_of_windows_is_compared_with_the_first(settings):
    windows = [(80, 20, 0)] * 2 + [(75, 25, 0)] * 4 + [(70, 30, 0)] * 2
    (row,) = change(counts(*windows), MONTHS[:8], "month", settings)
    assert row.value == pytest.approx(-0.10)
    assert row.group == ("July 2025 to August 2025",)
    assert row.reference == ("January 2025 to February 2025",)
    assert row.attributes == ("window",)
    low, high = difference_interval(140, 200, 160, 200, critical=z(0.975))
    assert (row.low, row.high) == pytest.approx((float(low), float(high)))
    assert row.n == 400


def test_one_window_at_either_end_is_named_alone(settings):
    (row,) = change(counts((9, 1, 0), (8, 2, 0)), MONTHS[:2], "month", settings)
    assert (row.group, row.reference) == (("February 2025",), ("January 2025",))


def test_windows_without_a_label_are_left_out(settings):
    windows = [(80, 20, 10)] * 4 + [(0, 0, 110), (0, 0, 0)]
    (row,) = change(counts(*windows), MONTHS[:6], "month", settings)
    assert row.group == ("April 2025",)
    assert row.value == 0.0


def test_a_window_in_which_nothing_was_decided_is_left_out(settings):
    (row,) = change(counts((8, 2, 0), (0, 0, 0), (6, 4, 0)), MONTHS[:3], "month", settings)
    assert row.group == ("March 2025",)


@pytest.mark.parametrize("windows", [[(0, 0, 9), (0, 0, 9)], [(5, 5, 0), (0, 0, 9)]])
def test_fewer_than_two_labelled_windows_tell_no_change(settings, windows):
    assert list(change(counts(*windows), MONTHS[:2], "month", settings)) == []


def test_people_who_come_back_widen_the_interval(settings):
    found = counts((800, 200, 0), (700, 300, 0))
    (plain,) = change(found, MONTHS[:2], "month", settings)
    (wide,) = change(found, MONTHS[:2], "month", settings, effect=4.0)
    assert wide.value == plain.value
    assert (wide.high - wide.low) / (plain.high - plain.low) == pytest.approx(2, rel=0.02)
