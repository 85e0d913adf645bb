"""Logs written as real files, opened as an audit opens them."""

from pathlib import Path

import pytest

from evenhand.engines.duckdb import DuckDBEngine
from evenhand.log.open import open_log
from evenhand.plan.plan import Intake


@pytest.fixture
def write(tmp_path):
    """Write a file below the test's folder, whole folders made on the way."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def zstd():
    """Pack bytes as zstd: a frame of raw blocks (RFC 8878, section 3.1), which is valid and short.

    Python has no zstd before 3.14.
    """

    def pack(content: bytes) -> bytes:
        blocks = [content[at : at + 100_000] for at in range(0, len(content), 100_000)] or [b""]
        frame = bytes.fromhex("28b52ffd0058")
        for number, block in enumerate(blocks, start=1):
            frame += (len(block) << 3 | (number == len(blocks))).to_bytes(3, "little") + block
        return frame

    return pack


@pytest.fixture
def opened(tmp_path):
    """Open a log; `intake` options by name."""

    def open_it(*paths, wanted=None, **intake):
        spool = tmp_path / "spool"
        spool.mkdir(exist_ok=True)
        return open_log(list(paths), wanted=wanted or {}, intake=Intake(**intake), spool=spool)

    return open_it


@pytest.fixture
def rows():
    """Return the rows of an open log, as tuples, in the order of its first column."""

    def rows_of(log) -> list[tuple]:
        with DuckDBEngine(log) as engine:
            return sorted(engine.frame.to_native().fetchall(), key=repr)

    return rows_of
