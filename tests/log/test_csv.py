"""CSV files as they come: dialects, encodings, packings, kinds of columns."""

import gzip
from datetime import date, datetime
from hashlib import sha256

import duckdb
import pytest

from evenhand.errors import LogError

WANTED = {"name": "text", "score": "number", "time": "time"}
PLAIN = "name,score,time\nZoë,0.5,2025-01-31\nNA,NA,\n"
ROWS = [("NA", None, None), ("Zoë", 0.5, datetime.fromisoformat("2025-01-31"))]


def test_a_plain_log_is_read_whole_with_its_digest(write, opened, rows):
    path = write("a.csv", PLAIN)
    log = opened(path, wanted=WANTED)
    assert rows(log) == ROWS
    assert log.columns == WANTED
    assert (log.rejects, log.notes, log.hive) == ((), (), False)
    (file,) = log.files
    assert (file.name, file.bytes) == ("a.csv", len(PLAIN.encode()))
    assert file.sha256 == sha256(PLAIN.encode()).hexdigest()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_told_apart(write, opened, rows, delimiter, newline):
    text = PLAIN.replace(",", delimiter).replace("\n", newline)
    assert rows(opened(write("a.txt", text), wanted=WANTED)) == ROWS


def test_a_backslash_escapes_quotes_only_where_it_is_seen_to(write, opened, rows):
    escaped = write("a.csv", 'x,y\n"say \\"hello\\"",1\n"b",2\n')
    assert rows(opened(escaped, wanted={"x": "text"})) == [("b",), ('say "hello"',)]
    plain = write("b.csv", '"row","left","right"\n"0","null","0\\ "\n')
    assert rows(opened(plain, wanted={"right": "text"})) == [("0\\ ",)]


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "read as utf-16"),
        ("utf-16-le", "read as utf-16-le"),
        ("utf-16-be", "read as utf-16-be"),
        ("utf-32", "read as utf-32"),
        ("cp1252", "read as cp1252"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_are_told_apart(  # noqa: PLR0917 - fixtures
    write, opened, rows, encoding, note, newline
):
    text = PLAIN.replace("\n", newline)
    log = opened(write("a.csv", text.encode(encoding)), wanted=WANTED)
    assert rows(log) == ROWS
    assert len(log.notes) == bool(note)
    assert note in "".join(log.notes)


def test_an_encoding_that_shows_late_is_still_told(write, opened, rows):
    early = "".join(f"plain,{i},2025-01-31\n" for i in range(20_000))
    log = opened(
        write("a.csv", f"name,score,time\n{early}Zoë,1,\n".encode("cp1252")), wanted=WANTED
    )
    assert ("Zoë", 1.0, None) in rows(log)
    assert log.notes == ("File 'a.csv' was read as cp1252, as it is not in UTF-8.",)


def test_the_plan_may_name_the_encoding(write, opened, rows):
    path = write("a.csv", PLAIN.replace("ë", "ł").encode("cp1250"))
    assert rows(opened(path, wanted=WANTED, encoding="cp1250"))[1][0] == "Zoł"
    with pytest.raises(LogError, match="there is no encoding 'klingon'"):
        opened(path, wanted=WANTED, encoding="klingon")


def test_the_plan_may_name_delimiter_quote_and_header(write, opened, rows):
    path = write("a.csv", "'Z:o':0.5\n'M':1\n")
    log = opened(
        path,
        wanted={"column0": "text", "column1": "number"},
        delimiter=":",
        quote="'",
        header=False,
    )
    assert rows(log) == [("M", 1.0), ("Z:o", 0.5)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_files_packed_with_gzip_are_read_in_any_encoding(write, opened, rows, encoding):
    packed = gzip.compress(PLAIN.encode(encoding))
    log = opened(write("a.csv.gz", packed), wanted=WANTED)
    assert rows(log) == ROWS
    assert log.files[0].sha256 == sha256(packed).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_files_packed_with_zstd_are_read(write, opened, rows, zstd, encoding):
    text = PLAIN.replace("Zoë", "Élodie « Zoë »")
    log = opened(write("a.csv.zst", zstd(text.encode(encoding))), wanted=WANTED)
    assert rows(log)[1] == ("Élodie « Zoë »", *ROWS[1][1:])


@pytest.mark.parametrize("early", ["", "plain,1,2025-01-31\n" * 30_000])
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings_cannot_be_unpacked_from_zstd(write, opened, zstd, early, encoding):
    text = PLAIN.replace("\n", f"\n{early}", 1)
    with pytest.raises(LogError, match="packed with zstd, and not in UTF-8") as caught:
        opened(write("a.csv.zst", zstd(text.encode(encoding))), wanted=WANTED)
    assert "gzip" in caught.value.hint


def test_a_packed_file_cut_short_is_told_so(write, opened, zstd):
    content = "".join(f"{i},{i * 7919 % 1009}\n" for i in range(200_000)).encode()
    zipped, frame = gzip.compress(content), zstd(content)
    cut = {"a.csv.gz": zipped[:-20], "b.csv.gz": zipped[:100], "c.csv.zst": frame[:-9]}
    cut["d.csv.gz"] = content
    cut["e.csv.zst"] = content
    for name, broken in cut.items():
        with pytest.raises(LogError, match=r"cut short or damaged"):
            opened(write(name, broken))


def test_a_packed_file_damaged_in_the_middle_is_told_so(write, opened, zstd):
    frame = bytearray(zstd(b"a,b\n1,2\n"))
    frame[6] |= 6  # a kind of block that there is not
    with pytest.raises(LogError, match=r"cut short or damaged"):
        opened(write("a.csv.zst", bytes(frame)))


def test_several_files_may_be_written_unlike(write, opened, rows):
    one = write("1.csv", "name,score\na,1\n")
    two = write("2.csv", "score;name\r\n2,5;b\r\n".encode("utf-16"))
    log = opened(one, two, wanted={"name": "text", "score": "number"})
    assert [file.name for file in log.files] == ["1.csv", "2.csv"]
    assert {name for name, _ in rows(log)} == {"a", "b"}


def test_folders_carry_columns_into_the_rows(write, opened, rows):
    write("year=2024/month=01/a.csv", "name\na\n")
    write("year=2025/month=02/b.csv", "name\nb\n")
    path = write("year=2025/month=__HIVE_DEFAULT_PARTITION__/c.csv", "name,year\nc,1\n")
    log = opened(path.parent.parent.parent)
    assert log.columns == {"name": "text", "year": "integer", "month": "text"}
    assert rows(log) == [("a", 2024, "01"), ("b", 2025, "02"), ("c", 2025, None)]
    assert rows(opened(path, wanted={"name": "text"})) == [("c",)]


def test_columns_of_folders_are_dates_times_or_numbers_where_they_can_be(write, opened, rows):
    path = write("day=2025-01-31/when=2025-01-31/n=1.5/a.csv", "name\na\n")
    wanted = {"name": "text", "day": "any", "when": "time", "n": "number"}
    log = opened(path, wanted=wanted)
    assert rows(log) == [("a", date(2025, 1, 31), datetime.fromisoformat("2025-01-31"), 1.5)]
    for column in ("when", "n"):
        with pytest.raises(LogError, match=f"the folder {column}=x names no"):
            opened(write(f"{column}=x/a.csv", "name\na\n"), wanted={column: wanted[column]})


HOSTILE = ['a"; drop table x; --', "naïve ☃", " with spaces ", "p.q", "'quoted'", "$path", "c0"]


def test_hostile_column_names_and_values_are_only_names_and_values(write, opened, rows):
    header = ",".join('"' + name.replace('"', '""') + '"' for name in HOSTILE)
    values = ["'); DROP TABLE x; --", "=1+1", "\x1b[31m", "<b>", "{{ 7*7 }}", "%s", "☃"]
    path = write("o'dear; [1]*.csv", f"{header}\n{','.join(values)}\n")
    log = opened(path, wanted=dict.fromkeys(HOSTILE, "text"))
    assert list(log.columns) == HOSTILE
    assert rows(log) == [tuple(values)]


def test_lines_before_the_table_are_left_out_and_told(write, opened, rows):
    log = opened(
        write("a.csv", "Export of 31 January\n\nname,score\na,1\nb,x\nc,2\n"),
        wanted={"name": "text", "score": "number"},
        max_reject_share=0.5,
    )
    assert [row[0] for row in rows(log)] == ["a", "c"]
    assert [reject.line for reject in log.rejects] == [5]
    assert log.notes == ("The first 2 lines of 'a.csv' are no part of the table.",)


def test_a_day_without_decisions_is_noted_and_a_log_without_any_refused(write, opened):
    one, two = write("1.csv", "name\n"), write("2.csv", "name\na\n")
    assert opened(one, two, wanted={"name": "text"}).notes == (
        "File '1.csv' has a header but no rows.",
    )
    with pytest.raises(LogError, match=r"'1.csv' has a header but no rows") as caught:
        opened(one, wanted={"name": "text"})
    assert caught.value.hint


def test_a_wanted_column_that_is_not_there_is_told_with_the_nearest(write, opened):
    with pytest.raises(LogError, match="the log has no column 'hired'") as caught:
        opened(write("a.csv", "hire,sex\n1,F\n"), wanted={"hired": "any"})
    assert caught.value.hint == "did you mean 'hire'? its columns are: hire, sex"
    with pytest.raises(LogError) as caught:
        opened(write("a.csv", "hire,sex\n1,F\n"), wanted={"zzz": "any"})
    assert caught.value.hint == "its columns are: hire, sex"


def test_a_column_that_is_there_twice_may_not_be_used_but_others_may(write, opened, rows):
    path = write("a.csv", "sex,Sex,hired,,\nF,M,1,,\n")
    with pytest.raises(LogError, match="more than one column 'sex'"):
        opened(path, wanted={"sex": "text"})
    log = opened(path, wanted={"hired": "any"})
    assert rows(log) == [(1,)]
    assert (
        log.notes[1] == "Column 'Sex' occurs more than once in a file; the audit does not use it."
    )
    assert opened(path).columns == {"hired": "integer"}


def test_a_column_that_some_files_lack_may_not_be_used_but_others_may(write, opened, rows):
    one, two = write("1.csv", "a,b\n1,2\n"), write("2.csv", "a,c\n3,4\n")
    with pytest.raises(LogError, match=r"different columns: '2.csv' has no column 'b'") as caught:
        opened(one, two, wanted={"a": "any", "b": "any"})
    assert caught.value.hint
    log = opened(one, two, wanted={"a": "any"})
    assert rows(log) == [(1,), (3,)]
    assert log.notes == (
        "Column 'b' is not in every file ('2.csv' lacks it); the audit does not use it.",
        "Column 'c' is not in every file ('1.csv' lacks it); the audit does not use it.",
    )
    assert opened(one, two).columns == {"a": "integer"}


@pytest.mark.parametrize("content", [b"PK\x03\x04 zipped", b"\x00\x01\x02\x03" * 50])
def test_what_is_no_text_is_told_so(write, opened, content):
    with pytest.raises(LogError, match="is not a text file"):
        opened(write("a.csv", content))


def test_a_file_of_empty_lines_is_told_so(write, opened):
    with pytest.raises(LogError, match="nothing but empty lines"):
        opened(write("a.csv", "\n\n\n"))


def test_what_is_no_table_is_told_so(write, opened):
    with pytest.raises(LogError, match="does not look like a table") as caught:
        opened(write("a.csv", "a,b\n1,2\n"), delimiter="too long to be one")
    assert "intake.delimiter" in caught.value.hint


def test_what_the_database_cannot_split_is_told_so(write, opened, monkeypatch):
    path = write("a.csv", PLAIN)

    def fail(error):
        def read(*_):
            raise error

        monkeypatch.setattr("evenhand.log.csv.read", read)

    fail(duckdb.InvalidInputException("SECRET"))
    with pytest.raises(LogError, match=r"'a\.csv' cannot be read as CSV") as caught:
        opened(path, wanted=WANTED)
    assert "SECRET" not in str(caught.value)
    fail(duckdb.OutOfMemoryException("SECRET"))
    with pytest.raises(LogError, match=r"ran out while 'a\.csv' was read"):
        opened(path, wanted=WANTED)
