"""The rows that could not be read: why and where, in plain words, and never what they hold."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, cycle, islice
from pathlib import Path

from evenhand.errors import LogError
from evenhand.log.kinds import Typing
from evenhand.log.lines import lines_at, lines_with
from evenhand.log.log import Reject
from evenhand.log.opening import CsvFile
from evenhand.log.reader import Fault, Reading

_REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "a quote is not closed, or not doubled",
    "INVALID ENCODING": "bytes that are not text in its encoding",
    "LINE SIZE OVER MAXIMUM": "longer than 2 MB",
}
_SHIFTED = ("too few fields", "too many fields")
_NO_TIME = "not a time"
# A cell that starts so could be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def rejects_of(file: CsvFile, reading: Reading, typing: Typing, spool: Path) -> tuple[Reject, ...]:
    """Return the rows of a file that were set aside, in the order of their lines."""
    at = lines_at(file, [fault.position for fault in reading.faults], spool)
    found = [
        Reject(file=file.source.name, line=line, column=fault.column, reason=_reason(fault, typing))
        for line, fault in zip(at, reading.faults, strict=True)
    ]
    found += [
        Reject(file=file.source.name, line=line, column=None, reason=_REASONS["UNQUOTED VALUE"])
        for line in file.broken
    ]
    found += _unfit(file, reading, typing, spool)
    return tuple(sorted(found, key=lambda row: (row.line is None, row.line)))


def _unfit(file: CsvFile, reading: Reading, typing: Typing, spool: Path) -> Iterator[Reject]:
    """Yield the rows with a value that could not be converted."""
    lines: Iterator[tuple[int | None, str]] = iter(())
    if reading.unfit:
        unknown = ((None, column) for column in cycle(reading.unfit))
        lines = chain(lines_with(file, reading.unfit, spool), unknown)
    for line, column in islice(lines, reading.unfit_rows):
        reason = _not_a(typing.kinds[column], typing)
        yield Reject(file=file.source.name, line=line, column=column, reason=reason)


def check_share(rows: int, rejects: Sequence[Reject], delimiter: str, most: float) -> None:
    """Stop when more than `most` of the rows of a log could not be read.

    Raises
    ------
    LogError
        With the share, the commonest reason and where it is met first.
    """
    total = rows + len(rejects)
    if not rejects or len(rejects) <= most * total:
        return
    (column, reason), _ = Counter((row.column, row.reason) for row in rejects).most_common(1)[0]
    first = next(row for row in rejects if (row.column, row.reason) == (column, reason))
    where = f" in column {column!r}" if column else ""
    hint = f"the delimiter was taken to be {delimiter!r}; if it is not, set intake.delimiter"
    raise LogError(
        f"{len(rejects):,} of {total:,} rows ({len(rejects) / total:.1%}) cannot be read, more "
        f"than the {most:.1%} allowed; most often {reason}{where}, first in {first.file!r} at "
        f"line {first.line}",
        hint if reason in _SHIFTED else f"{_correct(reason)}, or raise intake.max_reject_share",
    )


def _correct(reason: str) -> str:
    if reason.startswith(_NO_TIME):
        return "write all times alike, for example 2025-03-31T14:05:00"
    return "correct them"


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    """Write a table of the rows set aside, as CSV that no spreadsheet takes for formulas."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["file", "line", "column", "reason"])
        for row in rejects:
            cells = (row.file, row.line, row.column, row.reason)
            table.writerow(["" if cell is None else inert(str(cell)) for cell in cells])


def inert(cell: str) -> str:
    """Return the text of a cell such that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("plain")
    ("'=1+1", 'plain')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _reason(fault: Fault, typing: Typing) -> str:
    if fault.column is None:
        return _REASONS.get(fault.error, "cannot be read")
    return _not_a(typing.kinds[fault.column], typing)


def _not_a(kind: str, typing: Typing) -> str:
    return f"{_NO_TIME} ({typing.form})" if kind == "time" else "not a number"
