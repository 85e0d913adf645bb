"""The survey: one look over the log before it is counted, for ranges, medians and bad values."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.axis import as_text
from evenhand.cube.tally import Collect
from evenhand.errors import LogError
from evenhand.plan import Plan

BINARY_KPIS = ("failure", "review", "override")
NUMERIC_KPIS = ("latency", "cost", "satisfaction")
QUANTILE_KPIS = ("latency",)

# A decision or label column with more values than this is most likely an id or a number.
_MOST_VALUES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What must be known of a log before it is counted.

    `first` and `last` are the times of the first and last decision; `values` counts the values
    of the decision and label columns, as text, None for null.
    """

    rows: int
    first: datetime | None
    last: datetime | None
    score_low: float
    score_high: float
    score_median: float
    values: Mapping[str, Mapping[str | None, int]]


def survey(frame: nw.LazyFrame[Any], plan: Plan, kinds: roles.Kinds, *, collect: Collect) -> Survey:
    """Return the ranges of a log's columns, after checking that they can be audited.

    Raises
    ------
    LogError
        No rows; NaN or infinity in a number column; weights that are missing or negative; a
        yes-or-no column with other values; a decision without a favourable value, or with more
        values than a decision can have.
    """
    numbers = numbers_of(plan, kinds)
    looks = {"rows": nw.len()}
    for name, value in numbers.items():
        # One sum tells whether any value is NaN or infinite; which of them is asked only then.
        looks[f"{name} sum"] = value.sum()
        if name in BINARY_KPIS:
            looks[f"{name} odd"] = (value * (1 - value)).abs().sum()
        if name in {"score", "weight"}:
            looks[f"{name} low"] = value.min()
    if "score" in numbers:
        looks |= {"score high": numbers["score"].max(), "score median": numbers["score"].median()}
    if "weight" in numbers:
        looks["weight known"] = numbers["weight"].count()
    when = roles.moment(plan, kinds)
    if when is not None:
        looks |= {"first": when.min(), "last": when.max()}
    found = collect(frame.select(*[look.alias(name) for name, look in looks.items()]))
    one = {name: values[0] for name, values in found.items()}
    rows = int(one["rows"])
    if rows == 0:
        raise LogError("the log has no decisions in it", "is it the right file?")
    for name, value in numbers.items():
        if not math.isfinite(_number(one[f"{name} sum"] or 0.0)):
            _check_finite(frame, value, name, plan, collect=collect)
    _check_numbers(one, plan, rows, numbers)
    values = {
        role: _values(frame, column, role, collect=collect)
        for role, column in _categories(plan).items()
    }
    _check_values(values, plan)
    return Survey(
        rows=rows,
        first=_time(one.get("first")),
        last=_time(one.get("last")),
        score_low=_number(one.get("score low")),
        score_high=_number(one.get("score high")),
        score_median=_number(one.get("score median")),
        values=values,
    )


def numbers_of(plan: Plan, kinds: roles.Kinds) -> dict[str, nw.Expr]:
    """Return the number columns of the plan by what they are called in messages."""
    numbers = {}
    if plan.score is not None:
        numbers["score"] = roles.number(plan.score.column, kinds, "score")
    if plan.columns.weight is not None:
        numbers["weight"] = roles.number(plan.columns.weight, kinds, "weight")
    for kpi, column in plan.kpis.items():
        numbers[kpi] = (
            roles.binary(column, kinds) if kpi in BINARY_KPIS else roles.number(column, kinds, kpi)
        )
    return numbers


def _column(name: str, plan: Plan) -> str | None:
    """Return the column behind a name of `numbers_of`."""
    if name == "score":
        return plan.score.column if plan.score is not None else None
    return plan.columns.weight if name == "weight" else plan.kpis[name]


def _check_finite(
    frame: nw.LazyFrame[Any], value: nw.Expr, name: str, plan: Plan, *, collect: Collect
) -> None:
    """Raise if a column has values that are NaN or infinite; a sum may also have overflowed."""
    bad = (~(value.is_finite() | value.is_null())).cast(nw.Int64).sum()
    count = int(collect(frame.select(bad.alias("bad")))["bad"][0])
    if count:
        raise LogError(
            f"the {name} column {_column(name, plan)!r} has {count:,} values that are NaN or "
            "infinite",
            "leave a value that is missing empty, and find out why the others overflowed",
        )


def _check_numbers(
    one: Mapping[str, Any], plan: Plan, rows: int, numbers: Mapping[str, nw.Expr]
) -> None:
    for name in numbers:
        column = _column(name, plan)
        if name in BINARY_KPIS and _number(one[f"{name} odd"]) > 0:
            raise LogError(
                f"the {name} column {column!r} holds more than yes and no",
                "use true and false, yes and no, or 1 and 0",
            )
        if name == "weight" and int(one["weight known"]) < rows:
            raise LogError(
                f"the weight column {column!r} is empty in "
                f"{rows - int(one['weight known']):,} rows",
                "give every row a weight, or do not name a weight column",
            )
        if name == "weight" and _number(one["weight low"]) < 0:
            raise LogError(
                f"the weight column {column!r} has negative values", "weights count people"
            )


def _categories(plan: Plan) -> dict[str, str]:
    columns = {}
    if plan.decision is not None:
        columns["decision"] = plan.decision.column
    if plan.label is not None:
        columns["label"] = plan.label.column
    return columns


def _values(
    frame: nw.LazyFrame[Any], column: str, role: str, *, collect: Collect
) -> dict[str | None, int]:
    """Return how often each value of a column occurs, the commonest first."""
    counted = frame.select(nw.col(column).alias("value")).group_by("value").agg(nw.len().alias("n"))
    found = collect(counted.head(_MOST_VALUES + 1))
    if len(found["n"]) > _MOST_VALUES:
        raise LogError(
            f"the {role} column {column!r} has more than {_MOST_VALUES:,} different values",
            "name the column that holds the decision itself, or a score with --threshold",
        )
    counts: dict[str | None, int] = {}
    for raw, n in zip(found["value"], found["n"], strict=True):
        value = as_text(raw)
        # Null and NaN are two values of an engine, and one to us.
        counts[value] = counts.get(value, 0) + int(n)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0] or "")))


def _check_values(values: Mapping[str, Mapping[str | None, int]], plan: Plan) -> None:
    if plan.decision is not None:
        seen = [value for value in values["decision"] if value]
        shown = ", ".join(f"{v} ({values['decision'][v]:,})" for v in seen[:8])
        if not seen:
            raise LogError(f"the decision column {plan.decision.column!r} is empty")
        if not plan.decision.favourable:
            raise LogError(
                f"nobody said which value of {plan.decision.column!r} is favourable: {shown}",
                "name the one that the person hopes for, with --favourable",
            )
        if not set(seen) & set(plan.decision.favourable):
            named = ", ".join(plan.decision.favourable)
            raise LogError(
                f"no decision in {plan.decision.column!r} is {named}; it holds: {shown}",
                "name the favourable value as the log writes it, with --favourable",
            )
    if plan.label is not None:
        seen = [value for value in values["label"] if value]
        if seen and not set(seen) & set(plan.label.positive) and len(seen) > 1:
            shown = ", ".join(f"{v} ({values['label'][v]:,})" for v in seen[:8])
            raise LogError(
                f"no label in {plan.label.column!r} is {' or '.join(plan.label.positive)}; "
                f"it holds: {shown}",
                f"name the value that means qualified, for example --set label.positive={seen[0]}",
            )


def _number(value: Any) -> float:  # noqa: ANN401 - what an engine returns for one number
    return float(value) if value is not None and value is not np.ma.masked else float("nan")


def _time(value: Any) -> datetime | None:  # noqa: ANN401 - a time of any engine
    if value is None or value is np.ma.masked:
        return None
    stamp = np.datetime64(value, "us")
    return None if np.isnat(stamp) else stamp.astype(datetime)
