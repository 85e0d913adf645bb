"""Labels in files, or a frame, of their own: opened, and joined to a log that is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import narwhals as nw

from evenhand.cube.label_file import Side, ids_of, join_labels
from evenhand.cube.local_time import in_local_time, zone_of
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.engine import Engine
from evenhand.errors import LogError
from evenhand.log.columns import check_columns
from evenhand.log.digest import Digest
from evenhand.log.log import DecisionLog
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import Wanted, wanted_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that are open: their columns' kinds, and the columns of times that named their zone."""

    frame: nw.LazyFrame[Any]
    kinds: Mapping[str, str]
    zoned: frozenset[str]
    notes: tuple[str, ...] = ()


def wanted_of(plan: Plan) -> tuple[dict[str, Wanted], Collection[str]]:
    """Return the columns wanted of a log whose labels come apart, and those that it may lack."""
    label, (identifier, _) = plan.label, ids_of(plan)
    columns = plan.columns.model_copy(update={"id": identifier})
    wanted = wanted_kinds(plan.model_copy(update={"columns": columns}))
    alone = wanted_kinds(plan.model_copy(update={"columns": columns, "label": None}))
    apart = (label.column, label.time) if label is not None else ()
    return wanted, [name for name in apart if name is not None and name not in alone]


def open_labels(paths: Sequence[str], plan: Plan, *, spool: Path, digest: Digest) -> DecisionLog:
    """Return the files of labels, opened like a log; `digest` is as for `open_log`.

    Raises
    ------
    LogError
        They cannot be read, or lack the id or the label.
    """
    label, (_, identifier) = plan.label, ids_of(plan)
    wanted: dict[str, Wanted] = {identifier: "text"}
    if label is not None:
        wanted[label.column] = "text"
    optional: tuple[str, ...] = ()
    if label is not None and label.time is not None:
        wanted[label.time], optional = "time", (label.time,)
    try:
        return open_log(
            paths,
            wanted=wanted,
            intake=plan.intake,
            spool=spool,
            optional=optional,
            digest=digest,
        )
    except LogError as error:
        raise LogError(str(error).replace("the log", "the label file"), error.hint) from None


def with_labels(log: Table, labels: Table, plan: Plan, engine: Engine, *, clock: datetime) -> Table:
    """Return a log with labels that come apart, joined by the id of the decision.

    `clock` is the time that the audit speaks for, in the plan's zone: so are the labels' times,
    which a log and its labels may have written in different zones.
    """
    log, labels = (_local(table, plan, engine) for table in (log, labels))
    joined = join_labels(
        Side(log.frame, log.kinds),
        Side(labels.frame, labels.kinds),
        plan,
        clock=clock,
        collect=engine.collect,
        hold=engine.hold,
    )
    return Table(frame=joined.frame, kinds=joined.kinds, zoned=log.zoned, notes=joined.notes)


def _local(table: Table, plan: Plan, engine: Engine) -> Table:
    """Return a table in which the labels' times are those of the plan's zone."""
    time = plan.label.time if plan.label is not None else None
    if time is None or time not in table.zoned or plan.timezone is None:
        return table
    zone = zone_of(plan.timezone)
    frame = in_local_time(table.frame, [time], zone, collect=engine.collect)
    return replace(table, frame=frame, zoned=table.zoned - {time})


def frame_labels(labels: Any, plan: Plan, engine: DataFrameEngine) -> Table:  # noqa: ANN401
    """Return a frame of labels, which is of the library that the log's frame is of.

    Raises
    ------
    LogError
        It is not, or lacks the id or the label.
    """
    apart = DataFrameEngine(labels)
    if apart.name != engine.name:
        raise LogError(
            f"the log is a frame of {engine.name}, and the labels are one of {apart.name}",
            "hand in both alike",
        )
    wanted = [ids_of(plan)[1], *([plan.label.column] if plan.label is not None else [])]
    try:
        check_columns({"frame": list(apart.columns)}, wanted)
    except LogError as error:
        raise LogError(str(error).replace("the log", "the frame of labels"), error.hint) from None
    return Table(frame=apart.frame, kinds=apart.columns, zoned=apart.zoned)


def together(log: DecisionLog, labels: DecisionLog) -> DecisionLog:
    """Return what a result says of a log's files with those of its labels."""
    return replace(
        log,
        digests=lambda: (*log.files, *labels.files),
        rejects=(*log.rejects, *labels.rejects),
        notes=(*log.notes, *labels.notes),
        identifiers=(*log.identifiers, *labels.identifiers),
    )
