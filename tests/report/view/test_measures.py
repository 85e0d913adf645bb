from dataclasses import replace

from evenhand.report.view.measures import MOST, measures, panel_title
from evenhand.report.view.over_time import over_time
from evenhand.report.view.series import FINE, MOST_LINES, points, recent, stroke


def rows_of(chart, figure, kind):
    return [r for r in chart.data["rows"] if r["metric"] == figure and r["kind"] == kind]


def test_targets_come_first_then_what_moved(timed, look):
    order = look(over_time, timed).measures.settings["order"]
    assert order[0].startswith("95th percentile of latency")
    assert order[1].startswith("Failure rate")
    assert len(order) <= MOST


def test_a_target_a_change_and_a_new_version_are_marked_and_explained(timed, look):
    chart = look(over_time, timed).measures
    first = chart.settings["order"][0]
    assert [row["limit"] for row in rows_of(chart, first, "target")] == [400.0]
    assert rows_of(chart, first, "change")
    assert len(rows_of(chart, first, "version")) == 1
    for words in ("Dashed: the target.", "Solid upright line", "Dotted: a model version"):
        assert words in chart.caption


def test_windows_whose_labels_are_late_are_shaded_and_not_drawn(timed, look):
    chart = look(measures, timed, ["accuracy"])
    assert len(rows_of(chart, "Accuracy, %", "waiting")) == 1
    assert len(rows_of(chart, "Accuracy, %", "value")) == 9
    assert {row[0]: row[1] for row in chart.grid.rows}["Nov 2025"] not in {"", "\N{EM DASH}"}


def test_marks_that_are_not_there_are_not_explained(audits, look):
    quiet = replace(audits["full"], log=replace(audits["full"].log, first_seen={}))
    caption = look(measures, quiet, ["failure_rate"]).caption
    assert not any(word in caption for word in ("Dashed", "Solid", "Dotted", "breaks"))


def test_without_two_values_there_is_no_chart(audits, timed, look):
    assert look(measures, timed, ["no_such_metric"]) is None
    assert look(over_time, audits["no time"]) is None


def test_a_title_carries_the_unit_of_its_column(timed, look):
    columns = timed.log.columns | {"kpi latency": "latency_ms"}
    audit = replace(timed, log=replace(timed.log, columns=columns))
    assert look(panel_title, audit, "latency_p95") == "95th percentile of latency, ms"
    assert look(panel_title, audit, "failure_rate") == "Failure rate, %"


def test_many_windows_are_drawn_thin_and_without_dots(timed):
    e = timed.estimates[0]
    few = points(("2025-01-01", "2025-01-02"), [e, e])
    assert all(point["dot"] for point in few)
    days = tuple(f"2025-{m:02d}-{d:02d}" for m in range(1, 13) for d in range(1, 29))
    many = points(days, [e] * len(days))
    assert not any(point["dot"] for point in many)
    assert stroke(days) < stroke(days[:FINE])


def test_a_point_by_itself_is_a_dot_however_many_windows_there_are(timed):
    e = timed.estimates[0]
    days = tuple(f"2025-{m:02d}-{d:02d}" for m in range(1, 13) for d in range(1, 29))
    line = [e if i == 40 else None for i in range(len(days))]
    (alone,) = points(days, line)
    assert (alone["lone"], alone["dot"]) == (True, True)


def test_a_long_table_keeps_its_last_lines_and_counts_the_rest():
    found = recent(("Day",), [(str(i),) for i in range(MOST_LINES + 5)])
    assert (len(found.rows), found.left_out, found.rows[-1]) == (
        MOST_LINES,
        5,
        (str(MOST_LINES + 4),),
    )
    assert recent(("Day",), [("1",)]).left_out == 0
