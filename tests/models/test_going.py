"""What is expected of groups with a feature, and without it."""

import numpy as np
import pandas as pd
import pytest

from evenhand.models.going import effect, known_of
from evenhand.models.halves import Halves
from evenhand.models.mattering import importances

ROWS = 4_000


@pytest.fixture(scope="module")
def known():
    """Return rows in which group B has `flag` in six cases of ten, A in two, C in two.

    Those with the flag are favoured in three cases of ten, those without in seven: whoever they
    are. So B lies 16 points below A, and all of that goes with the flag.
    """
    random = np.random.default_rng(4)
    group = random.choice(
        np.array(["A", "B", "C", "unknown"], object), ROWS, p=[0.4, 0.4, 0.1, 0.1]
    )
    flag = random.random(ROWS) < np.where(group == "B", 0.6, 0.2)
    decision = (random.random(ROWS) < np.where(flag, 0.3, 0.7)).astype(int)
    table = pd.DataFrame({"flag": flag.astype(float), "noise": random.normal(size=ROWS)})
    halves = Halves.of(np.arange(ROWS), random, seed=1)
    expected, _ = importances(table, decision, halves, random, level=0.95)

    def build(names=("A", "B", "C"), columns=("flag", "noise")):
        return known_of(
            table[list(columns)], decision, halves, groups=group, names=names, expected=expected
        )

    return build


def test_the_gap_goes_with_the_feature_that_carries_it(known):
    found = effect(known(), "flag", "B", level=0.95)
    assert found.gap == pytest.approx(-0.16, abs=0.04)
    assert abs(found.gap_without) < 0.04
    assert found.low < found.change < found.high < -0.12
    assert found.change == found.gap - found.gap_without
    assert found.is_sure
    assert found.is_most


def test_nothing_goes_with_a_feature_that_carries_nothing(known):
    found = effect(known(), "noise", "B", level=0.95)
    assert found.low < 0 < found.high
    assert found.gap_without == pytest.approx(found.gap, abs=0.02)


def test_without_their_only_feature_the_same_is_expected_of_all(known):
    found = effect(known(columns=["flag"]), "flag", "B", level=0.95)
    assert found.gap_without == pytest.approx(0, abs=0.01)
    assert found.change == pytest.approx(-0.16, abs=0.04)


def test_each_group_has_what_is_expected_of_it(known):
    found = effect(known(), "flag", "B", level=0.95)
    assert [one.group for one in found.expected] == ["A", "B", "C"]
    a, b, c = found.expected
    assert a.with_it == pytest.approx(0.62, abs=0.03)
    assert b.with_it == pytest.approx(0.46, abs=0.03)
    assert a.without_it == pytest.approx(b.without_it, abs=0.04)
    # The smaller the group, the less is sure.
    assert c.error > a.error
    between, error = found.between("B", "A")
    assert between == pytest.approx(-0.16, abs=0.04)
    assert 0 < error < 0.05


def test_a_group_too_small_to_be_told_is_among_all_others(known):
    found = effect(known(names=("A", "B")), "flag", "B", level=0.95)
    assert [one.group for one in found.expected] == ["A", "B"]
    assert found.gap == pytest.approx(-0.16, abs=0.04)


def test_rows_of_unknown_group_are_left_out(known):
    found = effect(known(), "flag", "B", level=0.95)
    assert sum(one.n for one in found.expected) == len(known().groups) < ROWS
