"""Tell how a CSV file is written: its delimiter, its quotes, where its header is."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from evenhand.errors import LogError
from evenhand.plan.plan import Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How the fields of a CSV file are told apart.

    Attributes
    ----------
    skip : int
        Lines before the header that are no part of the table.
    header : bool
        Whether the first line names the columns.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    skip: int = 0
    header: bool = True

    def options(self) -> dict[str, Any]:
        """Return the options by which the database's CSV reader splits such a file."""
        return {
            "auto_detect": False,
            "header": self.header,
            "skip": self.skip,
            "delim": self.delimiter,
            "quote": self.quote,
            "escape": self.escape,
            # No line is a comment: a line that starts with # is a row like others.
            "comment": "",
        }

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return Python's reader of this dialect, for the few rows that it is used on."""
        doubled = self.escape == self.quote
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            doublequote=doubled,
            escapechar=None if doubled else self.escape,
            strict=strict,
        )


def sniff(connection: duckdb.DuckDBPyConnection, head: Path, intake: Intake, name: str) -> Dialect:
    """Return the dialect of a file from its first lines; what the plan says is not sniffed.

    Raises
    ------
    LogError
        No delimiter gives a table, or the plan names one that cannot be.
    """
    said = {"delim": intake.delimiter, "quote": intake.quote}
    options = {key: value for key, value in said.items() if value is not None}
    # Strict first, which finds lines before the table; then with rows that do not fit.
    for lenient in (False, True):
        found = _sniff(connection, {**options, "head": str(head), "ignore_errors": lenient})
        if found is not None and found[-1]:
            break
    if found is None:
        raise LogError(
            f"{name!r} does not look like a table: no delimiter splits its lines alike",
            "name it, for example --set intake.delimiter=';', and the quote with intake.quote",
        )
    delimiter, quote, escape, skip = ("" if value == "(empty)" else value for value in found[:4])
    quote = intake.quote or quote or '"'
    delimiter = intake.delimiter or delimiter or ","
    # A backslash is one of the text, unless it is seen before quotes inside of fields.
    escaped = re.compile(rf"\\{re.escape(quote)}[^{re.escape(delimiter)}\n]")
    if escape == "\\" and not escaped.search(head.read_text(encoding="utf-8")):
        escape = quote
    return Dialect(
        delimiter=delimiter,
        quote=quote,
        escape=escape or quote,
        skip=0 if intake.header is False else int(skip),
        header=intake.header is not False,
    )


def _sniff(connection: duckdb.DuckDBPyConnection, options: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return delimiter, quote, escape, lines to skip, and whether there is a header."""
    named = ", ".join(f"{key} = ${key}" for key in options if key != "head")
    query = (
        "SELECT Delimiter, Quote, Escape, SkipRows, HasHeader AND len(Columns) > 1 "  # noqa: S608
        f"FROM sniff_csv($head, all_varchar = true, comment = '', {named})"
    )
    try:
        return connection.execute(query, options).fetchone()
    except duckdb.Error:
        return None
