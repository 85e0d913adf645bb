"""Gaps followed from the first slot on."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.trends import trends
from evenhand.cube.windows import Calendar
from evenhand.inference.confidence_sequence import confidence_sequence
from evenhand.inference.sequential import equality_e_process

BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
N = np.array([[60, 40], [80, 50], [50, 60], [70, 30]])
X = np.array([[30, 10], [50, 20], [20, 20], [40, 9]])


@pytest.fixture
def calendar(days):
    """Return a builder of a calendar of days with windows that begin at some of them."""

    def build(slots, *starts):
        names = days(slots)
        return Calendar("day", "week", names, tuple(names[start] for start in starts))

    return build


@pytest.fixture
def followed(slots, calendar, settings):
    """Return a runner: series and starts of windows to trends, by metric and group."""

    def run(series, *starts, grouping=BY_G, effects=None):
        some = slots(series)
        when = calendar(len(some.names), *(starts or (0,)))
        return list(trends(grouping, some, when, settings, effects or {}))

    return run


def test_a_gap_is_averaged_from_the_first_slot_to_the_end_of_each_window(followed, days):
    first, second = followed({"selection_rate": (X, N)}, 0, 3)
    names = days(4)
    assert (first.window, second.window) == (names[0], names[3])
    assert (first.group, first.reference, first.attributes) == (("B",), ("A",), ("g",))
    assert (first.n, second.n) == (340, 440)
    rates = X / N
    gap = rates[:, 1] - rates[:, 0]
    spread = ((X + 0.5) * (N - X + 0.5) / ((N + 1) ** 2 * N)).sum(axis=1)
    size = N[:, 0] * N[:, 1] / N.sum(axis=1)
    centre, low, high = confidence_sequence(gap, spread, tau=0.05, level=0.95, size=size)
    assert (first.value, first.low, first.high) == pytest.approx((centre[2], low[2], high[2]))
    assert (second.value, second.low, second.high) == pytest.approx((centre[3], low[3], high[3]))
    p = equality_e_process(X[:, 1], N[:, 1], X[:, 0], N[:, 0]).p_value
    assert (first.p_value, second.p_value) == pytest.approx((p[2], p[3]))
    assert second.level == 0.95


def test_people_who_come_again_widen_the_band_and_weaken_the_evidence(followed):
    days = 60
    x, n = (np.tile(part, (days, 1)) for part in ([50, 40], [100, 100]))
    (plain,) = followed({"selection_rate": (x, n)})
    effects = {(("g",), "selection_rate"): np.array([1.0, 4.0])}
    (repeated,) = followed({"selection_rate": (x, n)}, effects=effects)
    assert repeated.value == pytest.approx(plain.value)
    # Half as well known for a fourth of the people; the price of looking is a little more.
    assert 1.9 < (repeated.high - repeated.low) / (plain.high - plain.low) < 2.3
    assert plain.p_value < 1e-9 < repeated.p_value < 0.01


def test_the_gap_of_a_mean_has_a_band_and_no_test(followed):
    n = np.full((30, 2), 50.0)
    mean = np.tile([200.0, 230.0], (30, 1))
    parts = (mean * n, (mean**2 + 900) * n, n)
    (found,) = followed({"latency_mean": parts})
    assert found.value == pytest.approx(30.0)
    assert found.low < 30 < found.high
    # 1,500 of either, deviation 30: the standard error is 1.1, and a band of all looks is wider.
    assert 2 * 1.1 < found.high - 30 < 4 * 1.1
    assert found.p_value is None


def test_days_whose_values_are_all_alike_are_not_left_out(followed):
    n = np.full((20, 2), 50.0)
    mean = np.tile([4.0, 4.0], (20, 1))
    mean[1::2] = [5.0, 4.0]
    within = np.where(mean == 5, 0.0, 1.0)
    (found,) = followed({"satisfaction_mean": (mean * n, (mean**2 + within) * n, n)})
    # The reference is 4 on one day and 5 on the next.
    assert found.value == pytest.approx(-0.5, abs=0.02)


def test_every_kpi_is_followed_and_of_many_windows_what_gates_are_about(followed):
    x, n = (np.tile(part, (70, 1)) for part in ([5, 5], [10, 10]))
    wanted = ("selection_rate", "accuracy", "sla_breach_rate", "share")
    series = dict.fromkeys(wanted, (x, n))
    few = followed(series, *range(0, 70, 7))
    assert {row.metric for row in few} == {"selection_rate", "accuracy", "sla_breach_rate"}
    many = followed(series, *range(70))
    assert {row.metric for row in many} == {"selection_rate"}


def test_without_a_reference_or_decisions_nothing_is_followed(followed):
    alone = replace(BY_G, reference=None)
    assert followed({"selection_rate": (X, N)}, grouping=alone) == []
    for side in ([1, 0], [0, 1]):
        assert followed({"selection_rate": (X * side, N * side)}) == []


def test_days_too_small_for_a_rate_are_taken_together_by_number(followed):
    x, n = (np.tile(part, (21, 1)) for part in ([20, 1], [40, 2]))
    (found,) = followed({"selection_rate": (x, n)})
    blocks = (np.add.reduceat(part, np.arange(0, 21, 5)) for part in (x[:, 1], n[:, 1]))
    assert [part.tolist() for part in blocks] == [[5, 5, 5, 5, 1], [10, 10, 10, 10, 2]]
    assert found.value == pytest.approx(0.0)
    assert found.n == 21 * 42


def test_slots_taken_together_count_in_the_window_that_they_begin_in(followed, days):
    x, n = (np.tile(part, (12, 1)) for part in ([20, 2], [40, 4]))
    found = followed({"selection_rate": (x, n)}, 0, 1, 6)
    assert [row.window for row in found] == [days(12)[place] for place in (0, 1, 6)]
    assert found[0].n == found[1].n - 3 * 44


def test_a_gap_not_known_yet_is_no_number(followed):
    x, n = X.copy(), N.copy()
    x[0], n[0] = [30, 0], [60, 0]
    first, second = followed({"selection_rate": (x, n)}, 0, 1)
    assert (first.value, first.low, first.high) == (None, None, None)
    assert second.value is not None
