"""What is no longer what it was, one finding a thing."""

import pytest

from evenhand.gates.findings.drift import drift


@pytest.fixture
def told(facts):
    def run(*shifts):
        return drift(facts(shifts=shifts, window="month"))

    return run


def test_a_feature_that_drifted_is_told_once_with_its_size(told, shift):
    rows = [shift(4), shift(5, state="drift", psi=0.3, p_none=0.0, wasserstein=12.3456),
            shift(6, state="drift", psi=0.2, p_none=0.0)]  # fmt: skip
    (one,) = told(*rows)
    assert one.title == "The feature income has drifted, since May 2025."
    assert one.detail == (
        "Population stability index 0.30 in May 2025 against January 2025 to March 2025, "
        "on 1,000 and 3,000 decisions. Its values lie 12.3 apart on average."
    )
    assert (one.kind, one.severity) == ("drift", "medium")
    assert one.evidence == (rows[1].id, rows[2].id)


def test_drift_of_one_group_is_told_of_it(told, shift):
    (one,) = told(shift(5), shift(5, group="A"), shift(5, group="B", state="drift", psi=0.4))
    assert one.title == "The feature income has drifted for B, in May 2025."
    assert (one.attributes, one.group) == (("g",), ("B",))


@pytest.mark.parametrize(
    ("what", "psi", "severity"),
    [
        ("score", 0.26, "high"),
        ("score", 0.25, "medium"),
        ("decision", 0.3, "high"),
        ("label", 0.9, "medium"),
        ("mix:g", 0.9, "medium"),
        ("feature:x", 0.9, "medium"),
    ],
)
def test_a_large_drift_of_what_is_decided_upon_is_grave(told, shift, what, psi, severity):
    (one,) = told(shift(5, what, state="drift", psi=psi))
    assert one.severity == severity


def test_a_jump_from_one_window_to_the_next_is_told_where_no_drift_is(told, shift):
    before = {"against": "previous", "reference": ("2025-04-01", "2025-04-01")}
    (one,) = told(shift(5), shift(5, state="drift", psi=0.3, **before))
    assert one.title == "The feature income has jumped, in May 2025."
    assert "in May 2025 against April 2025" in one.detail
    (one,) = told(shift(5, state="drift", psi=0.3), shift(5, state="drift", psi=0.4, **before))
    assert "has drifted" in one.title


def test_what_moved_without_drift_being_shown_may_have_drifted(told, shift):
    (one,) = told(shift(5, state="moved", psi=0.12, p_none=0.01))
    assert (one.severity, one.title) == (
        "info", "The feature income may have drifted, in May 2025."
    )  # fmt: skip
    assert told(shift(5, state="moved", psi=0.12, p_none=0.02)) == []
    assert told(shift(5, state="moved", psi=0.12, p_none=None)) == []
    assert told(shift(5, group="B", state="moved", psi=0.12, p_none=0.001)) == []


def test_windows_next_to_the_drift_that_moved_too_are_part_of_it(told, shift):
    (one,) = told(
        shift(4, state="moved", psi=0.12, p_none=0.001), shift(5, state="drift", psi=0.3),
        shift(6, state="moved", psi=0.12, p_none=0.5),
    )  # fmt: skip
    assert one.title == "The feature income has drifted, from April 2025 to May 2025."


def test_each_thing_is_told_apart_and_steady_ones_are_not(told, shift):
    found = told(
        shift(5, "score", state="drift", psi=0.2), shift(5, "feature:x"),
        shift(5, "decision", state="moved", psi=0.11, p_none=0.001),
        shift(5, "mix:g", psi=None, state="undefined", undefined="too_few"),
    )  # fmt: skip
    assert [one.title for one in found] == [
        "The score has drifted, in May 2025.",
        "The share of favourable decisions may have drifted, in May 2025.",
    ]
