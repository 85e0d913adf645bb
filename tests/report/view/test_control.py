from dataclasses import replace

from evenhand.report.view.control import MOST, QUIET, control


def test_what_lies_outside_is_drawn_counted_and_listed(timed, look, plain):
    chart = look(control, timed)
    assert chart.settings["order"] == ["Failure rate, %", "Decisions"]
    assert "Failure rate, %: one day outside its limits" in plain(chart.label)
    assert [row[1] for row in chart.grid.rows] == ["10 Mar 2025", "19 May 2025"]
    assert sum(row["outside"] for row in chart.data["rows"]) == 2


def test_a_line_breaks_where_there_is_no_value(timed, look):
    chart = look(control, timed)
    parts = {row["part"] for row in chart.data["rows"] if row["figure"] == "Decisions"}
    assert parts == {0, 1}
    assert "Lines break where there is no value." in chart.caption


def test_rates_are_drawn_in_percent(timed, look):
    rows = [r for r in look(control, timed).data["rows"] if r["figure"].startswith("Failure")]
    assert 0.5 < rows[0]["value"] < 3


def test_where_nothing_lies_outside_few_are_drawn_and_nothing_is_listed(timed, look):
    calm = tuple(
        replace(timed.control_charts[0], metric=metric, outside=(), value=tuple(
            None if v is None else v + i for v in timed.control_charts[0].value))
        for i, metric in enumerate(("decisions", "latency_mean", "failure_rate"))
    )  # fmt: skip
    chart = look(control, replace(timed, control_charts=calm))
    assert len(chart.settings["order"]) == QUIET
    assert chart.grid is None
    assert "Nothing lies outside." in chart.caption


def test_the_same_figure_under_two_names_is_drawn_once(timed, look):
    one = timed.control_charts[1]
    twice = (one, replace(one, metric="selection_rate"))
    assert look(control, replace(timed, control_charts=twice)).settings["order"] == [
        "Failure rate, %"
    ]


def test_no_more_are_drawn_than_can_be_read(timed, look):
    many = tuple(
        replace(timed.control_charts[1], metric=f"m{i}", value=tuple(
            None if v is None else v + i for v in timed.control_charts[1].value))
        for i in range(MOST + 2)
    )  # fmt: skip
    assert len(look(control, replace(timed, control_charts=many)).settings["order"]) == MOST


def test_hours_are_called_hours(timed, look):
    slots = tuple(f"2025-03-01T{hour:02d}:00" for hour in range(24))
    cut = {
        name: getattr(timed.control_charts[0], name)[:24]
        for name in ("value", "centre", "low", "high")
    }
    one = replace(timed.control_charts[0], slots=slots, outside=(3,), seasonal=False, **cut)
    chart = look(control, replace(timed, control_charts=(one,)))
    assert chart.title == "Hour by hour, against its own limits"
    assert "one hour outside" in chart.label
    assert "day of the week" not in chart.caption


def test_a_slot_without_limits_has_a_band_of_no_width(timed, look):
    one = timed.control_charts[0]
    none = replace(one, low=(None,) * 365, high=(None,) * 365, centre=(None,) * 365)
    chart = look(control, replace(timed, control_charts=(none,)))
    assert all(row["low"] == row["value"] == row["high"] for row in chart.data["rows"])
    assert "\N{EM DASH} to \N{EM DASH}" in chart.grid.rows[0]


def test_without_two_values_nothing_is_drawn(timed, look):
    blank = replace(timed.control_charts[0], value=(None,) * 365)
    assert look(control, replace(timed, control_charts=(blank,))) is None
    assert look(control, replace(timed, control_charts=())) is None
