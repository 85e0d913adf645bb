"""Rows with broken quotes are told from rows that go over several lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.log.dialect import Dialect
from evenhand.log.mend import mend


def broken(lines, dialect=None, width=2):
    mended = list(mend(lines, dialect or Dialect(), width))
    assert [line for line, _ in mended] == lines
    return [place for place, (_, bad) in enumerate(mended) if bad]


@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        (["a,b", 'a,"b"', 'a,"b ""c"""'], []),
        (['a,"b', "more", '"', "c,d"], []),
        (['a,"b', "c,d", "e,f"], [0]),
        (['a,"b', "c,d", 'e,"f', "g,h"], [0, 2]),
        (['a,"b', 'c,"d"'], [0]),
        (['a,"b"c', "d,e"], [0]),
        (['a,"b', 'c","d', "e,f"], [0, 1]),
        (['"a,b', '"', "c,d"], [0, 1]),
        (['a"b,c', '"d",e'], []),
        (['x"y,"z', "a,b"], [0]),
        ([], []),
    ],
)
def test_a_row_is_broken_if_its_quotes_lead_nowhere(lines, bad):
    assert broken(lines) == bad


def test_a_quote_open_over_too_many_lines_was_never_closed():
    assert broken(['a,"b', *["c"] * 900, 'd"']) == []
    assert broken(['a,"b', *["c"] * 1100, 'd"']) == [0]


def test_quotes_may_be_escaped_by_another_sign():
    dialect = Dialect(escape="\\")
    assert broken(['a,"b \\" c"', "d,e"], dialect) == []
    assert broken(['a,"b \\"', "d,e"], dialect) == [0]


@given(st.lists(st.text(alphabet='ab,"\n', max_size=5), min_size=2, max_size=2).map(tuple))
def test_what_is_quoted_well_is_never_broken(fields):
    row = ",".join('"' + field.replace('"', '""') + '"' for field in fields)
    assert broken([*row.split("\n"), "c,d"]) == []
