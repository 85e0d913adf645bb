from dataclasses import replace

import pytest

from evenhand.report.view.gaps import MOST, gaps, side


def test_since_when_a_gap_is_shown_is_told(timed, look, plain):
    found = look(gaps, timed)
    black = next(plain(text) for text in found.sentences if text.startswith("Black against White"))
    assert "points on average (band " in black
    assert "zero has been outside the band since " in black
    asian = next(text for text in found.sentences if text.startswith("Asian against White"))
    assert asian.endswith("zero is still within the band.")


def test_gaps_that_are_shown_come_first(timed, look):
    assert look(gaps, timed).chart.settings["order"] == [
        "Black to White, selection rate", "Asian to White, selection rate",
    ]  # fmt: skip


def test_of_gaps_in_doubt_the_one_least_in_doubt_comes_first(timed, look):
    asian = [t for t in timed.trends if t.group == ("Asian",)]
    vague = tuple(
        replace(
            t,
            group=("Vague",),
            **({"value": 0.09, "low": -2.0, "high": 2.0} if t.value is not None else {}),
        )
        for t in asian
    )
    near = tuple(
        replace(
            t,
            group=("Near",),
            **({"value": 0.05, "low": -0.01, "high": 0.11} if t.value is not None else {}),
        )
        for t in asian
    )
    found = look(gaps, replace(timed, trends=(*vague, *near)))
    assert [name.partition(" ")[0] for name in found.chart.settings["order"]] == ["Near", "Vague"]


def test_a_band_wider_than_the_chart_is_cut_and_said_to_be(timed, look):
    rows = [t for t in timed.trends if t.group == ("Black",)]
    wide = (replace(rows[0], low=-9.0, high=9.0), *rows[1:])
    chart = look(gaps, replace(timed, trends=wide)).chart
    first = chart.data["rows"][0]
    assert first["cut"]
    assert first["high"] < 900
    assert "it is wider than the chart" in chart.caption
    narrow = look(gaps, replace(timed, trends=tuple(rows[5:]))).chart
    assert not any(row["cut"] for row in narrow.data["rows"])
    assert "wider than the chart" not in narrow.caption


def test_the_line_breaks_and_the_table_has_a_dash_where_nothing_is_known(timed, look):
    chart = look(gaps, timed).chart
    assert {row[0]: row[1] for row in chart.grid.rows}["Aug 2025"] == "\N{EM DASH}"
    assert {row["part"] for row in chart.data["rows"]} == {0, 1}


def test_gaps_beyond_the_most_are_counted(timed, look):
    many = tuple(replace(t, group=(f"g{i}",)) for i in range(MOST + 2) for t in timed.trends[::2])
    found = look(gaps, replace(timed, trends=many))
    assert (len(found.sentences), found.left_out) == (MOST, 2)


def test_a_gap_without_a_band_is_on_no_side(timed):
    assert side(replace(timed.trends[0], low=None, high=None)) == 0
    assert side(replace(timed.trends[0], low=0.1, high=0.2)) == 1
    assert side(replace(timed.trends[0], low=-0.2, high=-0.1)) == -1


@pytest.mark.parametrize("windows", [(), ("2025-01-01",)])
def test_without_two_windows_there_are_none(timed, look, windows):
    assert look(gaps, replace(timed, log=replace(timed.log, windows=windows))) is None
