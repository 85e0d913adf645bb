"""What an earlier audit said of windows whose labels have come since."""

from dataclasses import replace

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.restate import Edition, restate

JANUARY, FEBRUARY = "2025-01-01", "2025-02-01"
PLAN = {
    "decision": {"column": "d", "favourable": ["yes"]},
    "label": {"column": "y", "positive": ["1"], "missing": "bounds"},
    "columns": {"weight": None},
    "protected": [{"column": "sex"}],
    "timezone": None,
}


def figure(metric="accuracy", value=0.8, n=100, window=JANUARY, **more):
    plain = {
        "id": "e1", "attributes": (), "group": (), "model_version": None, "condition": None,
        "low": None, "high": None, "level": 0.95, "method": "wilson", "numerator": None,
        "denominator": None, "design_effect": None, "undefined": None,
    }  # fmt: skip
    return Estimate(metric=metric, value=value, n=n, window=window, **{**plain, **more})


def edition(*rows, as_of="2025-03-01T00:00:00+00:00", window="1 x month", **changes):
    return Edition(as_of=as_of, window=window, plan={**PLAN, **changes}, estimates=rows)


LATER = "2025-06-01T00:00:00+00:00"


def test_a_figure_that_moved_is_kept_as_it_was_and_as_it_is():
    (row,), note = restate(edition(figure()), edition(figure(value=0.7, n=180), as_of=LATER))
    assert (row.metric, row.window, row.attributes, row.group) == ("accuracy", JANUARY, (), ())
    assert (row.earlier, row.earlier_n, row.earlier_as_of) == (
        0.8,
        100,
        "2025-03-01T00:00:00+00:00",
    )
    assert (row.now, row.n) == (0.7, 180)
    assert note == (
        "Labels since have changed figures of one window of the audit of 1 March 2025: both are "
        "kept, under restatements."
    )


def test_a_figure_that_was_not_known_then_is_restated_and_one_never_known_is_not():
    unknown = figure(value=None, n=0, undefined="labels_not_mature")
    (row,), _ = restate(edition(unknown), edition(figure(), as_of=LATER))
    assert (row.earlier, row.now) == (None, 0.8)
    assert restate(edition(unknown), edition(unknown, as_of=LATER)) == ((), "")
    now = edition(replace(unknown, n=100), as_of=LATER)
    (row,), _ = restate(edition(figure()), now)
    assert (row.earlier, row.now) == (0.8, None)


def test_the_same_figure_on_other_labels_is_restated_and_on_the_same_is_not():
    (row,), _ = restate(edition(figure()), edition(figure(n=200), as_of=LATER))
    assert (row.earlier, row.now, row.n) == (0.8, 0.8, 200)
    assert restate(edition(figure()), edition(figure(value=0.8 + 1e-12), as_of=LATER)) == ((), "")


def test_groups_and_windows_are_told_apart():
    women = {"attributes": ("sex",), "group": ("F",)}
    then = edition(figure(), figure(window=FEBRUARY), figure(**women))
    now = edition(
        figure(), figure(window=FEBRUARY, value=0.6), figure(**women, value=0.5), as_of=LATER
    )
    rows, note = restate(then, now)
    assert [(row.window, row.group, row.now) for row in rows] == [
        (FEBRUARY, (), 0.6),
        (JANUARY, ("F",), 0.5),
    ]
    assert "figures of 2 windows of" in note


@pytest.mark.parametrize(
    "row",
    [
        figure("selection_rate"),
        figure("label_coverage"),
        figure("a_figure_of_ones_own"),
        figure(window=None),
        figure(condition=("job", "a")),
        figure(model_version="v1"),
    ],
)
def test_what_does_not_rest_on_labels_of_a_window_is_not_restated(row):
    assert restate(edition(row), edition(replace(row, value=0.1), as_of=LATER)) == ((), "")


def test_a_window_that_the_earlier_audit_did_not_have_is_new_and_not_restated():
    now = edition(figure(), figure(window=FEBRUARY), as_of=LATER)
    assert restate(edition(figure()), now) == ((), "")


def test_decisions_that_came_since_are_told_apart_from_labels():
    then = edition(figure(), figure("decisions", 300), figure(window=FEBRUARY),
                   figure("decisions", 200, window=FEBRUARY))  # fmt: skip
    now = edition(figure(value=0.7), figure("decisions", 300), figure(window=FEBRUARY, value=0.7),
                  figure("decisions", 250, window=FEBRUARY), as_of=LATER)  # fmt: skip
    rows, note = restate(then, now)
    assert len(rows) == 2
    assert note.endswith("under restatements. Decisions of one window have come since as well.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": {"column": "e"}}, "what counts as favourable has"),
        ({"label": {**PLAN["label"], "positive": ["yes"]}}, "the label has"),
        ({"label": None}, "the label has"),
        ({"window": "2 x month"}, "the windows have"),
        ({"timezone": "Europe/Berlin"}, "the windows have"),
        ({"protected": []}, "the protected attributes have"),
        ({"columns": {"weight": "w"}}, "the weights have"),
    ],
)
def test_other_definitions_make_other_figures(changes, words):
    rows, note = restate(edition(figure()), edition(figure(value=0.1), as_of=LATER, **changes))
    assert rows == ()
    assert note == f"The audit of 1 March 2025 cannot be restated: {words} changed since."


def test_several_changes_are_all_named():
    now = edition(figure(), as_of=LATER, protected=[], label={"column": "z"})
    assert restate(edition(figure()), now)[1] == (
        "The audit of 1 March 2025 cannot be restated: the label and the protected attributes have "
        "changed since."
    )


def test_a_later_audit_is_not_restated_by_an_earlier_one():
    rows, note = restate(edition(figure(), as_of=LATER), edition(figure(value=0.1)))
    assert rows == ()
    assert note == "The audit of 1 June 2025 is later than this one: it is not restated."
