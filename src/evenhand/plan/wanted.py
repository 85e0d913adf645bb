"""What a plan wants of a log: which columns play a role, and what they must hold."""

from typing import Literal

from evenhand.plan.kpi_roles import KPI_ROLES, KpiKind
from evenhand.plan.plan import OwnKpi, Plan

Wanted = Literal["text", "number", "time", "any"]

# A flag may be yes or 1; what a review ends at may be seconds or a time.
_OF_KPI: dict[KpiKind, Wanted] = {
    "flag": "any",
    "number": "number",
    "duration": "any",
    "text": "text",
}


_COLUMNS = (
    "time", "model_version", "entity", "id", "weight", "reason", "reviewer", "override_reason",
)  # fmt: skip


def roles_of(plan: Plan) -> dict[str, str]:
    """Return every role of the plan with its column, in the order of a report.

    Examples
    --------
    >>> roles_of(Plan.model_validate({"decision": {"column": "hired"}, "kpis": {"cost": "eur"}}))
    {'decision': 'hired', 'kpi cost': 'eur'}
    """
    roles: dict[str, str] = {}
    if plan.decision is not None:
        roles["decision"] = plan.decision.column
    if plan.baseline.decision is not None:
        roles["decision before"] = plan.baseline.decision
    if plan.label is not None:
        roles["label"] = plan.label.column
    if plan.label is not None and plan.label.time is not None:
        roles["label time"] = plan.label.time
    if plan.score is not None:
        roles["score"] = plan.score.column
    for name in _COLUMNS:
        column = getattr(plan.columns, name)
        if column is not None:
            roles[name.replace("_", " ")] = column
    roles |= {f"protected {protected.name}": protected.column for protected in plan.protected}
    roles |= {f"condition {column}": column for column in plan.conditions}
    if plan.outcome is not None:
        roles["outcome"] = plan.outcome.column
    roles |= {f"kpi {name}": column for name, column in plan.kpis.items()}
    for own in plan.own_kpis:
        roles[f"kpi {own.name}"] = own.column
        roles |= {f"kpi {own.name} where {column}": column for column in own.where}
    roles |= {f"feature {column}": column for column in plan.features}
    return roles


def wanted_kinds(plan: Plan) -> dict[str, Wanted]:
    """Return every column with a role and what a CSV must be read as: text, number, time, or any.

    Decisions, labels and groups stay the text that the file has: "yes" must not become true.
    "any" is whatever the file looks like: a flag may be yes or 1, an age a number or a birthday.
    """
    # A feature that plays no other part is whatever it looks like; one that does stays that.
    kinds: dict[str, Wanted] = dict.fromkeys(plan.features, "any")
    parts = roles_of(plan.model_copy(update={"features": ()}))
    kinds |= dict.fromkeys(parts.values(), "text")
    kpis = [(column, _OF_KPI[KPI_ROLES.get(name, "text")]) for name, column in plan.kpis.items()]
    kpis += [(own.column, _of_own(own)) for own in plan.own_kpis]
    kinds |= {column: kind for column, kind in kpis if kind == "any"}
    kinds |= {protected.column: "any" for protected in plan.protected if protected.bands}
    if plan.columns.entity is not None:
        kinds[plan.columns.entity] = "any"
    numbers = [column for column, kind in kpis if kind == "number"]
    if plan.score is not None:
        numbers.append(plan.score.column)
    if plan.columns.weight is not None:
        numbers.append(plan.columns.weight)
    kinds |= dict.fromkeys(numbers, "number")
    times = (plan.columns.time, plan.label.time if plan.label is not None else None)
    kinds |= {column: "time" for column in times if column is not None}
    return kinds


def _of_own(own: OwnKpi) -> Wanted:
    if own.kind != "rate":
        return "number"
    return "text" if own.values else "any"
