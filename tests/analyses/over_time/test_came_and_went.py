"""Categories that came or went beyond what chance makes of rare ones."""

import numpy as np

from evenhand.analyses.over_time.came_and_went import came_and_went


def test_a_category_that_came_or_went_beyond_chance_is_named_with_its_counts():
    names, places = ("a", "b", "c", "d"), (0, 1, 2, 3)
    before = np.array([[[900.0, 0.0, 80.0, 0.0], [450.0, 0.0, 9.0, 0.0]]])
    now = np.array([[[270.0, 30.0, 0.0, 4.0], [300.0, 5.0, 0.0, 0.0]]])
    found = came_and_went(now, before, names, places)
    assert set(found) == {(0, 0)}
    (came,), (went,) = found[0, 0]
    assert (came.name, came.n, came.n_against) == ("b", 30, 0)
    assert (went.name, went.n, went.n_against) == ("c", 0, 80)


def test_a_category_is_not_new_by_chance_because_it_is_rare():
    # Seven of a thousand after none of a thousand: one time in 128 for each rare value.
    now, before = np.array([[[993.0, 7.0]]]), np.array([[[1000.0, 0.0]]])
    assert came_and_went(now, before, ("a", "b"), (0, 1)) == {}
    assert came_and_went(now, before * 50, ("a", "b"), (0, 1)) != {}


def test_without_decisions_or_names_nothing_came_or_went():
    some, none = np.array([[[300.0, 100.0]]]), np.zeros((1, 1, 2))
    assert came_and_went(some, none, ("a", "b"), (0, 1)) == {}
    assert came_and_went(none, some, ("a", "b"), (0, 1)) == {}
    assert came_and_went(some, some, (), ()) == {}
