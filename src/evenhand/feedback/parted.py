"""Parted: the decisions to train on and those held out, which are the later ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.tally import Collect
from evenhand.models.bench import ends
from evenhand.plan import Plan

_MICROSECONDS = "datetime64[us]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Where a log is parted in time: as remedies are tried, so that figures can be compared.

    Attributes
    ----------
    start : datetime
        Of the decisions held out.
    end : datetime or None
        From when on labels have not all arrived: such decisions are in neither part.
    earlier, later : int
        How many decisions there are to train on, labelled or not, and how many are held out.
    """

    start: datetime
    end: datetime | None
    earlier: int
    later: int


def parted(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    cutoff: str | None,
    collect: Collect,
) -> Parted | str:
    """Return where a log is parted, or why it cannot be: a sentence.

    Nothing is drawn: the last quarter of the decisions, in order of time, is held out. Decisions
    of the very moment at which it begins all are.
    """
    at = roles.moment(plan, kinds)
    if at is None:
        return "The plan names no time of the decisions (columns.time), so none are the later ones."
    end = None if cutoff is None else datetime.fromisoformat(cutoff)
    usable = usable_rows(frame, plan, kinds, end=end, collect=collect)
    times = collect(usable.select(at=at))["at"].astype(_MICROSECONDS)
    place = ends(len(times))[1]
    if not place:
        return "There are too few decisions whose labels have had the time to arrive."
    start = np.partition(times, place)[place]
    earlier = int((times < start).sum())
    if not earlier:
        return "All decisions have the same time, so none are the later ones."
    return Parted(start=start.item(), end=end, earlier=earlier, later=len(times) - earlier)


def training_rows(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    where: Parted | None,
    cutoff: str | None,
    collect: Collect,
) -> nw.LazyFrame[Any]:
    """Return the decisions to train on; all usable ones where the log is not parted."""
    end = None if cutoff is None else datetime.fromisoformat(cutoff)
    last = end if where is None else where.start
    return usable_rows(frame, plan, kinds, end=last, collect=collect)


def held_out_rows(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    where: Parted,
    collect: Collect,
) -> nw.LazyFrame[Any]:
    """Return the decisions held out."""
    at = roles.time_of(str(plan.columns.time), kinds)
    usable = usable_rows(frame, plan, kinds, end=where.end, collect=collect)
    return usable.filter(at >= nw.lit(where.start))


def usable_rows(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    end: datetime | None,
    collect: Collect,
) -> nw.LazyFrame[Any]:
    """Return the rows with a decision, before `end`; with a time, where the plan names one."""
    axis = roles.decision(plan, kinds)
    key, level_of = axis.key, axis.level_of
    values = collect(frame.select(key=key).group_by("key").agg(n=nw.len()))["key"].tolist()
    without = [value for value in values if level_of(value) == "undecided" and value is not None]
    rows = frame
    if level_of(None) == "undecided":
        rows = rows.filter(~key.is_null())
    if without:
        rows = rows.filter(~key.is_in(without))
    at = roles.moment(plan, kinds)
    if at is not None:
        rows = rows.filter(~at.is_null())
        if end is not None:
            rows = rows.filter(at < nw.lit(end))
    return rows
