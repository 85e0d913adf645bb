"""Read one CSV file into Parquet, and learn of the rows that had to be set aside.

Values are checked in two ways. Numbers are read as such by the database, which then tells the
bytes at which rows with others start. Times, and numbers among words for "no value", are read as
text and converted in the query: the database's reader would drop the zone of a time without a
word, and would take "NA" for null in columns of text too. What cannot be converted is written to
a column beside, so that one pass over the file is enough as long as all fits.
"""

import glob
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import duckdb

from evenhand.log.database import quoted
from evenhand.log.kinds import EPOCHS, ISO, MISSING, Misfits, Typing
from evenhand.log.opening import CsvFile

_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "time": "TIMESTAMP",
}
_BROKEN = ("UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM")
# More different values than this are not looked for in the file: the log is of another kind.
_MOST_UNFIT = 100_000
_scans = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row set aside: the byte that it starts at, the column at fault, the database's word."""

    position: int
    column: str | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a file.

    Attributes
    ----------
    rows : int
        The rows now in Parquet.
    faults : tuple of Fault
        The rows that the database set aside, one each, in order.
    unfit : dict of str to frozenset of str
        Column to values that could not be converted; their rows were set aside.
    unfit_rows : int
        How many rows that was.
    swallowed : bool
        Whether broken quotes may have taken other rows with them, uncounted.
    misfits : Misfits
        The columns with values that are not of their kind.
    """

    rows: int
    faults: tuple[Fault, ...]
    unfit: dict[str, frozenset[str]]
    unfit_rows: int
    swallowed: bool
    misfits: Misfits


def read(
    connection: duckdb.DuckDBPyConnection, file: CsvFile, typing: Typing, target: Path
) -> Reading:
    """Read the columns of a file that `typing` names into the Parquet file `target`.

    Errors of the database come through.
    """
    scan = next(_scans)
    held = _held(file, typing)
    options = {
        **file.dialect.options(),
        "columns": {f"c{place}": "VARCHAR" for place in range(len(file.names))}
        | {f"c{place}": _read_as(typing, name) for name, place in held.items()},
        "nullstr": [""],
        "decimal_separator": typing.decimal,
        "strict_mode": True,
        "store_rejects": True,
        "rejects_table": f"faults_{scan}",
        "rejects_scan": f"scan_{scan}",
        "rejects_limit": 0,
    }
    source = ", ".join(f"{key} = ${key}" for key in options)
    values = [f"{_value(typing, name, place)} AS {quoted(name)}" for name, place in held.items()]
    converted = [name for name in held if _is_converted(typing, name)]
    values += [
        f"CASE WHEN NOT list_contains($missing, c{held[name]}) AND "
        f"{_value(typing, name, held[name])} IS NULL THEN c{held[name]} END AS {_beside(name)}"
        for name in converted
    ]
    parameters = options | {"path": glob.escape(str(file.path)), "target": str(target)}
    if converted:
        parameters["missing"] = list(MISSING)
    for at, (name, constant) in enumerate(file.source.partition.items()):
        if name in typing.kinds:
            parameters[f"partition_{at}"] = constant
            values.append(f"$partition_{at}::{_TYPES[typing.kinds[name]]} AS {quoted(name)}")
    query = (
        f"COPY (SELECT {', '.join(values)} FROM read_csv($path, {source})) "  # noqa: S608 - quoted
        "TO $target (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 4096)"
    )
    rows = int(connection.execute(query, parameters).fetchall()[0][0])
    unfit, unfit_rows = _set_aside(connection, target, converted)
    return _reading(
        connection, scan, file, rows=rows - unfit_rows, unfit=unfit, unfit_rows=unfit_rows
    )


def _held(file: CsvFile, typing: Typing) -> dict[str, int]:
    """Return where the wanted columns are in a file; its folders' columns hide its own."""
    places = {name: place for place, name in enumerate(file.names)}
    return {
        name: places[name]
        for name in typing.kinds
        if name in places and name not in file.source.partition
    }


def _is_converted(typing: Typing, name: str) -> bool:
    return typing.kinds[name] == "time" or name in typing.words


def _read_as(typing: Typing, name: str) -> str:
    return "VARCHAR" if _is_converted(typing, name) else _TYPES[typing.kinds[name]]


def _beside(name: str) -> str:
    """Return the name of the column for what cannot be converted; no header has its like."""
    return quoted(f"\x1f{name}")


def _value(typing: Typing, name: str, place: int) -> str:
    """Return the SQL for the value of a column: null where it cannot be converted."""
    value, kind = f"c{place}", typing.kinds[name]
    if not _is_converted(typing, name):
        return value
    if kind != "time":
        if kind == "number" and typing.decimal == ",":
            value = f"CASE WHEN NOT contains({value}, '.') THEN replace({value}, ',', '.') END"
        return f"TRY_CAST({value} AS {_TYPES[kind]})"
    form = typing.form if name in typing.fixed else ISO
    if form in EPOCHS:
        micros = f"TRY_CAST(TRY_CAST({value} AS DOUBLE) * {EPOCHS[form]} AS BIGINT)"
        return f"make_timestamp({micros})"
    if form != ISO:
        return f"try_strptime({value}, '{form}')"
    # A cast to a time without zone would drop the zone; one to a time with zone is slow. Of times
    # that end in seconds or their fraction it is known that they name none.
    plain = f"length({value}) = 19 AND {value}[17] = ':'"
    fraction = f"regexp_full_match({value}, '.{{19}}\\.\\d{{1,9}}')"
    return (
        f"CASE WHEN {plain} OR {fraction} THEN TRY_CAST({value} AS TIMESTAMP) "
        f"ELSE TRY_CAST({value} AS TIMESTAMPTZ)::TIMESTAMP END"
    )


def _set_aside(
    connection: duckdb.DuckDBPyConnection, target: Path, converted: list[str]
) -> tuple[dict[str, frozenset[str]], int]:
    """Take the rows out of `target` in which a value could not be converted; return which."""
    if not converted:
        return {}, 0
    rows = connection.read_parquet(glob.escape(str(target)))
    any_unfit = " OR ".join(f"{_beside(name)} IS NOT NULL" for name in converted)
    unfit = rows.filter(any_unfit)
    (number,) = unfit.aggregate("count(*)").fetchall()[0]
    if number == 0:
        return {}, 0
    values = {}
    for name in converted:
        found = unfit.filter(f"{_beside(name)} IS NOT NULL").select(_beside(name)).distinct()
        values[name] = frozenset(value for (value,) in found.limit(_MOST_UNFIT).fetchall())
    kept = target.with_suffix(".kept")
    rows.filter(f"NOT ({any_unfit})").write_parquet(str(kept), compression="uncompressed")
    kept.replace(target)
    return {name: found for name, found in values.items() if found}, number


def _reading(
    connection: duckdb.DuckDBPyConnection,
    scan: int,
    file: CsvFile,
    *,
    rows: int,
    unfit: dict[str, frozenset[str]],
    unfit_rows: int,
) -> Reading:
    """Return what the tables of faults say of a reading, and drop them."""
    table = connection.table(f"faults_{scan}")
    # A row may have several faults: the first is told. Other rows hide in a row of several lines.
    found = (
        table.order("line_byte_position, byte_position")
        .select(
            "line_byte_position, column_idx, error_type::TEXT, "
            "contains(trim(csv_line, chr(10) || chr(13)), chr(10))"
        )
        .fetchall()
    )
    value = "regexp_extract(error_message, 'string \"(.*)\" to ', 1)"
    casts = table.filter("error_type = 'CAST'").select(f"column_idx, {value}").distinct().fetchall()
    connection.execute(f"DROP TABLE faults_{scan}")
    connection.execute(f"DROP TABLE scan_{scan}")
    first: dict[int, Fault] = {}
    for position, place, error, _ in found:
        column = file.names[place - 1] if error == "CAST" else None
        first.setdefault(position, Fault(position=position, column=column, error=error))
    words = {place for place, value in casts if value in MISSING}
    others = {place for place, value in casts if value not in MISSING}
    return Reading(
        rows=rows,
        faults=tuple(first.values()),
        unfit=unfit,
        unfit_rows=unfit_rows,
        swallowed=any(
            error in _BROKEN or (several and error != "CAST") for *_, error, several in found
        ),
        misfits=Misfits(
            words=frozenset(file.names[place - 1] for place in words),
            others=frozenset(file.names[place - 1] for place in others) | unfit.keys(),
        ),
    )
