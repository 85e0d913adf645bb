"""Open a log: from what the user names to files that an engine can scan."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from evenhand.log.csv import read_csv
from evenhand.log.digest import Digest, digesting
from evenhand.log.log import DecisionLog
from evenhand.log.parquet import read_parquet
from evenhand.log.sources import find
from evenhand.plan.plan import Intake
from evenhand.plan.wanted import Wanted


def open_log(
    paths: Sequence[str | Path],
    *,
    wanted: Mapping[str, Wanted],
    intake: Intake,
    spool: Path,
    optional: Collection[str] = (),
    digest: Digest | None = None,
) -> DecisionLog:
    """Return the log in `paths`: files, folders and globs of CSV or of Parquet files.

    Parameters
    ----------
    paths : sequence of str or Path
        What the user named.
    wanted : dict of str to str
        The columns that the audit uses, each with how it is to be read from CSV: "text" as it
        is; "number" or "time", values of another kind being rejected; "any" as what it looks
        like. None in particular: all columns, as what they look like.
    intake : Intake
        How files are read.
    spool : Path
        A folder for temporary files; CSV is rewritten there as Parquet.
    optional : collection of str
        The wanted columns that the log may lack.
    digest : callable, optional
        What `digesting` gives, for digests to be taken while the log is used already. Default:
        they are there when this returns.

    Returns
    -------
    DecisionLog
        Its columns are those that an engine finds in it: of CSV, the wanted ones.

    Raises
    ------
    LogError
        The log cannot be audited as it is; the hint says what to do.
    """
    if digest is None:
        with digesting() as begin:
            return open_log(
                paths, wanted=wanted, intake=intake, spool=spool, optional=optional, digest=begin
            )
    sources = find(paths)
    digests = digest(sources.files)
    if sources.kind == "parquet":
        scanned = read_parquet(sources.files, wanted=wanted, spool=spool, optional=optional)
        return DecisionLog(
            digests=digests,
            parquet=tuple(file.path for file in sources.files),
            hive=bool(sources.files[0].partition),
            columns=scanned.columns,
            rejects=(),
            notes=scanned.notes,
            zoned=scanned.zoned,
            alike=scanned.alike,
            rows=scanned.rows,
        )
    spooled = read_csv(sources.files, wanted=wanted, intake=intake, spool=spool, optional=optional)
    return DecisionLog(
        digests=digests,
        parquet=spooled.parquet,
        hive=False,
        columns=spooled.columns,
        rejects=spooled.rejects,
        notes=spooled.notes,
        zoned=spooled.zoned,
        looked=spooled.looked,
        identifiers=spooled.identifiers,
    )
