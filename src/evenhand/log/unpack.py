"""The bytes and lines of a text file, packed or not."""

import codecs
import glob
import gzip
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import duckdb

from evenhand.errors import LogError
from evenhand.log.database import connect
from evenhand.log.zstd import is_whole

_CHUNK = 1 << 20
_LINES = 20_000
_NO_UTF8 = b"\xff"


def is_zstd(path: Path) -> bool:
    """Return whether a file is packed with zstd, by its name."""
    return path.suffix.lower() == ".zst"


def chunks(path: Path, spill: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked; of a .zst file line ends are all a line feed.

    Raises
    ------
    LogError
        The file is packed, and cut short or damaged.
    """
    if is_zstd(path):
        yield from _unzstd(path, spill)
        return
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise _damaged(path) from None


def lines(path: Path, encoding: str, newline: str, spill: Path) -> Iterator[str]:
    """Yield the lines of a text file, without their ends.

    Bytes that are wrong in the encoding come through as lone surrogates where it can be, so that
    they can be written again as they were; else as U+FFFD.
    """
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest = ""
    for chunk in chunks(path, spill):
        *whole, rest = (rest + decoder.decode(chunk)).split(newline)
        yield from (line.removesuffix("\r") for line in whole)
    if rest := rest + decoder.decode(b"", final=True):
        yield rest.removesuffix("\r")


def _unzstd(path: Path, spill: Path) -> Iterator[bytes]:
    """Unpack with the database, as Python has no zstd: each line is one field of one column.

    It reads nothing but UTF-8. A line that is something else comes out as a byte that is no
    UTF-8 either, so that lines keep their numbers, and this one is rejected when it is read.
    """
    if not is_whole(path):
        raise _damaged(path)
    with closing(connect([path], spill=spill, ordered=True)) as connection:
        before = b""
        try:
            unpacked = _unpacked(connection, path)
            while batch := list(islice(unpacked, _LINES)):
                yield before + b"\n".join(batch)
                before = b"\n"
        except duckdb.Error:
            raise _damaged(path) from None


def _unpacked(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[bytes]:
    """Yield the lines of a .zst file, a line that is not UTF-8 as one byte that is not."""
    sent = 0
    try:
        for line in _texts(connection, path, ""):
            yield line
            sent += 1
    except duckdb.InvalidInputException:
        counted = _texts(connection, path, ", store_rejects = true", select="count(*)::VARCHAR")
        deque(counted, maxlen=0)
        bad = {line for (line,) in connection.table("reject_errors").select("line").fetchall()}
        good = _texts(connection, path, ", ignore_errors = true")
        yield from islice(_merged(good, bad), sent, None)


def _texts(
    connection: duckdb.DuckDBPyConnection, path: Path, handling: str, select: str = "line"
) -> Iterator[bytes]:
    query = f"""
        SELECT {select} FROM read_csv(
            $path, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
            delim = '\x1f', quote = '', escape = '', comment = '', compression = 'zstd',
            strict_mode = false{handling}
        )
    """  # noqa: S608 - both from this file
    answer = connection.execute(query, {"path": glob.escape(str(path))})
    while rows := answer.fetchmany(_LINES):
        yield from ((line or "").encode() for (line,) in rows)


def _merged(good: Iterator[bytes], bad: set[int]) -> Iterator[bytes]:
    """Yield good lines at the numbers that are not bad."""
    number = 1
    while (line := _NO_UTF8 if number in bad else next(good, None)) is not None:
        yield line
        number += 1


def _damaged(path: Path) -> LogError:
    return LogError(
        f"{path.name!r} is cut short or damaged: it cannot be unpacked",
        "make or fetch the file again",
    )
