"""Opening a log leaves nothing behind: no thread, no warning, no word on the terminal."""

import gzip
import subprocess
import sys
import textwrap
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.errors import LogError

OPEN = """
    import sys, tempfile
    from pathlib import Path
    import narwhals as nw
    from evenhand.engines.duckdb import DuckDBEngine
    from evenhand.errors import LogError
    from evenhand.log.open import open_log
    from evenhand.plan.plan import Intake

    with tempfile.TemporaryDirectory() as spool:
        wanted = {"name": "text", "score": "number", "time": "time"}
        intake = Intake(max_reject_share=0.5)
        log = open_log([sys.argv[1]], wanted=wanted, intake=intake, spool=Path(spool))
        with DuckDBEngine(log) as engine:
            frame = engine.with_bucket(engine.frame, "name")
            counted = frame.group_by("entity_bucket").agg(nw.len().alias("n"))
            kept = engine.collect(counted)
            left = engine.frame
        try:
            open_log([sys.argv[1]], wanted={"x": "any"}, intake=intake, spool=Path(spool))
        except LogError as error:
            print(error, len(log.rejects), int(kept["n"].sum()))
"""


def test_a_process_that_opens_counts_and_fails_prints_nothing_of_its_own(write):
    path = write("a.csv", 'name,score,time\na,1,2025-01-31T10:00:00Z\nb,x,\nc,NA,\n"d,1,\ne,2,\n')
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", textwrap.dedent(OPEN), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "the log has no column 'x' 2 3\n"
    assert ran.stderr == ""


def test_an_error_stops_the_digests_too(write, opened):
    path = write("a.csv", "a,b\n" + "1,2\n" * 100_000)
    with pytest.raises(LogError):
        opened(path, wanted={"c": "any"})
    assert [thread for thread in threading.enumerate() if "ThreadPool" in thread.name] == []


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "csv.zst", "parquet"])
def test_a_link_is_the_file_that_it_leads_to(tmp_path, opened, rows, zstd, kind):
    elsewhere, link = tmp_path / "elsewhere" / f"log.{kind}", tmp_path / f"latest.{kind}"
    elsewhere.parent.mkdir()
    if kind == "parquet":
        pq.write_table(pa.table({"hired": ["yes", "no"]}), elsewhere)
    else:
        pack = {"csv": bytes, "csv.gz": gzip.compress, "csv.zst": zstd}[kind]
        elsewhere.write_bytes(pack(b"hired\nyes\nno\n"))
    link.symlink_to(elsewhere)
    log = opened(link, wanted={"hired": "text"})
    assert rows(log) == [("no",), ("yes",)]
    assert [file.name for file in log.files] == [link.name]
