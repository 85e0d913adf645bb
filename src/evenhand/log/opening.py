"""Open a CSV file as far as its first lines: encoding, dialect, names of its columns."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from evenhand.errors import LogError
from evenhand.log import encoding
from evenhand.log.dialect import Dialect, sniff
from evenhand.log.mend import mend
from evenhand.log.sources import Source
from evenhand.log.unpack import chunks, is_zstd, lines
from evenhand.plan.plan import Intake

_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile:
    """A CSV file ready to be read.

    Attributes
    ----------
    path : Path
        What to read: the file itself, or a copy of it in UTF-8.
    head : Path
        Its first lines, as plain UTF-8.
    names : tuple of str
        Its columns as the header names them, in order, twice where it names them twice.
    filled : bool
        Whether anything follows the header.
    guessed : bool
        Whether the encoding is only what the first lines look like.
    copied : bool
        Whether `path` is a copy, with one kind of line end and without broken quotes.
    broken : tuple of int
        The lines that the copy leaves out, because their quotes are broken.
    """

    source: Source
    path: Path
    head: Path
    encoding: str
    newline: str
    dialect: Dialect
    names: tuple[str, ...]
    filled: bool
    guessed: bool
    copied: bool = False
    broken: tuple[int, ...] = ()

    @property
    def twice(self) -> frozenset[str]:
        """Return the names that more than one column has, in whatever letter case."""
        folded = Counter(name.casefold() for name in self.names)
        return frozenset(name for name in self.names if folded[name.casefold()] > 1)


def open_csv(
    connection: duckdb.DuckDBPyConnection, source: Source, intake: Intake, spool: Path, place: int
) -> CsvFile:
    """Return a file with its dialect, copied where it is not in UTF-8.

    `place` is the number of the file in the log; it names the files made in `spool`.

    Raises
    ------
    LogError
        The file is packed and damaged, not text, or not a table.
    """
    start, whole = _start(source.path, spool)
    found = (
        encoding.known(intake.encoding) if intake.encoding else encoding.guess(start, source.name)
    )
    if is_zstd(source.path) and found != "utf-8":
        raise _unpack_first(source)
    text = start.decode(found, errors="replace").removeprefix("\ufeff")
    newline = "\r" if "\r" in text and "\n" not in text else "\n"
    rows = text.replace("\r\n", "\n").split(newline)
    # The last line may have been cut in two.
    rows = rows if whole or len(rows) == 1 else rows[:-1]
    head = spool / f"head-{place}.csv"
    head.write_text("\n".join(rows).rstrip("\n") + "\n", encoding="utf-8", newline="")
    filled = [row for row in rows if row.strip()]
    if not filled:
        raise LogError(f"{source.name!r} holds nothing but empty lines", "is it the right file?")
    dialect = sniff(connection, head, intake, source.name)
    names = tuple(next(dialect.reader(f"{row}\n" for row in rows[dialect.skip :] if row), ()))
    if not dialect.header:
        names = tuple(f"column{number}" for number in range(len(names)))
    file = CsvFile(
        source=source,
        path=source.path,
        head=head,
        encoding=found,
        newline=newline,
        dialect=dialect,
        names=names,
        guessed=intake.encoding is None,
        filled=len(filled) > (1 if dialect.header else 0),
    )
    return file if found == "utf-8" else copy(file, spool)


def copy(file: CsvFile, spool: Path) -> CsvFile:
    """Return the file as a plain copy in UTF-8 in which rows with broken quotes are empty lines.

    Lines keep their numbers; bytes that are wrong in the encoding stay, for the reader to reject.
    """
    target = spool / f"{file.head.stem}-whole.csv"
    broken = []
    original = lines(file.source.path, file.encoding, file.newline, spool)
    skipped = file.dialect.skip
    with target.open("wb") as stream:
        for number, (line, bad) in enumerate(
            mend(original, file.dialect, len(file.names)), start=1
        ):
            text = line.removeprefix("\ufeff") if number == 1 else line
            if bad and number > skipped:
                broken.append(number)
                text = ""
            stream.write(f"{text}\n".encode("utf-8", "surrogateescape"))
    return replace(file, path=target, newline="\n", copied=True, broken=tuple(broken))


def recoded(file: CsvFile, spool: Path) -> CsvFile | None:
    """Return a copy of a file that the rest of it shows not to be UTF-8, or None if it is."""
    if encoding.is_utf8(chunks(file.source.path, spool)):
        return None
    if is_zstd(file.source.path):
        raise _unpack_first(file.source)
    return copy(replace(file, encoding="cp1252"), spool)


def _unpack_first(source: Source) -> LogError:
    return LogError(
        f"{source.name!r} is packed with zstd, and not in UTF-8",
        "unpack it, or pack it with gzip instead",
    )


def _start(path: Path, spool: Path) -> tuple[bytes, bool]:
    """Return the first bytes of a file, and whether they are all of it."""
    start = b""
    for chunk in chunks(path, spool):
        start += chunk
        if len(start) > _HEAD:
            return start[:_HEAD], False
    return start, True
