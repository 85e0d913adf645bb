"""Parquet files are checked where they lie."""

from datetime import datetime

import duckdb
import pytest

from evenhand.errors import LogError


@pytest.fixture
def save(tmp_path):
    def save_query(name, query):
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY ({query}) TO $path (FORMAT parquet)", {"path": str(path)})
        return path

    return save_query


ALL = """
    SELECT 'a' AS t, 1::TINYINT AS i, 1.5 AS d, 2.5::FLOAT AS f, true AS b,
    DATE '2025-01-31' AS day, TIMESTAMP '2025-01-31' AS at,
    [1] AS list, [1.5] AS decimals, {'x': 1} AS struct, 'x'::BLOB AS bytes
"""


def test_the_columns_of_a_file_have_kinds(save, opened):
    path = save("a.parquet", ALL)
    log = opened(path, wanted={"t": "text", "i": "number", "at": "time"})
    assert log.columns == {
        "t": "text",
        "i": "integer",
        "d": "number",
        "f": "number",
        "b": "boolean",
        "day": "date",
        "at": "time",
        "list": "other",
        "decimals": "other",
        "struct": "other",
        "bytes": "other",
    }
    assert log.parquet == (path,)
    assert log.files[0].bytes == path.stat().st_size
    assert (log.rejects, log.notes) == ((), ())


def test_times_with_a_zone_are_read_in_utc(save, opened, rows):
    path = save("a.parquet", "SELECT TIMESTAMPTZ '2025-01-31 10:00:00+02' AS at")
    log = opened(path, wanted={"at": "time"})
    assert log.columns == {"at": "time"}
    assert rows(log) == [(datetime.fromisoformat("2025-01-31T08:00:00"),)]
    assert log.notes == ("Times in 'at' name their zone and were converted to UTC.",)


def test_folders_carry_columns(save, opened, rows):
    save("year=2025/month=01/a [1].parquet", "SELECT 1 AS n")
    path = save("year=2025/month=02/b*.parquet", "SELECT 2 AS n")
    log = opened(path.parent.parent.parent, wanted={"n": "number", "month": "any"})
    assert log.hive
    assert log.columns == {"n": "integer", "month": "text", "year": "integer"}
    assert rows(log) == [(1, "01", 2025), (2, "02", 2025)]
    assert [file.name for file in log.files] == [
        "year=2025/month=01/a [1].parquet",
        "year=2025/month=02/b*.parquet",
    ]


def test_whole_numbers_and_fractions_go_together_and_so_do_dates_and_times(save, opened, rows):
    save("1.parquet", "SELECT 1::TINYINT AS n, DATE '2025-01-31' AS at")
    path = save("2.parquet", "SELECT 1.5::DOUBLE AS n, TIMESTAMP '2025-01-31 10:00' AS at")
    log = opened(path.parent, wanted={"n": "number", "at": "time"})
    assert log.columns == {"n": "number", "at": "time"}
    assert rows(log) == [
        (1.0, datetime.fromisoformat("2025-01-31")),
        (1.5, datetime.fromisoformat("2025-01-31T10:00:00")),
    ]


def test_a_column_of_another_kind_in_another_file_is_an_error(save, opened):
    save("1.parquet", "SELECT 1 AS hired")
    save("2.parquet", "SELECT 1 AS hired")
    path = save("3.parquet", "SELECT 'no' AS hired")
    with pytest.raises(
        LogError, match=r"integer in '1\.parquet' and text in '3\.parquet'"
    ) as caught:
        opened(path.parent, wanted={"hired": "any"})
    assert caught.value.hint


def test_a_column_that_a_file_lacks_is_an_error_if_it_is_wanted(save, opened):
    save("1.parquet", "SELECT 1 AS hired, 2 AS more")
    path = save("2.parquet", "SELECT 1 AS hire")
    with pytest.raises(LogError, match=r"'2\.parquet' has no column 'hired'"):
        opened(path.parent, wanted={"hired": "any"})
    with pytest.raises(LogError, match="no column 'hird'") as caught:
        opened(path.parent, wanted={"hird": "any"})
    assert caught.value.hint.startswith("did you mean 'hire")
    save("2.parquet", "SELECT 1 AS hired")
    assert "'more' is not in every file" in opened(path.parent, wanted={"hired": "any"}).notes[0]


def test_a_column_of_lists_cannot_be_audited(save, opened):
    with pytest.raises(LogError, match="'list' holds neither text, numbers nor times"):
        opened(save("a.parquet", ALL), wanted={"list": "any"})


def test_a_file_without_rows_is_an_error(save, opened):
    with pytest.raises(LogError, match="has columns but no rows"):
        opened(save("a.parquet", "SELECT 1 AS n WHERE false"), wanted={"n": "number"})


@pytest.mark.parametrize("kept", [3, 100, -20])
def test_a_file_cut_short_is_an_error_in_our_words(save, opened, kept):
    path = save("a.parquet", "SELECT range AS n FROM range(1000)")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(
        LogError, match=r"'a\.parquet' cannot be read: it is damaged, cut short"
    ) as e:
        opened(path, wanted={"n": "number"})
    assert e.value.hint


@pytest.mark.parametrize(
    ("second", "alike"),
    [
        ("SELECT 'b' AS t, 2 AS i", True),
        ("SELECT 2 AS i, 'b' AS t", False),
        ("SELECT 'b' AS t, 2::BIGINT AS i", False),
        ("SELECT 'b' AS t, 2 AS i, 3 AS more", False),
    ],
)
def test_files_are_alike_if_they_have_the_same_columns_of_the_same_types(
    save, opened, rows, second, alike
):
    paths = [save("a.parquet", "SELECT 'a' AS t, 1 AS i"), save("b.parquet", second)]
    log = opened(*paths, wanted={"t": "text", "i": "number"})
    assert (log.alike, log.rows) == (alike, 2)
    assert [row[:2] for row in rows(log)] == [("a", 1), ("b", 2)]


def test_files_of_one_name_are_both_looked_at(save, opened):
    paths = [
        save("jan/log.parquet", "SELECT 1 AS hired"),
        save("feb/log.parquet", "SELECT 'no' AS hired"),
    ]
    with pytest.raises(LogError, match=r"text in 'feb/log\.parquet' and integer in 'jan/log\.parq"):
        opened(*paths, wanted={"hired": "any"})
    assert not opened(*paths, wanted={}).alike
