from dataclasses import replace

import pytest

from evenhand.report.view import event_words


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [(-0.05, -0.18, "widened"), (-0.18, -0.05, "narrowed"), (-0.05, 0.04, "turned")],
)
def test_a_gap_widens_narrows_or_turns(timed, look, before, after, verb):
    gap = replace(timed.change_points[1], before=before, after=after, difference=after - before)
    assert f" {verb} from " in look(event_words.change_sentence, timed, gap)


@pytest.mark.parametrize(("difference", "verb"), [(0.01, "rose"), (-0.01, "fell")])
def test_a_figure_rises_or_falls(timed, look, difference, verb):
    change = replace(timed.change_points[0], difference=difference)
    assert f" {verb} from " in look(event_words.change_sentence, timed, change)


def test_a_rise_has_its_sign_and_its_unit(timed, look, plain):
    latency = timed.change_points[2]
    columns = timed.log.columns | {"kpi latency": "latency_ms"}
    audit = replace(timed, log=replace(timed.log, columns=columns))
    assert plain(look(event_words.change_size, audit, latency)) == "+40.0 ms"
    assert event_words.change_interval(latency) == "22.0\N{EN DASH}58.0"


def test_an_anomaly_of_volume_counts_decisions(timed, look, plain):
    text = plain(look(event_words.anomaly_sentence, timed, timed.anomalies[1]))
    assert text == (
        "Decisions stood at 4 in one day, where 48 were expected (limits 27\N{EN DASH}70)."
    )


def test_an_hour_is_told_as_one(timed, look):
    hour = replace(timed.anomalies[1], start="2025-05-19T14:00", end="2025-05-19T14:00")
    assert " in one hour, " in look(event_words.anomaly_sentence, timed, hour)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2025-03-10", "2025-03-10", "10 Mar 2025"),
        ("2025-03-10", "2025-03-12", "10 to 12 Mar 2025"),
        ("2025-02-27", "2025-03-02", "27 Feb 2025 to 2 Mar 2025"),
        ("2025-03-10T08:00", "2025-03-10T09:00", "10 Mar 2025 08:00 to 10 Mar 2025 09:00"),
    ],
)
def test_a_run_says_once_what_both_ends_share(start, end, text):
    assert event_words.run_text(start, end) == text
