"""The embedded database reaches only what it is let, and says nothing in its own words."""

import duckdb
import pytest

from evenhand.log.database import connect, quoted, sentence


@pytest.fixture
def connection(tmp_path):
    (tmp_path / "in").mkdir()
    with connect([tmp_path / "in" / "log.csv"], spill=tmp_path) as connection:
        yield connection


def test_no_file_outside_the_log_can_be_reached(connection):
    with pytest.raises(duckdb.PermissionException):
        connection.execute("SELECT * FROM read_text('/etc/hostname')")


def test_no_extension_is_fetched_and_access_stays_shut(connection):
    with pytest.raises(duckdb.Error):
        connection.execute("INSTALL httpfs")
    with pytest.raises(duckdb.Error):
        connection.execute("SET enable_external_access = true")


@pytest.mark.parametrize("name", ['a"; drop table x; --', "", "ü ☃", "a.b", "'"])
def test_any_name_can_be_a_column(connection, name):
    if not name:
        assert quoted(name) == '""'
        return
    found = connection.sql(f"SELECT 1 AS {quoted(name)}")
    assert found.columns == [name]


def test_errors_are_told_in_our_words():
    for error in (
        duckdb.OutOfMemoryException("x"),
        duckdb.IOException("No space left on device"),
        OSError("Out of Memory Error: could not allocate block"),
    ):
        assert "ran out" in str(sentence(error, "'a.csv'"))
    told = sentence(duckdb.InvalidInputException("Could not convert 'SECRET'"), "'a.csv'")
    assert "SECRET" not in str(told) + told.hint
