"""Proxies of a sample: found where they are, and not where people merely come back."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.proxy import Proxy
from evenhand.cube.rows import Rows
from evenhand.models.bench import RefusedError
from evenhand.models.proxies import proxies, stand_ins

ROWS = 3_000


def sample(*, people=ROWS, seed=3):
    """Return decisions that go by a region where B live more often, and by an income."""
    random = np.random.default_rng(seed)
    who = random.integers(0, people, ROWS)
    group = random.choice(np.array(["A", "B"], object), people, p=[0.6, 0.4])
    south = random.random(people) < np.where(group == "B", 0.7, 0.2)
    income, own = random.normal(size=people), random.normal(size=people)
    chance = 1 / (1 + np.exp(-(0.5 + income - 1.5 * south)))
    return Rows(
        decision=(random.random(ROWS) < chance[who]).astype(float),
        label=np.full(ROWS, np.nan),
        score=None,
        at=None,
        person=np.array([f"P{one}" for one in who], dtype=object),
        groups={"race": group[who], "sex": random.choice(np.array(["F", "M"], object), ROWS)},
        features={
            "region": np.where(south, "south", "north").astype(object)[who],
            "income": income[who],
            "own": own[who],
        },
    )


def find(rows, attributes=("race", "sex")):
    return proxies(rows, attributes, seed=7, level=0.95)


@pytest.fixture(scope="module")
def found():
    return find(sample(people=2_000))


def test_there_is_a_row_for_every_attribute_and_feature_in_their_order(found):
    assert [(one.id, one.attribute, one.feature) for one in found] == [
        ("y1", "race", "region"),
        ("y2", "race", "income"),
        ("y3", "race", "own"),
        ("y4", "sex", "region"),
        ("y5", "sex", "income"),
        ("y6", "sex", "own"),
    ]


def test_the_feature_that_does_both_stands_in_and_no_other(found):
    assert [one.id for one in found if one.stands_in] == ["y1"]
    assert stand_ins(found, "race") == ("region",)
    assert stand_ins(found, "sex") == ()


def test_what_goes_with_it_is_asked_of_that_one_alone(found):
    region, *others = found
    assert {one.effect for one in others} == {None}
    assert region.effect.is_sure
    assert region.effect.is_most
    assert [one.group for one in region.effect.expected] == ["A", "B"]


def test_a_feature_that_only_decisions_go_by_matters_and_tells_nothing(found):
    income = found[1]
    assert income.matters
    assert not income.tells


def test_somebody_is_not_told_by_having_been_seen_before():
    """Ten rows a person: by rows, a number of their own would give everybody's group away."""
    region, income, own = find(sample(people=300), ("race",))
    assert own.people == len(set(sample(people=300).person))
    assert own.p_value > 0.05
    assert income.p_value > 0.05
    assert region.tells


def test_rows_without_a_person_are_people_of_their_own():
    rows = sample()
    some = rows.person.copy()
    some[:1_000] = None
    people = find(replace(rows, person=some), ("race",))[0].people
    assert people == 1_000 + len(set(some[1_000:]))
    assert find(replace(rows, person=None), ("race",))[0].people == ROWS


def test_rows_without_a_decision_are_left_out():
    rows = sample()
    some = rows.decision.copy()
    some[:1_000] = np.nan
    people = find(replace(rows, decision=some, person=None), ("race",))[0].people
    assert people == ROWS - 1_000


def test_the_same_seed_finds_the_same():
    rows = sample()
    assert find(rows, ("race",)) == find(rows, ("race",))


def test_without_features_nothing_can_be_looked_for():
    with pytest.raises(RefusedError, match="no feature that a model could use"):
        find(replace(sample(), features={}))


def test_where_nearly_all_are_decided_alike_there_is_nothing_to_go_by():
    rows = sample()
    with pytest.raises(RefusedError, match=r"3,000 favourable and 0 unfavourable"):
        find(replace(rows, decision=np.ones(ROWS)))


def test_the_strongest_stand_in_comes_first():
    def one(feature, area, **more):
        plain = {
            "id": "y1", "attribute": "race", "group": "B", "people": 9, "low": None, "high": None,
            "by_chance": 0.52, "p_value": 0.01, "importance": 0.05, "importance_low": 0.04,
            "importance_high": 0.06, "effect": None, "level": 0.95,
        }  # fmt: skip
        return Proxy(feature=feature, area_under_roc=area, **plain | more)

    found = [one("a", 0.6), one("b", 0.8), one("c", 0.9, p_value=0.2), one("d", 0.7)]
    assert stand_ins(found, "race") == ("b", "d", "a")
    assert stand_ins(found, "sex") == ()
