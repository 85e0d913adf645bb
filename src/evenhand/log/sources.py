"""Find the files of a log: from files, folders, globs and folders named key=value."""

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from evenhand.errors import LogError, did_you_mean

PACKED = (".gz", ".zst")
_CSV = (".csv", ".tsv", ".txt")
_PARQUET = (".parquet", ".pq")
_ENDINGS = "logs end in .csv, .tsv, .txt (also .gz or .zst), .parquet or .pq"

Kind = Literal["csv", "parquet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a log.

    Attributes
    ----------
    path : Path
        Where it lies, as the user wrote it.
    name : str
        What reports call it: its name, or its path below the folder that was given; where that
        would be the name of two files, its path below the folder that holds all. No two are alike.
    partition : dict of str to str or None
        The columns that its folders carry, as in year=2025/month=03.
    """

    path: Path
    name: str
    partition: dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files of a log, all of one kind, in order of their paths."""

    kind: Kind
    files: tuple[Source, ...]


def find(paths: Sequence[str | Path]) -> Sources:
    """Return the files that `paths` name: files, folders (with all below them) and globs.

    Raises
    ------
    LogError
        A path names nothing, or nothing that is a log; a file is empty or may not be read;
        CSV and Parquet are mixed; some files lie in key=value folders and others do not.
    """
    if not paths:
        raise LogError("no log is named", "name a file, a folder or a glob")
    # A file may be named twice, in two ways.
    found = {_whole(file): (file, name) for path in paths for file, name in _named(str(path))}
    names = _apart({whole: name for whole, (_, name) in found.items()})
    written = {file: names[whole] for whole, (file, _) in found.items()}
    files = tuple(
        Source(path=file, name=written[file], partition=_partition(file))
        for file in sorted(written)
    )
    for file in files:
        _check_readable(file.path)
    kinds = {_kind(file.path): file for file in reversed(files)}
    if len(kinds) > 1:
        raise LogError(
            f"the log mixes CSV ({kinds['csv'].name!r}) and Parquet ({kinds['parquet'].name!r})",
            "audit one kind at a time: name the files, or use a glob such as logs/*.parquet",
        )
    keys = {tuple(file.partition): file for file in reversed(files)}
    if len(keys) > 1:
        shown = " and ".join(repr(str(file.path)) for file in list(keys.values())[:2])
        raise LogError(
            f"the key=value folders of {shown} carry different columns",
            "give files from folders with the same keys",
        )
    return Sources(kind=next(iter(kinds)), files=files)


def ending(path: Path) -> str:
    """Return the ending that tells the kind of a file, without that of its packing.

    Examples
    --------
    >>> ending(Path("log.CSV.gz")), ending(Path("log.pq")), ending(Path("log"))
    ('.csv', '.pq', '')
    """
    name = path.name.lower()
    for packing in PACKED:
        name = name.removesuffix(packing)
    return Path(name).suffix


def _apart(named: dict[Path, str]) -> dict[Path, str]:
    """Return what to call each file, by its whole path, so that no two have the same name."""
    if len(set(named.values())) == len(named):
        return named
    above = os.path.commonpath([whole.parent for whole in named])
    return {whole: whole.relative_to(above).as_posix() for whole in named}


def _whole(file: Path) -> Path:
    """Return the whole path of a file, links as they are."""
    return Path(os.path.abspath(file))  # noqa: PTH100 - `resolve` follows links


def _named(path: str) -> Iterator[tuple[Path, str]]:
    """Yield each file that a path names, with what to call it."""
    place = Path(path)
    try:
        mode = place.stat().st_mode
    except PermissionError:
        raise _forbidden(place) from None
    except OSError:
        if not glob.has_magic(path):
            raise _missing(place) from None
        yield from _matching(path)
        return
    if stat.S_ISDIR(mode):
        yield from ((file, file.relative_to(place).as_posix()) for file in _below(place))
    elif stat.S_ISREG(mode):
        yield place, place.name
    else:
        raise LogError(f"{path!r} is not a file", "save it to a file first")


def _matching(pattern: str) -> Iterator[tuple[Path, str]]:
    found = [Path(path) for path in glob.glob(pattern, recursive=True)]  # noqa: PTH207 - absolute
    files = [path for path in found if path.is_file() and ending(path) in (*_CSV, *_PARQUET)]
    if not files:
        raise LogError(f"no log matches {pattern!r}", f"check the pattern; {_ENDINGS}")
    fixed = Path(*_before_magic(pattern))
    yield from ((file, file.relative_to(fixed).as_posix()) for file in files)


def _before_magic(pattern: str) -> list[str]:
    """Return the folders of a pattern up to the first that is itself a pattern."""
    parts = Path(pattern).parts
    first = next(place for place, part in enumerate(parts) if glob.has_magic(part))
    return list(parts[:first])


def _below(folder: Path) -> list[Path]:
    """Return the logs in a folder and below it; hidden and unfinished ones are left out."""

    def stop(error: OSError) -> None:
        raise _forbidden(Path(error.filename)) from None

    found = []
    for root, folders, names in os.walk(folder, onerror=stop):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        found += [Path(root, name) for name in names if not name.startswith((".", "_"))]
    # A .txt file among others is a note, not a log, unless there is nothing else.
    logs = [path for path in found if ending(path) in (".csv", ".tsv", *_PARQUET)]
    logs = logs or [path for path in found if ending(path) == ".txt"]
    if not logs:
        raise LogError(f"there are no logs in the folder {str(folder)!r}", _ENDINGS)
    return logs


def _missing(path: Path) -> LogError:
    folder = path.parent
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return LogError(f"there is no file {str(path)!r}: no folder {str(folder)!r}")
    if len(names) > 20 and (near := did_you_mean(path.name, names)).startswith("known"):  # noqa: PLR2004
        near = "check the spelling"
    elif names:
        near = did_you_mean(path.name, names).replace("known are", "the folder holds")
    else:
        near = "the folder is empty"
    return LogError(f"there is no file {str(path)!r}", near)


def _forbidden(path: Path) -> LogError:
    return LogError(
        f"{str(path)!r} may not be read: permission denied",
        "ask for read permission, or run as a user who has it",
    )


def _kind(path: Path) -> Kind:
    if ending(path) in _CSV:
        return "csv"
    if ending(path) in _PARQUET:
        return "parquet"
    raise LogError(f"{path.name!r} is neither CSV nor Parquet", _ENDINGS)


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except PermissionError:
        raise _forbidden(path) from None
    if empty:
        raise LogError(f"{str(path)!r} is empty", "was it written to the end?")


def _partition(path: Path) -> dict[str, str | None]:
    """Return the columns in a path's folders, as Hive and Spark write them."""
    pairs = (part.split("=", 1) for part in path.parts[:-1] if "=" in part)
    return {
        unquote(key): None if value == "__HIVE_DEFAULT_PARTITION__" else unquote(value)
        for key, value in pairs
        if key
    }
