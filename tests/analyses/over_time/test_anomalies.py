"""Runs of days outside what their own history allows."""

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.anomalies import KINDS, anomalies

BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
BY_H = Grouping(("h",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
LENGTH = 84


def steady(mean=200, length=LENGTH, seed=1):
    """Return Poisson volumes by day."""
    return np.random.default_rng(seed).poisson(mean, length)


def chance(n, rate, seed=2):
    """Return (x, n) of a rate by day."""
    return np.random.default_rng(seed).binomial(n, rate), n


@pytest.fixture
def found(slots, everybody):
    """Return a runner: volume and series of everybody, and of groups, to anomalies and charts."""

    def run(volume, series=None, *, groups=(), names=None, changes=()):
        followed = [(everybody, slots(series or {}, names=names, volume=volume))]
        followed += [
            (grouping, slots(some, names=names, volume=each)) for grouping, each, some in groups
        ]
        return anomalies(followed, changes)

    return run


def spans(rows):
    return [(row.kind, row.group, row.start, row.end) for row in rows]


def test_a_steady_log_has_none_and_a_chart_of_each_figure(found, days):
    n = steady()
    rows, charts = found(n, {"selection_rate": chance(n, 0.4), "failure_rate": chance(n, 0.05)})
    assert rows == ()
    assert [one.metric for one in charts] == ["decisions", "selection_rate", "failure_rate"]
    volume, rate, _ = charts
    assert volume.slots == rate.slots == days(LENGTH)
    assert volume.seasonal
    # The log may begin and end in the middle of a day.
    assert (volume.centre[0], volume.low[-1]) == (None, None)
    assert volume.value[0] == n[0]
    assert None not in volume.centre[1:-1]
    assert rate.low[0] < rate.centre[0] < rate.high[0]


def test_an_outage_of_days_is_one_run_with_its_size(found, days):
    n = steady()
    n[40:43] = 0
    (one,), (chart,) = found(n)
    names = days(LENGTH)
    assert (one.id, one.kind, one.metric) == ("a1", "volume", "decisions")
    assert (one.start, one.end, one.slots) == (names[40], names[42], 3)
    assert (one.value, one.n) == (0.0, 0)
    assert one.expected == pytest.approx(200, abs=15)
    assert one.low < one.expected < one.high
    assert one.excess < -10
    assert {40, 41, 42} <= set(chart.outside)
    assert chart.value[41] == 0.0


def test_a_quiet_day_between_does_not_end_a_run_and_sides_are_runs_of_their_own(found, days):
    n = steady()
    n[20], n[22], n[23] = 20, 20, 900
    low, high = found(n)[0]
    names = days(LENGTH)
    assert (low.start, low.end, low.slots) == (names[20], names[22], 3)
    assert (high.start, high.end) == (names[23], names[23])
    assert low.excess < 0 < high.excess
    assert [low.id, high.id] == ["a1", "a2"]


def test_the_worst_day_of_a_run_tells_its_size(found, days):
    n = steady(1_000)
    x = chance(n, 0.02)[0]
    x[30:33] = n[30:33] * np.array([0.08, 0.30, 0.08])
    (one,) = [row for row in found(n, {"failure_rate": (x, n)})[0] if row.metric == "failure_rate"]
    assert one.kind == "failure"
    assert one.value == pytest.approx(x[31] / n[31])
    assert one.expected == pytest.approx(0.02, abs=0.003)
    assert one.n == n[30:33].sum()
    assert (one.start, one.slots) == (days(LENGTH)[30], 3)


def test_a_week_that_repeats_is_no_anomaly_and_a_weekday_unlike_its_kind_is(found, days):
    weekend = np.arange(LENGTH) % 7 >= 5
    n = np.where(weekend, steady(40), steady(400))
    assert found(n)[0] == ()
    n[7 * 6 + 5] = 400  # a Saturday as busy as a Monday
    (one,) = found(n)[0]
    assert one.start == one.end == days(LENGTH)[47]
    assert one.expected == pytest.approx(40, abs=8)


def test_hours_are_charted_without_a_season(found):
    names = tuple(f"2025-01-{1 + h // 24:02d}T{h % 24:02d}:30" for h in range(LENGTH))
    n = steady()
    n[30] = 0
    (one,), (chart,) = found(n, names=names)
    assert one.start == names[30]
    assert not chart.seasonal


def test_latency_that_doubles_is_found_by_its_ratio(found):
    n = steady(60)
    mean = np.random.default_rng(3).normal(200, 6, LENGTH)
    mean[50:57] *= 2
    parts = (mean * n, (mean**2 + 50**2) * n, n)
    (one,) = found(n, {"latency_mean": parts})[0]
    assert (one.kind, one.slots) == ("latency", 7)
    assert one.expected == pytest.approx(200, rel=0.05)
    assert one.value > 380


def test_satisfaction_may_be_negative_and_is_charted_on_its_own_scale(found):
    n = steady(60)
    mean = np.random.default_rng(3).normal(-0.2, 0.1, LENGTH)
    mean[50:53] = -4
    parts = (mean * n, (mean**2 + 1) * n, n)
    (one,) = found(n, {"satisfaction_mean": parts})[0]
    assert (one.kind, one.slots) == ("satisfaction", 3)


def test_a_grade_is_charted_by_its_distance_not_its_ratio(found):
    n = np.full(LENGTH, 20.0)
    grades = np.random.default_rng(3).choice(
        [1, 2, 3, 4, 5], (LENGTH, 20), p=[0.1, 0.1, 0.2, 0.3, 0.3]
    )
    sums = grades.sum(axis=1).astype(float), (grades**2).sum(axis=1).astype(float), n
    chart = found(steady(), {"satisfaction_mean": sums})[1][1]
    low, centre, high = chart.low[10], chart.centre[10], chart.high[10]
    assert high - centre == pytest.approx(centre - low)


def test_what_is_usual_is_what_was_since_the_last_change(found, days, moved):
    n = steady(400)
    rate = np.where(np.arange(LENGTH) < 42, 0.7, 0.3)
    rate[60] = 0.6
    x = chance(n, rate)[0]
    names = days(LENGTH)
    change = moved(names, 42)
    rows, charts = found(n, {"selection_rate": (x, n)}, changes=[change])
    assert spans(rows) == [("decision_rate", (), names[60], names[60])]
    assert charts[1].centre[41] > 0.6
    assert charts[1].centre[42] < 0.4


def test_a_change_of_one_groups_gap_moves_the_charts_of_that_group_alone(found, days, moved):
    n = np.stack([steady(400), steady(400)], axis=1)
    rate = np.where(np.arange(LENGTH) < 42, 0.7, 0.3)
    x = np.stack([chance(n[:, 0], 0.7)[0], chance(n[:, 1], rate)[0]], axis=1)
    x[60, 1] = 0.6 * n[60, 1]
    names = days(LENGTH)
    groups = [(BY_G, n, {"selection_rate": (x, n)}), (BY_H, n, {"selection_rate": (x, n)})]
    change = moved(names, 42, attributes=("g",), group=("B",), reference=("A",))
    rows, charts = found(n.sum(axis=1), groups=groups, changes=[change])
    assert {"decisions"} == {one.metric for one in charts}
    by_g = [row for row in rows if row.attributes == ("g",)]
    assert spans(by_g) == [("decision_rate", ("B",), names[60], names[60])]
    # A group of the same name of another attribute is another group: its level is unsettled.
    assert spans(row for row in rows if row.attributes == ("h",)) != spans(by_g)


def test_a_run_of_everybody_is_not_told_of_each_group(found):
    n = np.stack([steady(100), steady(100, seed=5)], axis=1)
    n[40:43] = 0
    (one,) = found(n.sum(axis=1), groups=[(BY_G, n, {})])[0]
    assert (one.attributes, one.group) == ((), ())


def test_a_run_of_one_group_is_told_of_it(found, days):
    n = np.stack([steady(400), steady(40, seed=5)], axis=1)
    n[40:43, 1] = 0
    (one,) = found(n.sum(axis=1), groups=[(BY_G, n, {})])[0]
    assert (one.attributes, one.group, one.kind) == (("g",), ("B",), "volume")
    assert one.start == days(LENGTH)[40]


def test_groups_of_few_decisions_a_day_are_not_charted_by_themselves(found):
    n = np.stack([steady(400), steady(8, seed=5)], axis=1)
    n[40:50, 1] = 0
    assert found(n.sum(axis=1), groups=[(BY_G, n, {})])[0] == ()


def test_of_groups_only_what_people_notice_is_charted(found):
    n = np.stack([steady(400), steady(400, seed=5)], axis=1)
    x = chance(n, 0.1)[0]
    x[40, 1] = 0.9 * n[40, 1]
    told = {
        key: [row.group for row in found(n.sum(axis=1), groups=[(BY_G, n, {key: (x, n)})])[0]]
        for key in ("failure_rate", "human_review_rate")
    }
    assert told == {"failure_rate": [("B",)], "human_review_rate": []}


def test_labels_come_too_late_to_alarm_and_empty_figures_have_no_chart(found):
    n = steady()
    x = chance(n, 0.7)[0]
    x[40] = 0
    rows, charts = found(n, {"accuracy": (x, n), "override_rate": (x * 0, n * 0)})
    assert rows == ()
    assert [one.metric for one in charts] == ["decisions"]


def test_the_kinds_that_are_looked_for_have_names():
    assert set(KINDS.values()) == {
        "volume", "decision_rate", "latency", "failure", "override", "satisfaction"
    }  # fmt: skip


def test_a_year_of_days_without_anything_has_none(found):
    quiet = 0
    for seed in range(10):
        n = steady(150, 365, seed)
        rows, _ = found(n, {"selection_rate": chance(n, 0.4, seed), "failure_rate":
                            chance(n, 0.01, seed + 99)})  # fmt: skip
        quiet += not rows
    assert quiet >= 9


def test_a_log_too_short_to_tell_what_is_usual_has_none(found):
    n = steady(200, 6)
    n[3] = 0
    rows, (chart,) = found(n)
    assert rows == ()
    assert set(chart.centre) == {None}
