"""Results side by side: figures, gaps, gates and settings."""

import json
from dataclasses import replace

import pytest

from evenhand.gates.baseline import Kept
from evenhand.report.comparison import compare, render
from evenhand.report.comparison_page import render_page, rows_of
from evenhand.report.comparison_sides import GateShown, Side


def figure(metric, value, group=(), attributes=(), *, n=100, off=0.02):
    low, high = (None, None) if value is None else (value - off, value + off)
    return Kept(
        metric=metric, attributes=attributes, group=group, value=value, low=low, high=high, n=n
    )


def side(name="A", women=0.4, **more):
    rows = [
        figure("selection_rate", 0.45),
        figure("selection_rate", women, ("F",), ("sex",)),
        figure("selection_rate", 0.5, ("M",), ("sex",)),
        figure("selection_rate", 0.3, ("F", "x"), ("sex", "race")),
        figure("latency_p95", 300.0, off=10.0),
        figure("decisions", 200.0, ("F",), ("sex",)),
    ]
    plain = {
        "name": name, "audit": "a1", "as_of": "2026-01-01", "verdict": "pass", "rows": 1000,
        "first": None, "last": None, "references": {"sex": "M"},
        "gated": frozenset({"selection_rate", "decisions"}),
        "gates": {"g": GateShown(title="Gate", state="pass", figure="0.80")},
        "figures": {(row.metric, row.attributes, row.group): row for row in rows},
        "asked": {"plan": {"title": "x"}},
    }  # fmt: skip
    return Side(**{**plain, **more})


def test_a_gap_and_its_change_are_differences_of_independent_figures():
    found = compare([side(), side("B", women=0.3)])
    (gap,) = [one for one in found.gaps if one.metric == "selection_rate"]
    assert (gap.group, gap.reference) == (("F",), ("M",))
    assert [round(cell.value, 3) for cell in gap.cells] == [-0.1, -0.2]
    # Two figures that are each off by .02: sqrt(2) * .02; four: .04.
    assert gap.cells[0].low == pytest.approx(-0.1 - 0.02 * 2**0.5)
    assert (gap.change, gap.low, gap.high) == pytest.approx((-0.1, -0.14, -0.06))
    assert gap.shown


def test_a_figure_that_stays_is_not_shown_to_have_moved():
    found = compare([side(), side("B")])
    assert not any(line.shown for line in (*found.figures, *found.gaps))


def test_figures_of_groups_are_those_that_gates_judge():
    found = compare([side(), side("B")])
    assert {(line.metric, line.group) for line in found.figures} == {
        ("selection_rate", ()), ("selection_rate", ("F",)), ("selection_rate", ("M",)),
        ("latency_p95", ()), ("decisions", ("F",)),
    }  # fmt: skip


def test_what_one_side_lacks_has_no_change():
    rows = {key: row for key, row in side().figures.items() if key[0] != "latency_p95"}
    found = compare([side(figures=rows), side("B")])
    (line,) = [one for one in found.figures if one.metric == "latency_p95"]
    assert (line.cells[0].value, line.cells[1].value, line.change) == (None, 300.0, None)
    (row,) = rows_of([line])
    assert row.cells[0] == (row.change, "")
    assert row.interval == ""


def test_groups_that_came_and_went_are_named():
    other = side("B")
    extra = figure("selection_rate", 0.4, ("X",), ("sex",))
    rows = {key: row for key, row in other.figures.items() if key[2] != ("F",)}
    rows["selection_rate", ("sex",), ("X",)] = extra
    found = compare([side(), replace(other, figures=rows)])
    assert (found.came, found.went) == (("X (sex)",), ("F (sex)",))


def test_without_a_reference_there_is_no_gap():
    assert compare([side(references={}), side("B", references={})]).gaps == ()


def test_a_gate_that_one_side_lacks_is_none():
    (line,) = compare([side(), side("B", gates={})]).gates
    assert (line.title, line.cells[0].state, line.cells[1]) == ("Gate", "pass", None)


def test_the_settings_that_differ_are_named_with_their_place():
    gates = [{"id": "x", "tolerance": 0.1}]
    other = {"plan": {"title": "y", "gates": gates, "log": ["a", "b"]}}
    found = {one.what: one.values for one in compare([side(), side("B", asked=other)]).differs}
    assert found == {
        "plan.title": ('"x"', '"y"'), "plan.log": ("", '["a", "b"]'),
        "plan.gates.x.id": ("", '"x"'), "plan.gates.x.tolerance": ("", "0.1"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "note"),
    [
        ({"files": ("a",)}, {"files": ("a",)}, "are of the same files"),
        ({"first": "2025-01-01", "last": "2025-03-01"},
         {"first": "2025-02-01", "last": "2025-05-01"}, "overlap"),
        ({"asked": {}}, {}, "A baseline keeps no plan"),
        ({}, {}, ""),
        ({"files": ("a",), "first": "2025-01-01", "last": "2025-03-01"},
         {"files": ("a",), "first": "2025-04-01", "last": "2025-05-01"}, ""),
    ],
)  # fmt: skip
def test_what_is_shared_is_said(first, last, note):
    notes = compare([side(**first), side("B", **last)]).notes
    assert (note in " ".join(notes)) if note else notes == ()


def test_the_file_is_json_with_a_row_a_line():
    content = render(compare([side(), side("B", women=0.3)]))
    held = json.loads(content)
    assert held["schema_version"] == "1.0"
    assert [one["name"] for one in held["sides"]] == ["A", "B"]
    assert held["came"] == []
    assert b"NaN" not in content


def test_the_page_escapes_what_stands_in_a_log():
    evil = "<script>alert(1)</script>"
    rows = dict(side().figures)
    rows["selection_rate", ("sex",), (evil,)] = figure("selection_rate", 0.4, (evil,), ("sex",))
    page = render_page(compare([side(evil, figures=rows), side("B")])).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Gate" in page


def test_a_page_without_gates_or_gaps_says_so():
    alone = {"gates": {}, "references": {}, "verdict": ""}
    page = render_page(compare([side(**alone), side("B", **alone)])).decode()
    assert "There is no gap" in page
    assert 'id="gates"' not in page
