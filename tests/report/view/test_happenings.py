from dataclasses import replace

from evenhand.report.view.happenings import events


def of(lane, found):
    return [event for event in found if event.lane == lane]


def test_a_change_tells_size_interval_doubt_and_what_else_changed(timed, look, plain):
    change = next(e for e in of("Changes", look(events, timed)) if e.evidence.row == "c1")
    known = timed.change_points[0]
    assert change.start == known.at
    assert change.span == (known.earliest, known.latest)
    assert change.more[0].startswith("It cannot be dated better than ")
    assert any(text.startswith("Moved with it: ") for text in change.more)
    assert len(change.more) >= 2 + len(known.coincidences)
    assert plain(change.size).endswith(")")


def test_a_change_that_is_dated_to_the_day_says_nothing_of_doubt(timed, look):
    change = next(e for e in of("Changes", look(events, timed)) if e.evidence.row == "c3")
    assert change.span is None
    assert change.more == ()


def test_the_day_of_what_else_changed_reads_like_every_other_day(timed, look):
    change = timed.change_points[0]
    seen = replace(change.coincidences[0], text="Version v2 came on 2025-07-01.", at="2025-07-01")
    audit = replace(timed, change_points=(replace(change, coincidences=(seen,)),))
    assert "Version v2 came on 1 Jul 2025." in of("Changes", look(events, audit))[0].more
    nowhen = replace(change, coincidences=(replace(seen, at=""),))
    (told,) = of("Changes", look(events, replace(timed, change_points=(nowhen,))))
    assert "Version v2 came on 2025-07-01." in told.more


def test_a_change_of_one_group_does_not_say_that_the_group_moved_with_it(timed, look):
    gap = replace(timed.change_points[1], touched=(("Black",),), coincidences=())
    (event,) = of("Changes", look(events, replace(timed, change_points=(gap,))))
    assert not any("Moved with it" in text for text in event.more)


def test_many_groups_that_moved_are_counted(timed, look):
    touched = tuple((f"g{i}",) for i in range(8))
    change = replace(timed.change_points[0], touched=touched)
    (event,) = of("Changes", look(events, replace(timed, change_points=(change,))))
    assert any("g5 and 2 more." in text for text in event.more)


def test_when_a_look_every_day_would_have_noticed_is_told(timed, look):
    change = replace(timed.change_points[0], alarm="2025-07-19", began="2025-07-02")
    (event,) = of("Changes", look(events, replace(timed, change_points=(change,))))
    assert "A look every day would have raised the alarm on 19 Jul 2025." in event.more
    quiet = replace(timed, change_points=(replace(change, alarm=None),))
    assert not any("alarm" in text for text in of("Changes", look(events, quiet))[0].more)


def test_a_run_of_days_is_one_event(timed, look):
    (latency, volume) = of("Anomalies", look(events, timed))
    assert latency.start < latency.end
    assert volume.start == volume.end
    assert volume.size.endswith("below")


def test_drift_of_everybody_is_one_event_a_run_and_names_groups(timed, look):
    drifts = of("Drift", look(events, timed))
    assert drifts
    assert all("distribution" in event.what for event in drifts)
    assert drifts[-1].when.startswith("since ")


def test_windows_without_decisions_are_one_event(timed, look):
    (gap,) = of("No decisions", look(events, timed))
    assert (gap.when, gap.what) == ("Aug 2025", "The log holds no decision of this time.")


def test_what_is_told_as_an_anomaly_of_volume_is_not_told_again(timed, look):
    volume = replace(timed.anomalies[1], start="2025-07-30", end="2025-09-02", slots=34)
    assert not of("No decisions", look(events, replace(timed, anomalies=(volume,))))
    group = replace(volume, group=("Black",), attributes=("race",))
    assert of("No decisions", look(events, replace(timed, anomalies=(group,))))


def test_outcomes_that_have_not_arrived_are_told_only_within_the_log(timed, look):
    (late,) = of("Outcomes", look(events, timed))
    assert late.when == "from 1 Nov 2025"
    for until in (None, "2026-03-01", "some day"):
        audit = replace(timed, log=replace(timed.log, mature_until=until))
        assert not of("Outcomes", look(events, audit))


def test_the_first_version_is_no_event(timed, look):
    (seen,) = of("Model versions", look(events, timed))
    assert seen.what == "Model version v2 was first seen."
