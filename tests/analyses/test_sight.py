"""Windows as gates ask for them, and what is seen of one."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from evenhand.analyses.measure import Measurement
from evenhand.analyses.sight import Windows, at_window, nothing
from evenhand.cube.windows import calendar_of
from evenhand.metrics import METRICS

MONTHS = ("2025-01-01", "2025-02-01", "2025-03-01")
WINDOWS = Windows(MONTHS, MONTHS[:2], MONTHS[:1], "2025-03-15", "month")


def test_the_last_full_window_of_late_labels_is_one_whose_labels_have_come():
    assert WINDOWS.last(late=False) == "2025-02-01"
    assert WINDOWS.last(late=True) == "2025-01-01"
    assert replace(WINDOWS, full=()).last(late=False) == ""


@pytest.mark.parametrize(
    ("length", "start", "key", "words"),
    [
        ("month", "2025-06-01", "2025-06", "June 2025"),
        ("quarter", "2025-04-01", "2025-Q2", "quarter 2 of 2025"),
        ("week", "2025-06-02", "2025-06-02", "the week of 2025-06-02"),
        ("day", "2025-06-02", "2025-06-02", "2 June 2025"),
        ("hour", "2025-06-02T14:00", "2025-06-02T14:00", "14:00 on 2 June 2025"),
        ("30d", "2025-06-02", "2025-06-02", "the window from 2 June 2025"),
        ("", "2025-06-02", "2025-06-02", "the window from 2 June 2025"),
    ],
)
def test_a_window_has_an_id_and_words(length, start, key, words):
    windows = replace(WINDOWS, length=length)
    assert (windows.key(start), windows.words(start)) == (key, words)
    assert windows.words("") == "the last full window"


def calendar(window, last):
    first = datetime.fromisoformat("2025-01-02")
    return calendar_of(window, first, datetime.fromisoformat(last))


@pytest.mark.parametrize(
    ("window", "last", "full"),
    [
        ("month", "2025-03-31T05", 3),
        ("month", "2025-03-30T23", 2),
        ("30d", "2025-03-30", 3),
        ("quarter", "2025-03-31", 1),
        ("quarter", "2025-03-30", 0),
        ("all", "2025-03-30", 1),
        ("week", "2025-01-11T23", 1),
        ("week", "2025-01-12", 2),
    ],
)
def test_a_window_is_over_when_the_log_spans_it_to_its_end(window, last, full):
    assert len(calendar(window, last).over) == full


def test_windows_that_were_taken_together_are_over_when_all_of_them_are():
    found = calendar("month", "2025-05-31").coarser([9.0] * 5)
    assert found.windows == ("2025-01-01", "2025-04-01")
    assert found.over == ("2025-01-01",)
    found = calendar("month", "2025-06-30").coarser([9.0] * 6)
    assert found.over == found.windows


def of_two_windows(**more):
    two = np.array([[0.5, 0.4], [0.3, 0.2]])
    result = METRICS["selection_rate"]
    return Measurement(
        result, None, two, two - 0.1, two + 0.1, two * 100, None, None, None, "t", **more
    )


def test_one_window_of_a_measurement_has_the_figures_of_that_window():
    bounded, why = np.zeros((2, 2), dtype=bool), np.full((2, 2), None, dtype=object)
    found = at_window(of_two_windows(bounded=bounded, why=why), 1)
    assert found.value.tolist() == [0.3, 0.2]
    assert found.low.tolist() == pytest.approx([0.2, 0.1])
    assert (found.numerator, found.bounded.shape, found.why.shape) == (None, (2,), (2,))
    counted = replace(of_two_windows(), numerator=np.ones((2, 2)), denominator=np.ones((2, 2)))
    assert at_window(counted, 0).denominator.tolist() == [1, 1]
    assert at_window(of_two_windows(), 0).why is None


def test_nothing_to_see_has_no_value_and_counts_nobody():
    found = nothing(of_two_windows())
    assert np.isnan(found.value).all()
    assert not found.n.any()
    assert found.numerator is None
    counted = replace(of_two_windows(), numerator=np.ones((2, 2)), denominator=np.ones((2, 2)))
    assert not nothing(counted).denominator.any()
