"""Values that are new, and values that are no longer there."""

import pytest

from evenhand.gates.findings.categories import categories


@pytest.fixture
def told(facts):
    def run(*shifts):
        return categories(facts(shifts=shifts, window="month"))

    return run


def test_a_value_unseen_before_is_told_with_its_decisions(told, shift):
    rows = [shift(4, "feature:region"), shift(5, "feature:region", came=[("West", 1_200, 0)]),
            shift(6, "feature:region", came=[("West", 1_100, 0)])]  # fmt: skip
    (one,) = told(*rows)
    assert one.title == "region has a value unseen before: West, since May 2025."
    assert one.detail == (
        "Decisions with it, by value: West: 1,200 after none; in May 2025 against January 2025 "
        "to March 2025, on 1,000 and 3,000 decisions."
    )
    assert (one.kind, one.severity) == ("category", "high")
    assert one.evidence == (rows[1].id, rows[2].id)


def test_a_value_that_is_gone_is_told_with_what_it_had(told, shift):
    (one,) = told(shift(5, "feature:region", went=[("East", 0, 900)]))
    assert one.title == "region has lost a value: East, in May 2025."
    assert "East: none after 900" in one.detail
    assert one.severity == "medium"


def test_of_many_values_three_are_named(told, shift):
    came = [(name, 10, 0) for name in "abcde"]
    (one,) = told(shift(5, "feature:region", came=came))
    assert one.title == "region has 5 values unseen before: a, b, c and 2 more, in May 2025."
    assert one.detail.startswith("Decisions with it, by value: a: 10 after none; b: 10 after none;")


@pytest.mark.parametrize(
    ("what", "n", "severity"),
    [
        ("feature:x", 201, "high"),
        ("feature:x", 200, "medium"),
        ("feature:x", 10, "medium"),
        ("feature:x", 9, "info"),
        ("mix:g", 900, "medium"),
    ],
)
def test_a_value_that_the_model_has_not_seen_is_grave_where_it_is_common(told, shift, what, n,
                                                                         severity):  # fmt: skip
    (one,) = told(shift(5, what, came=[("v", n, 0)]))
    assert one.severity == severity


def test_what_came_and_what_went_are_told_apart(told, shift):
    row = shift(5, "mix:race", came=[("Other", 50, 0)], went=[("Mixed", 0, 20)])
    came, went = told(row)
    assert came.title == "race has a value unseen before: Other, in May 2025."
    assert went.title == "race has lost a value: Mixed, in May 2025."
    assert went.severity == "info"


def test_a_value_that_came_in_one_group_is_told_of_it(told, shift):
    (one,) = told(shift(5), shift(5, group="A"), shift(5, group="B", came=[("v", 90, 0)]))
    assert one.title == "income has a value unseen before for B: v, in May 2025."
    assert (one.attributes, one.group) == (("g",), ("B",))


def test_where_no_value_came_or_went_there_is_nothing_to_tell(told, shift):
    assert told(shift(5), shift(6)) == []
