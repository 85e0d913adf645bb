"""A log opened for an audit: its frame, with local times, cut to the period asked for."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import narwhals as nw

from evenhand.cube.copies import Copies
from evenhand.cube.known import known_on
from evenhand.cube.local_time import in_local_time, zone_of
from evenhand.cube.period import period_of, within
from evenhand.cube.raw_times import RawTimes
from evenhand.cube.traces import LogFacts, Looked, look_over, trace
from evenhand.engines.dataframe import DataFrameEngine, arrow_in_words
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.engines.engine import Engine
from evenhand.engines.labels import (
    Table,
    frame_labels,
    open_labels,
    together,
    wanted_of,
    with_labels,
)
from evenhand.errors import LogError
from evenhand.log.columns import check_columns
from evenhand.log.digest import digesting
from evenhand.log.log import DecisionLog
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of, wanted_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A log that can be counted.

    Attributes
    ----------
    engine : Engine
        What reads it.
    frame : LazyFrame
        The decisions of the period, with times on the clock of the plan's zone.
    kinds : dict of str to str
        Name to kind of every column.
    log : DecisionLog or None
        Its files; None for a frame that was handed in.
    outside : int
        How many rows lie outside the period.
    clock : datetime
        The time that the audit speaks for, as that clock shows it.
    raw : RawTimes
        How the times of decisions that the engine's own rows have become those of the frame.
    notes : tuple of str
        What the reader must know of how labels met the log, and which are not known yet.
    """

    engine: Engine
    frame: nw.LazyFrame[Any]
    kinds: Mapping[str, str]
    log: DecisionLog | None
    outside: int
    clock: datetime
    raw: RawTimes
    notes: tuple[str, ...] = ()

    def look_over(self) -> Looked:
        """Return which columns hold personal identifiers."""
        return look_over(self.engine.columns, sample=self.engine.sample, opened=self.log)

    def trace(self, plan: Plan, looked: Looked, same_moment: Copies | None = None) -> LogFacts:
        """Return what the log has for tracing its decisions.

        `looked` is what `look_over` found; `same_moment` is as `cube.traces.trace` has it.
        """
        return trace(
            self.frame,
            plan,
            self.kinds,
            looked=looked,
            collect=self.engine.collect,
            first=self.engine.first,
            as_of=self.clock,
            raw=self.raw,
            opened=self.log,
            same_moment=same_moment,
        )

    @contextmanager
    def tracing(
        self, plan: Plan, looked: Looked, same_moment: Copies | None = None
    ) -> Iterator[Callable[[], LogFacts]]:
        """Trace in a thread; call what is given to wait for what `trace` returns, or raises.

        Engines count without holding up Python, so that what needs no log can be worked out in
        the meantime. Nothing else may ask the engine while this lasts. An error in the block
        stops what is being counted, and what would be counted next.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tracing") as pool:
            running = pool.submit(self.trace, plan, looked, same_moment)
            try:
                yield running.result
            except BaseException:
                while not wait([running], timeout=0.1).done:
                    self.engine.interrupt()
                raise


@contextmanager
def opened(
    log: Any,  # noqa: ANN401 - a path, paths, or any frame that narwhals takes
    plan: Plan,
    *,
    labels: Any = None,  # noqa: ANN401 - a path, paths, or a frame like the log
    as_of: datetime,
    progress: Callable[[str], None],
) -> Iterator[Opened]:
    """Open files with DuckDB and frames as they are; temporary files go when it ends.

    Labels that come apart are in `labels`, or else in the files that the plan names.

    Raises
    ------
    LogError
        The log cannot be audited.
    PlanError
        The plan asks for a time zone or a period that cannot be.
    """
    apart = labels
    if apart is None and plan.label is not None and plan.label.file:
        apart = plan.label.file
    paths, label_paths, clock = _paths(log), _paths(apart), _clock(plan, as_of)
    if paths is None:
        with arrow_in_words():
            yield _framed(*_frames(log, apart, plan, clock), plan, clock)
        return
    if apart is not None and label_paths is None:
        raise LogError(
            "the log is in files, and the labels are a frame",
            "name files of labels, or hand in both",
        )
    with tempfile.TemporaryDirectory(prefix="evenhand-") as spool, digesting() as digest:
        progress("reading the log")
        wanted, optional = wanted_of(plan) if label_paths else (wanted_kinds(plan), ())
        files = open_log(
            paths,
            wanted=wanted,
            intake=plan.intake,
            spool=Path(spool),
            optional=optional,
            digest=digest,
        )
        beside = None
        if label_paths:
            progress("reading the labels")
            folder = Path(spool) / "labels"
            folder.mkdir()
            beside = open_labels(label_paths, plan, spool=folder, digest=digest)
        with DuckDBEngine(files, beside=beside) as engine:
            table = Table(frame=engine.frame, kinds=files.columns, zoned=files.zoned)
            if beside is not None:
                theirs = Table(frame=engine.beside, kinds=beside.columns, zoned=beside.zoned)
                table = with_labels(table, theirs, plan, engine, clock=clock)
                files = together(files, beside)
            yield _framed(engine, table, plan, clock, log=files)


def _paths(given: Any) -> list[str] | None:  # noqa: ANN401 - as `opened`
    """Return paths as a list; None for a frame, or for nothing."""
    if isinstance(given, str | Path):
        return [str(given)]
    if isinstance(given, Sequence) and all(isinstance(one, str | Path) for one in given):
        return [str(one) for one in given]
    return None


def _clock(plan: Plan, as_of: datetime) -> datetime:
    """Return the time that the audit speaks for as the clock of the plan's zone shows it."""
    zone = UTC if plan.timezone is None else zone_of(plan.timezone)
    return as_of.astimezone(zone).replace(tzinfo=None)


def _frames(
    log: Any,  # noqa: ANN401 - as `opened`
    labels: Any,  # noqa: ANN401 - as `opened`
    plan: Plan,
    clock: datetime,
) -> tuple[DataFrameEngine, Table]:
    """Return frames that were handed in: the log's engine, and its rows with labels."""
    handed = DataFrameEngine(log)
    table = Table(frame=handed.frame, kinds=handed.columns, zoned=handed.zoned)
    if labels is None:
        check_columns({"frame": list(handed.columns)}, list(roles_of(plan).values()))
        return handed, table
    if _paths(labels) is not None:
        raise LogError(
            "the log is a frame, and the labels are in files", "hand in a frame of labels as well"
        )
    wanted, optional = wanted_of(plan)
    needed = [name for name in wanted if name not in optional]
    check_columns({"frame": list(handed.columns)}, needed)
    theirs = frame_labels(labels, plan, handed)
    return handed, with_labels(table, theirs, plan, handed, clock=clock)


def _framed(
    engine: Engine,
    table: Table,
    plan: Plan,
    clock: datetime,
    *,
    log: DecisionLog | None = None,
) -> Opened:
    frame, zone = table.frame, None if plan.timezone is None else zone_of(plan.timezone)
    if zone is not None:
        times = sorted(table.zoned & set(roles_of(plan).values()))
        frame = in_local_time(frame, times, zone, collect=engine.collect)
    period = period_of(plan, clock)
    frame, outside = within(frame, plan, table.kinds, period, collect=engine.collect)
    frame, late = known_on(frame, plan, table.kinds, clock, collect=engine.collect)
    return Opened(
        engine=engine,
        frame=frame,
        kinds=table.kinds,
        log=log,
        outside=outside,
        clock=clock,
        raw=RawTimes(zone=zone if plan.columns.time in table.zoned else None, period=period),
        notes=(*table.notes, *late),
    )
