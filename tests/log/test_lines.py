"""The lines of rows that were set aside."""

from pathlib import Path

import pytest

from evenhand.log.dialect import Dialect
from evenhand.log.lines import lines_at, lines_with
from evenhand.log.opening import CsvFile
from evenhand.log.sources import Source


@pytest.fixture
def file_of(write):
    def make(content, **dialect):
        path = write("a.csv", content)
        return CsvFile(
            source=Source(path=path, name="a.csv", partition={}),
            path=path,
            head=path,
            encoding="utf-8",
            newline="\n",
            dialect=Dialect(**dialect),
            names=("name", "time"),
            filled=True,
            guessed=True,
        )

    return make


def test_positions_are_told_as_lines_as_far_as_the_file_goes(file_of):
    file = file_of("name,time\n\na,1\nb,2")
    assert lines_at(file, [], Path()) == []
    assert lines_at(file, [0, 11, 15, 99], Path()) == [1, 3, 4]


def test_values_are_told_as_lines_where_their_row_starts(file_of):
    file = file_of('note\nname,time\n"a\n\n",x\nx\n\nx,1\nb,y\nx,y,z\n', skip=1)
    values = {"time": frozenset({"x", "y", "time"})}
    assert list(lines_with(file, values, Path())) == [(3, "time"), (9, "time")]


def test_without_a_header_the_first_line_is_a_row(file_of):
    file = file_of("a,x\nb,y\n", header=False)
    values = {"name": frozenset({"b"}), "time": frozenset({"x"})}
    assert list(lines_with(file, values, Path())) == [(1, "time"), (2, "name")]
