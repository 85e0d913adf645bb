"""When figures and gaps moved, and for whom."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.changes import change_points

BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")


def rates(days, n, before, after, at, *, seed=1):
    """Return (x, n) of a rate by day: binomial, one rate before a day and one from it on."""
    rate = np.where(np.arange(days) < at, before, after)
    size = np.full(days, n)
    return np.random.default_rng(seed).binomial(size, rate), size


@pytest.fixture
def found(slots, everybody, settings):
    """Return a runner: series of everybody, and of the groups, to the change points."""

    def run(whole, groups=None, *, names=None, grouping=BY_G, effects=None):
        volume = None if whole else np.ones(len(next(iter(groups.values()))[0]))
        followed = [(everybody, slots(whole, names=names, volume=volume))]
        if groups is not None:
            followed.append((grouping, slots(groups, names=names)))
        return change_points(followed, settings, effects or {})

    return run


def pair(first, second):
    """Return (x, n) of two groups from those of each."""
    return tuple(np.stack(parts, axis=1) for parts in zip(first, second, strict=True))


def test_a_rate_that_moved_is_dated_with_before_and_after(found, days):
    x, n = rates(120, 300, 0.5, 0.4, 70)
    (one,) = found({"selection_rate": (x, n)})
    names = days(120)
    assert one.at == names[70]
    assert one.earliest <= one.at <= one.latest
    assert one.before == pytest.approx(x[:70].sum() / n[:70].sum())
    assert one.after == pytest.approx(x[70:].sum() / n[70:].sum())
    assert one.difference == pytest.approx(one.after - one.before)
    assert one.low < -0.1 < one.high < 0
    assert (one.n_before, one.n_after) == (70 * 300, 50 * 300)
    assert (one.id, one.metric, one.method, one.level) == ("c1", "selection_rate", "glr", 0.95)
    assert (one.attributes, one.group, one.reference) == ((), (), ())
    assert (one.alarm, one.began) == (None, None)
    assert 0 < one.p_value < 0.05


def test_a_steady_log_has_no_changes(found):
    steady = rates(120, 300, 0.5, 0.5, 0, seed=12)
    groups = pair(rates(120, 150, 0.5, 0.5, 0, seed=2), rates(120, 150, 0.5, 0.5, 0, seed=3))
    assert found({"selection_rate": steady}, {"selection_rate": groups}) == ()


def test_a_mean_that_moved_is_found_too(found, days):
    draw = np.random.default_rng(4)
    n = np.full(120, 50.0)
    mean = draw.normal(np.where(np.arange(120) < 50, 200, 240), 5)
    (one,) = found({"latency_mean": (mean * n, (mean**2 + 900) * n, n)})
    assert one.at == days(120)[50]
    assert one.after - one.before == pytest.approx(40, abs=3)


def test_the_days_of_the_week_are_no_change(found):
    weekend = np.arange(120) % 7 >= 5
    draw = np.random.default_rng(5)
    n = np.where(weekend, 100, 300)
    x = draw.binomial(n, np.where(weekend, 0.7, 0.4))
    assert found({"selection_rate": (x, n)}) == ()


def test_a_gap_that_opened_is_dated_and_a_daily_look_would_have_known(found, days):
    groups = pair(rates(120, 150, 0.5, 0.5, 0, seed=2), rates(120, 150, 0.5, 0.35, 60, seed=3))
    whole = tuple(part.sum(axis=1) for part in groups)
    levels = found({"base_rate": whole}, {"base_rate": groups})
    (one,) = found({"base_rate": whole}, {"base_rate": groups, "selection_rate": groups})[-1:]
    names = days(120)
    assert (one.metric, one.attributes) == ("selection_rate", ("g",))
    assert (one.group, one.reference, one.touched) == (("B",), ("A",), (("B",),))
    assert names[57] <= one.at <= names[63]
    assert one.before == pytest.approx(0, abs=0.02)
    assert one.after == pytest.approx(-0.15, abs=0.03)
    assert one.n_before + one.n_after == 120 * 300
    assert names[60] <= one.alarm <= names[75]
    assert names[55] <= one.began <= names[65]
    # The level of everybody moved as well; B moved with it, and A did not.
    (level,) = levels
    assert level.touched == (("B",),)


def test_people_who_come_again_raise_the_alarm_later(found):
    groups = pair(rates(120, 150, 0.5, 0.5, 0, seed=2), rates(120, 150, 0.5, 0.35, 60, seed=3))
    series = {"selection_rate": groups}
    (plain,) = found({}, series)
    effects = {(("g",), "selection_rate"): np.array([1.0, 5.0])}
    (later,) = found({}, series, effects=effects)
    assert plain.at == later.at
    assert plain.alarm < later.alarm


def test_an_alarm_raised_before_the_change_is_not_the_changes_own(found):
    # The gap was there all the time, and became wider.
    groups = pair(rates(120, 300, 0.6, 0.6, 0, seed=2), rates(120, 300, 0.4, 0.2, 60, seed=3))
    (one,) = found({}, {"selection_rate": groups})
    assert one.before == pytest.approx(-0.2, abs=0.03)
    assert (one.alarm, one.began) == (None, None)


def test_a_gap_that_moves_too_little_for_an_alarm_has_none(found):
    draw = np.random.default_rng(6)
    n = np.full(200, 400)
    # Within the days of either side, the groups are all but exactly alike, and a point apart.
    first = n // 2 + draw.integers(-1, 2, 200)
    second = n // 2 + draw.integers(-1, 2, 200) - 4 * (np.arange(200) >= 100)
    (one,) = found({}, {"selection_rate": pair((first, n), (second, n))})
    assert one.after == pytest.approx(-0.01, abs=0.002)
    assert (one.alarm, one.began) == (None, None)


def test_several_changes_are_told_in_order_each_between_its_neighbours(found, days):
    rate = np.select([np.arange(280) < 100, np.arange(280) < 190], [0.3, 0.6], 0.4)
    n = np.full(280, 200)
    first, second = found({"selection_rate": (np.rint(rate * n), n)})
    names = days(280)
    assert (first.id, first.at, second.id, second.at) == ("c1", names[100], "c2", names[190])
    assert (first.before, first.after) == pytest.approx((0.3, 0.6))
    assert (second.before, second.after) == pytest.approx((0.6, 0.4))
    assert (second.n_before, second.n_after) == (90 * 200, 90 * 200)


def test_groups_touched_are_those_that_moved_the_same_way_most_first(found):
    grouping = Grouping(("g",), (("A",), ("B",), ("C",), ("D",)), np.arange(4), None, "largest")
    parts = [
        rates(120, 300, 0.5, after, 60, seed=seed)
        for seed, after in enumerate((0.4, 0.3, 0.5, 0.6), 7)
    ]
    groups = tuple(np.stack(part, axis=1) for part in zip(*parts, strict=True))
    whole = tuple(part.sum(axis=1) for part in groups)
    (one,) = found({"selection_rate": whole}, {"selection_rate": groups}, grouping=grouping)
    assert one.difference < 0
    assert one.touched == (("B",), ("A",))


def test_small_groups_are_followed_over_days_taken_together(found, days):
    groups = pair(rates(200, 100, 0.5, 0.5, 0, seed=2), rates(200, 4, 0.6, 0.1, 99, seed=3))
    (one,) = found({}, {"selection_rate": groups})
    assert one.at in days(200)[::3]
    assert days(200)[93] <= one.at <= days(200)[105]


def test_hours_have_no_week(found):
    names = tuple(f"2025-01-{1 + h // 24:02d}T{h % 24:02d}:00" for h in range(90))
    x, n = rates(90, 300, 0.5, 0.3, 40)
    (one,) = found({"selection_rate": (x, n)}, names=names)
    assert one.at == names[40]


def test_a_short_log_has_changes_from_twenty_days_on(found):
    x, n = rates(24, 400, 0.5, 0.2, 12)
    assert len(found({"selection_rate": (x, n)})) == 1
    assert found({"selection_rate": (x[3:19], n[3:19])}) == ()


def test_what_is_not_followed_or_empty_has_no_changes(found):
    moved = rates(120, 300, 0.5, 0.3, 60)
    nobody = (np.zeros(120), np.zeros(120))
    assert found({"share": moved, "selection_rate": nobody}) == ()
    groups = pair(moved, nobody)
    assert found({}, {"selection_rate": groups}) == ()
    alone = replace(BY_G, reference=None)
    assert found({}, {"selection_rate": pair(moved, moved)}, grouping=alone) == ()


def test_p_values_allow_for_all_series_that_were_followed(found):
    moved = rates(120, 300, 0.5, 0.3, 60)
    steady = rates(120, 300, 0.5, 0.5, 0, seed=9)
    (alone,) = found({"selection_rate": moved})
    (among,) = found({"selection_rate": moved, "accuracy": steady, "base_rate": steady})
    # No order of 199 does as well, and so many are enough for one series and for three.
    assert alone.p_value == pytest.approx(1 / 200)
    assert among.p_value == pytest.approx(3 / 200)


def test_a_change_is_found_among_however_many_series(found):
    groups = 601
    n = np.full((30, groups), 100)
    x = np.full((30, groups), 50)
    x[15:, -1] = 10
    names = tuple((f"{i}",) for i in range(groups))
    grouping = Grouping(("g",), names, np.arange(groups), 0, "plan")
    (one,) = found({}, {"selection_rate": (x, n)}, grouping=grouping)
    assert one.group == names[-1]
    # Of 600 series each is held to 0.05 / 600, and tried against 2 / that many orders.
    assert one.p_value == pytest.approx(600 / 24_001, rel=1e-3)


def test_groups_too_small_for_twenty_blocks_are_not_followed_and_cost_nothing(found):
    steady, moved = rates(60, 100, 0.5, 0.5, 0, seed=2), rates(60, 100, 0.5, 0.1, 30, seed=3)
    rare = np.zeros(60), np.zeros(60)
    rare[1][::5] = 9
    parts = tuple(np.stack(part, axis=1) for part in zip(steady, moved, rare, strict=True))
    three = Grouping(("g",), (("A",), ("B",), ("C",)), np.arange(3), 0, "plan")
    alone = found({}, {"selection_rate": pair(steady, moved)})
    assert found({}, {"selection_rate": parts}, grouping=three) == alone
