"""Evidence as it grew: its charts, its lines, and what they say."""

from dataclasses import replace

import pytest

from evenhand.analyses.beginning import Terms, begun_anew
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Correction, Question, Window
from evenhand.report import as_json
from evenhand.report.html import render
from evenhand.report.options import Options
from evenhand.report.view.evidence import DRAWN, MOST, evidence

BEHIND, EQUAL = (30, 100, 50, 100), (50, 100, 50, 100)
HOSTILE = "<script>alert(1)</script>"


def stream(group="B", counts=(*[EQUAL] * 12, *[BEHIND] * 12), *, hours=False, **asked):
    asks = {
        "id": f"gap:{group}", "gate": "gap", "metric": "selection_rate",
        "comparison": "difference", "tolerance": 0.05, "attributes": ("race",), "group": (group,),
        "reference": ("White",), "condition": None, "sides": ("below",), "inverted": False,
        "late": False, "config": "",
    }  # fmt: skip
    name = "2025-01-01T{:02}:00" if hours else "2025-01-{:02}"
    windows = [
        Window(start=name.format(at), cells=(("", *some),)) for at, some in enumerate(counts, 1)
    ]
    terms = Terms(alpha=0.05, family=4, run_length=3650, level=0.95)
    return gather(Question(**asks | asked), None, windows, {}, terms)[0]


@pytest.fixture
def told(full, look):
    """Return a runner: streams to the section that shows them."""

    def run(*streams):
        return look(evidence, replace(full, streams=streams))

    return run


def test_nothing_is_shown_where_nothing_was_gathered(told):
    assert told() is None


def test_alarms_come_first_and_the_lead_counts_them(told, plain):
    found = told(stream("C", [EQUAL] * 4), stream())
    assert [row.who for row in found.rows] == ["B to White", "C to White"]
    assert [row.state for row in found.rows] == ["fail", "insufficient"]
    lead = plain(found.lead)
    assert lead.startswith("Two streams of evidence are carried on from audit to audit")
    assert "One stream raised an alarm." in lead
    assert lead.endswith("is 5 % at most.")
    assert "No stream raised an alarm." in told(stream("C", [EQUAL])).lead


def test_a_line_says_how_far_a_stream_is_and_what_came_of_it(told, plain):
    (row,) = told(stream()).rows
    assert (row.what, row.looks) == ("Selection rate by race", "24")
    assert plain(row.tolerance) == "at most 5.0 points"
    assert plain(row.gap).startswith("\N{MINUS SIGN}10.1 points")
    assert plain(row.band) == "\N{MINUS SIGN}14.4 to \N{MINUS SIGN}5.8"
    assert row.odds.startswith("1 in ")
    assert "Differs since about 13 January 2025." in row.note
    assert "Alarm with " in row.note


def test_a_stream_that_was_begun_anew_or_has_late_windows_says_so(told):
    anew = begun_anew(stream())
    late = Correction(window="2025-01-02", used=(), now=(("", 1, 2, 3, 4),))
    (row,) = told(replace(anew, corrections=(late,))).rows
    assert row.note == "Begun anew after one alarm. Late: one window."
    assert (row.gap, row.band, row.odds) == ("\N{EM DASH}", "", "\N{EM DASH}")


def test_evidence_is_drawn_with_its_bar_and_its_alarm(told):
    grown, bands = told(stream()).charts
    rows = grown.data["rows"]
    assert len(rows) == 24
    assert sum(row["alarm"] for row in rows) == 1
    (alarm,) = (row for row in rows if row["alarm"])
    assert alarm["value"] >= alarm["bar"] > 0
    assert max(row["value"] for row in rows) <= 1.5 * alarm["bar"]
    assert bands.data["rows"][-1]["least"] == -5.0
    assert bands.data["rows"][-1]["most"] is None
    assert bands.data["rows"][-1]["low"] < -10 < bands.data["rows"][-1]["high"]
    assert len(bands.grid.rows) == 24


def test_a_ratio_is_drawn_about_one_with_its_tolerance(told):
    _, bands = told(stream(comparison="ratio", tolerance=0.8)).charts
    last = bands.data["rows"][-1]
    assert (last["least"], last["most"]) == (0.8, None)
    assert 0 <= last["low"] < 0.8


def test_few_are_drawn_and_many_listed(told):
    found = told(*(stream(f"g{at}") for at in range(MOST + 3)))
    assert len(found.charts[0].settings["order"]) == DRAWN
    assert (len(found.rows), found.left_out) == (MOST, 3)


def test_streams_that_ask_alike_have_names_of_their_own(told):
    found = told(stream(), stream(id="other:B"))
    assert found.charts[0].settings["order"] == [
        "B to White, selection rate", "B to White, selection rate (2)",
    ]  # fmt: skip


def test_one_look_is_no_line(told):
    assert told(stream(counts=[EQUAL])).charts == ()


def test_hours_have_an_axis_of_hours(told):
    grown, _ = told(stream(hours=True, counts=[EQUAL] * 20)).charts
    assert "%H" in grown.settings["format"]


def test_a_page_shows_the_section_and_escapes_what_came_from_the_log(full):
    page = render(replace(full, streams=(stream(HOSTILE), stream("C"))), Options()).decode()
    assert 'id="evidence"' in page
    assert "Evidence that a tolerance is broken" in page
    assert HOSTILE not in page


def test_streams_come_back_from_the_result_file(full):
    audit = replace(full, streams=(stream(), begun_anew(stream("C"))))
    assert as_json.read(as_json.render(audit)).streams == audit.streams
