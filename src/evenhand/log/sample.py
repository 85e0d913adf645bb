"""Look at the first lines of a log's CSV files, and tell how their columns are to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from evenhand.log.database import quoted
from evenhand.log.kinds import ISO, MILLISECONDS, MISSING, SECONDS, Typing, swapped
from evenhand.log.opening import CsvFile
from evenhand.log.partition import partition_kinds
from evenhand.plan.wanted import Wanted

_DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d %b %Y", "%b %d, %Y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
# Rows looked at, of all files together.
_SAMPLED = 200_000
_FORMS = tuple(date + clock for date in _DATES for clock in _CLOCKS)

_WHOLE = r"[+-]?(0|[1-9]\d{0,17})"
# No zeros in front and no more digits than a float keeps: 007 and long ids are names, not numbers.
_NUMBER = r"[+-]?(nan|inf(inity)?|(0|[1-9]\d{0,14})?(\.\d*)?(e[+-]?\d+)?)"
_DATE = r"\d{4}-\d\d-\d\d"
_STAMP = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*"
_ZONED = r".*\d\d:\d\d.*(Z|UTC|[+-]\d\d(:?\d\d)?)"
# A comma that is no thousands separator: 0,5 and 12,25 but not 1,500.
_COMMA = r"\s*[+-]?\d+,(\d{1,2}|\d{4,})\s*"
_ANY_COMMA = r"\s*[+-]?\d+(,\d+)?\s*"


def type_log(
    connection: duckdb.DuckDBPyConnection, files: Sequence[CsvFile], wanted: Mapping[str, Wanted]
) -> Typing:
    """Return how to read the wanted columns, from the first lines of all files together.

    Raises
    ------
    LogError
        A folder key=value has a value that is not of the kind that is wanted.
    """
    partition = partition_kinds([file.source for file in files], wanted)
    inside = {name: kind for name, kind in wanted.items() if name not in partition}
    held = ", ".join(f"{quoted(name)} VARCHAR" for name in inside)
    connection.execute(f"CREATE TABLE sample ({held or 'nothing VARCHAR'})")
    sampled = 0
    for file in files:
        # What later files hold otherwise is found out when they are read.
        if file.filled and inside and sampled < _SAMPLED:
            sampled += _insert_head(connection, file, list(inside))
    typing = type_columns(connection, "sample", inside)
    kinds = {name: partition.get(name) or typing.kinds[name] for name in wanted}
    return replace(typing, kinds=kinds)


def _insert_head(
    connection: duckdb.DuckDBPyConnection, file: CsvFile, columns: Sequence[str]
) -> int:
    """Add the first lines of a file to the table `sample`, as far as they can be read."""
    options = {
        **file.dialect.options(),
        "columns": {f"c{place}": "VARCHAR" for place in range(len(file.names))},
        "ignore_errors": True,
        "strict_mode": False,
    }
    named = ", ".join(f"{key} = ${key}" for key in options)
    places = ", ".join(f"c{file.names.index(name)}" for name in columns)
    added = connection.execute(
        f"INSERT INTO sample SELECT {places} FROM read_csv($path, {named})",  # noqa: S608 - ours
        options | {"path": str(file.head)},
    ).fetchall()
    return int(added[0][0])


def type_columns(
    connection: duckdb.DuckDBPyConnection, sample: str, wanted: Mapping[str, Wanted]
) -> Typing:
    """Return how to read the columns of the table `sample`, all of which is text."""
    times = [column for column, kind in wanted.items() if kind == "time"]
    form = _form(connection, sample, times)
    kinds, words, zoned, commas, points = {}, set(), set(), 0, 0
    for column, kind in wanted.items():
        seen = _count(connection, sample, column)
        kinds[column] = _guess(seen) if kind == "any" else kind
        if kinds[column] != "text" and seen["words"]:
            words.add(column)
        if kinds[column] == "time" and seen["zoned"]:
            zoned.add(column)
        if kind == "number":
            commas += seen["comma"] if seen["any comma"] + seen["words"] == seen["all"] else 0
            points += seen["point"]
    return Typing(
        kinds=kinds,
        fixed=frozenset(column for column, kind in wanted.items() if kind != "any"),
        words=frozenset(words),
        form=form,
        ambiguous=_is_ambiguous(connection, sample, times, form),
        decimal="," if commas and not points else ".",
        zoned=frozenset(zoned),
    )


def _count(connection: duckdb.DuckDBPyConnection, sample: str, column: str) -> dict[str, int]:
    """Return how many of the values of a column look like what."""
    value = quoted(column)

    def of_type(pattern: str, type_: str) -> str:
        like = f"regexp_full_match({value}, ${pattern}, 'i')"
        return f"{like} AND TRY_CAST({value} AS {type_}) IS NOT NULL"

    looks = {
        "all": "true",
        "words": f"list_contains($missing, {value})",
        "whole": of_type("whole", "BIGINT"),
        "number": of_type("number", "DOUBLE"),
        "date": of_type("date", "DATE"),
        "stamp": of_type("stamp", "TIMESTAMP"),
        "zoned": f"regexp_full_match({value}, $zoned)",
        "comma": f"regexp_full_match({value}, $comma)",
        "any comma": f"regexp_full_match({value}, $any_comma)",
        "point": f"contains({value}, '.')",
    }
    asked = ", ".join(f"count(*) FILTER ({look})" for look in looks.values())
    parameters = {
        "missing": list(MISSING),
        "whole": _WHOLE,
        "number": _NUMBER,
        "date": _DATE,
        "stamp": _STAMP,
        "zoned": _ZONED,
        "comma": _COMMA,
        "any_comma": _ANY_COMMA,
    }
    query = f"SELECT {asked} FROM {quoted(sample)} WHERE {value} IS NOT NULL"  # noqa: S608 - quoted
    found = connection.execute(query, parameters).fetchall()[0]
    return dict(zip(looks, found, strict=True))


def _guess(seen: Mapping[str, int]) -> str:
    """Return the kind of a column for which any will do."""
    values = seen["all"] - seen["words"]
    if values == 0:
        return "text"
    if seen["whole"] == values:
        return "integer"
    if seen["number"] == values:
        return "number"
    if seen["date"] == values:
        return "date"
    return "time" if seen["stamp"] + seen["date"] == values else "text"


def _form(connection: duckdb.DuckDBPyConnection, sample: str, columns: Sequence[str]) -> str:
    """Return the form that most times of `columns` are written in, ISO 8601 if in doubt."""
    if not columns:
        return ISO
    iso, whole = _over_times(
        connection, sample, columns, "count(TRY_CAST(t AS TIMESTAMPTZ)), count(t)"
    )
    if iso == whole:
        return ISO
    counts = ["count(TRY_CAST(t AS TIMESTAMPTZ))"]
    counts += [r"count(*) FILTER (regexp_full_match(t, '\d{9,10}(\.\d+)?'))"]
    counts += [r"count(*) FILTER (regexp_full_match(t, '\d{12,13}'))"]
    counts += [f"count(try_strptime(t, '{form}'))" for form in _FORMS]
    found = _over_times(connection, sample, columns, ", ".join(counts))
    names = (ISO, SECONDS, MILLISECONDS, *_FORMS)
    return names[max(range(len(names)), key=lambda place: (found[place], -place))]


def _is_ambiguous(
    connection: duckdb.DuckDBPyConnection, sample: str, columns: Sequence[str], form: str
) -> bool:
    """Return whether as many times can be read with day and month the other way round."""
    if swapped(form) == form:
        return False
    asked = ", ".join(f"count(try_strptime(t, '{way}'))" for way in (form, swapped(form)))
    ours, theirs = _over_times(connection, sample, columns, asked)
    return ours == theirs


def _over_times(
    connection: duckdb.DuckDBPyConnection, sample: str, columns: Sequence[str], asked: str
) -> tuple[int, ...]:
    """Return aggregates of `t`, over the values of all columns of times together."""
    times = connection.table(sample).select(f"unnest([{', '.join(map(quoted, columns))}]) AS t")
    (found,) = times.aggregate(asked).fetchall()
    return tuple(found)
