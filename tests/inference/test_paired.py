"""Two versions that decided the same rows."""

import numpy as np
import pytest

from evenhand.inference.paired import paired_shares

BEFORE, AFTER = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 0, 1])
ALL = np.ones(4)


def shares(cells, squares=None):
    cells = np.array([cells], dtype=float)
    return paired_shares((BEFORE, AFTER), (ALL, ALL), cells, cells if squares is None else squares)


def test_the_correlation_makes_the_variance_of_mcnemar():
    # 60 no to no, 15 gained, 5 lost, 20 yes to yes: d = .10, var = ((b + c) / m - d^2) / m.
    found = shares([60, 15, 5, 20])
    p0, p1 = 0.25, 0.35
    spread = (p0 * (1 - p0) + p1 * (1 - p1)) / 100
    together = 2 * found.correlation[0] * np.sqrt(p0 * (1 - p0) * p1 * (1 - p1)) / 100
    assert spread - together == pytest.approx((20 / 100 - 0.10**2) / 100)
    assert [float(one[0]) for one in (*found.before, *found.after)] == [25, 100, 35, 100]


def test_the_same_decisions_move_as_one():
    assert shares([70, 0, 0, 30]).correlation.tolist() == [1.0]


def test_opposite_decisions_move_against_one_another():
    assert shares([0, 50, 50, 0]).correlation.tolist() == [-1.0]


def test_a_share_that_never_varies_moves_with_nothing():
    assert shares([80, 20, 0, 0]).correlation.tolist() == [0.0]
    assert shares([0, 0, 0, 0]).correlation.tolist() == [0.0]


def test_precision_of_two_versions_that_select_other_people_has_nothing_in_common():
    # Kinds: decided before, now, label; the first selects 10 people, the second 10 others.
    kinds = list(np.ndindex(2, 2, 2))
    x = tuple(np.array([float(k[i] and k[2]) for k in kinds]) for i in (0, 1))
    n = tuple(np.array([float(k[i]) for k in kinds]) for i in (0, 1))
    cells = np.zeros((1, 8))
    cells[0, kinds.index((1, 0, 1))] = cells[0, kinds.index((0, 1, 1))] = 6
    cells[0, kinds.index((1, 0, 0))] = cells[0, kinds.index((0, 1, 0))] = 4
    found = paired_shares(x, n, cells, cells)
    assert found.correlation.tolist() == [0.0]
    assert [float(one[0]) for one in (*found.before, *found.after)] == [6, 10, 6, 10]
