"""How far gaps and figures have moved since a baseline, and what shows it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.inference.change import (
    EITHER,
    HIGHER,
    LOWER,
    WIDER,
    WORSE,
    gap_growth,
    growth,
    twice,
)
from evenhand.inference.proportion import wilson

Z = 1.959963984540054
PAIR = np.array([[0, 1]])


def even(values, off):
    """Return values with bounds that lie `off` standard errors of 95 % on either side."""
    middle = np.asarray(values, dtype=float)
    return middle, middle - Z * off, middle + Z * off


def figures(before, after, off=0.01, **more):
    return twice(even(before, off), even(after, off), level=0.95, **more)


def gap(before, after, sides=WIDER, off=0.01, margin=0.02, **more):
    found = gap_growth(figures(before, after, off, **more), PAIR, sides, margin=margin, critical=Z)
    return {name: float(value[0]) for name, value in found._asdict().items()}


def test_the_errors_of_four_independent_figures_add_up():
    # Each is off by .01: the difference of two differences by .01 * sqrt(4) = .02.
    found = gap([0.40, 0.45], [0.40, 0.55])
    assert found["value"] == pytest.approx(0.10)
    assert found["off"] == pytest.approx(0.02)
    assert (found["low"], found["high"]) == pytest.approx((0.10 - Z * 0.02, 0.10 + Z * 0.02))
    # (.10 - .02) / .02 = 4 standard errors beyond the margin; the other way round 6.
    assert found["p_value"] == pytest.approx(3.167e-05, rel=1e-3)


def test_what_two_versions_have_in_common_cancels():
    # sqrt(2 * (2 * .01^2 * (1 - .75))): half of what it is for different rows.
    assert gap([0.4, 0.45], [0.4, 0.55], correlation=0.75)["off"] == pytest.approx(0.01)


def test_the_same_figures_of_the_same_rows_have_not_moved_for_certain():
    exact = (np.array([0.4, 0.5]),) * 3
    found = gap_growth(twice(exact, exact, level=0.95), PAIR, margin=0.0, critical=Z)
    assert (found.value[0], found.low[0], found.high[0]) == (0, 0, 0)
    assert (found.p_value[0], found.p_within[0]) == (1, 0)


def test_what_is_certain_and_past_the_margin_is_shown():
    then, now = ((np.array([0.4, one]),) * 3 for one in (0.45, 0.55))
    found = gap_growth(twice(then, now, level=0.95), PAIR, margin=0.02, critical=Z)
    assert (found.p_value[0], found.p_within[0]) == (0, 1)


def test_a_gap_that_narrows_is_no_harm_and_shown_to_be_within():
    found = gap([0.4, 0.6], [0.4, 0.5])
    assert found["value"] == pytest.approx(-0.1)
    assert found["p_value"] == 1
    assert found["p_within"] < 0.001


def test_a_gap_that_turned_over_has_grown_only_if_it_is_larger_than_it_was():
    # 10 points one way, then 8 the other: the size has shrunk by two.
    smaller = gap([0.4, 0.5], [0.48, 0.4])
    assert (smaller["grown"], smaller["p_value"]) == (pytest.approx(-0.02), 1)
    larger = gap([0.4, 0.5], [0.60, 0.4])
    assert larger["grown"] == pytest.approx(0.10)
    assert larger["p_value"] < 0.001


def test_a_gap_that_was_clearly_on_the_other_side_is_measured_by_its_size():
    assert gap([0.4, 0.5], [0.55, 0.4])["value"] == pytest.approx(0.05)
    # Of a gap that may have lain on either side, the move itself is told.
    assert gap([0.4, 0.41], [0.5, 0.4])["value"] == pytest.approx(0.11)


def test_where_only_one_side_is_harm_the_other_is_none():
    # The first of the pair less the second: below 0 nobody is worse off.
    assert gap([0.4, 0.5], [0.4, 0.8], WORSE)["p_value"] == 1
    assert gap([0.4, 0.5], [0.4, 0.8], WORSE)["p_within"] < 0.001
    # From clearly below 0 to 10 points above, ten points count.
    assert gap([0.4, 0.5], [0.5, 0.4], WORSE)["value"] == pytest.approx(0.10)


def test_the_two_directions_of_harm_mirror_one_another():
    rose = growth(figures([0.2], [0.3]), HIGHER, margin=0.02, critical=Z)
    fell = growth(figures([0.3], [0.2]), LOWER, margin=0.02, critical=Z)
    for one, other in zip(rose, fell, strict=True):
        assert one == pytest.approx(other)
    assert growth(figures([0.3], [0.2]), HIGHER, margin=0.02, critical=Z).p_value[0] == 1


def test_where_either_direction_is_harm_both_count():
    up = growth(figures([0.2], [0.3]), EITHER, margin=0.02, critical=Z)
    down = growth(figures([0.3], [0.2]), EITHER, margin=0.02, critical=Z)
    assert (up.value[0], down.value[0]) == pytest.approx((0.1, 0.1))
    alone = growth(figures([0.2], [0.3]), HIGHER, margin=0.02, critical=Z)
    assert up.p_value[0] > alone.p_value[0]


def test_an_undefined_figure_has_not_moved():
    found = gap([np.nan, 0.5], [0.4, 0.5])
    assert all(np.isnan(found[name]) for name in ("value", "p_value", "p_within", "low", "high"))


def test_ratios_are_judged_on_the_scale_of_logarithms():
    both = twice(even([1.0, 2.0], 0.01), even([1.0, 1.0], 0.01), level=0.95, log=True)
    assert both.before == pytest.approx([0, np.log(2)])
    nothing = twice((0.0, 0.0, 0.1), (0.5, 0.4, 0.6), level=0.95, log=True)
    assert np.isnan(nothing.before)


def test_intervals_of_another_level_are_brought_to_the_same_scale():
    wide = (np.array([0.5]), np.array([0.5 - 2.5758293 * 0.01]), np.array([0.5 + 2.5758293 * 0.01]))
    both = twice(wide, even([0.5], 0.01), level=0.95, before_level=0.99)
    assert both.before_down == pytest.approx(both.after_down)


rates = st.floats(0.02, 0.98)


@given(st.lists(rates, min_size=4, max_size=4), st.integers(30, 5000), st.floats(0.0, 0.3))
def test_a_change_is_never_shown_to_be_past_the_margin_and_within_it(values, n, margin):
    x = np.round(np.array(values) * n)
    bounds = wilson(x, n)
    p, low, high = x / n, *bounds
    both = twice((p[:2], low[:2], high[:2]), (p[2:], low[2:], high[2:]), level=0.95)
    for sides in (WIDER, WORSE):
        found = gap_growth(both, PAIR, sides, margin=margin, critical=Z)
        assert not (found.p_value[0] <= 0.05 and found.p_within[0] <= 0.05)
        assert found.low[0] <= found.value[0] <= found.high[0]


@given(st.lists(rates, min_size=4, max_size=4), st.integers(30, 5000))
def test_which_group_comes_first_does_not_matter(values, n):
    x = np.round(np.array(values) * n)
    low, high = wilson(x, n)
    parts = [(part[:2], part[2:]) for part in (x / n, low, high)]
    then, now = (tuple(part[i] for part in parts) for i in (0, 1))
    both = twice(then, now, level=0.95)
    one = gap_growth(both, PAIR, margin=0.02, critical=Z)
    other = gap_growth(both, PAIR[:, ::-1], margin=0.02, critical=Z)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.grown == pytest.approx(other.grown)
