import json
from dataclasses import asdict
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.confidence_sequence import confidence_sequence
from evenhand.inference.e_detector import e_detector
from evenhand.inference.sequential import equality_e_process, margin_e_process
from evenhand.inference.stream_state import Band, Equality, Margin

EXACT = partial(pytest.approx, rel=1e-9, abs=1e-9)


@st.composite
def windows(draw, *, strata=2):
    """Return x1, n1, x2, n2 of some windows and strata: small, empty, rare and large ones."""
    sizes = st.sampled_from([0, 1, 3, 10, 40, 400, 20_000])
    n = st.lists(st.tuples(*[sizes] * (2 * strata)), min_size=1, max_size=8)
    counts = np.array(draw(n)).reshape(-1, 2, strata)
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    rate = draw(st.sampled_from([0.0, 0.002, 0.3, 0.99]))
    n1, n2 = counts[:, 0], counts[:, 1]
    return random.binomial(n1, rate), n1, random.binomial(n2, min(1, rate * 1.3)), n2


EFFECTS = st.sampled_from([1.0, 2.5])


def fed(state, tables, **asked):
    """Yield the state after each window."""
    for window in zip(*tables, strict=True):
        state = state.after(window, **asked)
        yield state


@settings(max_examples=60, deadline=None)
@given(windows(), EFFECTS)
def test_evidence_fed_window_by_window_is_that_of_the_whole_series(tables, effect):
    states = list(fed(Equality(), tables, effect=effect))
    whole = equality_e_process(*tables, effect=effect).log_e
    assert [one.log_e for one in states] == EXACT(whole.tolist())
    watched = e_detector(*tables, effect=effect).log_e
    assert [one.log_change for one in states] == EXACT(watched.tolist())


@settings(max_examples=60, deadline=None)
@given(windows(), EFFECTS, st.sampled_from([(0.05, 1.0), (0.0, 0.8)]))
def test_margins_fed_window_by_window_are_those_of_the_whole_series(tables, effect, asked):
    margin, ratio = asked
    states = list(fed(Margin(), tables, margin=margin, ratio=ratio, effect=effect))
    whole = margin_e_process(*tables, margin=margin, ratio=ratio, effect=effect).log_e
    assert [one.log_e for one in states] == EXACT(whole.tolist())


@settings(max_examples=60, deadline=None)
@given(windows(strata=1), EFFECTS)
def test_bands_fed_window_by_window_are_those_of_the_whole_series(tables, effect):
    x1, n1, x2, n2 = (part[:, 0].astype(float) for part in tables)
    both = (n1 > 0) & (n2 > 0)
    x1, x2, m1, m2 = (np.where(both, part, 1.0) for part in (x1, x2, n1, n2))
    variance = effect * sum(
        (x + 0.5) * (m - x + 0.5) / ((m + 1) ** 2 * m) for x, m in ((x1, m1), (x2, m2))
    )
    gap = np.where(both, x1 / m1 - x2 / m2, np.nan)
    size = np.where(both, m1 * m2 / (m1 + m2), 0.0)
    whole = confidence_sequence(gap, variance, tau=0.05, level=0.95, size=size)
    for state, *expected in zip(fed(Band(), tables, effect=effect), *whole, strict=True):
        value, low, high = state.difference(0.95)
        clipped = [expected[0], np.maximum(-1, expected[1]), np.minimum(1, expected[2])]
        assert [value, low, high] == EXACT(clipped, nan_ok=True)


def test_a_ratio_is_in_its_band_where_its_difference_is():
    """Worked out by the difference itself: a rate less 0.7 times the other has a band about 0."""
    band = Band().after(([600], [1000], [800], [1000])).after(([580], [1000], [800], [1000]))
    value, low, high = band.ratio(0.95)
    assert low < value < high
    for edge, inward in ((low, 1.01), (high, 0.99)):
        gap = (band.first - edge * band.second) / band.weight
        inside = (band.first - edge * inward * band.second) / band.weight
        assert abs(inside) < abs(gap)


def test_a_band_before_anything_was_seen_is_undefined():
    assert np.isnan(Band().difference(0.95)).all()
    assert np.isnan(Band().ratio(0.95)).all()
    assert Band().after(([3], [5], [0], [0])) == Band()


def test_a_ratio_to_nothing_has_no_upper_end():
    value, low, high = Band().after(([2], [10], [0], [10])).ratio(0.95)
    assert np.isnan(value)
    assert (low, high) == (0.0, np.inf)


def test_a_ratio_of_nothing_begins_at_zero():
    value, low, _ = Band().after(([0], [100], [50], [100])).ratio(0.95)
    assert (value, low) == (0.0, 0.0)


def test_before_the_first_window_nothing_speaks_for_or_against():
    assert (Equality().log_e, Equality().log_change) == (0.0, -np.inf)
    assert Margin().log_e == 0.0


def test_a_change_of_the_design_effect_leaves_what_earlier_looks_gathered():
    day = ([60], [100], [40], [100])
    once = Equality().after(day)
    assert once.after(day, effect=4.0).deviation == once.deviation + once.deviation / 4
    assert once.after(day, effect=4.0).log_e < once.after(day).log_e


@pytest.mark.parametrize("size", [4, 4_000_000])
def test_a_state_takes_less_than_a_kilobyte_after_years(size):
    random = np.random.default_rng(3)
    equality, margin, band = Equality(), Margin(), Band()
    for _ in range(1000):
        n = np.full(1, size) + random.integers(0, 3, 1)
        window = (random.binomial(n, 0.5), n, random.binomial(n, 0.3), n)
        equality, margin, band = (one.after(window) for one in (equality, margin, band))
    compact = partial(json.dumps, separators=(",", ":"))
    assert len(compact(asdict(equality))) < 1000
    assert len(compact([asdict(margin), asdict(margin), asdict(band)])) < 1000


def test_a_state_comes_back_from_json_to_the_last_bit():
    state = Equality().after(([3, 60], [7, 100], [1, 40], [9, 100]))
    assert Equality(**json.loads(json.dumps(asdict(state)))) == state
