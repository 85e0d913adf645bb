import numpy as np
import pytest
from scipy.special import ndtr

from evenhand.inference.lattice import lattice
from evenhand.inference.score import difference_interval, difference_z
from evenhand.inference.slices import Shares, discoveries, put_to_test, sought

EVERY = np.ones(4, dtype=bool)


def two_by_two(rates, n=1000.0, *, worse=-1):
    """Return shares of two columns of two values, each crossing with its rate and `n` decisions."""
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    selected = np.array(rates) * n
    sums = np.stack([selected, np.full(4, n)], axis=1)
    found = lattice(codes, (2, 2), sums, named=EVERY, enough=np.array([-np.inf, 1.0]), depth=2)
    x, total = (np.repeat(found.sums[:, [column]], 2, axis=1) for column in (0, 1))
    everybody = np.full(2, selected.sum()), np.full(2, 4 * n)
    return Shares(x, total, *everybody, worse), found


def named(shares, found, **kwargs):
    eligible = np.ones(len(found.items), dtype=bool)
    places = sought(shares, found, eligible, least=0.02, most=20, **kwargs)
    return [tuple(int(i) for i in found.items[p] if i >= 0) for p in places]


def test_a_crossing_that_is_worse_than_all_it_is_part_of_is_sought():
    assert named(*two_by_two([0.5, 0.5, 0.5, 0.3])) == [(1, 3)]


def test_a_crossing_that_is_no_worse_than_its_column_is_not_named_beside_it():
    assert named(*two_by_two([0.5, 0.5, 0.3, 0.3])) == [(1,)]


def test_a_column_that_is_worse_by_one_of_its_crossings_alone_is_not_named():
    shares, found = two_by_two([0.5, 0.5, 0.5, 0.3])
    z = difference_z(shares.x[1, 0], 2000, shares.x_all[0] - shares.x[1, 0], 2000, 0.0)
    assert z < -5  # as it stands it is worse than everybody else
    assert (1,) not in named(shares, found)


def test_a_high_share_is_the_worse_where_it_is_said_to_be():
    assert named(*two_by_two([0.5, 0.5, 0.5, 0.7], worse=1)) == [(1, 3)]
    assert (1, 3) not in named(*two_by_two([0.5, 0.5, 0.5, 0.7]))


def test_what_is_worse_by_less_than_is_worth_a_word_is_not_sought():
    assert named(*two_by_two([0.5, 0.5, 0.5, 0.485], n=1e6)) == []


def test_what_may_not_be_named_is_not_sought():
    shares, found = two_by_two([0.5, 0.5, 0.5, 0.3])
    none = np.zeros(len(found.items), dtype=bool)
    assert len(sought(shares, found, none, least=0.02, most=20)) == 0


def test_no_more_are_sought_than_asked_for():
    shares, found = two_by_two([0.3, 0.5, 0.5, 0.3])
    assert len(named(shares, found)) == 2
    every = np.ones(len(found.items), dtype=bool)
    assert len(sought(shares, found, every, least=0.02, most=1)) == 1


def test_the_second_half_alone_is_what_is_tested():
    shares, found = two_by_two([0.5, 0.5, 0.5, 0.3])
    x = shares.x.copy()
    place = next(i for i, items in enumerate(found.items) if items.tolist() == [1, 3])
    x[place, 1] = 480.0
    tested = put_to_test(
        Shares(x, shares.n, shares.x_all, shares.n_all, -1), found, np.array([place]), level=0.95
    )
    rest = shares.x_all[1] - 480.0
    low, high = difference_interval(480, 1000, rest, 3000, critical=1.959963984540054)
    assert tested.difference[0] == pytest.approx(0.48 - rest / 3000)
    assert (tested.low[0], tested.high[0]) == pytest.approx((float(low), float(high)))


def test_the_p_value_is_that_of_the_comparison_that_shows_least():
    shares, found = two_by_two([0.5, 0.4, 0.5, 0.3])
    place = next(i for i, items in enumerate(found.items) if items.tolist() == [1, 3])
    tested = put_to_test(shares, found, np.array([place]), level=0.95)
    # Against everybody else, the rest of the first column, and the rest of the second.
    against = [(1400.0, 3000.0), (500.0, 1000.0), (400.0, 1000.0)]
    z = [float(difference_z(300, 1000, *other, 0.0)) for other in against]
    assert tested.p_value[0] == pytest.approx(ndtr(max(z)))


def test_a_crossing_that_is_all_of_its_column_says_nothing_more():
    codes = np.array([[0, 0], [1, 1]])
    sums = np.array([[500.0, 1000.0], [300.0, 1000.0]])
    found = lattice(codes, (2, 2), sums, named=EVERY, enough=np.array([-np.inf, 1.0]), depth=2)
    x, n = (np.repeat(found.sums[:, [column]], 2, axis=1) for column in (0, 1))
    shares = Shares(x, n, np.full(2, 800.0), np.full(2, 2000.0), -1)
    assert named(shares, found) == [(1,), (3,)]


def test_discoveries_are_held_to_the_chance_of_any_false_one():
    adjusted, shown = discoveries(np.array([0.02, 0.04, 0.001]), level=0.05)
    assert adjusted.tolist() == pytest.approx([0.04, 0.04, 0.003])
    assert shown.all()
    assert not discoveries(np.array([0.03, 0.04]), level=0.05)[1].any()
