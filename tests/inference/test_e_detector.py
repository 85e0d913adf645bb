import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.e_detector import e_detector
from evenhand.inference.increments import (
    LOG_ODDS_RATIOS,
    exact_increments,
    normal_increments,
    prior,
    score,
)


def stream(seed=1, *, windows=60, n1=200, n2=50, gap=0.0, start=0):
    random = np.random.default_rng(seed)
    rate = 0.5 + 0.1 * np.sin(np.arange(windows))
    behind = np.where(np.arange(windows) >= start, gap, 0)
    sizes = np.full(windows, n1), np.full(windows, n2)
    return random.binomial(n1, rate), sizes[0], random.binomial(n2, rate - behind), sizes[1]


@pytest.mark.parametrize(("n1", "n2"), [(200, 50), (30, 1)])
def test_the_detector_is_the_recursion_of_shiryaev_and_roberts(n1, n2):
    tables = stream(n1=n1, n2=n2)
    if n2 == 1:
        gains = exact_increments(*(np.asarray(part, float) for part in tables))
    else:
        deviation, _, variance = (part[:, 0] for part in score(*tables))
        gains = normal_increments(deviation, variance)
    state, seen = np.zeros(len(LOG_ODDS_RATIOS)), []
    for gain in gains:
        state = (1 + state) * np.exp(gain)
        seen.append(np.log(state @ prior(0.5)))
    np.testing.assert_allclose(e_detector(*tables).log_e, seen, atol=1e-9)


@pytest.mark.parametrize("n2", [3, 50])
def test_what_was_seen_is_not_changed_by_later_windows(n2):
    tables = stream(n2=n2)
    early = e_detector(*(part[:20] for part in tables)).log_e
    np.testing.assert_allclose(e_detector(*tables).log_e[:20], early)


def test_a_late_gap_is_found_and_dated():
    found = e_detector(*stream(windows=200, gap=0.15, start=120))
    assert 120 < found.alarm < 130
    assert found.start == pytest.approx(120, abs=2)


def test_alike_groups_raise_no_alarm():
    found = e_detector(*stream())
    assert found.alarm is None
    assert found.start is None


def test_a_gap_from_the_start_is_dated_to_the_start():
    assert e_detector(*stream(gap=0.3)).start == 0


def test_a_higher_threshold_alarms_later():
    tables = stream(windows=200, gap=0.1, start=50)
    soon, late = (e_detector(*tables, run_length=c) for c in (365, 1e6))
    assert soon.alarm < late.alarm
    np.testing.assert_allclose(soon.log_e, late.log_e)


def test_a_tiny_gap_of_large_groups_is_found():
    size = np.full(30, 10**7)
    tables = size / 2, size, size / 2 - 20_000.0, size
    assert e_detector(*tables).alarm is not None


def test_a_gap_begins_in_a_window_that_is_not_empty():
    tables = stream(windows=40, gap=0.35, start=20)
    gaps = tuple(np.insert(part, [20, 20], 0) for part in tables)
    assert e_detector(*tables).start == 20
    assert e_detector(*gaps).start == 22


@given(st.integers(0, 10_000), st.sampled_from([2, 40]))
@settings(max_examples=25, deadline=None)
def test_the_detector_does_not_ask_which_group_comes_first(seed, n2):
    x1, n1, x2, n2 = stream(seed, windows=30, n2=n2, gap=0.2, start=10)
    found, swapped = e_detector(x1, n1, x2, n2), e_detector(x2, n2, x1, n1)
    np.testing.assert_allclose(swapped.log_e, found.log_e, atol=1e-8)
    assert (swapped.alarm, swapped.start) == (found.alarm, found.start)


def test_strata_add_up_within_a_window():
    tables = stream(windows=40)
    strata = e_detector(*(part.reshape(20, 2) for part in tables)).log_e
    assert strata.shape == (20,)
    deviation, _, variance = (part[:2, 0] for part in score(*tables))
    gain = normal_increments(deviation, variance).sum(axis=0)
    assert strata[0] == pytest.approx(np.log(np.exp(gain) @ prior(0.5)))


@pytest.mark.parametrize("n2", [3, 50])
def test_people_who_come_again_raise_the_alarm_later(n2):
    tables = stream(windows=200, n2=n2, gap=0.3, start=60)
    plain, repeated = (e_detector(*tables, effect=effect) for effect in (1.0, 2.0))
    assert plain.alarm < repeated.alarm
    state, seen = np.zeros(len(LOG_ODDS_RATIOS)), []
    deviation, _, variance = (part[:, 0] for part in score(*tables))
    if n2 == 50:
        for gain in normal_increments(deviation, variance):
            state = (1 + state) * np.exp(gain / 2)
            seen.append(np.log(state @ prior(0.5)))
        np.testing.assert_allclose(repeated.log_e, seen, atol=1e-9)
