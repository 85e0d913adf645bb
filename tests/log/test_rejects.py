"""Rows that cannot be read are set aside with their line and a reason, and nothing else is lost."""

import csv
import gzip
from datetime import datetime

import duckdb
import pytest

from evenhand.errors import LogError
from evenhand.log.log import Reject
from evenhand.log.rejects import write_rejects

WANTED = {"name": "text", "score": "number", "time": "time"}
HEADER = b"name,score,time\n"

# Each line with the reason it must be set aside for, or None.
LINES = [
    (b"Zo\xc3\xab,1,2025-01-31\n", None, None),
    (b'"two\n', None, None),
    (b'lines",2,2025-01-31\n', None, None),
    (b"x,many,2025-01-31\n", "score", "not a number"),
    (b"\n", None, None),
    (b"x,3,yesterday\n", "time", "not a time (ISO 8601)"),
    (b"x,3\n", None, "too few fields"),
    (b"x,3,2025-01-31,more,and more\n", None, "too many fields"),
    (b'"unclosed,3,2025-01-31\n', None, "a quote is not closed, or not doubled"),
    (b"Zo\xc3\xab,4,\n", None, None),
    (b'"a"b,3,2025-01-31\n', None, "a quote is not closed, or not doubled"),
    (b"Zo\xff,3,2025-01-31\n", None, "bytes that are not text in its encoding"),
    (b'"three\n\n', None, None),
    (b'lines",many,2025-01-31\n', "score", "not a number"),
    (b'say ""hello"",5,2025-01-31\n', None, None),
    (b"many,many,never\n", "score", "not a number"),
    (b"x,3,2025-02-30\n", "time", "not a time (ISO 8601)"),
    (b'"",6,NA', None, None),
]


def log_of(newline=b"\n"):
    content = HEADER + b"".join(line for line, *_ in LINES)
    return content.replace(b"\n", newline)


def expected():
    """Return the rejects of `LINES`; a row of several lines is told by its first."""
    found, number, start = [], 2, 2
    for line, column, reason in LINES:
        if not line.startswith(b"lines"):
            start = number
        if reason:
            found.append((start, column, reason))
        number += line.count(b"\n")
    return found


def told(log):
    return [(reject.line, reject.column, reject.reason) for reject in log.rejects]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_every_bad_row_is_told_by_its_line_and_every_good_one_kept(  # noqa: PLR0917 - fixtures
    write, opened, rows, zstd, newline, packing
):
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstd}[packing]
    path = write(f"a.csv{packing}", pack(log_of(newline)))
    log = opened(path, wanted=WANTED, max_reject_share=1)
    assert told(log) == expected()
    assert {reject.file for reject in log.rejects} == {path.name}
    kept = [score for _, score, _ in rows(log)]
    assert sorted(kept) == [1, 2, 4, 5, 6]
    assert ("two\nlines".replace("\n", "\n"), 2.0, datetime.fromisoformat("2025-01-31")) in [
        (name and name.replace("\r", ""), score, time) for name, score, time in rows(log)
    ]


def test_a_quote_left_open_swallows_no_other_row(write, opened):
    good = [f"name {i},{i % 7},2025-01-31\n" for i in range(100_000)]
    good[10_000] = good[10_000].replace("name", '"name')
    good[60_000] = good[60_000].replace(",", ',"', 1)
    log = opened(write("a.csv", HEADER.decode() + "".join(good)), wanted=WANTED)
    assert told(log) == [
        (line, None, "a quote is not closed, or not doubled") for line in (10_002, 60_002)
    ]
    with duckdb.connect() as connection:
        (kept,) = connection.execute(
            "SELECT count(*) FROM read_parquet($path)", {"path": str(log.parquet[0])}
        ).fetchone()
    assert kept == 99_998


@pytest.mark.parametrize("packing", ["", ".zst"])
def test_a_byte_that_is_no_utf8_costs_its_row_only(write, opened, rows, zstd, packing):
    pack = {"": bytes, ".zst": zstd}[packing]
    content = "name,score\nZoë,1\nÉloïse,2\n".encode() + b"M\xfcller,3\n"
    path = write(f"a.csv{packing}", pack(content))
    log = opened(path, wanted={"name": "text"}, max_reject_share=1)
    assert rows(log) == [("Zoë",), ("Éloïse",)]
    assert told(log) == [(4, None, "bytes that are not text in its encoding")]
    assert log.notes == ()


def test_lines_are_counted_through_large_files(write, opened):
    good = [f"{'x' * 100},{i}\n" for i in range(40_000)]
    for place in (5, 6, 20_000, 39_999):
        good[place] = "x,many\n"
    log = opened(write("a.csv", "name,score\n" + "".join(good)), wanted={"score": "number"})
    assert [line for line, *_ in told(log)] == [7, 8, 20_002, 40_001]


def test_line_ends_of_two_kinds_in_one_file_lose_nothing(write, opened, rows):
    path = write("a.csv", b'name,score\na,1\r\nb,2\n"c\nd",3\r\ne,x\nf,4\r\n')
    log = opened(path, wanted={"name": "text", "score": "number"}, max_reject_share=1)
    assert [score for _, score in rows(log)] == [1, 2, 3, 4]
    assert told(log) == [(6, "score", "not a number")]


def test_words_for_no_value_do_not_hide_other_words(write, opened, rows):
    path = write("a.csv", "n;d\n1,5;x\nNA;x\n1.5;x\nabc;x\nNULL;x\n2,25;x\n")
    log = opened(path, wanted={"n": "number"}, max_reject_share=1)
    assert rows(log) == [(1.5,), (None,), (None,)]
    assert told(log) == [(line, "n", "not a number") for line in (2, 5, 7)]


def test_rejects_are_in_the_order_of_files_and_lines(write, opened):
    one = write("1.csv", "name,score,time\na,x,\nb,1,\nc,2,never\n")
    two = write("2.csv", "name,score,time\na,1,\nb,y,\n")
    log = opened(two, one, wanted=WANTED, max_reject_share=1)
    assert [(reject.file, reject.line) for reject in log.rejects] == [
        ("1.csv", 2),
        ("1.csv", 4),
        ("2.csv", 3),
    ]


def test_too_many_bad_rows_are_an_error_that_says_which_and_where(write, opened):
    good = "x,1,2025-01-31\n" * 96
    path = write("a.csv", f"name,score,time\n{good}x,many,\nx,2,never\nx,2,ever\n")
    with pytest.raises(LogError) as caught:
        opened(path, wanted=WANTED)
    assert str(caught.value) == (
        "3 of 99 rows (3.0%) cannot be read, more than the 1.0% allowed; most often not a time "
        "(ISO 8601) in column 'time', first in 'a.csv' at line 99"
    )
    assert "intake.max_reject_share" in caught.value.hint
    assert len(opened(path, wanted=WANTED, max_reject_share=0.031).rejects) == 3


def test_rows_of_the_wrong_length_are_an_error_that_doubts_the_delimiter(write, opened):
    path = write("a.csv", "a,b\n" + "1,2\n" * 5 + "1,2,3\n" * 2)
    with pytest.raises(LogError, match="too many fields") as caught:
        opened(path, wanted={"a": "any"})
    assert "','" in caught.value.hint


def test_a_log_of_nothing_but_bad_rows_is_an_error_whatever_is_allowed(write, opened):
    with pytest.raises(LogError, match="none of the rows"):
        opened(write("a.csv", "n,x\na,1\nb,2\n"), wanted={"n": "number"}, max_reject_share=1)


def test_what_a_row_holds_is_never_repeated(write, opened):
    path = write("a.csv", "name,score\nSECRET,SECRET\nok,1\n")
    wanted = {"name": "text", "score": "number"}
    log = opened(path, wanted=wanted, max_reject_share=1)
    assert "SECRET" not in repr(log)
    with pytest.raises(LogError) as caught:
        opened(path, wanted=wanted)
    assert "SECRET" not in str(caught.value) + caught.value.hint


def test_the_table_of_rejects_holds_no_formulas(tmp_path):
    path = tmp_path / "rejects.csv"
    write_rejects(
        [
            Reject(file="=cmd()", line=3, column="@sum", reason="too few fields"),
            Reject(file="a,b\n.csv", line=None, column=None, reason="-1"),
        ],
        path,
    )
    with path.open(newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream)) == [
            ["file", "line", "column", "reason"],
            ["'=cmd()", "3", "'@sum", "too few fields"],
            ["a,b\n.csv", "", "", "'-1"],
        ]
