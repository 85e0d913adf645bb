"""Every column of a CSV is skimmed for identifiers, in rows spread over the log."""

import csv
import gzip

import pytest

from evenhand.log.identifiers import Identified
from evenhand.log.open import open_log
from evenhand.plan.plan import Intake


def save(path, rows, columns=("row", "decision", "note")):
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)


def opened(path, tmp_path):
    spool = tmp_path / "spool"
    spool.mkdir()
    return open_log([path], wanted={"decision": "text"}, intake=Intake(), spool=spool)


def test_columns_of_a_csv_that_the_audit_does_not_use_are_looked_at(tmp_path):
    rows = [(i, "yes", f'a{i}@example.org, said "x"\nand more' if i % 2 else "") for i in range(50)]
    save(tmp_path / "log.csv", rows)
    log = opened(tmp_path / "log.csv", tmp_path)
    assert set(log.columns) == {"decision"}
    # A value of two lines is passed over: half of the rows.
    assert log.looked == 25
    save(tmp_path / "log.csv", [(i, "yes", f"a{i}@example.org") for i in range(50)])
    (tmp_path / "spool").rename(tmp_path / "old")
    log = opened(tmp_path / "log.csv", tmp_path)
    assert log.looked == 50
    assert log.identifiers == (Identified(column="note", key="email", examined=50, matching=50),)


def test_a_long_csv_is_looked_at_in_places_spread_over_it(tmp_path):
    rows = 120_000
    late = [(i, "yes", "x" * 40 if i < rows * 0.9 else f"a{i}@example.org") for i in range(rows)]
    save(tmp_path / "log.csv", late)
    log = opened(tmp_path / "log.csv", tmp_path)
    assert 10_000 < log.looked <= 20_000
    (found,) = log.identifiers
    assert found.matching / found.examined == pytest.approx(0.1, abs=0.04)


def test_of_a_packed_csv_the_first_rows_are_looked_at(tmp_path):
    save(tmp_path / "log.csv", [(i, "yes", f"a{i}@example.org") for i in range(30_000)])
    with gzip.open(tmp_path / "log.csv.gz", "wb") as stream:
        stream.write((tmp_path / "log.csv").read_bytes())
    log = opened(tmp_path / "log.csv.gz", tmp_path)
    assert 5_000 < log.looked < 15_000
    assert [one.key for one in log.identifiers] == ["email"]


def test_many_files_share_the_rows_that_are_looked_at(tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    for i in range(70):
        save(logs / f"{i:03d}.csv", [(j, "yes", "a@example.org") for j in range(20)])
    log = opened(logs, tmp_path)
    assert log.looked == 24 * 20
    assert log.identifiers[0].matching == log.looked


def found(path, tmp_path):
    log = opened(path, tmp_path)
    return log.looked, {(one.column, one.key, one.matching) for one in log.identifiers}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_rows_are_split_as_the_file_is_written(tmp_path, delimiter, end):
    rows = [("row", "decision", "note"), *((str(i), "yes", f"a{i}@example.org") for i in range(40))]
    text = end.join(delimiter.join(row) for row in rows) + end
    (tmp_path / "log.csv").write_bytes(text.encode())
    assert found(tmp_path / "log.csv", tmp_path) == (40, {("note", "email", 40)})


def test_lines_before_the_table_are_no_rows(tmp_path):
    rows = "".join(f"{i},yes,a{i}@example.org\n" for i in range(40))
    text = f"written by bob@example.org\n\nrow,decision,note\n{rows}"
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    assert found(tmp_path / "log.csv", tmp_path) == (40, {("note", "email", 40)})


def test_a_row_with_too_many_fields_is_passed_over(tmp_path):
    rows = "".join(f"{i},yes,fine\n" for i in range(400))
    text = f"row,decision,note\n{rows}400,yes,a@example.org,more\n"
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    assert found(tmp_path / "log.csv", tmp_path) == (400, set())


def test_files_with_a_header_alone_are_passed_over(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    save(folder / "a.csv", [])
    save(folder / "b.csv", [(i, "yes", f"a{i}@example.org") for i in range(40)])
    assert found(folder, tmp_path) == (40, {("note", "email", 40)})


def test_rows_that_the_ends_of_a_block_cut_are_passed_over(tmp_path):
    # Blocks of a long file start and end anywhere: half an address is none, nor is it examined.
    rows = [(i, "yes", f"ann{i:06d}@example.org" if i % 3 else "") for i in range(300_000)]
    save(tmp_path / "log.csv", rows)
    (found,) = opened(tmp_path / "log.csv", tmp_path).identifiers
    assert (found.column, found.key) == ("note", "email")
    assert found.matching == found.examined > 10_000
