from dataclasses import replace

import pytest

from evenhand.analyses.calibration import Histogram
from evenhand.report import words
from evenhand.report.charts import draw
from evenhand.report.view.chart import Chart
from evenhand.report.view.gates import gate_rows
from evenhand.report.view.header import header
from evenhand.report.view.rows import Rows
from evenhand.report.view.whole import view_of


def part_of(audit, key, place=0):
    return view_of(audit).parts[key][place].data


def with_part(audit, group, **change):
    """Return the audit with one group's part in the first gate changed."""
    first = audit.gates[0]
    parts = tuple(replace(p, **change) if p.group == (group,) else p for p in first.groups)
    return replace(audit, gates=(replace(first, groups=parts), *audit.gates[1:]))


class TestTheRest:
    def test_gates_say_what_a_reader_would_else_miss(self, full):
        first = full.gates[0]
        gates = (
            replace(first, state="warn", value=0.85, decide_by="point", source="plan"),
            replace(first, state="insufficient", value=None, group=(), reason="No value."),
        )
        one, two = gate_rows(Rows(replace(full, gates=gates)))
        assert one.notes[:3] == (
            "Within the tolerance, past the warning level.",
            "Decided by the number alone, as a rule of thumb; evidence is not asked for.",
            "Tolerance set in the plan.",
        )
        assert (two.who, two.reason, two.figure.text) == ("", "No value.", words.NOTHING)

    def test_many_small_groups_are_counted_not_listed(self, full):
        part = full.gates[0].groups[0]
        small = tuple(replace(part, group=(f"g{i}",), testable=False) for i in range(6))
        row = gate_rows(Rows(replace(full, gates=(replace(full.gates[0], groups=small),))))[0]
        assert row.notes[-1].endswith("6 groups.")

    def test_a_part_of_a_gate_may_have_no_row(self, full):
        audit = with_part(full, "Black", disparity=None)
        assert gate_rows(Rows(audit))[0].figure.row == ""

    def test_scores_that_are_no_chances_have_no_line_of_truth(self, full):
        points = Histogram(
            attribute="race",
            group="Black",
            n=(10, 0),
            mean_score=(640.0, None),
            share_positive=(0.5, None),
            low=(None, None),
            high=(None, None),
        )
        chart = part_of(replace(full, calibration=(points,)), "attributes").calibration
        assert chart.data["line"] == []
        assert len(chart.data["points"]) == 1

    def test_more_groups_than_pictures_are_counted(self, full):
        first = full.calibration[0]
        groups = tuple(replace(first, group=f"g{i}") for i in range(8))
        chart = part_of(replace(full, calibration=groups), "attributes").calibration
        assert chart.caption.endswith("Two smaller groups more in audit.json.")

    def test_throughput_says_per_what(self, full):
        one = replace(full.estimates[0], metric="throughput", id="t", value=54.8)
        labels = [h.label for h in header(Rows(replace(full, estimates=(one,)))).headlines]
        assert labels == ["decisions per day"]

    def test_an_empty_log_is_described_without_a_division_by_zero(self, full):
        bare = replace(
            full.log,
            rows=0,
            labelled=0,
            rejected=0,
            rejects=(),
            undecided=0,
            first=None,
            last=None,
            windows=(),
            model_versions=(),
            unknown={},
        )
        audit = replace(full, log=bare)
        facts = dict(part_of(audit, "data").facts)
        assert facts["Decisions audited"] == "0"
        assert not {"Period", "Windows", "Model versions", "Outcomes known"} & set(facts)
        assert header(Rows(audit)).subtitle.startswith("0 decisions")

    def test_many_versions_are_not_all_named(self, full):
        log = replace(full.log, model_versions=tuple(f"v{i}" for i in range(12)))
        facts = dict(part_of(replace(full, log=log), "data").facts)
        assert facts["Model versions"].endswith("v7 and 4 more")

    def test_a_chart_that_has_no_spec_is_a_fault(self):
        chart = Chart(spec="none", title="", label="", caption="", data={})
        with pytest.raises(FileNotFoundError):
            draw(chart, "screen", 1)

    def test_a_criterion_without_a_reference_row_is_shown_over_all_groups(self, full):
        one = replace(
            full.disparities[0],
            id="x1",
            criterion="equalized_odds",
            metric="equalized_odds",
            comparison="ratio",
            against="all",
            group=(),
            reference=(),
        )
        audit = replace(full, disparities=(*full.disparities, one))
        found = {c.name: c for c in part_of(audit, "attributes").criteria}
        odds = found["Equalized odds, ratio"]
        assert (odds.who, odds.ends, odds.figure.text) == ("", "", "")
        assert odds.overall.row == "x1"

    def test_the_furthest_group_is_furthest_on_the_scale_of_ratios(self, full):
        def moved(d):
            if d.comparison == "ratio" and d.attributes == ("race",):
                value = {"Black": 0.0, "Asian": None}.get(d.group[0], 1.5)
                return replace(d, value=value)
            return d

        audit = replace(full, disparities=tuple(moved(d) for d in full.disparities))
        found = {c.name: c for c in part_of(audit, "attributes").criteria}
        assert found["Disparate impact, ratio"].who == "Black"

    def test_unknown_without_any_error_rate_is_left_out_of_their_table(self, full):
        errors = part_of(full, "attributes").errors
        assert "unknown" not in [who for who, _ in errors.rows]

    def test_an_audit_without_attributes_has_a_head(self, full):
        assert "Audited by" not in header(Rows(replace(full, attributes=()))).subtitle

    def test_only_methods_that_were_used_are_named(self, full):
        rows = tuple(replace(e, method="none") for e in full.estimates)
        others = tuple(replace(d, method="none") for d in full.disparities)
        used = part_of(replace(full, estimates=rows, disparities=others), "method")
        assert (used.estimates, used.disparities) == ((), ())

    def test_how_groups_were_obtained_is_told_where_it_is_known(self, full):
        silent = tuple(replace(a, obtained=None) for a in full.attributes)
        assert "self-reported" in part_of(full, "attributes").lead
        lead = part_of(replace(full, attributes=silent), "attributes").lead
        assert lead.startswith("Five groups, 17,571 decisions, from the column race.")
