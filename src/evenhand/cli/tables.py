"""Tables as files: CSV that no spreadsheet takes for formulas, and Parquet with the types said."""

import csv
from pathlib import Path

from evenhand.errors import DeliveryError
from evenhand.feedback.table import Table
from evenhand.log.rejects import inert

ENDINGS = ("parquet", "csv")
_PANDAS = {"text": "string", "whole": "Int64", "number": "Float64"}
_SQL = {"text": "VARCHAR", "whole": "BIGINT", "number": "DOUBLE"}


def write_table(table: Table, ending: str, path: Path) -> None:
    """Write a table to `path`, as CSV or Parquet.

    Raises
    ------
    DeliveryError
        The file cannot be written.
    """
    import duckdb

    try:
        (_write_csv if ending == "csv" else _write_parquet)(table, path)
    except (OSError, duckdb.Error) as error:
        why = error.strerror if isinstance(error, OSError) else "the disk may be full"
        raise DeliveryError(
            f"{table.name}.{ending} could not be written: {why}",
            "make room or name another folder with --out",
        ) from None


def _write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([inert(column.name) for column in table.columns])
        for row in table.rows:
            writer.writerow(["" if cell is None else _cell(cell) for cell in row])


def _cell(cell: str | float) -> str:
    # A number cannot be a formula, and a negative one must stay a number.
    return inert(cell) if isinstance(cell, str) else repr(cell)


def _write_parquet(table: Table, path: Path) -> None:
    import duckdb
    import pandas as pd

    # Types are said, not guessed from the first rows, which may all be empty.
    places = [str(place) for place in range(len(table.columns))]
    frame = pd.DataFrame(list(table.rows), columns=places, dtype=object).astype(
        {place: _PANDAS[column.kind] for place, column in zip(places, table.columns, strict=True)}
    )
    typed = [
        duckdb.ColumnExpression(place).cast(duckdb.sqltype(_SQL[column.kind])).alias(column.name)
        for place, column in zip(places, table.columns, strict=True)
    ]
    # One thread keeps the rows in order.
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.from_df(frame).select(*typed).write_parquet(str(path), compression="zstd")
