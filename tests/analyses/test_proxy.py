"""What a proxy is said to be, and what goes with it between any two groups."""

import pytest

from evenhand.analyses.proxy import Effect, Expected, Proxy


def expected(group, with_it, without_it, error=0.01):
    return Expected(group=group, n=100, with_it=with_it, without_it=without_it, error=error)


def effect(gap=-0.2, gap_without=-0.05, reach=0.02, groups=()):
    change = gap - gap_without
    return Effect(
        gap=gap,
        gap_without=gap_without,
        change=change,
        low=change - reach,
        high=change + reach,
        expected=tuple(groups),
    )


def proxy(**changes):
    plain = {
        "id": "y1", "attribute": "race", "feature": "region", "group": "B", "people": 1000,
        "area_under_roc": 0.7, "low": 0.68, "high": 0.72, "by_chance": 0.52, "p_value": 0.01,
        "importance": 0.05, "importance_low": 0.04, "importance_high": 0.06, "effect": None,
        "level": 0.95,
    }  # fmt: skip
    return Proxy(**plain | changes)


def test_a_feature_stands_in_where_it_tells_the_attribute_and_decisions_go_by_it():
    assert proxy().stands_in
    assert not proxy(p_value=0.06).stands_in
    assert not proxy(importance_low=-0.01).stands_in


def test_what_is_certain_and_tiny_is_nothing():
    assert not proxy(area_under_roc=0.54).tells
    assert not proxy(importance=0.001, importance_low=0.0005).matters


@pytest.mark.parametrize(
    ("gap", "without", "most"),
    [(-0.2, -0.05, True), (-0.2, -0.12, False), (0.2, -0.01, True), (-0.1, -0.3, False)],
)
def test_most_of_a_gap_goes_with_a_feature_where_more_than_half_of_it_does(gap, without, most):
    assert effect(gap, without).is_most == most


def test_an_effect_is_sure_where_its_interval_leaves_out_zero_on_either_side():
    assert effect(-0.2, -0.1).is_sure
    assert effect(0.2, 0.1).is_sure
    assert not effect(-0.2, -0.19).is_sure


def test_the_gap_of_two_groups_follows_from_what_is_expected_of_each():
    groups = [expected("A", 0.6, 0.5, 0.01), expected("B", 0.4, 0.45, 0.02)]
    found = effect(groups=groups).between("B", "A")
    assert found == pytest.approx((-0.15, 0.03))
    assert effect(groups=groups).between("A", "B") == pytest.approx((0.15, 0.03))


def test_of_a_group_too_small_to_be_told_apart_nothing_follows():
    groups = [expected("A", 0.6, 0.5)]
    assert effect(groups=groups).between("C", "A") is None
    assert effect(groups=groups).between("A", "C") is None
