"""Skim CSV files for personal identifiers, in the columns that the audit has no use for as well.

Those are not spooled. Some 20,000 rows, taken at places spread over the files, are read as text;
of a packed file the first ones. The rows are counted in and forgotten.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from evenhand.log.identifiers import ROWS, Identified, look
from evenhand.log.opening import CsvFile
from evenhand.log.sources import PACKED

# Places of the log at which rows are read, and how much is read to learn how long a row is.
_PLACES = 32
_START = 1 << 16
# Files up to this size are read whole, for every k-th row of them.
_SHORT = 1 << 22
_LONGEST_LINE = 100_000


def skim(files: Sequence[CsvFile]) -> tuple[int, tuple[Identified, ...]]:
    """Return how many rows were looked at, and which columns hold identifiers, with counts."""
    filled = [file for file in files if file.filled]
    spread = filled[:: -(-len(filled) // _PLACES)]
    rows = max(1, ROWS // len(spread))
    columns: dict[str, list[str]] = {}
    looked = 0
    for file in spread:
        found = _rows(file, rows, max(1, _PLACES // len(spread)))
        looked += len(found)
        for name, values in zip(file.names, zip(*found, strict=True), strict=False):
            columns.setdefault(name, []).extend(values)
    return looked, look(columns)


def _rows(file: CsvFile, rows: int, places: int) -> list[list[str]]:
    """Return at most `rows` rows of a file, from `places` places of it."""
    # A row of several lines, or of broken quotes, would take its neighbours with it.
    lines = [
        line
        for line in _lines(file, rows, places)
        if line and len(line) < _LONGEST_LINE and line.count(file.dialect.quote) % 2 == 0
    ]
    return [row for row in file.dialect.reader(lines) if len(row) == len(file.names)][:rows]


def _lines(file: CsvFile, rows: int, places: int) -> list[str]:
    path = file.head if file.path.suffix.lower() in PACKED else file.path
    size = path.stat().st_size
    before = file.dialect.skip + file.dialect.header
    if size <= _SHORT:
        lines = _split(path.read_bytes().rstrip(b"\r\n"), file.newline)[before:]
        return lines[:: max(1, -(-len(lines) // rows))]
    with path.open("rb") as stream:
        start = stream.read(_START)
    length = -(-len(start) // max(1, start.count(file.newline.encode())))
    return list(_spread(path, file.newline, size, length * -(-rows // places), places))


def _spread(path: Path, newline: str, size: int, block: int, places: int) -> Iterator[str]:
    """Yield the lines of blocks spread over a file; those cut at the ends of a block are not."""
    with path.open("rb") as stream:
        for place in range(places):
            stream.seek((size - block) * place // max(1, places - 1))
            yield from _split(stream.read(block), newline)[1:-1]


def _split(block: bytes, newline: str) -> list[str]:
    text = block.decode("utf-8", "replace")
    return [line.removesuffix("\r") for line in text.split(newline)]
