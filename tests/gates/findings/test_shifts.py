"""Whom a shift is about, since when, and how it is told."""

import pytest

from evenhand.gates.findings._shifts import compared, others, since, stories, thing, whom


def drifted(row):
    return row.state == "drift"


def size(row):
    return row.psi


@pytest.fixture
def story(facts):
    """Return a runner: the story of the drift of one thing, and the facts that it is told from."""

    def run(*shifts, **asked):
        known = facts(shifts=shifts, window="month")
        (one,) = stories(known, drifted, size, **asked)
        return one, known

    return run


def bad(shift, month, psi=0.3, **more):
    return shift(month, psi=psi, state="drift", **more)


def test_a_thing_that_never_shifts_has_no_story(facts, shift):
    known = facts(shifts=[shift(4), shift(5)])
    assert list(stories(known, drifted, size)) == []
    assert list(stories(facts(), drifted, size)) == []


def test_a_story_runs_from_the_first_window_to_the_last_with_its_peak(story, shift):
    rows = [shift(4), bad(shift, 5), shift(6), bad(shift, 7, 0.5), shift(8)]
    one, known = story(*rows)
    assert one.rows == tuple(rows[1:4])
    assert one.peak == rows[3]
    assert not one.ongoing
    assert one.what == "feature:income"
    assert since(one, known) == "from May 2025 to July 2025"
    assert whom(one) == ""


def test_a_story_that_holds_in_the_last_window_goes_on(story, shift):
    one, known = story(shift(4), bad(shift, 5), bad(shift, 6))
    assert one.ongoing
    assert since(one, known) == "since May 2025"
    one, known = story(shift(4), bad(shift, 5))
    assert since(one, known) == "in May 2025"
    one, known = story(shift(4), bad(shift, 5), shift(6))
    assert since(one, known) == "in May 2025"


def test_what_may_have_shifted_right_before_and_after_is_part_of_it(story, shift):
    rows = [shift(3), shift(4, state="moved"), bad(shift, 5), shift(6, state="moved"), shift(7)]
    one, _ = story(*rows, spans=lambda row: row.state in {"moved", "drift"})
    assert one.rows == tuple(rows[1:4])
    rows = [shift(4, state="moved"), bad(shift, 5), shift(6, state="moved")]
    one, _ = story(*rows, spans=lambda row: row.state in {"moved", "drift"})
    assert one.rows == tuple(rows)
    assert one.ongoing


def test_a_shift_of_everybody_is_told_of_everybody_with_the_groups_it_is_largest_for(story, shift):
    one, known = story(
        bad(shift, 5, 0.3), bad(shift, 5, 0.5, group="A"), bad(shift, 5, 0.7, group="B"),
        bad(shift, 6, 0.2, group="C"),
    )  # fmt: skip
    assert (one.peak.group, whom(one)) == ((), "")
    assert [row.group for row in one.groups] == [("B",), ("A",)]
    assert others(one, lambda row: f"{row.psi:.1f}") == " It is largest for B (0.7); A (0.5)."
    assert since(one, known) == "in May 2025"


def test_a_shift_of_one_group_alone_that_is_twice_as_large_is_the_groups_own(story, shift):
    one, _ = story(bad(shift, 5, 0.3), shift(5, group="A"), bad(shift, 5, 0.6, group="B"))
    assert whom(one) == " for B"
    assert others(one, lambda row: f"{row.psi:.1f}") == ""
    one, _ = story(bad(shift, 5, 0.3), shift(5, group="A"), bad(shift, 5, 0.5, group="B"))
    assert whom(one) == ""


def test_a_groups_own_shift_does_not_hide_a_later_one_of_everybody(facts, shift):
    rows = [
        bad(shift, 4, 0.3), bad(shift, 4, 0.7, group="B"),
        bad(shift, 5, 0.2), bad(shift, 5, 0.8, group="B"), bad(shift, 5, 0.2, group="A"),
        bad(shift, 6, 0.2),
        shift(7), shift(7, group="A"), shift(7, group="B"),
    ]  # fmt: skip
    own, everybody = stories(facts(shifts=rows), drifted, size)
    assert (whom(own), [row.window for row in own.rows]) == (" for B", ["2025-04-01", "2025-05-01"])
    assert whom(everybody) == ""
    assert [row.window for row in everybody.rows] == ["2025-04-01", "2025-05-01", "2025-06-01"]
    # Largest in April, but that was B alone.
    assert everybody.peak.window == "2025-05-01"
    assert [row.group for row in everybody.groups] == [("B",), ("A",)]


def test_a_shift_that_does_not_hold_for_everybody_is_told_of_the_group_it_is_largest_for(
    story, shift
):
    groups = [bad(shift, 5, 0.3 + i / 10, group=name) for i, name in enumerate("ABCDE")]
    one, _ = story(shift(5), *groups)
    assert whom(one) == " for E"
    assert others(one, lambda row: f"{row.psi:.1f}") == (
        " The same is shown for D (0.6); C (0.5); B (0.4)."
    )


def test_windows_of_the_baseline_are_told_by_the_window_before(story, shift):
    early = bad(shift, 2, against="previous", reference=("2025-01-01", "2025-01-01"))
    late = bad(shift, 5, against="previous", reference=("2025-04-01", "2025-04-01"))
    one, known = story(early, late, shift(4), shift(5))
    assert one.rows == (early,)
    assert compared(early, known) == (
        "in February 2025 against January 2025, on 1,000 and 3,000 decisions"
    )
    one, _ = story(early, late, shift(4), shift(5), against="previous")
    assert one.rows == (early, late)


def test_a_baseline_of_months_is_named_from_its_first_to_its_last(facts, shift):
    known = facts(window="month")
    assert compared(shift(5), known) == (
        "in May 2025 against January 2025 to March 2025, on 1,000 and 3,000 decisions"
    )


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("score", "the score"),
        ("decision", "the share of favourable decisions"),
        ("label", "the share of positive labels"),
        ("feature:a:b", "the feature a:b"),
        ("mix:sex", "the mix of sex"),
    ],
)
def test_things_have_names(what, words):
    assert thing(what) == words
