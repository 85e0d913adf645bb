"""Which windows are compared: the one before, and the baseline."""

import numpy as np
import pytest

from evenhand.analyses.over_time.comparisons import comparisons
from evenhand.errors import PlanError
from evenhand.plan.plan import Drift


def test_windows_are_compared_with_the_one_before_and_with_the_first_quarter():
    windows = [f"2025-{m:02d}-01" for m in range(1, 10)]
    n = np.array([5, 5, 0, 5, 5, 5, 5, 5, 5.0])
    found = comparisons(windows, n, Drift())
    previous = [(one.window, one.reference) for one in found if one.against == "previous"]
    assert previous == [(1, (0,)), (3, (1,)), (4, (3,)), (5, (4,)), (6, (5,)), (7, (6,)), (8, (7,))]
    baseline = [(one.window, one.reference) for one in found if one.against == "baseline"]
    assert baseline == [(place, (0, 1)) for place in range(3, 9)]
    assert comparisons(windows, n * 0, Drift()) == ()
    assert comparisons(windows[:1], np.ones(1), Drift()) == ()


@pytest.mark.parametrize(
    ("asked", "reference"),
    [
        ({"from": "2025-01-15", "to": "2025-03-31"}, (1, 2)),
        ({"to": "2025-02-01"}, (0, 1)),
        ({"from": "2025-05-01"}, (4, 5)),
        ({"from": "2025-04-01T00:00", "to": "2025-04-01T00:00"}, (3,)),
    ],
)
def test_the_plan_names_the_baseline_by_the_windows_that_begin_in_it(asked, reference):
    windows = [f"2025-{m:02d}-01" for m in range(1, 13)]
    found = comparisons(windows, np.ones(12), Drift.model_validate(asked))
    against = [one for one in found if one.against == "baseline"]
    assert {one.reference for one in against} == {reference}
    assert [one.window for one in against] == list(range(reference[-1] + 1, 12))


def test_the_last_day_of_a_baseline_includes_its_hours():
    hours = ["2025-01-01", *(f"2025-01-01T{hour:02d}:00" for hour in range(1, 24)), "2025-01-02"]
    found = comparisons(hours, np.ones(25), Drift.model_validate({"to": "2025-01-01"}))
    assert found[-1].reference == tuple(range(24))
    found = comparisons(hours, np.ones(25), Drift.model_validate({"to": "2025-01-01T04:00"}))
    assert found[-1].reference == tuple(range(5))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"from": "2026-01-01", "to": "2026-03-01"}, "from 2026-01-01 to 2026-03-01"),
        ({"to": "2024-12-31"}, "of the plan, to 2024-12-31"),
        ({"from": "spring"}, "'spring' is not a date"),
    ],
)
def test_a_baseline_without_decisions_or_dates_is_refused(asked, message):
    with pytest.raises(PlanError, match=message):
        comparisons(["2025-01-01", "2025-02-01"], np.ones(2), Drift.model_validate(asked))
