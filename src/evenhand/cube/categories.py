"""Columns of decisions, labels and outcomes: how often each value is there, and whether it fits."""

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.axis import as_text
from evenhand.cube.endings import values_of
from evenhand.cube.tally import Collect
from evenhand.errors import LogError
from evenhand.plan import Plan

# A decision or label column with more values than this is most likely an id or a number.
_MOST_VALUES = 1000


def categories(
    frame: nw.LazyFrame[Any], plan: Plan, kinds: roles.Kinds, *, collect: Collect
) -> dict[str, dict[str | None, int]]:
    """Return how often each value of the decision, label and outcome columns is there, by role.

    Values are text, None for null; the commonest comes first.

    Raises
    ------
    LogError
        A decision without a favourable value; a column with more values than it can have, or with
        numbers that floats cannot tell apart; a label or an outcome without any value that the
        plan names.
    """
    values = {
        role: _values(frame, column, role, kinds, collect=collect)
        for role, column in _columns(plan).items()
    }
    _check_values(values, plan)
    return values


def _columns(plan: Plan) -> dict[str, str]:
    columns = {}
    if plan.decision is not None:
        columns["decision"] = plan.decision.column
    if plan.label is not None:
        columns["label"] = plan.label.column
    if plan.outcome is not None:
        columns["outcome"] = plan.outcome.column
    return columns


def _values(
    frame: nw.LazyFrame[Any], column: str, role: str, kinds: roles.Kinds, *, collect: Collect
) -> dict[str | None, int]:
    """Return how often each value of a column occurs, the commonest first."""
    every = frame.select(value=roles.category(column, kinds))
    counted = every.group_by("value").agg(nw.len().alias("n"))
    found = collect(counted.head(_MOST_VALUES + 1))
    if len(found["n"]) > _MOST_VALUES:
        raise LogError(
            f"the {role} column {column!r} has more than {_MOST_VALUES:,} different values",
            "name the column that holds how a task ended"
            if role == "outcome"
            else "name the column that holds the decision itself, or a score with --threshold",
        )
    counts: dict[str | None, int] = {}
    for raw, n in zip(found["value"], found["n"], strict=True):
        if kinds[column] == "integer" and abs(raw) >= roles.LARGEST_FLOAT:
            raise LogError(
                f"the {role} column {column!r} holds numbers of 16 digits and more",
                "name the column that holds it in few values, or store it as text",
            )
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
    if plan.outcome is not None:
        seen = [value for value in values["outcome"] if value]
        if seen and not set(seen) & set(values_of(plan.outcome)):
            shown = ", ".join(f"{v} ({values['outcome'][v]:,})" for v in seen[:8])
            raise LogError(
                f"the plan names no value of the outcome column {plan.outcome.column!r}; "
                f"it holds: {shown}",
                "say under [outcome] which mean success, failed, escalated, abandoned, ongoing",
            )
