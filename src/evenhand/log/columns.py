"""Check that the columns which an audit needs are in every file of a log, and only once."""

from collections.abc import Collection, Mapping, Sequence

from evenhand.errors import LogError, did_you_mean

_SHOWN = 30


def check_columns(
    files: Mapping[str, Sequence[str]], wanted: Collection[str], twice: Collection[str] = ()
) -> tuple[str, ...]:
    """Check the columns of files by name; return what the reader must know of the others.

    Parameters
    ----------
    files : dict of str to sequence of str
        Name of each file to its columns, those that its folders carry included.
    wanted : collection of str
        The columns that the audit uses.
    twice : collection of str
        The columns that some file has twice.

    Raises
    ------
    LogError
        A wanted column is in no file, in some but not all, or twice in one.
    """
    everywhere = list(dict.fromkeys(name for names in files.values() for name in names))
    for column in wanted:
        lacking = [file for file, names in files.items() if column not in names]
        if len(lacking) == len(files):
            raise LogError(f"the log has no column {column!r}", _hint(column, everywhere))
        if lacking:
            raise LogError(
                f"the files have different columns: {lacking[0]!r} has no column {column!r}, "
                f"others have ({len(lacking):,} of {len(files):,} files lack it)",
                "leave those files out, or give them the column",
            )
        if column in twice:
            raise LogError(
                f"the log has more than one column {column!r} (letter case aside)",
                "rename or remove one of them, so that it is clear which is meant",
            )
    notes = [
        f"Column {column!r} occurs more than once in a file; the audit does not use it."
        for column in sorted(set(twice))
    ]
    some = {
        name: next(file for file, names in files.items() if name not in names)
        for name in everywhere
        if any(name not in names for names in files.values())
    }
    notes += [
        f"Column {name!r} is not in every file ({file!r} lacks it); the audit does not use it."
        for name, file in some.items()
    ]
    return tuple(notes)


def _hint(column: str, columns: Sequence[str]) -> str:
    near = did_you_mean(column, columns)
    shown = ", ".join(columns[:_SHOWN]) + (", ..." if len(columns) > _SHOWN else "")
    if near.startswith("known"):
        return f"its columns are: {shown}"
    return f"{near} its columns are: {shown}"
