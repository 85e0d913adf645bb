"""The columns of numbers and flags that a plan names for performance, as they are in the log."""

from dataclasses import dataclass

import narwhals as nw

from evenhand.cube import roles
from evenhand.errors import LogError, PlanError, did_you_mean
from evenhand.plan import Plan
from evenhand.plan.kpi_roles import KPI_ROLES

_SECOND = 1e-6  # in microseconds


@dataclass(frozen=True, slots=True)
class Recorded:
    """A column that performance is read from, as a number.

    Attributes
    ----------
    column : str
    value : expression
    flag : bool
        Whether it must be 1 or 0.
    """

    column: str
    value: nw.Expr
    flag: bool


def recorded(plan: Plan, kinds: roles.Kinds) -> dict[str, Recorded]:
    """Return the performance columns of numbers and flags, by role or by the user's own name.

    Raises
    ------
    LogError
        A column of numbers holds text; a review ends at a time, and the plan names none for the
        decision.
    PlanError
        There is no such role.
    """
    found = {}
    for role, column in plan.kpis.items():
        if role not in KPI_ROLES:
            raise PlanError(f"there is no KPI {role!r}", did_you_mean(role, KPI_ROLES))
        kind = KPI_ROLES[role]
        if kind == "flag":
            found[role] = Recorded(column, roles.binary(column, kinds), flag=True)
        elif kind == "duration" and kinds[column] in {"time", "date"}:
            found[role] = Recorded(column, _seconds_until(column, plan, kinds), flag=False)
        elif kind != "text":
            found[role] = Recorded(column, roles.number(column, kinds, role), flag=False)
    for own in plan.own_kpis:
        if own.kind != "rate":
            number = roles.number(own.column, kinds, own.name)
            found[own.name] = Recorded(own.column, number, flag=False)
        elif not own.values:
            found[own.name] = Recorded(own.column, roles.binary(own.column, kinds), flag=True)
    return found


def _seconds_until(column: str, plan: Plan, kinds: roles.Kinds) -> nw.Expr:
    """Return the seconds from the decision to a time."""
    at = roles.moment(plan, kinds)
    if at is None:
        raise LogError(
            f"the review_time column {column!r} holds times, and nothing says from when",
            "name the time of the decision with --time",
        )
    until = nw.col(column).cast(nw.Datetime("us"))
    # Divided and not cast: of whole numbers, Arrow casts only those that floats do not round.
    return (until - at).dt.total_microseconds() / 1 * _SECOND
