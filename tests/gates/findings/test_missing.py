"""Values that are missing more often than before, or less."""

import pytest

from evenhand.gates.findings.missing import missing


@pytest.fixture
def told(facts):
    def run(*shifts):
        return missing(facts(shifts=shifts, window="month"))

    return run


def gone(shift, month, what="feature:income", now=0.3, before=0.01, **more):
    return shift(month, what, unknown=now, unknown_before=before, jumped=True, **more)


def test_a_jump_is_told_once_with_its_shares(told, shift):
    rows = [shift(4), gone(shift, 5), gone(shift, 6, now=0.2)]
    (one,) = told(*rows)
    assert one.title == "income is missing more often, since May 2025."
    assert one.detail == (
        "30.0 % of the decisions after 1.0 %: in May 2025 against January 2025 to March 2025, "
        "on 1,000 and 3,000 decisions with a value."
    )
    assert (one.kind, one.severity) == ("missing", "high")
    assert one.evidence == (rows[1].id, rows[2].id)


def test_the_groups_it_holds_for_are_named_with_their_shares(told, shift):
    (one,) = told(gone(shift, 5), gone(shift, 5, group="B", now=0.4))
    assert one.detail.endswith("It is largest for B (40.0 %).")


@pytest.mark.parametrize(
    ("what", "title", "severity"),
    [
        ("score", "The score is missing more often, in May 2025.", "high"),
        ("decision", "The decision is missing more often, in May 2025.", "medium"),
        ("feature:a", "a is missing more often, in May 2025.", "high"),
        ("mix:race", "race is unknown more often, in May 2025.", "medium"),
    ],
)
def test_what_the_model_sees_is_grave_when_a_fifth_more_is_missing(
    told, shift, what, title, severity
):
    (one,) = told(gone(shift, 5, what))
    assert (one.title, one.severity) == (title, severity)
    (one,) = told(gone(shift, 5, what, now=0.2))
    assert one.severity == "medium"


def test_what_is_missing_less_often_is_to_be_known(told, shift):
    (one,) = told(gone(shift, 5, now=0.0, before=0.4))
    assert one.title == "income is missing less often, in May 2025."
    assert one.severity == "info"
    assert one.detail.startswith("0.0 % of the decisions after 40.0 %")


def test_a_rise_and_a_fall_of_one_thing_are_told_apart(told, shift):
    rose, fell = told(gone(shift, 5), shift(6), gone(shift, 7, now=0.0, before=0.2))
    assert "more often" in rose.title
    assert "less often" in fell.title


def test_where_nothing_jumped_there_is_nothing_to_tell(told, shift):
    assert told(shift(5, unknown=0.3), shift(5, "label", unknown=None, unknown_before=None)) == []
