"""Decisions that differ between two versions."""

import numpy as np
import pytest

from evenhand.analyses.churn import churn
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Cube

SETTINGS = Settings(level=0.95, alpha=0.05, seed=1, draws=500)
DECISIONS = ("unfavourable", "favourable", "undecided")


def pairs(cells):
    """Return the cube of {(group, before, now): rows}, of weights of 1."""
    codes = np.array([(group, then, now, 2) for group, then, now in cells], dtype=np.int64)
    n = np.array(list(cells.values()), dtype=float)
    levels = {
        "attribute:g": ("A", "B"),
        "before": DECISIONS,
        "decision": DECISIONS,
        "label": ("negative", "positive", "unknown"),
    }
    return Cube(levels, codes, {"n": n, "w": n, "w2": n})


def grouping(*places):
    names = tuple((("A", "B")[place],) for place in places)
    return Grouping(("g",), names, np.array(places), None, "largest")


def test_gained_and_lost_are_shares_of_the_rows_that_both_decided():
    cube = pairs({(0, 0, 0): 50, (0, 0, 1): 10, (0, 1, 0): 30, (0, 1, 1): 10, (0, 2, 1): 99})
    (found,) = churn(cube, grouping(0), SETTINGS)
    assert (found.n, found.changed, found.gained, found.lost) == (100, 0.4, 0.1, 0.3)
    # Wilson for 40 of 100.
    assert (found.low, found.high) == pytest.approx((0.3094, 0.4980), abs=1e-4)


def test_a_group_of_which_no_row_was_decided_twice_has_no_churn():
    cube = pairs({(0, 0, 0): 5, (1, 2, 1): 5})
    assert [one.group for one in churn(cube, grouping(0, 1), SETTINGS)] == [("A",)]
