"""Targets by window, and error budgets: the figures of the workbook, and by hand."""

import math

import pytest

from evenhand.analyses.budget import attainments, budgets, last_pace, pace_of
from evenhand.analyses.estimate import Estimate
from evenhand.inference.proportion import wilson
from evenhand.metrics import METRICS
from evenhand.plan import Target

FAILURES = METRICS["failure_rate"]
SLO = Target(metric="failure_rate", at_most=0.01)


def row(window, x, n, **more):
    low, high = wilson(x, n) if n else (math.nan, math.nan)
    plain = {
        "id": f"e-{window}", "metric": "failure_rate", "attributes": (), "group": (),
        "model_version": None, "condition": None, "value": x / n if n else None,
        "low": float(low) if n else None, "high": float(high) if n else None, "level": 0.95,
        "method": "wilson", "n": n, "numerator": float(x), "denominator": float(n),
        "design_effect": None, "undefined": None if n else "not_recorded",
    }  # fmt: skip
    return Estimate(window=window, **{**plain, **more})


YEAR = (
    row(None, 40, 4000),
    row("2025-03-01", 12, 1000), row("2025-01-01", 0, 1000), row("2025-02-01", 27, 1000),
    row("2025-04-01", 1, 1000),
)  # fmt: skip


def test_a_budget_is_used_up_window_by_window():
    whole, *windows = budgets(SLO, "slo", FAILURES, YEAR)
    assert (whole.window, whole.allowed, whole.n, whole.bad) == (None, 0.01, 4000, 40)
    assert whole.spent == pytest.approx(1.0)
    assert whole.burn_rate == pytest.approx(1.0)
    assert [one.window for one in windows] == [f"2025-0{month}-01" for month in (1, 2, 3, 4)]
    assert [one.spent for one in windows] == pytest.approx([0, 27 / 40, 39 / 40, 1.0])
    assert [one.burn_rate for one in windows] == pytest.approx([0, 2.7, 1.2, 0.1])
    assert {one.exhausted for one in windows} == {None}
    assert whole.exhausted == "2025-04-01"
    assert (whole.estimate, windows[1].estimate) == ("e-None", "e-2025-02-01")


def test_the_interval_of_a_burn_rate_is_wilsons_over_what_is_allowed():
    windows = budgets(SLO, "slo", FAILURES, YEAR)[1:]
    low, high = wilson(27, 1000)
    assert (windows[1].low, windows[1].high) == pytest.approx((low / 0.01, high / 0.01))
    unknown = row("2025-01-01", 3, 100, low=None, high=None)
    one = budgets(SLO, "slo", FAILURES, (YEAR[0], unknown))[1]
    assert (one.low, one.high, one.pace) == (None, None, "unclear")


def test_what_is_asked_at_least_may_be_missed_by_the_rest():
    good = Target(metric="failure_rate", at_least=0.99)
    turned = [
        row(one.window, one.denominator - one.numerator, int(one.denominator)) for one in YEAR
    ]
    mine, theirs = (budgets(*each) for each in (
        (good, "slo", FAILURES, turned), (SLO, "slo", FAILURES, YEAR)))  # fmt: skip
    for one, other in zip(mine, theirs, strict=True):
        assert one.allowed == other.allowed
        assert (one.bad, one.spent, one.burn_rate) == pytest.approx(
            (other.bad, other.spent, other.burn_rate)
        )
        assert (one.low, one.high) == pytest.approx((other.low, other.high))
        assert one.pace == other.pace


@pytest.mark.parametrize(
    ("bad", "n", "pace"),
    [
        (200, 1000, "fast_burn"), (100, 1000, "quick_burn"), (30, 1000, "slow_burn"),
        (12, 1000, "unclear"), (1, 1000, "sustainable"),
    ],
)  # fmt: skip
def test_a_pace_has_a_name_where_it_is_shown(bad, n, pace):
    found = budgets(SLO, "slo", FAILURES, (YEAR[0], row("2025-01-01", bad, n)))
    assert found[1].pace == pace
    assert last_pace(found) == pace


def test_the_names_are_those_of_the_workbooks_burn_rates():
    # 2 % of a budget of 30 days in an hour, 5 % in six hours: chapter 5, table 5-4.
    hour, month = 1, 30 * 24
    assert math.isclose(0.02 * month / hour, 14.4)
    assert math.isclose(0.05 * month / (6 * hour), 6)
    assert pace_of(14.4, 20) == "fast_burn"
    assert pace_of(6.0, 20) == "quick_burn"
    assert pace_of(1.0, 20) == "unclear"
    assert pace_of(0.0, 1.0) == "sustainable"


def test_a_budget_not_used_up_has_no_date():
    rows = (row(None, 10, 4000), row("2025-01-01", 10, 1000))
    assert budgets(SLO, "slo", FAILURES, rows)[0].exhausted is None


def test_a_log_without_windows_has_the_whole_budget_alone():
    found = budgets(SLO, "slo", FAILURES, YEAR[:1])
    assert [one.window for one in found] == [None]
    assert last_pace(found) is None


def test_windows_without_decisions_and_rows_of_something_else_have_no_budget():
    others = [
        row("2025-05-01", 0, 0), row("2025-01-01", 50, 100, model_version="v1"),
        row("2025-01-01", 50, 100, condition=("a", "b")),
        row("2025-01-01", 50, 100, metric="error_rate"),
        row("2025-01-01", 50, 100, attributes=("g",), group=("A",)),
        row("2025-06-01", 0, 10, numerator=None),
    ]  # fmt: skip
    assert budgets(SLO, "slo", FAILURES, [*YEAR, *others]) == budgets(SLO, "slo", FAILURES, YEAR)
    assert budgets(SLO, "slo", FAILURES, others) == ()
    assert budgets(SLO, "slo", FAILURES, YEAR[1:]) == ()


def test_every_group_has_a_budget_of_its_own():
    target = Target(metric="failure_rate", at_most=0.01, attributes=("g",))
    rows = [
        row(window, x, 1000, attributes=("g",), group=(group,))
        for group, x in (("A", 30), ("B", 5))
        for window in (None, "2025-01-01")
    ]
    found = budgets(target, "slo", FAILURES, [*rows, *YEAR])
    assert [(one.group, one.window) for one in found] == [
        (("A",), None), (("A",), "2025-01-01"), (("B",), None), (("B",), "2025-01-01"),
    ]  # fmt: skip
    assert [one.exhausted for one in found] == ["2025-01-01", None, None, None]


@pytest.mark.parametrize(
    ("target", "metric"),
    [
        ({"at_most": 0.0}, "failure_rate"), ({"at_most": 1.0}, "failure_rate"),
        ({"at_least": 1.0}, "failure_rate"), ({}, "failure_rate"),
        ({"at_most": 0.5}, "latency_p95"),
    ],
)  # fmt: skip
def test_without_a_share_that_may_be_bad_there_is_no_budget(target, metric):
    asked = Target(metric="failure_rate", **target)
    assert budgets(asked, "slo", METRICS[metric], YEAR) == ()


def latency(window, value, low, high, **more):
    return row(window, 1, 10, metric="latency_p95", value=value, low=low, high=high, **more)


def test_windows_keep_to_a_target_and_are_shown_to():
    target = Target(metric="latency_p95", at_most=2000)
    rows = [
        latency(None, 1, 1, 1),
        latency("2025-04-01", 2100, 1900, 2300), latency("2025-01-01", 1500, 1400, 1700),
        latency("2025-02-01", 1900, 1700, 2100), latency("2025-03-01", 2500, 2200, 2800),
        latency("2025-05-01", None, None, None), latency("2025-06-01", 1500, 1400, None),
        latency("2025-07-01", 2000, 1900, 2000),
    ]  # fmt: skip
    found = attainments(target, "slo", rows)
    assert [(one.window[5:7], one.kept, one.shown) for one in found] == [
        ("01", True, True), ("02", True, False), ("03", False, True), ("04", False, False),
        ("05", None, False), ("06", True, False), ("07", True, True),
    ]  # fmt: skip
    assert (found[0].value, found[0].low, found[0].high, found[0].n) == (1500, 1400, 1700, 10)


def test_so_do_figures_that_must_not_fall():
    target = Target(metric="latency_p95", at_least=100)
    rows = [
        latency("1", 150, 120, 180), latency("2", 110, 90, 130), latency("3", 80, 60, 95),
        latency("4", 95, 80, 105),
    ]  # fmt: skip
    assert [(one.kept, one.shown) for one in attainments(target, "slo", rows)] == [
        (True, True), (True, False), (False, True), (False, False),
    ]  # fmt: skip
