"""Metrics of the user's own: made from the plan, and known to one audit only."""

from collections.abc import Callable

from evenhand.errors import PlanError
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Kpi, Mean, Metric, Proportion, Quantile, Result, Unit
from evenhand.plan import OwnKpi, Plan
from evenhand.plan.kpi_roles import KPI_ROLES

# What a figure of the user's own may not be called, because another goes by that name.
_TAKEN = (METRICS.keys() | {metric.reads for metric in METRICS.values()} | KPI_ROLES.keys()) | {
    "score",
    "weight",
    "n",
    "w",
    "w2",
}


def metrics_of(plan: Plan) -> dict[str, Metric]:
    """Return every metric that an audit of this plan knows, in report order: ours, then the user's.

    Raises
    ------
    PlanError
        A figure of the user's own has the name of another.
    """
    return {**METRICS, **own_metrics(plan)}


def own_metrics(plan: Plan) -> dict[str, Metric]:
    """Return the metrics of the user's own, by name.

    Raises
    ------
    PlanError
        One has the name of another figure.

    Examples
    --------
    >>> plan = Plan.model_validate({"own_kpis": [{"name": "pages", "column": "pages_read"}]})
    >>> own_metrics(plan)["pages"].section("Definition")
    'Sum of "pages_read" / decisions that have it.'
    """
    found: dict[str, Metric] = {}
    for own in plan.own_kpis:
        if own.name in _TAKEN:
            raise PlanError(
                f"own_kpis.{own.name}: there is a figure of that name already",
                "give yours a name of its own",
            )
        if own.name in found:
            raise PlanError(
                f"own_kpis.{own.name} is named twice", "give each figure a name of its own"
            )
        title = own.title or _capital(own.name)
        found[own.name] = Metric(
            _function(own, title, failures=own.column == plan.kpis.get("failure_class")),
            title=title,
            short=title,
            reads=own.name,
            favours=own.favours,
            unit=_UNITS[own.kind],
        )
    return found


_UNITS: dict[str, Unit] = {"rate": "rate", "mean": "column", "quantile": "column", "sum": "column"}


def _function(own: OwnKpi, title: str, *, failures: bool) -> Callable[[Kpi], Result]:
    """Return the metric's function, with its name and its page.

    `failures` says that its column holds the classes of failures.
    """

    def function(kpi: Kpi) -> Result:
        if own.kind == "rate":
            return Proportion(kpi.total, kpi.n)
        if own.kind == "quantile":
            return Quantile(kpi.histogram, kpi.centres, own.q)
        return Mean(kpi.total, kpi.squares, kpi.n)

    function.__name__ = own.name
    function.__doc__ = _PAGE.format(
        title=title,
        definition=_definition(own, failures=failures),
        column=own.column,
        empty="A group has no decisions"
        if own.kind == "sum"
        else f'No decision of a group{_counted(own)} has a value of "{own.column}"',
    )
    return function


_PAGE = """Return the figure that the plan calls "{title}".

    Definition
    ----------
    {definition}

    In plain words
    --------------
    A figure of your own: what it means, the plan's author knows.

    Parameters
    ----------
    kpi : Kpi
        The column "{column}".

    Returns
    -------
    Result
        One value per group.

    Undefined when
    --------------
    {empty}: NaN, never 0.

    References
    ----------
    The plan, under own_kpis.
    """


def _definition(own: OwnKpi, *, failures: bool) -> str:
    column, counted = f'"{own.column}"', _counted(own)
    if own.kind == "rate":
        values = " or ".join(own.values) or "true"
        if failures and own.values:
            return (
                f"Decisions{counted} that failed with {column} {values} / decisions{counted} that "
                "record whether they failed."
            )
        return f"Decisions{counted} with {column} {values} / decisions{counted} that have it."
    if own.kind == "quantile":
        return (
            f"The smallest value of {column} that at least {own.q:.4g} of all decisions{counted} "
            "do not pass (nearest rank), within 1 %."
        )
    if own.kind == "sum":
        added = f" of decisions{counted}" if counted else ""
        return f"Sum of {column}{added} / all decisions; one that has none adds 0."
    return f"Sum of {column} / decisions{counted} that have it."


def _counted(own: OwnKpi) -> str:
    """Return which decisions count, in words: " where region is north or south"."""
    parts = [f"{column} is {' or '.join(values)}" for column, values in own.where.items()]
    return f" where {' and '.join(parts)}" if parts else ""


def _capital(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
