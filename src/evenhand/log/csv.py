"""Read CSV files once: find out how they are written, set bad rows aside, spool to Parquet."""

import glob
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenhand.errors import LogError
from evenhand.log.columns import check_columns
from evenhand.log.database import connect, is_out_of_space, quoted, sentence
from evenhand.log.identifiers import Identified
from evenhand.log.kinds import ISO, Typing, revised
from evenhand.log.log import Reject
from evenhand.log.opening import CsvFile, copy, open_csv, recoded
from evenhand.log.reader import Reading, read
from evenhand.log.rejects import check_share, rejects_of
from evenhand.log.sample import type_log
from evenhand.log.skim import skim
from evenhand.log.sources import Source
from evenhand.log.unpack import is_zstd
from evenhand.plan.plan import Intake
from evenhand.plan.wanted import Wanted

_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """CSV files made ready: where their rows lie now, and what was learnt of them."""

    parquet: tuple[Path, ...]
    columns: dict[str, str]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]
    zoned: frozenset[str]
    looked: int
    identifiers: tuple[Identified, ...]


def read_csv(
    sources: Sequence[Source],
    *,
    wanted: Mapping[str, Wanted],
    intake: Intake,
    spool: Path,
    optional: Collection[str] = (),
) -> Spooled:
    """Return the `wanted` columns of CSV files, spooled to Parquet in the folder `spool`.

    Nothing is dropped in silence: a row that cannot be read is set aside with file, line, column
    and reason. An empty field is null; in columns of numbers and times so are NA, N/A, null and
    None. Times are kept without a zone, in UTC. Wanting no column in particular means all. The
    `optional` of them are left out where a file lacks them.

    Raises
    ------
    LogError
        A file is damaged, no text or no table; a wanted column is not in it, or twice; there are
        no rows; more than `intake.max_reject_share` of them cannot be read.
    """
    with closing(connect([source.path for source in sources], spill=spool)) as connection:
        opened = [
            open_csv(connection, source, intake, spool, place)
            for place, source in enumerate(sources)
        ]
        wanted = wanted or _all_columns(opened)
        there = set.intersection(*(set(_names(file)) for file in opened))
        wanted = {
            name: kind for name, kind in wanted.items() if name in there or name not in optional
        }
        notes = _check(opened, wanted)
        typing = type_log(connection, opened, wanted)
        files, readings, typing = _spool(connection, opened, typing, spool)
        _check_days(connection, len(files), spool, typing)
    rejects = tuple(
        reject
        for file, reading in zip(files, readings, strict=True)
        for reject in rejects_of(file, reading, typing, spool)
    )
    rows = sum(reading.rows for reading in readings)
    check_share(rows, rejects, files[0].dialect.delimiter, intake.max_reject_share)
    if rows == 0:
        raise LogError("none of the rows of the log can be read", "see intake.max_reject_share")
    looked, identifiers = skim(files)
    return Spooled(
        parquet=tuple(_target(spool, place) for place in range(len(files))),
        columns=typing.kinds,
        rejects=rejects,
        notes=(*notes, *_notes(files, typing)),
        looked=looked,
        identifiers=identifiers,
        zoned=typing.zoned & typing.kinds.keys(),
    )


def _names(file: CsvFile) -> tuple[str, ...]:
    """Return the columns of a file and of its folders."""
    return tuple(dict.fromkeys((*file.names, *file.source.partition)))


def _all_columns(files: Sequence[CsvFile]) -> dict[str, Wanted]:
    twice = {name for file in files for name in file.twice}
    return {
        name: "any"
        for name in _names(files[0])
        if name not in twice and all(name in _names(file) for file in files)
    }


def _check(files: Sequence[CsvFile], wanted: Mapping[str, Wanted]) -> tuple[str, ...]:
    notes = check_columns(
        {file.source.name: _names(file) for file in files},
        wanted,
        {name for file in files for name in file.twice},
    )
    empty = [file.source.name for file in files if not file.filled]
    if len(empty) == len(files):
        raise LogError(
            f"{empty[0]!r} has a header but no rows",
            "is it the right file, and was it written to the end?",
        )
    return (*notes, *(f"File {name!r} has a header but no rows." for name in empty))


def _spool(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[CsvFile],
    typing: Typing,
    spool: Path,
) -> tuple[list[CsvFile], list[Reading], Typing]:
    """Read all files, again where later rows show that a column is otherwise than was thought."""
    now = list(files)
    while True:
        readings = []
        for place, file in enumerate(now):
            now[place], reading = _read(connection, file, typing, _target(spool, place), spool)
            readings.append(reading)
        new = revised(typing, [reading.misfits for reading in readings])
        if new == typing:
            return now, readings, typing
        typing = new


def _target(spool: Path, place: int) -> Path:
    return spool / f"rows-{place}.parquet"


def _read(
    connection: duckdb.DuckDBPyConnection,
    file: CsvFile,
    typing: Typing,
    target: Path,
    spool: Path,
) -> tuple[CsvFile, Reading]:
    """Read a file; through a plain copy if it turns out to need one."""
    reading = _attempt(connection, file, typing, target)
    better = None if file.copied else _plainer(file, reading, spool)
    if better is not None:
        file, reading = better, _attempt(connection, better, typing, target)
    if reading is None:
        raise LogError(
            f"{file.source.name!r} cannot be read as CSV",
            "check its delimiter and quotes, or name them: intake.delimiter, intake.quote",
        )
    return file, reading


def _attempt(
    connection: duckdb.DuckDBPyConnection, file: CsvFile, typing: Typing, target: Path
) -> Reading | None:
    """Read a file; None if the database cannot make sense of it."""
    try:
        return read(connection, file, typing, target)
    except duckdb.Error as error:
        if is_out_of_space(error):
            raise sentence(error, repr(file.source.name)) from None
        return None


def _plainer(file: CsvFile, reading: Reading | None, spool: Path) -> CsvFile | None:
    """Return a copy of a file through which more can be read, or None if that would not help."""
    if reading is None or reading.swallowed:
        return copy(file, spool)
    if file.guessed and "INVALID ENCODING" in {fault.error for fault in reading.faults}:
        better = recoded(file, spool)
        if better is not None:
            return better
    # Where a row starts is told in bytes of the unpacked file, which only a copy of it has.
    return copy(file, spool) if is_zstd(file.path) and reading.faults else None


def _check_days(
    connection: duckdb.DuckDBPyConnection, files: int, spool: Path, typing: Typing
) -> None:
    """Stop if nothing in the whole log tells the day from the month."""
    if not typing.ambiguous:
        return
    times = [c for c, kind in typing.kinds.items() if kind == "time" and c in typing.fixed]
    latest = ", ".join(f"max(day({quoted(column)}))" for column in times)
    paths = [glob.escape(str(_target(spool, place))) for place in range(files)]
    found = connection.execute(
        f"SELECT greatest({latest}) FROM read_parquet($paths, union_by_name = true)",  # noqa: S608
        {"paths": paths},
    ).fetchall()
    if found[0][0] is not None and found[0][0] <= _MONTHS:
        raise LogError(
            f"the dates in column {times[0]!r} can be read as day/month or as month/day",
            "write them as year-month-day, for example 2025-03-31",
        )


def _notes(files: Sequence[CsvFile], typing: Typing) -> list[str]:
    """Return what the reader must know of how the files were read."""
    notes = []
    for name in dict.fromkeys(file.encoding for file in files if file.encoding != "utf-8"):
        read = [file.source.name for file in files if file.encoding == name]
        more = f" and {len(read) - 1:,} more" if len(read) > 1 else ""
        notes.append(f"File {read[0]!r}{more} was read as {name}, as it is not in UTF-8.")
    notes += [
        f"The first {file.dialect.skip:,} lines of {file.source.name!r} are no part of the table."
        for file in files
        if file.dialect.skip
    ]
    times = [c for c, kind in typing.kinds.items() if kind == "time" and c in typing.fixed]
    if times and typing.form != ISO:
        notes.append(f"Times in {', '.join(map(repr, times))} were read as {typing.form}.")
    notes += [
        f"Times in {name!r} name their zone and were converted to UTC; any without a zone are "
        "taken as UTC."
        for name in typing.kinds
        if name in typing.zoned
    ]
    if typing.decimal == ",":
        notes.append("Numbers were read with a decimal comma.")
    return notes
