"""Performance figures: what each row of the log adds to them, from the columns a plan names.

The roles that a plan can name are in `evenhand.plan.kpi_roles`. Here is what comes of them: every
figure is a number or null a row, so that one group-by adds up all of them.
"""

from collections.abc import Mapping

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.endings import Endings, endings, flag, is_empty, is_one_of
from evenhand.cube.recorded import Recorded, recorded
from evenhand.cube.tally import Known, Measure
from evenhand.plan import OwnKpi, Plan

# The figures that a histogram is kept of, besides quantiles of the user's own.
QUANTILES = ("latency", "steps", "review_time")

# What is counted and not added up: its square is itself.
FLAGS = frozenset({
    "failure", "review", "override", "overridden", "attempted", "success", "first_attempt",
    "durable", "contained", "no_callback", "handoff", "abandonment", "indeterminate", "satisfied",
    "sla_breach", "hasty_review", "tool_failed",
})  # fmt: skip

# Roles that other figures are made of, and that are none themselves.
_PARTS = ("tool_calls", "tool_failures", "reopened", "returned")

Values = dict[str, nw.Expr]


def values(plan: Plan, kinds: roles.Kinds) -> Values:
    """Return the value of every performance figure of a row; null where it has none.

    Raises
    ------
    LogError
        As `recorded` and `endings`.
    PlanError
        As `endings`.
    """
    return _figures(plan, kinds, _raw(plan, recorded(plan, kinds)))


def whole_columns(plan: Plan, kinds: roles.Kinds) -> frozenset[str]:
    """Return the columns of numbers, by role, every value of which `sums` adds up."""
    columns = recorded(plan, kinds)
    raw = _raw(plan, columns)
    found = _figures(plan, kinds, dict(raw))
    return frozenset(
        name for name, value in raw.items() if not columns[name].flag and found.get(name) is value
    )


def _raw(plan: Plan, columns: Mapping[str, Recorded]) -> Values:
    return {name: one.value for name, one in columns.items() if name in plan.kpis}


def _figures(plan: Plan, kinds: roles.Kinds, raw: Values) -> Values:
    """Return every figure of a row from the columns that are named; `raw` may be added to."""
    if "failure" not in raw and "failure_class" in plan.kpis:
        # What failed has a class, by the conventions of OpenTelemetry; what did not has none.
        raw["failure"] = _given(plan.kpis["failure_class"], kinds)
    ended = None if plan.outcome is None else endings(plan.outcome, kinds)
    found = {name: value for name, value in raw.items() if name not in _PARTS}
    found |= _ended(raw, ended)
    found |= _lasting(raw, found)
    found |= _limited(plan, raw)
    found |= _reviewed(plan, raw)
    if "tool_failures" in raw:
        found["tool_failed"] = flag(raw["tool_failures"] >= 1, raw["tool_failures"] < 1)
    for own in plan.own_kpis:
        # A class is of what failed: what did not has none, and that is known of it.
        of_failures = own.column == plan.kpis.get("failure_class")
        found[own.name] = _own(own, kinds, failure=raw["failure"] if of_failures else None)
    return found


def pairs(plan: Plan, kinds: roles.Kinds) -> dict[str, tuple[nw.Expr, nw.Expr]]:
    """Return the two numbers of each figure that is one sum over another.

    Both are null in a row that lacks either: the two sums speak of the same rows.
    """
    raw = {name: one.value for name, one in recorded(plan, kinds).items()}
    known = values(plan, kinds)
    wanted = {
        "tool_failure": (raw.get("tool_failures"), raw.get("tool_calls")),
        "cost_per_success": (known.get("cost"), known.get("success")),
    }
    found: dict[str, tuple[nw.Expr, nw.Expr]] = {}
    for name, (above, below) in wanted.items():
        if above is not None and below is not None:
            both = ~(above.is_null() | below.is_null())
            found[name] = (nw.when(both).then(above), nw.when(both).then(below))
    return found


def sums(plan: Plan, kinds: roles.Kinds, known: Mapping[str, nw.Expr]) -> dict[str, Measure]:
    """Return what is added up for each figure: "<name> n", "<name> total", "<name> squares".

    A figure that is one sum over another has "base", "base_squares" and "cross" besides. `known`
    are the `values` of the plan.
    """
    flags = FLAGS | {own.name for own in plan.own_kpis if own.kind == "rate"}
    found: dict[str, Measure] = {}
    for name, value in known.items():
        found |= _sums(name, value, squares=value if name in flags else value * value)
    for name, (above, below) in pairs(plan, kinds).items():
        found |= _sums(name, above, squares=above * above)
        found[f"{name} base"] = below
        found[f"{name} base_squares"] = below * below
        found[f"{name} cross"] = above * below
    return found


def quantiles(plan: Plan) -> tuple[str, ...]:
    """Return the figures that a histogram is kept of, whether or not the plan names them all."""
    return (*QUANTILES, *(own.name for own in plan.own_kpis if own.kind == "quantile"))


def failures(plan: Plan, known: Mapping[str, nw.Expr]) -> tuple[nw.Expr, str] | None:
    """Return which rows failed and the column of what they failed by; None if none is named.

    `known` are the `values` of the plan.
    """
    column = plan.kpis.get("failure_class")
    return None if column is None else (known["failure"] == 1.0, column)


def _sums(name: str, value: nw.Expr, *, squares: nw.Expr) -> dict[str, Measure]:
    return {
        f"{name} n": Known(value),
        f"{name} total": value,
        f"{name} squares": squares,
    }


def _given(column: str, kinds: roles.Kinds) -> nw.Expr:
    """Return whether a row has a value in a column."""
    return nw.when(is_empty(column, kinds)).then(nw.lit(0.0)).otherwise(nw.lit(1.0))


def _ended(raw: Values, ended: Endings | None) -> Values:
    """Return how tasks ended: by columns of their own, else by the outcome."""
    found: Values = {}
    for name in ("success", "handoff", "abandonment"):
        value = raw.get(name)
        if ended is not None:
            value = nw.when(ended.over).then(value) if value is not None else getattr(ended, name)
        if value is not None:
            found[name] = value
    if "handoff" in found:
        found["contained"] = 1 - found["handoff"]
    if ended is not None:
        found["indeterminate"] = ended.indeterminate
    return found


def _lasting(raw: Values, found: Values) -> Values:
    """Return what became of tasks afterwards, and what it took."""
    made: Values = {}
    if "contained" in found and "returned" in raw:
        made["no_callback"] = nw.when(found["contained"] == 1.0).then(1 - raw["returned"])
    if "success" not in found:
        return made
    succeeded = found["success"] == 1.0
    undone = [raw[name] for name in ("reopened", "returned") if name in raw]
    if undone:
        undone += [found[name] for name in ("handoff",) if name in found]
        any_of, none_of = undone[0] == 1.0, undone[0] == 0.0
        for one in undone[1:]:
            any_of, none_of = any_of | (one == 1.0), none_of & (one == 0.0)
        # One that is known to be undone is, whatever else is not recorded.
        made["durable"] = flag(succeeded & none_of, succeeded & any_of)
    if "retries" in raw:
        made["first_attempt"] = flag(
            succeeded & (raw["retries"] == 0),
            (found["success"] == 0.0) | (succeeded & (raw["retries"] > 0)),
        )
    return made


def _limited(plan: Plan, raw: Values) -> Values:
    """Return what is counted against the limits of the plan."""
    made: Values = {}
    limits = plan.limits
    if "latency" in raw and limits.latency is not None:
        made["sla_breach"] = flag(raw["latency"] > limits.latency, raw["latency"] <= limits.latency)
    if "satisfaction" in raw and limits.satisfied is not None:
        rating = raw["satisfaction"]
        made["satisfied"] = flag(rating >= limits.satisfied, rating < limits.satisfied)
    return made


def _reviewed(plan: Plan, raw: Values) -> Values:
    """Return what speaks of reviewed decisions only, and overrides of all."""
    made: Values = {}
    review = raw.get("review")

    def among_reviewed(value: nw.Expr) -> nw.Expr:
        return value if review is None else nw.when(review == 1.0).then(value)

    if "override" in raw:
        # An override is a share of the decisions that a person looked at; and of all decisions,
        # where nobody looked nothing was changed.
        made["override"] = among_reviewed(raw["override"])
        made["overridden"] = (
            raw["override"]
            if review is None
            else nw.when(review == 0.0).then(nw.lit(0.0)).when(review == 1.0).then(raw["override"])
        )
    if "review_time" in raw:
        time, limit = among_reviewed(raw["review_time"]), plan.limits.review_time
        made["review_time"] = time
        if limit is not None:
            made["hasty_review"] = flag(time < limit, time >= limit)
    return made


def _own(own: OwnKpi, kinds: roles.Kinds, *, failure: nw.Expr | None) -> nw.Expr:
    """Return a figure of the user's own; a sum is 0 where nothing is to be added.

    `failure` says which rows failed, where the figure is read from the classes of failures.
    """
    counts = None
    for column, allowed in own.where.items():
        one = is_one_of(column, allowed, kinds)
        counts = one if counts is None else counts & one
    if own.kind == "rate" and own.values and failure is not None:
        named = is_one_of(own.column, own.values, kinds)
        value = flag((failure == 1.0) & named, ~failure.is_null())
    elif own.kind == "rate" and own.values:
        value = flag(is_one_of(own.column, own.values, kinds), ~is_empty(own.column, kinds))
    elif own.kind == "rate":
        value = roles.binary(own.column, kinds)
    else:
        value = roles.number(own.column, kinds, own.name)
    if counts is not None:
        value = nw.when(counts).then(value)
    if own.kind == "sum":
        value = nw.when(~value.is_null()).then(value).otherwise(nw.lit(0.0))
    return value
