"""People in halves: what is told of one is learnt from the other."""

import numpy as np
import pandas as pd
import pytest

from evenhand.models.halves import Halves


@pytest.fixture(scope="module")
def halves():
    return Halves.of(np.arange(400) // 2, np.random.default_rng(0), seed=1)


def test_all_rows_of_a_person_are_in_one_half(halves):
    assert (halves.half[::2] == halves.half[1::2]).all()
    assert abs(halves.half.mean() - 0.5) < 0.01


def test_nobody_is_told_by_what_they_are_themselves(halves):
    """Where the halves hold opposite truths, each is told what the other believes."""
    x = np.tile([0.0, 0.0, 1.0, 1.0], 100)
    truth = np.where(halves.half == 0, x, 1 - x).astype(int)
    table = pd.DataFrame({"x": x})
    told = halves.told(halves.learnt(table, truth), table)
    assert told.sum(axis=1) == pytest.approx(1)
    assert (told[np.arange(400), truth] < 0.1).all()


def test_a_class_that_a_half_has_not_seen_has_no_chance_there(halves):
    target = np.where(halves.half == 0, np.arange(400) % 3, np.arange(400) % 2)
    table = pd.DataFrame({"x": np.arange(400.0) % 3})
    told = halves.told(halves.learnt(table, target), table, classes=3)
    assert (told[halves.half == 0, 2] == 0).all()
    assert told[halves.half == 1, 2].max() > 0


def test_what_happens_to_a_person_twice_counts_as_one(halves):
    parts = np.full(400, 0.5)
    assert halves.error(parts) == pytest.approx(np.sqrt(200))
    alone = Halves(np.arange(400), halves.half, 1)
    assert alone.error(parts) == pytest.approx(10)


def test_some_rows_keep_their_person_and_half(halves):
    some = halves.take(np.array([3, 2, 9]))
    assert some.who.tolist() == [1, 1, 4]
    assert some.half.tolist() == halves.half[[3, 2, 9]].tolist()
