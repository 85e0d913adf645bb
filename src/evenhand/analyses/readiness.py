"""Readiness: whether the log's decisions can be traced, and what each gap prevents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from evenhand.cube.copies import Copies
from evenhand.cube.order import Frozen, Order
from evenhand.cube.sequence import Sequenced
from evenhand.cube.traces import Lacking, LogFacts
from evenhand.log.identifiers import IDENTIFIERS, Identified
from evenhand.plan import Plan

State = Literal["ready", "gap", "missing", "not_asked"]

_ONCE = "Knowing how many decisions were made: copies count twice in every figure."
_WHOLE = "Showing that no decision was left out of the log."

# What each check asks, and what cannot be done where the answer is no.
ASKED = {
    "id": (
        "Every decision has an id.",
        "Tracing a figure, a complaint or an appeal to the decision behind it.",
    ),
    "duplicates": ("No two decisions have the same id.", _ONCE),
    "same_moment": ("Nobody is decided about twice at one and the same time.", _ONCE),
    "sequence": ("No number is left out of the sequence of ids.", _WHOLE),
    "time": (
        "Every decision has a time.",
        "Trends, windows, deadlines, and laying a decision beside what else happened then.",
    ),
    "future": (
        "No decision is later than the day that the audit speaks for.",
        "Telling which decisions belong to the time audited.",
    ),
    "early_labels": (
        "No label was known before its decision.",
        "Telling how late outcomes are known, and whether the model could have seen them.",
    ),
    "order": (
        "The clock of the log does not go back.",
        "Telling what came first: a change, or the decision.",
    ),
    "pause": ("There is no unusual pause in the log.", _WHOLE),
    "frozen": (
        "No value stands still for longer than chance would have it.",
        "Trusting the values: they may be those of an earlier decision.",
    ),
    "entity": (
        "Every decision says whom it is about.",
        "Telling one person decided about five times from five people.",
    ),
    "model_version": (
        "Every decision says which model version made it.",
        "Tracing a change in the figures to a release.",
    ),
    "reason": (
        "Every unfavourable decision has a reason.",
        "Explaining a refusal to the person, and comparing reasons between groups.",
    ),
    "reviewer": (
        "Every reviewed decision says who reviewed it.",
        "Showing that a person with the authority to decide looked at it.",
    ),
    "override_reason": (
        "Every overridden decision says why.",
        "Telling corrections of the model from favours.",
    ),
    "identifiers": (
        "There are no personal identifiers in the log.",
        "Passing the log on: whoever has it can tell who the people are.",
    ),
}

# Rows that are written at the same time may come in another order.
_TOGETHER = 60.0
_NO_TIMES = "The plan names no column of times."
_NO_MOMENTS = "The plan does not name both whom a decision is about and when it was made."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a log needs for its decisions to be traced.

    Attributes
    ----------
    key : str
        Its slug, as in `ASKED`; of identifiers that were found ``identifiers:`` and their class.
    title : str
        What is needed, as a statement.
    state : {"ready", "gap", "missing", "not_asked"}
        It is there; it is there with gaps; the plan names nothing of the kind; it cannot be told
        of this log.
    count, of : int or None
        Rows with a gap, of the rows looked at.
    where : str
        The column.
    prevents : str
        What cannot be done without it.
    detail : str
        What was found, in a sentence or two; never a value of the log.
    """

    key: str
    title: str
    state: State
    count: int | None
    of: int | None
    where: str
    prevents: str
    detail: str


def readiness(facts: LogFacts, plan: Plan) -> tuple[Check, ...]:
    """Return every check of a log, in the order of a report."""
    return (
        *_ids(facts, plan),
        *_times(facts, plan),
        *_clock(facts.order, plan.columns.time),
        *_accounts(facts, plan),
        *_identifiers(facts),
    )


def _ids(facts: LogFacts, plan: Plan) -> Iterator[Check]:
    column = plan.columns.id
    yield _lacking("id", facts.id, column)
    if facts.copies is None:
        yield _absent("duplicates", "missing", "The plan names no such column.")
    else:
        yield _copies("duplicates", facts.copies, column, facts.rows)
    where = f"{plan.columns.entity}, {plan.columns.time}"
    if facts.same_moment is None:
        yield _absent("same_moment", "not_asked", _NO_MOMENTS)
    elif not facts.same_moment.examined:
        yield _absent("same_moment", "not_asked", "The times are days without a clock.", where)
    else:
        yield _copies("same_moment", facts.same_moment, where, facts.rows)
    if facts.sequence is None:
        why = "The plan names no such column." if column is None else "The ids are no sequence."
        yield _absent("sequence", "not_asked", why, column)
    else:
        yield _sequence(facts.sequence, column, facts.rows)


def _copies(key: str, copies: Copies, where: str | None, rows: int) -> Check:
    share = f" ({100 * copies.examined / rows:.1f} % of them)" if copies.examined < rows else ""
    detail = f"{copies.examined:,} rows were compared{share}."
    if copies.rows:
        detail += f" {copies.rows:,} repeat another; one is there {copies.most:,} times."
    if copies.since is not None:
        hour = f"{copies.burst:,} came in the hour" if copies.burst else "They are spread out"
        detail += f" {hour} from {_at(copies.since)}."
    return _found(key, copies.rows, copies.examined, where, detail)


def _sequence(sequence: Sequenced, where: str | None, rows: int) -> Check:
    first = f" of the first {sequence.examined:,} rows" if sequence.examined < rows else ""
    detail = (
        f"{sequence.numbers:,} numbers lie between the least and the greatest id{first}; "
        f"{sequence.missing:,} of them are not there."
    )
    if sequence.longest:
        after = "" if sequence.at is None else f", after {_at(sequence.at)}"
        detail += f" The longest stretch is {sequence.longest:,}{after}."
    return _found("sequence", sequence.missing, sequence.numbers, where, detail)


def _times(facts: LogFacts, plan: Plan) -> Iterator[Check]:
    column, time = plan.columns.time, facts.time
    if time is not None and facts.unread_times:
        unread = facts.unread_times
        detail = f"{time.count:,} of {time.of:,} have none. {unread:,} more cannot be read."
        yield _found("time", time.count + unread, time.of + unread, column, detail)
    else:
        yield _lacking("time", time, column)
    if facts.future is None:
        yield _absent("future", "not_asked", _NO_TIMES)
    else:
        yield _counted("future", facts.future, column, "are later than that day")
    if facts.early_labels is None or plan.label is None:
        when = "decisions were made" if column is None else "labels became known"
        why = f"The plan does not say when {when}."
        yield _absent("early_labels", "not_asked", why)
    else:
        words = "have a label that is older than they are"
        yield _counted("early_labels", facts.early_labels, plan.label.time, words)


def _clock(order: Order, where: str | None) -> Iterator[Check]:
    if not order.rows:
        why = _NO_TIMES if where is None else "None of the first rows has a time in the period."
        yield _absent("order", "not_asked", why, where)
        yield _absent("pause", "not_asked", why, where)
        return
    if order.ordered:
        detail = f"{order.backward:,} of the first {order.rows:,} rows are before the row above."
        back = order.back
        if back is not None:
            detail += f" The largest step back is {_long(back.seconds)}, from {_at(back.at)}."
        jumps = order.backward if back is not None and back.seconds > _TOGETHER else 0
        yield _found("order", jumps, order.rows, where, detail)
    else:
        yield _absent("order", "not_asked", "The rows are in another order than time.", where)
    detail = f"There is none in the first {order.rows:,} rows."
    if order.gap is not None:
        detail = f"There is no decision for {_long(order.gap.seconds)} from {_at(order.gap.at)}."
    yield _found("pause", int(order.gap is not None), order.rows, where, detail)
    for frozen in order.frozen:
        yield _frozen(frozen, order.rows)


def _frozen(frozen: Frozen, rows: int) -> Check:
    since = "" if frozen.since is None else f" from {_at(frozen.since)}"
    until = "" if frozen.until is None else f" to {_at(frozen.until)}"
    detail = f"{frozen.rows:,} decisions in a row have one and the same value{since}{until}."
    return _found("frozen", frozen.rows, rows, frozen.column, detail)


def _accounts(facts: LogFacts, plan: Plan) -> Iterator[Check]:
    """Yield the checks of whom a decision is about, what and who made it, and why."""
    columns = plan.columns
    yield _lacking("entity", facts.entity, columns.entity)
    yield _lacking("model_version", facts.model_version, columns.model_version)
    if facts.reason is None and columns.reason is not None:
        yield _absent("reason", "not_asked", "The plan names no decision.", columns.reason)
    else:
        yield _lacking("reason", facts.reason, columns.reason)
    for key, found, column, kpi, done in (
        ("reviewer", facts.reviewer, columns.reviewer, "review", "reviewed"),
        ("override_reason", facts.override_reason, columns.override_reason, "override",
         "overridden"),
    ):  # fmt: skip
        if kpi in plan.kpis:
            yield _lacking(key, found, column)
        else:
            why = f"The plan does not say which decisions were {done}."
            yield _absent(key, "not_asked", why, column)


def _identifiers(facts: LogFacts) -> Iterator[Check]:
    if not facts.looked:
        yield _absent("identifiers", "not_asked", "No column could hold any.")
    elif not facts.identifiers:
        detail = f"None was found in the {facts.looked:,} rows looked at."
        yield _found("identifiers", 0, facts.looked, None, detail)
    for one in facts.identifiers:
        yield _identified(one)


def _identified(one: Identified) -> Check:
    known = IDENTIFIERS[one.key]
    law = (
        "" if known.hipaa is None else f" HIPAA lists them: 45 CFR 164.514(b)(2)(i)({known.hipaa})."
    )
    detail = f"{one.matching:,} of {one.examined:,} values looked at hold {known.title}.{law}"
    return _found(f"identifiers:{one.key}", one.matching, one.examined, one.column, detail)


def _lacking(key: str, found: Lacking | None, column: str | None) -> Check:
    if found is None:
        return _absent(key, "missing", "The plan names no such column.", column)
    return _counted(key, found, column, "have none")


def _counted(key: str, found: Lacking, column: str | None, words: str) -> Check:
    if not found.of:
        return _absent(key, "not_asked", "There are no such decisions.", column)
    return _found(key, found.count, found.of, column, f"{found.count:,} of {found.of:,} {words}.")


def _found(key: str, count: int, of: int, where: str | None, detail: str) -> Check:
    return _check(key, "gap" if count else "ready", detail, where, count, of)


def _absent(key: str, state: State, why: str, where: str | None = None) -> Check:
    return _check(key, state, why, where, None, None)


def _check(  # noqa: PLR0917 - one row's fields in order
    key: str, state: State, detail: str, where: str | None, count: int | None, of: int | None
) -> Check:
    title, prevents = ASKED[key.partition(":")[0]]
    return Check(
        key=key, title=title, state=state, count=count, of=of, where=where or "",
        prevents=prevents, detail=detail,
    )  # fmt: skip


def _at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _long(seconds: float) -> str:
    """Return a length of time in the unit that suits it."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:,.1f} seconds"
