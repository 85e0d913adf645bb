"""How tasks ended: from a column and the plan's lists of values to what each row counts as."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np

from evenhand.cube.roles import Kinds
from evenhand.errors import LogError, PlanError
from evenhand.plan import Outcome

_SUCCESS, _FAILED, _ESCALATED, _ABANDONED, _UNCLEAR, _EMPTY, _ONGOING = range(7)
_FINISHED = (_SUCCESS, _FAILED, _ESCALATED, _ABANDONED)


@dataclass(frozen=True, slots=True)
class Endings:
    """What the rows of an outcome column say; each is 1.0, 0.0 or null.

    Attributes
    ----------
    over : expression
        True unless the task goes on.
    success, handoff, abandonment : expression or None
        None where the plan does not name the values that tell it. Success is known of finished
        tasks only; the others of all that are over and whose outcome is not empty.
    indeterminate : expression
        Whether the outcome is empty, or a value that the plan does not name; null while the task
        goes on.
    """

    over: nw.Expr
    success: nw.Expr | None
    handoff: nw.Expr | None
    abandonment: nw.Expr | None
    indeterminate: nw.Expr


def endings(outcome: Outcome, kinds: Kinds) -> Endings:
    """Return what the outcome column says of each row.

    Raises
    ------
    PlanError
        The plan names a value twice, or successes and no other end.
    LogError
        The column holds times.
    """
    _check(outcome)
    code = (
        nw.when(is_empty(outcome.column, kinds))
        .then(nw.lit(_EMPTY))
        .when(is_one_of(outcome.column, outcome.ongoing, kinds))
        .then(nw.lit(_ONGOING))
        .when(is_one_of(outcome.column, outcome.success, kinds))
        .then(nw.lit(_SUCCESS))
        .when(is_one_of(outcome.column, outcome.failed, kinds))
        .then(nw.lit(_FAILED))
        .when(is_one_of(outcome.column, outcome.escalated, kinds))
        .then(nw.lit(_ESCALATED))
        .when(is_one_of(outcome.column, outcome.abandoned, kinds))
        .then(nw.lit(_ABANDONED))
        .otherwise(nw.lit(_UNCLEAR))
    )

    def flag_of(what: int, among: Sequence[int]) -> nw.Expr:
        return flag(code == what, code.is_in(among))

    known = (*_FINISHED, _UNCLEAR)
    return Endings(
        over=code != _ONGOING,
        success=flag_of(_SUCCESS, _FINISHED) if outcome.success else None,
        handoff=flag_of(_ESCALATED, known) if outcome.escalated else None,
        abandonment=flag_of(_ABANDONED, known) if outcome.abandoned else None,
        indeterminate=flag(code.is_in([_UNCLEAR, _EMPTY]), code.is_in(_FINISHED)),
    )


def values_of(outcome: Outcome) -> tuple[str, ...]:
    """Return every value of an outcome that the plan names, twice if it is named twice."""
    return (
        *outcome.success,
        *outcome.failed,
        *outcome.escalated,
        *outcome.abandoned,
        *outcome.ongoing,
    )


def _check(outcome: Outcome) -> None:
    values = values_of(outcome)
    if doubled := next((value for value in values if values.count(value) > 1), None):
        raise PlanError(
            f"the outcome {doubled!r} is named twice", "a task ends in one way: keep one of them"
        )
    if outcome.success and not (outcome.failed or outcome.escalated or outcome.abandoned):
        raise PlanError(
            "the plan names the outcomes that are successes and no others, so that every finished "
            "task would be one",
            "name the values of outcome.failed, outcome.escalated or outcome.abandoned",
        )


def flag(yes: nw.Expr, no: nw.Expr) -> nw.Expr:
    """Return 1.0 where `yes` holds, else 0.0 where `no` holds, else null."""
    return nw.when(yes).then(nw.lit(1.0)).when(no).then(nw.lit(0.0))


def is_empty(column: str, kinds: Kinds) -> nw.Expr:
    """Return whether a row has no value in a column: null, or no text."""
    null = nw.col(column).is_null()
    return null | (nw.col(column).cast(nw.String) == "") if kinds[column] == "text" else null


def is_one_of(column: str, values: Sequence[str], kinds: Kinds) -> nw.Expr:
    """Return whether a column has one of some values, written as plans and reports write them.

    Numbers are compared as numbers, so that "1" is 1.0; null is none of them, or null.

    Raises
    ------
    LogError
        The column holds times.
    """
    kind = kinds[column]
    if kind == "text":
        return nw.col(column).cast(nw.String).is_in(list(values)) if values else nw.lit(False)
    if kind not in {"integer", "number", "boolean"}:
        raise LogError(
            f"the column {column!r} holds {kind}, and its values are compared with words",
            "name a column of text, numbers or true and false",
        )
    numbers = [number for value in values if (number := _number(value, kind)) is not None]
    return nw.col(column).cast(nw.Float64).is_in(numbers) if numbers else nw.lit(False)


def _number(text: str, kind: str) -> float | None:
    """Return the number that a value of a column of numbers, or of true and false, is stored as."""
    if kind == "boolean":
        return {"true": 1.0, "false": 0.0}.get(text)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None
