"""Figures and gaps that moved at a date."""

import pytest

from evenhand.analyses.change_point import Coincidence
from evenhand.gates.findings.changes import changes

GAP = {"attributes": ("g",), "group": ("B",), "reference": ("A",), "touched": (("B",),)}
V2 = Coincidence(kind="model_version", text="Model version v2 was first seen.", at="2025-07-01")


@pytest.fixture
def told(facts, change):
    def run(**more):
        found = changes(facts(change_points=[change(**more)]))
        return found[0] if found else None

    return run


def test_a_level_is_told_with_its_date_size_and_whom_it_touched(told):
    one = told(touched=(("B",), ("C",)), coincidences=(V2,))
    assert one.title == "Selection rate went from 60.0 % to 50.0 % about 2 July 2025."
    assert one.detail == (
        "The change lies between \u221212.0 and \u22128.0 points. Moved most: B, C. "
        "Model version v2 was first seen."
    )
    assert (one.kind, one.evidence) == ("change", ("c1",))


def test_a_date_that_is_not_sure_is_a_range(told):
    one = told(earliest="2025-06-28", latest="2025-07-05")
    assert one.title.endswith("about 2 July 2025 (28 June 2025 to 5 July 2025).")


def test_of_many_groups_four_are_named(told):
    one = told(touched=tuple((name,) for name in "ABCDEF"))
    assert "Moved most: A, B, C, D and 2 more." in one.detail


def test_a_gap_is_told_of_the_group_and_its_reference_with_its_alarm(told):
    one = told(before=-0.01, after=-0.11, alarm="2025-07-09", began="2025-07-03",
               coincidences=(V2,), **GAP)  # fmt: skip
    assert one.title == (
        "The gap of B to A in selection rate went from \u22121.0 points to \u221211.0 points "
        "about 2 July 2025."
    )
    assert one.detail == (
        "The change lies between \u221212.0 and \u22128.0 points. A daily look would have raised "
        "the alarm on 9 July 2025, and dated the start to 3 July 2025. "
        "Model version v2 was first seen."
    )
    assert (one.attributes, one.group, one.severity) == (("g",), ("B",), "high")


def test_hours_are_looked_at_by_the_hour(told):
    at = dict.fromkeys(("at", "earliest", "latest"), "2025-07-02T10:00")
    one = told(alarm="2025-07-02T14:00", began="2025-07-02T10:00", **at, **GAP)
    assert "An hourly look would have raised the alarm at 14:00 on 2 July 2025" in one.detail


def test_a_change_without_an_interval_has_no_size(told):
    assert told(low=None, high=None).detail == ""


@pytest.mark.parametrize(
    ("before", "after", "interval", "severity"),
    [
        (-0.01, -0.11, (-0.12, -0.08), "high"),
        (-0.01, -0.11, (-0.20, -0.01), "medium"),  # perhaps by a point only
        (-0.01, -0.11, (-0.15, -0.05), "medium"),  # half of it is certain: chance may do as much
        (-0.01, -0.11, (-0.25, 0.05), "medium"),
        (-0.01, -0.11, (None, None), "medium"),
        (-0.01, -0.05, (-0.06, -0.02), "medium"),
        (-0.01, -0.025, (-0.03, -0.01), None),  # a point and a half
        (-0.11, -0.01, (0.08, 0.12), "medium"),  # narrower, by much
        (-0.06, -0.03, (0.02, 0.04), "low"),
        (0.01, 0.11, (0.08, 0.12), "high"),  # wider the other way
    ],
)
def test_a_gap_that_became_wider_is_grave(told, before, after, interval, severity):
    low, high = interval
    one = told(before=before, after=after, difference=after - before, low=low, high=high, **GAP)
    assert (one.severity if one else None) == severity


@pytest.mark.parametrize(
    ("metric", "before", "after", "severity"),
    [
        ("accuracy", 0.8, 0.7, "high"),
        ("accuracy", 0.7, 0.8, "medium"),
        ("accuracy", 0.7, 0.73, "low"),
        ("failure_rate", 0.05, 0.15, "high"),
        ("failure_rate", 0.15, 0.05, "medium"),
        ("selection_rate", 0.6, 0.5, "medium"),  # a rate of favour may fall for good reasons
        ("human_review_rate", 0.1, 0.13, "low"),
        ("latency_mean", 200.0, 260.0, "high"),
        ("latency_mean", 200.0, 230.0, "medium"),
        ("latency_mean", 200.0, 215.0, None),
        ("latency_mean", 230.0, 200.0, "low"),
        ("satisfaction_mean", 4.0, 2.9, "high"),
        ("latency_mean", 0.0, 1.0, "high"),
        ("cost_per_decision", 1.0, 2.0, "medium"),
    ],
)
def test_a_level_that_became_worse_is_grave(told, metric, before, after, severity):
    moved = after - before
    one = told(metric=metric, before=before, after=after, difference=moved,
               low=min(0.9 * moved, 1.1 * moved), high=max(0.9 * moved, 1.1 * moved))  # fmt: skip
    assert (one.severity if one else None) == severity


def test_without_changes_there_is_nothing_to_tell(facts):
    assert changes(facts()) == []
