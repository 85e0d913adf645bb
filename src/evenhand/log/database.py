"""The embedded database that reads files: opened shut in, asked with parameters, closed."""

import os
from collections.abc import Iterable
from pathlib import Path

import duckdb

from evenhand.errors import LogError

# Spilling starts above this; enough for a row group of each thread, far below most machines.
_MEMORY = 1 << 30
_MEMORY_PER_THREAD = 128 << 20


def connect(
    files: Iterable[Path], *, spill: Path, ordered: bool = False
) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that can reach the folders of `files` and nothing else.

    Those are the folders that they lie in and, where they are links, the ones of what they link to.
    It loads no extension from anywhere, and spills what does not fit into memory to `spill`.
    `ordered` keeps rows in the order of their file, which takes one thread.
    """
    memory = max(_MEMORY, _MEMORY_PER_THREAD * (os.cpu_count() or 1))
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": ordered,
            "memory_limit": f"{memory}B",
            "temp_directory": str(spill),
            **({"threads": 1} if ordered else {}),
        }
    )
    folders = {
        folder for file in files for folder in (file.parent.resolve(), file.resolve().parent)
    }
    reach = sorted(map(str, folders | {spill.resolve()}))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET allowed_directories = $reach", {"reach": reach})
    connection.execute("SET enable_external_access = false")
    return connection


def quoted(name: str) -> str:
    """Return a name as an SQL identifier, whatever characters it has.

    Examples
    --------
    >>> quoted('a"; drop table x; --')
    '"a""; drop table x; --"'
    """
    return '"' + name.replace('"', '""') + '"'


def is_out_of_space(error: Exception) -> bool:
    """Return whether it is the machine, not the file, that stopped the reading."""
    # What comes by way of Arrow has the database's words, and not its class.
    words = str(error)
    return (
        isinstance(error, duckdb.OutOfMemoryException)
        or "Out of Memory Error" in words
        or "No space left" in words
    )


def sentence(error: Exception, what: str) -> LogError:
    """Return what went wrong with `what` in our own words; the database's may quote the log."""
    if is_out_of_space(error):
        return LogError(
            f"memory or disk ran out while {what} was read",
            "free some space in the temporary folder (TMPDIR), or audit fewer files at once",
        )
    return LogError(
        f"{what} cannot be read: it is damaged, cut short, or changed while it was read",
        "make or fetch the file again",
    )
