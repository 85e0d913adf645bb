"""Tables as files: what stands in them is what the table holds."""

import csv

import duckdb
import pytest

from evenhand.cli.tables import write_table
from evenhand.errors import DeliveryError
from evenhand.feedback.table import Column, Table

COLUMNS = (
    Column(name="=who", kind="text", about=""),
    Column(name="n", kind="whole", about=""),
    Column(name="gap", kind="number", about=""),
)
ROWS = (("=1+1", 2**62 + 1, -0.1), (None, None, None), ('a "b", c\nd', 0, 1 / 3))


def table(rows=ROWS):
    return Table(name="table", title="", columns=COLUMNS, rows=rows)


def parquet(path):
    found = duckdb.read_parquet(str(path))
    return found.columns, [str(kind) for kind in found.types], found.fetchall()


def test_parquet_has_every_value_as_it_is(tmp_path):
    write_table(table(), "parquet", tmp_path / "t")
    assert parquet(tmp_path / "t") == (
        ["=who", "n", "gap"],
        ["VARCHAR", "BIGINT", "DOUBLE"],
        list(ROWS),
    )


@pytest.mark.parametrize("rows", [(), ((None, None, None),) * 3000 + ROWS])
def test_parquet_has_the_types_that_are_said_whatever_the_first_rows_hold(tmp_path, rows):
    write_table(table(rows), "parquet", tmp_path / "t")
    assert parquet(tmp_path / "t")[1:] == (["VARCHAR", "BIGINT", "DOUBLE"], list(rows))


def test_csv_has_texts_that_no_spreadsheet_runs_and_numbers_as_they_are(tmp_path):
    write_table(table(), "csv", tmp_path / "t")
    with (tmp_path / "t").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["'=who", "n", "gap"],
            ["'=1+1", "4611686018427387905", "-0.1"],
            ["", "", ""],
            ['a "b", c\nd', "0", "0.3333333333333333"],
        ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_table_makes_the_same_bytes(tmp_path, ending):
    for name in ("one", "two"):
        write_table(table(), ending, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_that_cannot_be_written_is_named(tmp_path, ending):
    with pytest.raises(DeliveryError, match=rf"^table\.{ending} could not be written: "):
        write_table(table(), ending, tmp_path / "nowhere" / "t")
