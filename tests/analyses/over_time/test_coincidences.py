"""What else moved when a figure did."""

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.coincidences import with_coincidences
from evenhand.cube.windows import slot_words

BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
LENGTH, AT = 60, 30


@pytest.fixture
def around(tallies_of_rows, slots, everybody, days, moved):
    """Return a runner: decisions by day and group, and by version, to what moved at day 30."""

    def run(groups, *, unknown=None, versions=None, names=None, change=None, grouping=BY_G):
        groups = np.asarray(groups, dtype=float)
        names = names or days(len(groups))
        columns = {"A": groups[:, 0], "B": groups[:, 1]}
        if unknown is not None:
            columns["unknown"] = np.asarray(unknown, dtype=float)
        version = versions or (lambda _: "v1")
        rows = [
            {"slot": name, "g": g, "decision": "favourable", "n": n[place],
             "model_version": version(place)}
            for place, name in enumerate(names)
            for g, n in columns.items()
        ]  # fmt: skip
        followed = [
            (everybody, slots({}, names=names, volume=sum(columns.values()))),
            (grouping, slots({}, names=names, volume=groups)),
        ]
        tallies = tallies_of_rows(rows, "g")
        (found,) = with_coincidences([change or moved(names, AT)], tallies, followed)
        return [(one.kind, one.text, one.at) for one in found.coincidences]

    return run


def steady(first=100, second=50, length=LENGTH):
    return np.tile([first, second], (length, 1))


def test_where_nothing_else_moved_nothing_is_told(around):
    assert around(steady()) == []


@pytest.mark.parametrize("first", [AT - 14, AT, AT + 14])
def test_a_model_version_first_seen_within_two_weeks_is_told(around, days, first):
    found = around(steady(), versions=lambda day: "v2" if day >= first else "v1")
    at = days(LENGTH)[first]
    assert found == [("model_version", f"Model version v2 was first seen on {slot_words(at)}.", at)]


@pytest.mark.parametrize("first", [0, AT - 15, AT + 15])
def test_a_version_seen_from_the_start_or_longer_ago_is_not(around, first):
    assert around(steady(), versions=lambda day: "v2" if day >= first else "v1") == []


def test_an_unknown_version_is_no_version(around):
    assert around(steady(), versions=lambda day: "unknown" if day >= AT else "v1") == []


def test_a_change_that_cannot_be_dated_well_is_near_all_that_it_may_have_been(around, days, moved):
    names = days(LENGTH)
    change = moved(names, AT, earliest=names[AT - 10])
    found = around(steady(), versions=lambda day: "v2" if day >= AT - 15 else "v1", change=change)
    assert [kind for kind, _, _ in found] == ["model_version"]


def test_a_mix_of_groups_that_moved_is_told_by_the_group_that_moved_most(around, days):
    groups = np.concatenate([steady(100, 100, AT), steady(120, 80, LENGTH - AT)])
    at = days(LENGTH)[AT]
    text = "A went from 50% to 60% of the decisions whose g is known."
    assert around(groups) == [("group_mix", text, at)]


def test_a_mix_that_moved_little_is_not_told_however_certain(around):
    groups = np.concatenate([steady(10_000, 10_000, AT), steady(10_200, 9_800, LENGTH - AT)])
    assert around(groups) == []


def test_a_mix_that_may_be_chance_is_not_told(around):
    groups = np.concatenate([steady(1, 1, AT), steady(1, 1, LENGTH - AT)])
    groups[AT : AT + 4] = [2, 0]
    assert around(groups) == []


def test_only_the_four_weeks_on_either_side_count(around):
    groups = np.concatenate([steady(10, 190, 2), steady(100, 100, LENGTH - 2)])
    assert around(groups) == []


def test_groups_unknown_more_often_are_told(around, days):
    unknown = np.where(np.arange(LENGTH) < AT, 0, 30)
    found = around(steady(), unknown=unknown)
    assert found == [("missing", "g went from 0% to 17% unknown.", days(LENGTH)[AT])]


def test_groups_unknown_as_often_as_before_are_not(around):
    assert around(steady(), unknown=np.full(LENGTH, 30)) == []


def test_a_volume_that_moved_by_a_quarter_is_told(around, days):
    groups = np.concatenate([steady(100, 100, AT), steady(125, 125, LENGTH - AT)])
    text = "Decisions went from 200 to 250 a day."
    assert around(groups) == [("volume", text, days(LENGTH)[AT])]
    groups = np.concatenate([steady(100, 100, AT), steady(80, 80, LENGTH - AT)])
    assert [kind for kind, _, _ in around(groups)] == ["volume"]
    groups = np.concatenate([steady(100, 100, AT), steady(120, 120, LENGTH - AT)])
    assert around(groups) == []


def test_the_volume_of_hours_is_told_by_the_hour(around):
    names = tuple(f"2025-01-{1 + h // 24:02d}T{h % 24:02d}:30" for h in range(LENGTH))
    groups = np.concatenate([steady(10, 10, AT), steady(40, 40, LENGTH - AT)])
    assert around(groups, names=names)[0][1] == "Decisions went from 20 to 80 an hour."


def test_days_without_any_decisions_are_compared_with_nothing(around):
    groups = np.concatenate([steady(0, 0, AT), steady(100, 100, LENGTH - AT)])
    groups[0] = [3, 3]
    assert around(groups) == []
