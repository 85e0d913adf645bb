from dataclasses import replace

from evenhand.report import words
from evenhand.report.view.header import header
from evenhand.report.view.rows import Rows
from evenhand.report.view.trend import by_version, time_axis, version_sentence, version_title
from evenhand.report.view.whole import view_of


def plain(text):
    return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


def part_of(audit, key, place=0):
    return view_of(audit).parts[key][place].data


def with_estimate(audit, change, **wanted):
    """Return the audit with `change` applied to the estimates that match."""

    def matches(row):
        return all(getattr(row, name) == value for name, value in wanted.items())

    rows = tuple(replace(e, **change) if matches(e) else e for e in audit.estimates)
    return replace(audit, estimates=rows)


class TestTime:
    def test_the_title_claims_a_gap_only_where_intervals_are_apart(self, full):
        assert "stood furthest below White in" in part_of(full, "attributes").trend.title
        assert part_of(full, "attributes", 1).trend.title == "Women and Men by month"

    def test_a_group_above_its_reference_is_told_as_above(self, full):
        audit = with_estimate(
            full, {"value": 0.9, "low": 0.88, "high": 0.92}, group=("Black",), window="2025-03-01"
        )
        title = plain(part_of(audit, "attributes").trend.title)
        assert title.startswith("Black stood furthest above White in Mar 2025, by")

    def test_names_at_the_ends_of_lines_do_not_run_together(self, full):
        same = {"value": 0.58, "low": 0.56, "high": 0.6}
        for group in ("Women", "Men"):
            full = with_estimate(full, same, group=(group,), window="2025-12-01")
        ends = part_of(full, "attributes", 1).trend.data["ends"]
        assert abs(ends[0]["value"] - ends[1]["value"]) > 0.005

    def test_model_versions_are_marked_where_they_are_first_seen(self, full):
        marks = part_of(full, "attributes").trend.data["changes"]
        assert [mark["what"] for mark in marks] == ["v2 first seen"]
        none = replace(full, log=replace(full.log, first_seen={}))
        assert "Dotted" not in part_of(none, "attributes").trend.caption

    def test_without_a_value_in_any_window_there_is_no_trend(self, full):
        rows = tuple(e for e in full.estimates if e.window is None or e.group != ("Black",))
        assert part_of(replace(full, estimates=rows), "attributes").trend is None

    def test_estimates_without_intervals_claim_no_gap(self, full):
        rows = tuple(replace(e, low=None, high=None) for e in full.estimates)
        audit = replace(full, estimates=rows)
        assert part_of(audit, "attributes").trend.title == "Black and White by month"
        assert part_of(audit, "attributes").versions_title == "By model version"
        assert part_of(audit, "attributes").versions[0].gap_interval == ""

    def test_a_gap_that_widened_for_certain_is_told_in_the_verdict(self, full):
        audit = with_estimate(
            full, {"value": 0.61, "low": 0.60, "high": 0.62}, group=("Black",), model_version="v1"
        )
        versions = by_version(Rows(audit), "selection_rate", ("race",), ("Black",), ("White",))
        assert version_title(versions) == "The gap is wider under v2 than under v1"
        said = plain(version_sentence(versions))
        assert said == "Under v1 the gap was 0.8 points, under v2 15.6 points."
        assert plain(header(Rows(audit)).since) == said
        assert version_title(versions[::-1]) == "The gap is narrower under v1 than under v2"

    def test_a_gap_that_turned_keeps_its_signs(self, full):
        audit = with_estimate(
            full, {"value": 0.7, "low": 0.69, "high": 0.71}, group=("Black",), model_version="v1"
        )
        versions = by_version(Rows(audit), "selection_rate", ("race",), ("Black",), ("White",))
        assert "\N{MINUS SIGN}15.6" in version_sentence(versions)

    def test_a_gap_of_other_figures_has_no_points(self, full):
        rows = tuple(
            replace(e, metric="latency_p95", value=e.value and 100 * e.value)
            for e in full.estimates
            if e.model_version
        )
        versions = by_version(
            Rows(replace(full, estimates=rows)), "latency_p95", ("race",), ("Black",), ("White",)
        )
        assert "points" not in versions[0].gap

    def test_a_time_axis_has_few_ticks_at_starts_of_windows(self):
        axis = time_axis([f"2025-{m:02d}-01" for m in range(1, 13)], "month")
        assert len(axis["ticks"]) == 6
        assert axis["ticks"][0] == words.instant("2025-01-01")


class TestIntersections:
    def test_the_map_shows_every_cell_and_the_table_those_flagged(self, full):
        crossing = part_of(full, "intersections")[0]
        assert len(crossing.heat.rows) == 5
        assert {r.state for r in crossing.table.rows if not r.reference} <= {"fail", "warn"}

    def test_without_a_flag_the_table_is_out_of_sight(self, full):
        pair = full.gates[-1]
        calm = replace(
            pair, state="pass", groups=tuple(replace(g, state="pass") for g in pair.groups)
        )
        crossing = part_of(replace(full, gates=(*full.gates[:-1], calm)), "intersections")[0]
        assert crossing.table.rows == ()
        assert len(crossing.table.rest) == 10

    def test_a_cell_without_decisions_is_empty(self, full):
        rows = tuple(e for e in full.estimates if e.group != ("Native American", "Women"))
        heat = part_of(replace(full, estimates=rows), "intersections")[0].heat
        assert heat.rows[-1][1][1] is None

    def test_too_many_groups_make_no_map(self, full):
        race = full.attributes[0]
        many = replace(race, groups=tuple(f"group {i}" for i in range(13)))
        audit = replace(full, attributes=(many, *full.attributes[1:]))
        assert part_of(audit, "intersections")[0].heat is None

    def test_the_longer_side_goes_down(self, full):
        race, sex, *others = full.attributes
        audit = replace(full, attributes=(sex, race, *others))
        assert part_of(audit, "intersections")[0].heat.down == "race"


class TestConditions:
    def test_the_crude_gap_stands_beside_the_conditional_ones(self, full):
        row = part_of(full, "conditional").rows[0]
        assert [a.method for a in row.adjusted] == ["Mantel\N{EN DASH}Haenszel", "Standardised"]
        assert plain(row.support) == "97.0 %"

    def test_a_turned_sign_counts_only_where_both_intervals_are_certain(self, full):
        def certain(d):
            if d.condition and d.group == ("Black",):
                return replace(d, value=0.05, low=0.02, high=0.08, support=None)
            return d

        audit = replace(full, disparities=tuple(certain(d) for d in full.disparities))
        rows = part_of(audit, "conditional").rows
        assert [(r.who, r.turns, r.support) for r in rows if r.turns] == [
            ("Black against White", True, words.NOTHING)
        ]
        vague = replace(full, disparities=tuple(replace(d, low=None) for d in audit.disparities))
        assert not any(r.turns for r in part_of(vague, "conditional").rows)

    def test_without_a_crude_gap_the_conditional_one_is_shown_all_the_same(self, full):
        rows = tuple(d for d in full.disparities if d.condition)
        shown_rows = part_of(replace(full, disparities=rows), "conditional").rows
        assert shown_rows[0].crude.why == "not estimated"
