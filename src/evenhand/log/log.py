"""DecisionLog: a log that is open for audit: its files, its columns, its rejects."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evenhand.log.identifiers import Identified


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """One file of the log, and the digest that proves which."""

    name: str  # as given, without its folder
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not be read, and why; its content is never repeated."""

    file: str
    line: int | None
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLog:
    """A log ready for an engine: Parquet files, and what was learnt on the way.

    Attributes
    ----------
    digests : callable
        Waits for the digests of what the user gave; see `files`.
    parquet : tuple of Path
        Where its rows lie: the files themselves, or the spool of a CSV.
    hive : bool
        Whether folder names carry columns (year=2025/month=03).
    columns : dict of str to str
        Name to kind of every column: text, integer, number, boolean, time, date.
    rejects : tuple of Reject
        The rows set aside, in file order.
    notes : tuple of str
        What the reader must know of how the files were read.
    zoned : frozenset of str
        The columns of times that named their zone, and are in UTC now.
    alike : bool
        Whether all of its Parquet files are known to have the same columns of the same types.
    rows : int
        How many rows they have in all; 0 where that is not known before they are counted.
    looked : int
        How many rows of a CSV were looked at for personal identifiers, in all of its columns; 0
        where nobody has looked yet, as Parquet can be looked at through an engine.
    identifiers : tuple of Identified
        Which columns hold them, with counts.
    """

    digests: Callable[[], tuple[LogFile, ...]]
    parquet: tuple[Path, ...]
    hive: bool
    columns: dict[str, str]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]
    zoned: frozenset[str] = frozenset()
    alike: bool = False
    rows: int = 0
    looked: int = 0
    identifiers: tuple[Identified, ...] = ()

    @property
    def files(self) -> tuple[LogFile, ...]:
        """Return what the user gave, with digests, as soon as these are taken."""
        return self.digests()
