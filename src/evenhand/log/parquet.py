"""Check Parquet files; they are scanned where they lie."""

import glob
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenhand.errors import LogError
from evenhand.log.columns import check_columns
from evenhand.log.database import connect, sentence
from evenhand.log.sources import Source

_KINDS = {
    "VARCHAR": "text",
    "UUID": "text",
    "ENUM": "text",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "UTINYINT": "integer",
    "USMALLINT": "integer",
    "UINTEGER": "integer",
    "UBIGINT": "integer",
    "UHUGEINT": "integer",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DECIMAL": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "time",
    "TIMESTAMP_S": "time",
    "TIMESTAMP_MS": "time",
    "TIMESTAMP_NS": "time",
    "TIMESTAMP WITH TIME ZONE": "time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """The columns of Parquet files, and what the reader must know of them.

    `alike` and `rows` are as `DecisionLog` has them.
    """

    columns: dict[str, str]
    notes: tuple[str, ...]
    zoned: frozenset[str]
    alike: bool
    rows: int


def read_parquet(
    sources: Sequence[Source],
    *,
    wanted: Collection[str],
    spool: Path,
    optional: Collection[str] = (),
) -> Scanned:
    """Return the columns of Parquet files with their kinds, from their footers alone.

    The `optional` of the wanted columns may be missing.

    Raises
    ------
    LogError
        A file is cut short or damaged; a wanted column is missing, of a kind that cannot be
        audited, or of another kind in another file; there are no rows.
    """
    partition = tuple(sources[0].partition)
    with closing(connect([source.path for source in sources], spill=spool)) as connection:
        files = {source.name: _types(connection, [source], hive=False) for source in sources}
        together = _types(connection, sources, hive=bool(partition))
        rows = sum(_rows(connection, source) for source in sources)
    names = {file: (*types, *partition) for file, types in files.items()}
    there = set.intersection(*(set(some) for some in names.values()))
    wanted = [name for name in wanted if name in there or name not in optional]
    notes = list(check_columns(names, wanted))
    for name in wanted:
        if name not in partition:
            _check_kind(name, {file: kind_of(types[name]) for file, types in files.items()})
    if rows == 0:
        raise LogError(f"{sources[0].name!r} has columns but no rows", "was it written to the end?")
    zoned = frozenset(name for name, type_ in together.items() if type_.endswith("TIME ZONE"))
    notes += [
        f"Times in {name!r} name their zone and were converted to UTC."
        for name in together
        if name in wanted and name in zoned
    ]
    columns = {name: kind_of(type_) for name, type_ in together.items()}
    alike = len({tuple(types.items()) for types in files.values()}) == 1
    return Scanned(columns=columns, notes=tuple(notes), zoned=zoned, alike=alike, rows=rows)


def kind_of(type_: str) -> str:
    """Return the kind of a column from the database's name of its type.

    Examples
    --------
    >>> kind_of("DECIMAL(18,3)"), kind_of("DECIMAL(18,3)[]"), kind_of("TIMESTAMP_NS")
    ('number', 'other', 'time')
    """
    return "other" if type_.endswith("]") else _KINDS.get(type_.partition("(")[0], "other")


def _types(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], *, hive: bool
) -> dict[str, str]:
    """Return the columns of files with the database's names of their types."""
    query = """
        DESCRIBE SELECT *
        FROM read_parquet($paths, hive_partitioning = $hive, union_by_name = true)
    """
    paths = [glob.escape(str(source.path)) for source in sources]
    try:
        found = connection.execute(query, {"paths": paths, "hive": hive}).fetchall()
    except duckdb.Error as error:
        raise sentence(error, repr(sources[0].name)) from None
    return {name: type_ for name, type_, *_ in found}


def _rows(connection: duckdb.DuckDBPyConnection, source: Source) -> int:
    query = "SELECT num_rows FROM parquet_file_metadata($path)"
    return int(connection.execute(query, {"path": glob.escape(str(source.path))}).fetchall()[0][0])


def _check_kind(name: str, kinds: dict[str, str]) -> None:
    """Check that a column is of one kind, or of kinds that go together, in all files."""
    if set(kinds.values()) <= {"integer", "number"} or set(kinds.values()) <= {"date", "time"}:
        return
    first, *others = kinds.items()
    if first[1] == "other":
        raise LogError(
            f"column {name!r} holds neither text, numbers nor times",
            "name a column of single values, or store this one as text",
        )
    for file, kind in others:
        if kind != first[1]:
            raise LogError(
                f"column {name!r} is {first[1]} in {first[0]!r} and {kind} in {file!r}",
                "store it alike in all files, or audit them apart",
            )
