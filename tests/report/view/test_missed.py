"""The figure of a missed target, drawn by window beside what was asked."""

from dataclasses import replace

from evenhand.report.view.missed import missed


def slow(gate_of, part, **changes):
    facts = {
        "metric": "latency_p95", "comparison": "at_most", "tolerance": 400.0, "attributes": (),
        "reference": (), "unit": "ms", "subject": "95th percentile of latency",
    }  # fmt: skip
    return gate_of(part(reference=(), value=412.0), **{**facts, **changes})


def test_it_has_a_line_the_target_and_the_versions(timed, look, gate_of, part, plain):
    chart = look(missed, timed, slow(gate_of, part))
    rows = chart.data["rows"]
    assert {row["kind"] for row in rows} == {"value", "target", "version"}
    assert [row["limit"] for row in rows if row["kind"] == "target"] == [400.0]
    assert plain(chart.title).startswith("95th percentile of latency by month")
    assert plain(chart.caption).startswith("Dashed: the target, at most 400 ms.")
    assert "Dotted" in chart.caption
    assert "the target is" in chart.label


def test_rates_are_drawn_in_percent(timed, look, gate_of, part):
    gate = slow(gate_of, part, metric="failure_rate", tolerance=0.01, unit="rate")
    chart = look(missed, timed, gate)
    assert [row["limit"] for row in chart.data["rows"] if row["kind"] == "target"] == [1.0]
    assert chart.title.endswith(", %")


def test_with_fewer_than_two_windows_there_is_no_line(timed, look, gate_of, part):
    audit = replace(timed, log=replace(timed.log, windows=timed.log.windows[:1]))
    assert look(missed, audit, slow(gate_of, part)) is None


def test_without_versions_none_is_marked(timed, look, gate_of, part):
    audit = replace(timed, log=replace(timed.log, first_seen={}))
    assert "Dotted" not in look(missed, audit, slow(gate_of, part)).caption
