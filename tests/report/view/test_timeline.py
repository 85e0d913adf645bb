from dataclasses import replace

import pytest

from evenhand.report.view.timeline import MOST, timeline


def test_everything_is_numbered_in_the_order_of_time(timed, look):
    found = look(timeline, timed)
    assert [one.number for one in found.listed] == list(range(1, len(found.listed) + 1))
    starts = [one.event.start for one in found.listed]
    assert starts == sorted(starts)
    assert {one.event.lane for one in found.listed} == {
        "Model versions", "Changes", "Anomalies", "Drift", "No decisions", "Outcomes",
    }  # fmt: skip


def test_the_lead_counts_what_happened_and_names_no_cause(timed, look):
    lead = look(timeline, timed).lead
    assert lead.startswith("Three changes, two runs outside the usual limits, ")
    assert "need not be the cause" in lead


def test_one_event_alone_is_not_set_beside_others(timed, look):
    one = replace(
        timed, change_points=timed.change_points[:1], anomalies=(), shifts=(),
        estimates=(), log=replace(timed.log, first_seen={}, mature_until=None),
    )  # fmt: skip
    assert look(timeline, one).lead == "One change."


def test_without_anything_there_is_no_timeline(audits, look):
    quiet = audits["full"]
    first = {"v1": quiet.log.windows[0]}
    assert look(timeline, replace(quiet, log=replace(quiet.log, first_seen=first))) is None
    assert look(timeline, audits["no time"]) is None


def test_a_new_version_alone_is_told_with_what_is_not_shown(audits, look):
    found = look(timeline, audits["full"])
    assert [one.event.what for one in found.listed] == ["Model version v2 was first seen."]
    assert found.lead.startswith("No figure is shown to have changed")
    assert found.chart is None  # one event needs no axis


def test_marks_that_would_touch_stand_in_rows_of_their_own(timed, look):
    change = timed.change_points[0]
    near = tuple(replace(change, id=f"n{i}") for i in range(3))
    chart = look(timeline, replace(timed, change_points=near)).chart
    rows = [mark["row"] for mark in chart.data["events"] if mark["lane"] == "Changes"]
    assert len(set(rows)) == 3
    assert chart.settings["height"] >= 20 * (max(rows) + 1)


def test_marks_far_apart_share_a_row(timed, look):
    first, *_ = timed.change_points
    early = replace(first, id="n1", at="2025-01-05", earliest="2025-01-05", latest="2025-01-05")
    late = replace(first, id="n2", at="2025-12-05", earliest="2025-12-05", latest="2025-12-05")
    chart = look(timeline, replace(timed, change_points=(early, late))).chart
    marks = [mark for mark in chart.data["events"] if mark["lane"] == "Changes"]
    assert marks[0]["row"] == marks[1]["row"]


def test_the_axis_holds_what_cannot_be_dated_better_too(timed, look):
    change = replace(timed.change_points[0], earliest="2024-11-01", latest="2025-07-04")
    chart = look(timeline, replace(timed, change_points=(change,))).chart
    assert chart.settings["domain"][0] == min(mark["left"] for mark in chart.data["events"])


def test_beyond_the_most_what_weighs_least_is_left_out_and_counted(timed, look):
    shaky = tuple(
        replace(timed.anomalies[0], id=f"b{i}", excess=3.1, start=f"2025-02-{i:02d}",
                end=f"2025-02-{i:02d}", slots=1)
        for i in range(1, 21)
    )  # fmt: skip
    found = look(timeline, replace(timed, anomalies=shaky))
    assert len(found.listed) == MOST
    assert (
        found.left_out
        == len(shaky) + len(look(timeline, replace(timed, anomalies=())).listed) - MOST
    )
    assert any(one.event.lane == "Changes" for one in found.listed)


@pytest.mark.parametrize("windows", [(), ("2025-01-01",)])
def test_without_two_windows_there_is_a_list_and_no_axis(timed, look, windows):
    found = look(timeline, replace(timed, log=replace(timed.log, windows=windows)))
    assert found.chart is None
    assert found.listed
