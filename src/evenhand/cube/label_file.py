"""Labels that come apart from the log: joined to its decisions by an id."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import narwhals as nw

from evenhand.cube import known, roles
from evenhand.cube.tally import Collect
from evenhand.errors import LogError, PlanError
from evenhand.plan import Label, Plan

Frame = nw.LazyFrame[Any]
Hold = Callable[[Frame], Frame]

# Names that no column of a log is likely to have.
_ID, _LABEL, _KNOWN, _LOWEST, _HIGHEST, _LATEST = (
    f"evenhand {name}" for name in ("id", "label", "known", "lowest", "highest", "latest")
)
# A label whose time is not recorded is older than any that has one; a time that all engines hold.
_LONG_AGO = datetime(1700, 1, 1)  # noqa: DTZ001 - times here name no zone


class Side(NamedTuple):
    """A log or a file of labels: its rows, and the kind of each of its columns."""

    frame: Frame
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A log with the labels that came apart.

    Attributes
    ----------
    frame : LazyFrame
        The rows of the log, each once, with its label, and the label's time if the file has one.
    kinds : dict of str to str
        Name to kind of every column.
    notes : tuple of str
        What the reader must know of how the two met.
    """

    frame: Frame
    kinds: dict[str, str]
    notes: tuple[str, ...]


def ids_of(plan: Plan) -> tuple[str, str]:
    """Return the columns that join: of the log, and of the file of labels.

    Raises
    ------
    PlanError
        The plan names neither.
    """
    label = plan.label
    theirs = label.on if label is not None else None
    mine = plan.columns.id or theirs
    if mine is None:
        raise PlanError(
            "nobody said by which column labels and decisions belong together",
            "name the id of the decision, with --on",
        )
    return mine, theirs or mine


def join_labels(
    log: Side,
    labels: Side,
    plan: Plan,
    *,
    clock: datetime,
    collect: Collect,
    hold: Hold,
) -> Joined:
    """Return a log with its labels from a file of their own, by the id of the decision.

    Where both have a label, the file's is taken. The same label twice counts once; of labels that
    contradict each other the latest is taken, if the plan names their time. Ids are compared as
    both sides write them: 007 is not 7, unless both are numbers. Labels that became known after
    the day of `clock` are left out first: what was known before them stood until then.

    Parameters
    ----------
    log, labels : Side
    plan : Plan
        Names the label, and the id.
    clock : datetime
        The time that the audit speaks for, on the clock that the label's times show.
    collect : callable
        The engine's way from a small lazy frame to arrays.
    hold : callable
        The engine's way to keep a frame that is read more than once.

    Raises
    ------
    LogError
        Decisions have labels that contradict each other, or no label belongs to a decision.
    PlanError
        The plan names no label, or no id.
    """
    if plan.label is None:
        raise PlanError(
            "a file of labels is named, but not which of its columns holds the label",
            "name the column with --label",
        )
    label, (mine, theirs) = plan.label, ids_of(plan)
    kinds, timed = dict(log.kinds), label.time is not None and label.time in labels.kinds
    as_text = log.kinds[mine] != labels.kinds[theirs]
    own = label.column in log.kinds
    alike = not own or log.kinds[label.column] == labels.kinds[label.column]
    value = nw.col(label.column) if alike else _text(label.column, labels.kinds)
    when = roles.time_of(label.time, labels.kinds) if timed and label.time else None
    rows = _labelled(labels, label, _id(theirs, labels.kinds, as_text=as_text), value, when)
    notes = list(_nameless(rows, collect=collect))
    rows = rows.filter(~nw.col(_ID).is_null())
    frame = log.frame.with_columns(_id(mine, log.kinds, as_text=as_text).alias(_ID))
    notes += _strangers(frame, rows, collect=collect)
    if timed:
        later = known.after(nw.col(_KNOWN), clock)
        notes += _hidden(rows.filter(later), clock, collect=collect)
        rows = rows.filter(~later | nw.col(_KNOWN).is_null())
    one = hold(_one_each(rows, collect=collect, timed=timed))
    joined = frame.join(one, on=_ID, how="left")
    if own:
        before = nw.col(label.column) if alike else _text(label.column, log.kinds)
        notes += _changed(joined, before, log.kinds[label.column], collect=collect)
        after = nw.coalesce(nw.col(_LABEL), before)
    else:
        after = nw.col(_LABEL)
    kinds[label.column] = labels.kinds[label.column] if alike else "text"
    columns = {label.column: after}
    if timed and label.time is not None:
        # The time of the label that was taken, and of no other.
        taken = nw.when(~nw.col(_LABEL).is_null()).then(nw.col(_KNOWN))
        earlier = roles.time_of(label.time, log.kinds) if label.time in log.kinds else None
        columns[label.time] = taken if earlier is None else taken.otherwise(earlier)
        kinds[label.time] = "time"
    kept = [name for name in log.kinds if name not in columns]
    return Joined(frame=joined.select(*kept, **columns), kinds=kinds, notes=tuple(notes))


def _labelled(
    labels: Side, label: Label, key: nw.Expr, value: nw.Expr, when: nw.Expr | None
) -> Frame:
    """Return the rows of a file that carry a label, with their id."""
    filled = ~nw.col(label.column).is_null()
    if labels.kinds[label.column] == "text":
        filled &= nw.col(label.column) != ""
    times = {} if when is None else {_KNOWN: when}
    return labels.frame.filter(filled).select(**{_ID: key, _LABEL: value, **times})


def _nameless(rows: Frame, *, collect: Collect) -> Iterator[str]:
    """Yield a note of the labels that name no decision."""
    n = int(collect(rows.filter(nw.col(_ID).is_null()).select(n=nw.len()))["n"][0])
    if n:
        yield (
            "One label in the label file has no id: it belongs to nobody."
            if n == 1
            else f"{n:,} labels in the label file have no id: they belong to nobody."
        )


def _hidden(rows: Frame, clock: datetime, *, collect: Collect) -> Iterator[str]:
    """Yield a note of the labels that became known too late."""
    n = int(collect(rows.select(n=nw.len()))["n"][0])
    if n:
        yield known.told(n, clock)


def _one_each(rows: Frame, *, collect: Collect, timed: bool) -> Frame:
    """Return one row an id: the label that all of its rows have, or the latest that it has.

    Raises
    ------
    LogError
        Some ids have several.
    """
    if timed:
        stamp = nw.coalesce(nw.col(_KNOWN), nw.lit(_LONG_AGO))
        rows = rows.with_columns(stamp.alias(_LATEST))
        last = rows.group_by(_ID).agg(nw.col(_LATEST).max())
        rows = rows.join(last, on=[_ID, _LATEST], how="inner")
    times = [nw.col(_KNOWN).max()] if timed else []
    one = rows.group_by(_ID).agg(
        nw.col(_LABEL).min().alias(_LOWEST), nw.col(_LABEL).max().alias(_HIGHEST), *times
    )
    contradicted = int(
        collect(one.filter(nw.col(_LOWEST) != nw.col(_HIGHEST)).select(n=nw.len()))["n"][0]
    )
    if contradicted:
        which = "one decision has" if contradicted == 1 else f"{contradicted:,} decisions have"
        raise LogError(
            f"{which} labels in the label file that contradict each other",
            "keep one of them"
            if timed
            else "keep one of them, or name the column that says when a label became known, with "
            "--set label.time=COLUMN: then the latest counts",
        )
    kept = [_KNOWN] if timed else []
    return one.select(nw.col(_ID), nw.col(_LOWEST).alias(_LABEL), *kept)


def _strangers(frame: Frame, rows: Frame, *, collect: Collect) -> Iterator[str]:
    """Yield a note of the labels that belong to no decision of the log.

    Raises
    ------
    LogError
        There is no label, or none belongs to a decision.
    """
    ids = rows.select(_ID).unique()
    ours = frame.filter(~nw.col(_ID).is_null()).select(_ID).unique()
    total = int(collect(ids.select(n=nw.len()))["n"][0])
    met = int(collect(ids.join(ours, on=_ID, how="inner").select(n=nw.len()))["n"][0])
    if total == 0:
        raise LogError(
            "the label file has no label that names a decision",
            "look into its columns of ids and of labels: are both filled?",
        )
    if met == 0:
        raise LogError(
            f"none of the {total:,} labels belongs to a decision of the log",
            "do both files write their ids alike, and is it the right column? See --on",
        )
    if total > met:
        lost = total - met
        which = "One" if lost == 1 else f"{lost:,}"
        yield (
            f"{which} of the {total:,} labels in the label file belong{'s' * (lost == 1)} to no "
            "decision of the log."
        )


def _changed(joined: Frame, before: nw.Expr, kind: str, *, collect: Collect) -> Iterator[str]:
    """Yield a note of the labels of the log that the file corrects."""
    known = ~before.is_null()
    if kind == "text":
        known &= before != ""
    other = known & ~nw.col(_LABEL).is_null() & (nw.col(_LABEL) != before)
    changed = int(collect(joined.filter(other).select(n=nw.len()))["n"][0])
    if changed:
        yield (
            "One label of the log is another in the label file, which counts."
            if changed == 1
            else f"{changed:,} labels of the log are others in the label file, which count."
        )


def _id(column: str, kinds: Mapping[str, str], *, as_text: bool) -> nw.Expr:
    """Return an id; one that is not a number is none."""
    if as_text:
        return _text(column, kinds)
    return nw.col(column).fill_nan(None) if kinds[column] == "number" else nw.col(column)


def _text(column: str, kinds: Mapping[str, str]) -> nw.Expr:
    """Return a column as the text that a CSV would have: 7, not 7.0, and true, not True."""
    value = nw.col(column)
    match kinds[column]:
        case "boolean":
            return nw.when(value).then(nw.lit("true")).when(~value).then(nw.lit("false"))
        case "number":
            known = value.fill_nan(None)
            # pandas cannot make whole numbers of a column with gaps.
            whole = nw.when(known.is_finite()).then(known).otherwise(nw.lit(0.0))
            whole = whole.floor().cast(nw.Int64)
            text = nw.when(known == whole).then(whole.cast(nw.String))
            return text.when(~known.is_null()).then(known.cast(nw.String))
        case _:
            return value.cast(nw.String)
