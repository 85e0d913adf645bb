"""Time through the whole pipeline: outages, quiet weeks and small windows, on frames."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.plan import Plan

AS_OF = datetime(2025, 7, 1, tzinfo=UTC)
PLAN = {
    "decision": {"column": "hired", "favourable": "yes"},
    "protected": [{"column": "sex", "reference": "M"}],
    "columns": {"time": "at"},
    "kpis": {"latency": "ms"},
    "inference": {"draws": 100},
}


def log(days=120, each=60, *, start="2025-01-06", seed=4):
    """Return a log in which every day has about as many decisions, and nothing happens."""
    draw = np.random.default_rng(seed)
    n = draw.poisson(each, days)
    at = pd.Timestamp(start) + pd.to_timedelta(np.repeat(np.arange(days), n), unit="D")
    rows = len(at)
    return pd.DataFrame(
        {
            "at": at + pd.to_timedelta(draw.integers(0, 86_400, rows), unit="s"),
            "sex": draw.choice(["F", "M"], rows),
            "hired": np.where(draw.random(rows) < 0.4, "yes", "no"),
            "ms": draw.gamma(20, 10, rows),
        }
    )


def without(frame, first, last):
    """Return the log without the days from `first` to `last`."""
    day = frame["at"].dt.strftime("%Y-%m-%d")
    return frame[~day.between(first, last)]


def audited(frame, **asked):
    return audit(frame, Plan.model_validate({**PLAN, **asked}), as_of=AS_OF)


OUTAGE = "2025-03-04", "2025-03-07"


@pytest.fixture(scope="module")
def by_day():
    return audited(without(log(60), "2025-02-04", "2025-02-07"), window="day")


def test_an_outage_of_days_is_a_run_of_volume_zero():
    found = audited(without(log(), *OUTAGE), window="week")
    (run,) = found.anomalies
    assert (run.metric, run.kind, run.group) == ("decisions", "volume", ())
    assert (run.start, run.end, run.slots) == (*OUTAGE, 4)
    assert (run.value, run.n) == (0.0, 0)
    assert run.expected == pytest.approx(60, rel=0.2)
    (told,) = [one for one in found.findings if one.kind == "anomaly"]
    assert told.severity == "high"
    assert told.title == "No decisions from 4 March 2025 to 7 March 2025."


def test_days_of_an_outage_have_a_volume_of_zero_and_no_figure_in_the_charts(by_day):
    charts = {one.metric: one for one in by_day.control_charts}
    for day in ("2025-02-04", "2025-02-07"):
        place = charts["decisions"].slots.index(day)
        assert charts["decisions"].value[place] == 0.0
        assert charts["selection_rate"].value[place] is None
        assert charts["latency_mean"].value[place] is None


def test_windows_without_decisions_are_named_and_no_row_is_made_up_for_them(by_day):
    gone = {f"2025-02-{day:02d}" for day in range(4, 8)}
    assert gone <= set(by_day.log.windows)
    assert len(by_day.log.windows) == 60
    told = {row.window for row in by_day.estimates if row.window is not None}
    assert told == set(by_day.log.windows) - gone
    assert not [row for row in by_day.shifts if row.window in gone]


def test_what_is_told_of_a_window_is_of_its_own_decisions(by_day):
    frame = without(log(60), "2025-02-04", "2025-02-07")
    counted = frame.groupby(frame["at"].dt.strftime("%Y-%m-%d"))["hired"].agg(
        ["size", lambda rows: (rows == "yes").mean()]
    )
    rows = {
        row.window: row
        for row in by_day.estimates
        if row.metric == "selection_rate" and row.window is not None and not row.attributes
    }
    assert {day: (row.n, row.value) for day, row in rows.items()} == {
        day: (n, pytest.approx(rate)) for day, n, rate in counted.itertuples()
    }


def test_small_windows_are_merged_by_number_whatever_was_decided_in_them():
    small = log(60, 6)
    turned = small.assign(hired=np.where(small["at"] < "2025-02-01", "yes", "no"))
    first, second = (audited(frame, window="day") for frame in (small, turned))
    assert first.log.windows == second.log.windows
    assert first.log.merged == second.log.merged == 4
    assert len(first.log.windows) == 15
    enough = audited(log(60, 40), window="day")
    assert (enough.log.merged, len(enough.log.windows)) == (1, 60)


def test_a_quiet_week_among_small_windows_is_shown_and_is_not_filled_up():
    quiet = without(log(60, 6), "2025-01-26", "2025-02-08")
    found = audited(quiet, window="day")
    rows = {
        row.window: row.n
        for row in found.estimates
        if row.metric == "selection_rate" and row.window is not None and not row.attributes
    }
    missing = set(found.log.windows) - set(rows)
    # Blocks of four days from 6 January: three of them have nothing at all.
    assert missing == {"2025-01-26", "2025-01-30", "2025-02-03"}
    assert sum(rows.values()) == len(quiet)


def test_trends_stand_still_where_nothing_came_and_are_no_new_figure(by_day):
    last = {row.window: row for row in by_day.trends if row.metric == "selection_rate"}
    before, after = last["2025-02-03"], last["2025-02-07"]
    assert (before.value, before.low, before.high) == (after.value, after.low, after.high)
    assert before.n == after.n
