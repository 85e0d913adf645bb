"""The ids of the decisions held out."""

from dataclasses import replace

import pytest

from evenhand.feedback.held_out import MOST, held_out
from evenhand.feedback.parted import parted


@pytest.fixture
def table(log, plan, source):
    """Return what lists the ids of a log that are held out."""

    def run(roles=None, change=lambda where: where, **columns):
        asked = plan(**(roles or {}))
        opened = source(log(**columns), asked)
        rows, collect = (opened.frame, asked, opened.kinds), opened.engine.collect
        where = parted(*rows, cutoff=None, collect=collect)
        return held_out(*rows, where=change(where), collect=collect)

    return run


def test_the_ids_of_the_last_quarter_are_listed_in_order(table):
    found = table()
    assert found.rows == (("d09",), ("d10",), ("d11",))
    assert [(column.name, column.kind) for column in found.columns] == [("id", "text")]
    assert len(found.about) == 2


def test_ids_that_are_numbers_stay_numbers(table):
    found = table(id=[2**53 + place for place in range(12)])
    assert found.rows == tuple((2**53 + place,) for place in (9, 10, 11))
    assert found.columns[0].kind == "whole"


def test_ids_that_are_missing_or_doubled_are_told(table):
    found = table(id=[*map(str, range(9)), None, "x", "x"])
    assert found.rows == (("x",),)
    assert found.about[2:] == (
        "1 of them have no id, and are not listed.",
        "1 share their id with another, listed once.",
    )


@pytest.mark.parametrize(
    ("role", "why"), [("id", "names no id"), ("time", "names no time"), ("label", "names no label")]
)
def test_a_log_without_a_role_that_it_takes_is_refused_with_the_reason(table, role, why):
    found = table({role: None})
    assert found.rows == ()
    assert why in found.refused


def test_more_ids_than_a_list_is_good_for_are_refused(table):
    found = table(change=lambda where: replace(where, later=MOST + 1))
    assert found.refused.startswith("There are 2,000,001, too many")
