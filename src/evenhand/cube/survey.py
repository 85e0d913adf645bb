"""The survey: one look over the log before it is counted, for ranges and bad values."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.categories import categories
from evenhand.cube.recorded import Recorded, recorded
from evenhand.cube.tally import Collect
from evenhand.errors import LogError
from evenhand.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What must be known of a log before it is counted.

    `first` and `last` are the times of the first and last decision; `values` counts the values
    of the decision, label and outcome columns, as text, None for null.
    """

    rows: int
    first: datetime | None
    last: datetime | None
    score_low: float
    score_high: float
    values: Mapping[str, Mapping[str | None, int]]


def survey(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    *,
    collect: Collect,
    later: Collection[str] = (),
    parts: Sequence[nw.LazyFrame[Any]] = (),
) -> Survey:
    """Return the ranges of a log's columns, after checking that they can be audited.

    Parameters
    ----------
    frame : LazyFrame
        One row a decision.
    later : collection of str
        Columns, as `numbers_of` names them, that whoever counts the log checks for NaN and
        infinity as they are added up.
    parts : sequence of LazyFrame
        Frames that make up `frame`, if it is quicker to look at one after the other.

    Raises
    ------
    LogError
        No rows; NaN or infinity in a number column; weights that are missing or negative; a
        yes-or-no column with other values; more failed tool calls than calls; a decision that was
        made before 1980 or after 2100; one without a favourable value, or with more values than a
        decision can have; an outcome without any value that the plan names.
    """
    columns = recorded(plan, kinds)
    numbers = numbers_of(plan, kinds)
    looks = _looks(plan, kinds, numbers, columns, later)
    asked = [look.of.alias(name) for name, look in looks.items()]
    # One by one: a database may not plan a question of a thousand parts.
    answers = [collect(part.select(*asked)) for part in parts or [frame]]
    one = {
        name: look.over.reduce(np.concatenate([answer[name] for answer in answers]))
        for name, look in looks.items()
    }
    rows = int(one["rows"])
    if rows == 0:
        raise LogError("the log has no decisions in it", "is it the right file?")
    for name in numbers:
        # The ends of a column may be known without its values, and so without any that is NaN.
        told = [f"{name} {what}" for what in ("sum", "low", "high")]
        if not all(math.isfinite(_number(one[look])) for look in told if look in one):
            check_finite(frame, name, plan, kinds, collect=collect)
    _check_numbers(one, plan, rows)
    _check_kpis(one, plan, columns)
    ends = [_time(one.get(end)) for end in ("first", "last")]
    when = roles.moment(plan, kinds)
    if when is not None and any(at is not None and not _EARLIEST <= at < _TOO_LATE for at in ends):
        raise _stray(frame, plan, when, ends, collect=collect)
    first, last = (None if at is None else at.astype(datetime) for at in ends)
    values = categories(frame, plan, kinds, collect=collect)
    return Survey(
        rows=rows,
        first=first,
        last=last,
        score_low=_number(one.get("score low")),
        score_high=_number(one.get("score high")),
        values=values,
    )


class _Look(NamedTuple):
    """What is asked of a column, and how the answers of some parts of a log make one."""

    of: nw.Expr
    over: np.ufunc


def _looks(
    plan: Plan,
    kinds: roles.Kinds,
    numbers: Mapping[str, nw.Expr],
    columns: Mapping[str, Recorded],
    later: Collection[str],
) -> dict[str, _Look]:
    """Return what is asked of the whole log at once, one number each."""
    looks = {"rows": _Look(nw.len(), np.add)}
    for name, value in numbers.items():
        if name in columns and columns[name].flag and kinds[columns[name].column] == "boolean":
            continue  # it holds yes and no, whatever is in it
        if name not in later:
            # One sum tells whether any value is NaN or infinite; which of them is asked only then.
            looks[f"{name} sum"] = _Look(value.sum(), np.add)
            if name in columns and columns[name].flag:
                looks[f"{name} odd"] = _Look((value * (1 - value)).abs().sum(), np.add)
        if name in {"score", "weight"}:
            looks[f"{name} low"] = _Look(value.min(), np.fmin)
    if "score" in numbers:
        looks["score high"] = _Look(numbers["score"].max(), np.fmax)
    if "weight" in numbers:
        looks["weight known"] = _Look(numbers["weight"].count(), np.add)
    if "tool_calls" in columns and "tool_failures" in columns:
        beyond = columns["tool_failures"].value > columns["tool_calls"].value
        looks["calls odd"] = _Look(beyond.cast(nw.Int64).sum(), np.add)
    when = roles.moment(plan, kinds)
    if when is not None:
        looks |= {"first": _Look(when.min(), np.fmin), "last": _Look(when.max(), np.fmax)}
    return looks


def numbers_of(plan: Plan, kinds: roles.Kinds) -> dict[str, nw.Expr]:
    """Return the number columns of the plan by what they are called in messages."""
    numbers = {}
    if plan.score is not None:
        numbers["score"] = roles.number(plan.score.column, kinds, "score")
    if plan.columns.weight is not None:
        numbers["weight"] = roles.number(plan.columns.weight, kinds, "weight")
    return numbers | {name: one.value for name, one in recorded(plan, kinds).items()}


def _named(name: str, plan: Plan, columns: Mapping[str, Recorded]) -> str:
    """Return a column of `numbers_of` as messages call it."""
    if name == "score" and plan.score is not None:
        return f"the score column {plan.score.column!r}"
    column = plan.columns.weight if name == "weight" else columns[name].column
    return f"the {name} column {column!r}"


def check_finite(
    frame: nw.LazyFrame[Any], name: str, plan: Plan, kinds: roles.Kinds, *, collect: Collect
) -> None:
    """Raise if a column of `numbers_of` has values that are NaN or infinite.

    What is asked when its sum is no number: that may also have overflowed.
    """
    value = numbers_of(plan, kinds)[name]
    bad = (~(value.is_finite() | value.is_null())).cast(nw.Int64).sum()
    count = int(collect(frame.select(bad.alias("bad")))["bad"][0])
    if count:
        named = _named(name, plan, recorded(plan, kinds))
        raise LogError(
            f"{named} has {count:,} values that are NaN or infinite",
            "leave a value that is missing empty, and find out why the others overflowed",
        )


def contradicted(values: str) -> LogError:
    """Return the error where `values` lie outside the ends that the survey found.

    The ends of a column may have been read from what a file says of itself.
    """
    return LogError(
        f"{values} lie outside what the files of the log say of themselves",
        "the log was changed while it was read, or written wrongly: write it again",
    )


def _check_numbers(one: Mapping[str, Any], plan: Plan, rows: int) -> None:
    column = plan.columns.weight
    if column is None:
        return
    missing = rows - int(one["weight known"])
    if missing:
        raise LogError(
            f"the weight column {column!r} is empty in {missing:,} rows",
            "give every row a weight, or do not name a weight column",
        )
    if _number(one["weight low"]) < 0:
        raise LogError(f"the weight column {column!r} has negative values", "weights count people")


def _check_kpis(one: Mapping[str, Any], plan: Plan, columns: Mapping[str, Recorded]) -> None:
    for name in columns:
        if _number(one.get(f"{name} odd")) > 0:
            raise LogError(
                f"{_named(name, plan, columns)} holds more than yes and no",
                "use true and false, yes and no, or 1 and 0",
            )
    beyond = _number(one.get("calls odd"))
    if beyond > 0:
        raise LogError(
            f"in {int(beyond):,} rows more tool calls failed than were made",
            "tool_calls counts all calls, the failed ones among them",
        )


def _number(value: Any) -> float:  # noqa: ANN401 - what an engine returns for one number
    return float(value) if value is not None and value is not np.ma.masked else float("nan")


def _time(value: Any) -> np.datetime64 | None:  # noqa: ANN401 - a time of any engine
    if value is None or value is np.ma.masked:
        return None
    stamp = np.datetime64(value, "us")
    return None if np.isnat(stamp) else stamp


def _stray(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    when: nw.Expr,
    ends: Sequence[np.datetime64 | None],
    *,
    collect: Collect,
) -> LogError:
    """Return the error where decisions were made when none can have been."""
    outside = (when < nw.lit(_EARLIEST.item())) | (when >= nw.lit(_TOO_LATE.item()))
    count = int(collect(frame.select(n=outside.cast(nw.Int64).sum()))["n"][0] or 0)
    if count == 0:
        return contradicted("times")
    have = "1 decision has a time" if count == 1 else f"{count:,} decisions have times"
    first, last = (np.datetime_as_string(at, unit="D") for at in ends if at is not None)
    return LogError(
        f"{have} outside the years 1980 to 2100: the column {plan.columns.time!r} reaches from "
        f"{first} to {last}",
        "leave a time that is not known empty, see that times were written in the unit they are "
        "read in, or name the period to audit with --from and --to",
    )


# When automated decisions can have been made. Times beyond are stand-ins (1970-01-01, 9999-12-31)
# or were read in the wrong unit, and would make a calendar of which nearly all is empty.
_EARLIEST, _TOO_LATE = np.datetime64("1980-01-01", "us"), np.datetime64("2101-01-01", "us")
