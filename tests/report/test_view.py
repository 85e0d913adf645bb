from dataclasses import replace

import numpy as np
import pytest

from evenhand.metrics._metric import Counts
from evenhand.report import words
from evenhand.report.view.appendix import shown
from evenhand.report.view.attribute import p_text
from evenhand.report.view.figure import comparison_text, of_disparity, of_estimate, value_text
from evenhand.report.view.forest import axis_over, band, line
from evenhand.report.view.groups import group_table
from evenhand.report.view.header import header
from evenhand.report.view.rows import Rows, knowing, metric_of
from evenhand.report.view.whole import view_of


def plain(text):
    return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


def part_of(audit, key, place=0):
    return view_of(audit).parts[key][place].data


def with_part(audit, group, **change):
    """Return the audit with one group's part in the first gate changed."""
    first = audit.gates[0]
    parts = tuple(replace(p, **change) if p.group == (group,) else p for p in first.groups)
    return replace(audit, gates=(replace(first, groups=parts), *audit.gates[1:]))


class TestTheGroupTable:
    def test_the_reference_is_on_top_and_the_worst_next(self, full):
        table = part_of(full, "attributes").table
        names = [row.name for row in table.rows]
        wanted = ["White", "Black", "Native American", "Hispanic", "Asian", "unknown"]
        assert names == wanted
        assert [row.state for row in table.rows] == ["", "fail", "warn", "pass", "pass", ""]

    def test_shortfall_is_what_parity_would_add(self, full):
        rows = {row.name: row for row in part_of(full, "attributes").table.rows}
        assert rows["Black"].shortfall.text == "382"  # (0.618 - 0.462) * 2451
        assert rows["White"].shortfall.text == ""

    def test_unknown_is_counted_and_not_compared(self, full):
        unknown = part_of(full, "attributes").table.rows[-1]
        assert (unknown.n, unknown.word, unknown.compared.text) == ("212", "not compared", "")

    def test_unknown_without_a_rate_is_counted_all_the_same(self, full):
        rows = tuple(e for e in full.estimates if e.group != ("unknown",))
        unknown = part_of(replace(full, estimates=rows), "attributes").table.rows[-1]
        assert (unknown.n, unknown.line) == ("212", None)

    def test_a_group_judged_against_another_says_against_whom(self, full):
        audit = with_part(full, "Black", reference=("Asian",), value=0.769)
        assert "Black: judged against Asian, 0.77." in part_of(audit, "attributes").table.notes

    @pytest.mark.parametrize(
        ("needed", "testable", "note"),
        [
            (
                (320, 410),
                False,
                "cannot be judged yet with 93 decisions; 320 to 410 more decisions",
            ),
            ((320, None), True, "about 320 more decisions would decide"),
            ((0, 410), True, "up to 410 more decisions would decide"),
            ((0, None), True, ""),
            (None, True, ""),
        ],
    )
    def test_what_is_missing_to_decide_is_said(self, full, needed, testable, note):
        audit = with_part(
            full, "Native American", state="insufficient", needed=needed, testable=testable
        )
        row = part_of(audit, "attributes").table.rows[2]
        found = next(r for r in part_of(audit, "attributes").table.rows if r.key == row.key)
        notes = [r.note for r in (found,) if r.name == "Native American"]
        assert notes[0].startswith(note)
        assert bool(notes[0]) == bool(note)

    def test_a_table_of_a_difference_says_so(self, full):
        gates = (replace(full.gates[0], comparison="difference", tolerance=0.1, warn=None),)
        table = group_table(Rows(replace(full, gates=gates)), ("race",), ("White",))
        assert table.compared_title == "Difference"
        assert "a difference of up to 10.0 points." in plain(table.caption)
        assert table.rows[1].compared.text == "\N{MINUS SIGN}15.6"

    def test_without_a_gate_nothing_is_judged(self, full):
        shown_part = part_of(replace(full, gates=()), "attributes")
        assert shown_part.gates == ()
        assert {row.state for row in shown_part.table.rows} == {""}


class TestTheForest:
    def test_all_rows_share_one_axis_with_round_ticks(self):
        axis = axis_over([0.316, 0.632])
        assert [label for _, label in axis.ticks] == ["30", "40", "50", "60", "70"]
        assert axis.place(0.5) == 50.0

    def test_an_axis_of_one_value_is_still_an_axis(self):
        assert axis_over([0.5]).low < axis_over([0.5]).high
        assert (axis_over([1.0]).low, axis_over([1.0]).high) == (0.995, 1.0)
        assert axis_over([]).ticks[-1][1] == "100"

    def test_places_beyond_the_axis_are_held_within_it(self):
        assert axis_over([0.3, 0.6]).place(2.0) == 100.0

    def test_a_row_without_a_value_has_no_line(self):
        assert line(axis_over([0.3, 0.6]), None, None, None) is None

    def test_a_row_without_an_interval_is_a_point(self):
        assert line(axis_over([0.3, 0.7]), 0.5, None, None).width == 0

    def test_the_band_shows_what_the_tolerance_allows(self):
        axis = axis_over([0.3, 0.7])
        ratio = band(axis, 0.5, 0.8, "ratio")
        assert (ratio.low, ratio.low + ratio.width) == (axis.place(0.4), 100.0)
        gap = band(axis, 0.5, 0.1, "difference")
        assert (gap.low, gap.low + gap.width) == (axis.place(0.4), axis.place(0.6))
        assert band(axis, 0.5, None, "ratio").width == 0
        assert band(axis, None, 0.8, "ratio") is None


class TestFigures:
    def test_what_is_not_there_is_a_dash_with_a_reason(self):
        assert of_estimate(None).why == "not estimated"
        assert of_disparity(None).text == words.NOTHING

    def test_undefined_is_never_zero(self, audits):
        row = next(e for e in audits["undefined"].estimates if e.value is None)
        figure = of_estimate(row)
        assert (figure.text, figure.row) == (words.NOTHING, row.id)
        assert of_estimate(replace(row, undefined="not known")).why == "undefined"

    @pytest.mark.parametrize(
        ("value", "kind", "text"),
        [
            (0.5841, "rate", "58.4 %"),
            (17571.0, "count", "17,571"),
            (0.0272, "number", "0.027"),
            (54.83, "number", "54.8"),
            (0.01134, "column", "0.0113"),
        ],
    )
    def test_a_value_is_shown_in_its_unit(self, value, kind, text):
        assert plain(value_text(value, kind)) == text

    @pytest.mark.parametrize(
        ("value", "comparison", "kind", "text"),
        [
            (0.75, "ratio", "rate", "0.75"),
            (1.5, "odds_ratio", "rate", "1.50"),
            (-0.156, "difference", "rate", "\N{MINUS SIGN}15.6 points"),
            (12.3, "difference", "column", "12.3"),
            (382.4, "shortfall", "rate", "382"),
        ],
    )
    def test_a_comparison_is_shown_as_what_it_is(self, value, comparison, kind, text):
        assert plain(comparison_text(value, comparison, kind)) == text

    def test_a_metric_of_another_version_still_has_a_title(self):
        metric = metric_of("flux_capacity")
        assert (metric.title, metric.unit) == ("Flux capacity", "number")
        nothing = metric.function(Counts(np.zeros((2, 2, 3))))
        assert np.isnan(nothing.value).all()

    def test_a_figure_of_ones_own_is_known_while_its_report_is_made(self, full):
        own = {"name": "refunds", "column": "x", "kind": "rate", "title": "Share of refunds"}
        mine = replace(full, plan={"own_kpis": [own], "of another version": 1})
        with knowing(mine):
            assert (metric_of("refunds").title, metric_of("refunds").unit) == (
                "Share of refunds",
                "rate",
            )
        assert (metric_of("refunds").title, metric_of("refunds").unit) == ("Refunds", "number")

    def test_units_come_from_the_name_of_the_column(self, full):
        log = replace(full.log, columns={"kpi latency": "latency_ms", "kpi cost": "cost_EUR"})
        head = header(Rows(replace(full, log=log)))
        texts = [plain(h.figure.text) for h in head.headlines]
        assert "412 ms" in texts
        assert "\N{EURO SIGN} 0.0113" in texts

    def test_every_figure_in_sight_has_its_row_behind_it(self, full):
        view = view_of(full)
        ids = {i for parts in view.parts.values() for part in parts for i in shown(part)}
        assert ids <= {row.id for row in view.behind}

    @pytest.mark.parametrize(
        ("p", "text"), [(None, ""), (0.0004, "< 0.001"), (0.0312, "0.031"), (1.0, "1.000")]
    )
    def test_a_p_value_is_never_zero(self, p, text):
        assert plain(p_text(p)) == text
