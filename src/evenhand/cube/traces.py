"""Traces: what a log tells of each decision besides how it ended, counted once for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import copies, roles
from evenhand.cube.copies import Copies, Rows
from evenhand.cube.order import ROWS, Order, on_clock, order_of
from evenhand.cube.raw_times import RawTimes
from evenhand.cube.sequence import Sequenced, sequenced
from evenhand.cube.tally import Collect
from evenhand.log.identifiers import ROWS as SAMPLED
from evenhand.log.identifiers import Identified, is_looked_at, look
from evenhand.log.log import DecisionLog
from evenhand.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """How many rows lack a value, of those that should have one."""

    count: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How many rows were looked at for personal identifiers, and which columns hold them."""

    rows: int
    identifiers: tuple[Identified, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """What a log has for tracing its decisions; None: the plan does not name what it takes.

    Attributes
    ----------
    rows : int
        The decisions in the log.
    unread_times : int
        The rows set aside because their time could not be read.
    id, entity, time, model_version : Lacking or None
        Rows without an id, a person, a time, a model version.
    reason : Lacking or None
        Unfavourable decisions without a reason.
    reviewer : Lacking or None
        Reviewed decisions without a reviewer.
    override_reason : Lacking or None
        Overridden decisions without a reason for that.
    future : Lacking or None
        Decisions later than the day that the audit speaks for, of those with a time.
    early_labels : Lacking or None
        Labels known before the decision was made, of those with both times.
    copies : Copies or None
        Rows with the id of another.
    same_moment : Copies or None
        Rows of one person at one and the same time, of those whose time has a clock.
    sequence : Sequenced or None
        Numbers that the ids leave out.
    order : Order
        What the first rows tell of the clock.
    looked : int
        How many rows were looked at for personal identifiers.
    identifiers : tuple of Identified
        Which columns hold them.
    """

    rows: int
    unread_times: int
    id: Lacking | None
    entity: Lacking | None
    time: Lacking | None
    model_version: Lacking | None
    reason: Lacking | None
    reviewer: Lacking | None
    override_reason: Lacking | None
    future: Lacking | None
    early_labels: Lacking | None
    copies: Copies | None
    same_moment: Copies | None
    sequence: Sequenced | None
    order: Order
    looked: int
    identifiers: tuple[Identified, ...]


def look_over(kinds: roles.Kinds, *, sample: Rows, opened: DecisionLog | None = None) -> Looked:
    """Return which columns of a log hold personal identifiers.

    Parameters
    ----------
    kinds : dict of str to str
        The columns that `sample` knows.
    sample : callable
        The engine's.
    opened : DecisionLog, optional
        What was learnt when the log was read: CSV was looked at then.
    """
    known = () if opened is None else opened.identifiers
    if opened is not None and opened.looked:
        return Looked(rows=opened.looked, identifiers=known)
    columns = [column for column, kind in kinds.items() if is_looked_at(column, kind)]
    if not columns:
        return Looked(rows=0, identifiers=known)
    found = sample(columns, SAMPLED)
    return Looked(rows=len(found[columns[0]]), identifiers=(*look(found), *known))


def trace(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    looked: Looked,
    collect: Collect,
    first: Rows,
    as_of: datetime,
    raw: RawTimes | None = None,
    opened: DecisionLog | None = None,
    same_moment: Copies | None = None,
) -> LogFacts:
    """Return what a log has for tracing its decisions, in a few looks at it.

    Parameters
    ----------
    frame : LazyFrame
        The decisions that are audited.
    looked : Looked
        What `look_over` found.
    collect, first : callable
        The engine's: the last knows all rows of the log, and its times are raw.
    as_of : datetime
        The time that the audit speaks for, on the clock that the frame's times are on.
    raw : RawTimes, optional
        How raw times become those of the frame. Default: they are the same.
    opened : DecisionLog, optional
        What was learnt when the log was read: rows set aside.
    same_moment : Copies, optional
        What `LogFacts` has of that, if it is known already.
    """
    counts = _counts(frame, plan, kinds, as_of, collect=collect)
    rows, columns, when = counts["rows"], plan.columns, roles.moment(plan, kinds)
    rejects = () if opened is None else opened.rejects

    def lacking(name: str, of: str = "rows") -> Lacking | None:
        if name not in counts or of not in counts:
            return None
        return Lacking(count=counts[name], of=counts[of])

    def repeated(part: nw.LazyFrame[Any], keys: Sequence[str], exact: int) -> Copies:
        return copies.copies(
            part, keys, when, kinds=kinds, rows=rows, exact=exact, first=first, collect=collect
        )

    doubled = sequence = None
    if columns.id is not None:
        doubled = repeated(frame, [columns.id], copies.EXACT)
        sequence = sequenced(
            frame,
            columns.id,
            when,
            kinds=kinds,
            rows=rows,
            exact=copies.EXACT,
            different=doubled.examined - doubled.rows,
            first=first,
            collect=collect,
        )
    entity, time = columns.entity, columns.time
    if same_moment is None and entity is not None and time is not None and when is not None:
        # A day without a clock is no moment.
        moments = frame.filter(when != when.dt.truncate("1d"))
        same_moment = repeated(moments, [entity, time], copies.EXACT_MOMENTS)
    return LogFacts(
        rows=rows,
        unread_times=sum(
            columns.time is not None and one.column == columns.time for one in rejects
        ),
        id=lacking("id"),
        entity=lacking("entity"),
        time=lacking("time"),
        model_version=lacking("model_version"),
        reason=_reason(frame, plan, kinds, collect=collect),
        reviewer=lacking("reviewer", "reviewed"),
        override_reason=lacking("override_reason", "overridden"),
        future=lacking("future", "with time"),
        early_labels=lacking("early labels", "with both"),
        copies=doubled,
        same_moment=same_moment,
        sequence=sequence,
        order=_order(plan, kinds, first, raw or RawTimes()),
        looked=looked.rows,
        identifiers=looked.identifiers,
    )


def _counts(
    frame: nw.LazyFrame[Any], plan: Plan, kinds: roles.Kinds, as_of: datetime, *, collect: Collect
) -> dict[str, int]:
    """Return all that can be counted in one look."""
    columns, kpis = plan.columns, plan.kpis
    looks: dict[str, nw.Expr] = {}
    for name in ("id", "entity", "time", "model_version"):
        column = getattr(columns, name)
        if column is not None:
            looks[name] = _empty(column, kinds)
    for name, flag, column in (
        ("reviewer", "review", columns.reviewer),
        ("override_reason", "override", columns.override_reason),
    ):
        if flag in kpis:
            done = roles.binary(kpis[flag], kinds) == 1
            looks["reviewed" if flag == "review" else "overridden"] = done
            if column is not None:
                looks[name] = done & _empty(column, kinds)
    when = roles.moment(plan, kinds)
    if when is not None:
        end = datetime(as_of.year, as_of.month, as_of.day) + timedelta(days=1)  # noqa: DTZ001
        looks |= {"with time": ~when.is_null(), "future": when >= end}
        label_time = None if plan.label is None else plan.label.time
        if label_time is not None and kinds[label_time] in {"time", "date"}:
            known = nw.col(label_time).cast(nw.Datetime("us"))
            # A day without a clock stands for all of that day.
            day = (known == known.dt.truncate("1d")) & (known == when.dt.truncate("1d"))
            looks["with both"] = ~known.is_null() & ~when.is_null()
            looks["early labels"] = (known < when) & ~day
    found = collect(
        frame.select(
            nw.len().alias("rows"),
            *(look.cast(nw.Int64).sum().alias(name) for name, look in looks.items()),
        )
    )
    return {name: int(values[0] or 0) for name, values in found.items()}


def _empty(column: str, kinds: roles.Kinds) -> nw.Expr:
    """Return whether a row has no value; an empty text is none."""
    null = nw.col(column).is_null()
    if kinds[column] != "text":
        return null
    return null | (nw.coalesce(nw.col(column).cast(nw.String), nw.lit("")) == "")


def _reason(
    frame: nw.LazyFrame[Any], plan: Plan, kinds: roles.Kinds, *, collect: Collect
) -> Lacking | None:
    """Return how many unfavourable decisions have no reason; None if the plan names none."""
    column = plan.columns.reason
    decided = plan.decision is not None or (
        plan.score is not None and plan.score.threshold is not None
    )
    if column is None or not decided:
        return None
    axis = roles.decision(plan, kinds)
    by_decision = (
        frame.select(decision_=axis.key, lacks_=_empty(column, kinds).cast(nw.Int64))
        .group_by("decision_")
        .agg(n=nw.len(), lacks_=nw.col("lacks_").sum())
    )
    found = collect(by_decision)
    unfavourable = [axis.level_of(value) == "unfavourable" for value in found["decision_"].tolist()]
    return Lacking(
        count=int(found["lacks_"][unfavourable].sum()), of=int(found["n"][unfavourable].sum())
    )


def _order(plan: Plan, kinds: roles.Kinds, first: Rows, raw: RawTimes) -> Order:
    """Return what those of the first rows that are audited tell of the clock."""
    time = plan.columns.time
    if time is None or kinds[time] not in {"time", "date"}:
        return Order()
    watched = [plan.kpis[name] for name in ("latency", "cost") if name in plan.kpis]
    watched += [] if plan.score is None else [plan.score.column]
    watched += [column for column in plan.features if kinds.get(column) in {"integer", "number"}]
    names = list(dict.fromkeys(watched))
    found = first([time, *names], ROWS)
    times = found[time].astype("datetime64[us]")
    inside = raw.inside(times)
    values = {name: found[name][inside].astype(np.float64) for name in names}
    return on_clock(order_of(times[inside], values), raw.local)
