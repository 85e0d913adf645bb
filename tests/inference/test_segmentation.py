from functools import partial

import numpy as np
import pytest

from evenhand.inference.change_point import ChangePoint, gap_change, mean_change, rate_change
from evenhand.inference.segmentation import changes

FIND_RATE = partial(rate_change, seed=1)


def rates(levels, seed=1, size=200, length=60):
    random = np.random.default_rng(seed)
    n = np.full(length * len(levels), size)
    return random.binomial(n, np.repeat(levels, length)), n


def test_every_change_is_found_in_order():
    found = changes(partial(FIND_RATE, block=1), *rates([0.3, 0.45, 0.3, 0.5]), alpha=0.05)
    assert [change.place for change in found] == pytest.approx([60, 120, 180], abs=2)
    assert [change.before for change in found] == pytest.approx([0.3, 0.45, 0.3], abs=0.02)
    assert [change.after for change in found] == pytest.approx([0.45, 0.3, 0.5], abs=0.02)
    assert all(change.p_value <= 0.05 for change in found)
    assert all(change.low < change.after - change.before < change.high for change in found)


def test_a_series_without_change_is_left_whole():
    assert changes(FIND_RATE, *rates([0.3, 0.3]), alpha=0.05) == ()


def test_nineteen_windows_are_too_few():
    x, n = rates([0.1, 0.9], length=10)
    assert len(changes(FIND_RATE, x, n, alpha=0.05)) == 1
    assert changes(FIND_RATE, x[1:], n[1:], alpha=0.05) == ()
    emptied = np.where(np.arange(20) == 5, 0, n)
    assert changes(FIND_RATE, x, emptied, alpha=0.05) == ()
    assert changes(FIND_RATE, [3] * 30, [10] * 30, alpha=0.05) == ()


def test_means_and_gaps_are_cut_alike():
    x, n = rates([0.3, 0.5])
    by_mean = changes(partial(mean_change, seed=1), x, x, n, alpha=0.05)
    assert [change.place for change in by_mean] == pytest.approx([60], abs=2)
    strata = [np.stack([part, part], axis=1) for part in (x, n, n * 0.4, n)]
    by_gap = changes(partial(gap_change, seed=1), *strata, alpha=0.05)
    assert [change.place for change in by_gap] == pytest.approx([60], abs=2)


def point(place, p_value, windows=40):
    return ChangePoint(
        place=place,
        earliest=place,
        latest=place,
        statistic=1.0,
        p_value=p_value,
        before=0.0,
        after=0.0,
        low=0.0,
        high=0.0,
        dispersion=1.0,
        windows=windows,
    )


def test_deeper_cuts_are_tested_at_half_the_level():
    for p_value, places in ((0.025, [10, 20, 30]), (0.026, [20])):

        def find(windows, p_value=p_value):
            whole = len(windows) == 40
            return (
                point(len(windows) // 2, 0.05 if whole else p_value) if len(windows) > 10 else None
            )

        found = changes(find, np.zeros(40), alpha=0.05)
        assert [change.place for change in found] == places


def test_a_change_that_its_neighbours_explain_is_dropped():
    def find(windows):
        """Cut 0..39 at 20, and 20..39 at 30; between 0 and 30 the first cut is not seen again."""
        seen = {(0, 39): (20, 0.01), (0, 19): (10, 0.5), (20, 39): (10, 0.01)}
        seen |= {(0, 29): (20, 0.3), (30, 39): (5, 0.5), (20, 29): (5, 0.5)}
        place, p_value = seen[int(windows[0]), int(windows[-1])]
        return point(place, p_value)

    found = changes(find, np.arange(40), alpha=0.05)
    # The second cut, found again in the whole of what is then left, is where the whole has it.
    assert [change.place for change in found] == [20]


def test_a_stretch_in_which_nothing_is_found_again_ends_the_search():
    answers = iter([point(20, 0.01), None, None, None])
    assert changes(lambda _: next(answers), np.arange(40), alpha=0.05) == ()
    assert next(answers, "asked four times") == "asked four times"


def asked_of(p_values, alpha):
    """Return how many permutations are asked for of a series with these p-values by number."""
    asked = []

    def find(windows, permutations):
        asked.append(permutations)
        least = 1 / (permutations + 1)
        p_value = max(p_values.get(permutations, least), least)
        return point(20, p_value) if len(windows) == 40 else None

    found = changes(find, np.zeros(40), alpha=alpha, patient=True)
    return asked, [change.place for change in found]


def test_chance_that_does_as_well_is_seen_at_once():
    assert asked_of({199: 0.3}, alpha=0.01)[0] == [199]
    assert asked_of({199: 0.04, 1_999: 0.02}, alpha=0.01)[0] == [199, 1_999]


def test_more_permutations_are_tried_while_fewer_leave_it_open():
    # The whole is tried, its two parts, and again as what is left between the neighbours.
    parts = [199, 199]
    assert asked_of({}, alpha=0.01) == ([199, *parts, 199], [20])
    assert asked_of({}, alpha=0.001) == ([199, 1_999, *parts, 199, 1_999], [20])
    open_ = {1_999: 0.004, 9_999: 0.003}
    assert asked_of(open_, alpha=0.001)[0] == [199, 1_999, 9_999]
    assert asked_of(open_, alpha=0.005)[1] == [20]


def test_a_strict_level_is_tried_against_as_many_as_it_needs():
    asked, places = asked_of({}, alpha=0.05 / 1_000)
    assert asked[2] == 40_000
    assert places == [20]


def test_patience_finds_the_changes_that_many_permutations_do():
    series = rates([0.3, 0.45, 0.3], length=50)
    find = partial(FIND_RATE, block=1)
    plain = changes(partial(find, permutations=9_999), *series, alpha=0.002)
    patient = changes(find, *series, alpha=0.002, patient=True)
    assert [change.place for change in patient] == [change.place for change in plain]
    assert len(patient) == 2
