from dataclasses import replace

import pytest

from evenhand.analyses.slice import Search, Slice
from evenhand.report.view.behind import of_row
from evenhand.report.view.slices import MOST, where

SEARCH = Search(
    columns=("race", "channel"),
    left_out=(("city", "too_many_values"), ("told", "decision")),
    metrics=("selection_rate", "error_rate"),
    depth=2,
    smallest=60,
    searched=1234,
    tested=4,
    apart="people",
)
ONE = Slice(
    id="g1",
    metric="selection_rate",
    items=(("race", "Black"), ("channel", "<phone>")),
    value=0.3,
    rest=0.5,
    n=1200,
    difference=-0.21,
    low=-0.25,
    high=-0.17,
    level=0.95,
    p_value=0.0001,
    parts=(-0.15, -0.05),
)


@pytest.fixture
def searched(timed):
    return replace(timed, search=SEARCH, slices=(ONE,))


def test_a_subgroup_has_what_each_of_its_items_accounts_for(searched, look):
    (line,) = look(where, searched).lines
    assert line.parts == (("race: Black", "\u221215.0"), ("channel: <phone>", "\u22125.0"))
    assert (line.value, line.rest, line.n) == ("30.0\u202f%", "50.0\u202f%", "1,200")
    assert (line.difference.text, line.difference.row) == ("\u221221.0", "g1")


def test_the_lead_says_what_was_searched_and_how_many_were_found(searched, look):
    lead = look(where, searched).lead
    assert lead.startswith("Subgroups by up to two of race and channel were searched for a worse ")
    assert "1,234 comparisons in all. One is shown to fare worse than everybody else" in lead
    assert "Two are shown" in look(where, replace(searched, slices=(ONE, ONE))).lead
    assert "None is shown" in look(where, replace(searched, slices=())).lead


def test_what_was_not_searched_is_said_with_its_reason(searched, look):
    notes = look(where, searched).notes
    assert "one half of the people" in notes[0]
    assert notes[1:] == (
        "The column city was not searched: hardly any two decisions share a value.",
        "The column told was not searched: it tells the decision itself.",
    )
    apart = replace(SEARCH, apart="decisions")
    assert "one half of the decisions" in look(where, replace(searched, search=apart)).notes[0]


def test_more_than_the_table_holds_are_counted(searched, look):
    found = look(where, replace(searched, slices=(ONE,) * (MOST + 2)))
    assert (len(found.lines), found.left_out) == (MOST, 2)


def test_where_nothing_was_searched_there_is_no_section(timed, look):
    assert look(where, replace(timed, search=None)) is None
    assert look(where, replace(timed, search=replace(SEARCH, metrics=()))) is None


def test_behind_a_subgroup_stand_both_rates_and_its_interval(searched, look):
    found = look(of_row, searched, ONE, "")
    assert found.who == "race: Black; channel: <phone>"
    assert found.interval.split() == ["\u221225.0", "to", "\u221217.0"]
    assert found.note == "over the whole log 30.0\u202f% against 50.0\u202f%"
