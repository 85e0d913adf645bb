"""How well a feature tells a group, beside what chance does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from evenhand.models.telling import areas, binned, large, telling

PEOPLE = 600


def texts(*values):
    return np.array(values, dtype=object)


@pytest.fixture(scope="module")
def people():
    """Return features and the groups of 600 people, a third of them B; `near` is higher for B."""
    random = np.random.default_rng(1)
    group = random.permutation(np.repeat(texts("A", "B"), [400, 200]))
    features = {
        "near": np.round(random.normal(size=PEOPLE) + (group == "B"), 2),
        "noise": random.normal(size=PEOPLE),
    }
    return features, group


def told(people, seed=0, **groups):
    features, group = people
    found = telling(features, groups or {"g": group}, np.random.default_rng(seed), level=0.95)
    return {(one.attribute, one.feature): one for one in found}


def test_a_feature_that_differs_between_groups_tells_them_and_noise_does_not(people):
    found = told(people)
    near, noise = found["g", "near"], found["g", "noise"]
    assert near.p_value == pytest.approx(1 / 401)
    assert near.low > noise.high
    assert noise.p_value > 0.05
    assert near.people == PEOPLE
    assert noise.low < 0.5 < noise.high


def test_the_area_is_about_what_the_order_of_the_values_gives(people):
    features, group = people
    exact = roc_auc_score(group == "B", features["near"])
    # Two groups are told alike: whichever is named, the area is the same.
    assert told(people)["g", "near"].area == pytest.approx(exact, abs=0.03)


def test_a_feature_that_is_the_attribute_tells_it_without_fail(people):
    _, group = people
    found = told(({"copy": group}, group))["g", "copy"]
    assert found.area == 1
    assert np.isnan(found.low)
    assert np.isnan(found.high) or found.high == 1


def test_a_feature_with_one_value_tells_nothing(people):
    _, group = people
    same = {"number": np.ones(PEOPLE), "text": np.full(PEOPLE, "x", dtype=object)}
    for one in told((same, group)).values():
        assert (one.area, one.p_value) == (0.5, 1)


def test_values_that_nobody_shares_tell_nothing(people):
    _, group = people
    names = np.array([f"person {i}" for i in range(PEOPLE)], dtype=object)
    assert told(({"name": names}, group))["g", "name"].area == 0.5


def test_that_a_value_is_missing_can_tell_a_group(people):
    _, group = people
    number = np.where(group == "B", np.nan, 1.0)
    text = texts(*(None if one == "B" else "x" for one in group))
    for one in told(({"number": number, "text": text}, group)).values():
        assert one.area == 1


def test_people_of_unknown_group_are_left_out_and_small_groups_are_others(people):
    _, group = people
    mixed = group.copy()
    mixed[:50], mixed[50:80] = "unknown", "C"
    found = told(people, g=mixed)["g", "near"]
    assert found.people == PEOPLE - 50
    assert found.group in {"A", "B"}
    assert large(mixed) == ("A", "B")


def test_an_attribute_with_one_large_group_has_nothing_to_tell(people):
    assert told(people, g=np.full(PEOPLE, "A", dtype=object)) == {}


def test_p_values_allow_for_all_attributes_and_features(people):
    features, group = people
    shuffled = np.random.default_rng(5).permutation(group)
    weak = {"weak": features["noise"] + 0.25 * (group == "B")}
    alone = told((weak, group))["g", "weak"].p_value
    noise = {f"noise {i}": np.random.default_rng(i).normal(size=PEOPLE) for i in range(8)}
    among = told(({**weak, **noise}, group), g=group, other=shuffled)["g", "weak"].p_value
    assert alone < among


def test_the_same_seed_tells_the_same(people):
    assert told(people, seed=3) == told(people, seed=3)


def test_a_number_of_many_values_has_bins_of_about_as_many_people():
    codes = binned(np.random.default_rng(0).lognormal(size=5_000))
    assert set(codes.tolist()) == set(range(1, 51))
    assert np.bincount(codes)[1:].min() >= 90


def test_rare_categories_share_a_bin_and_missing_ones_have_their_own():
    values = texts(*["a"] * 25, *["b"] * 3, *["c"] * 4, None)
    codes = binned(values)
    assert len(set(codes[:25])) == 1
    assert set(codes[25:32]) == {1}
    assert codes[32] == 0
    assert codes[0] > 1


@given(st.integers(0, 2**32 - 1))
def test_what_is_learnt_from_others_is_not_told_better_than_it_is(seed):
    """Over deals of groups the mean area is a half: nobody is told by what they are themselves."""
    random = np.random.default_rng(seed)
    counted = random.multinomial(40, np.full(12, 1 / 12), size=(300, 5))
    # Twelve cells: six bins, each with a group and the others.
    area, _ = areas(counted.reshape(300, 5, 6, 2))
    assert abs(area.mean() - 0.5) < 0.03
