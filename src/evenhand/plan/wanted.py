"""What a plan wants of a log: which columns play a role, and what they must hold."""

from typing import Literal

from evenhand.plan.plan import Plan

Wanted = Literal["text", "number", "time", "any"]


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
    if plan.label is not None:
        roles["label"] = plan.label.column
    if plan.score is not None:
        roles["score"] = plan.score.column
    for name in ("time", "model_version", "entity", "id", "weight"):
        column = getattr(plan.columns, name)
        if column is not None:
            roles[name.replace("_", " ")] = column
    roles |= {f"protected {protected.name}": protected.column for protected in plan.protected}
    roles |= {f"condition {column}": column for column in plan.conditions}
    roles |= {f"kpi {name}": column for name, column in plan.kpis.items()}
    return roles


def wanted_kinds(plan: Plan) -> dict[str, Wanted]:
    """Return every column with a role and what a CSV must be read as: text, number, time, or any.

    Decisions, labels and groups stay the text that the file has: "yes" must not become true.
    "any" is whatever the file looks like: a flag may be yes or 1, an age a number or a birthday.
    """
    kinds: dict[str, Wanted] = dict.fromkeys(roles_of(plan).values(), "text")
    kinds |= dict.fromkeys(plan.kpis.values(), "any")
    kinds |= {protected.column: "any" for protected in plan.protected if protected.bands}
    if plan.columns.entity is not None:
        kinds[plan.columns.entity] = "any"
    numbers = [plan.kpis[name] for name in ("latency", "cost", "satisfaction") if name in plan.kpis]
    if plan.score is not None:
        numbers.append(plan.score.column)
    if plan.columns.weight is not None:
        numbers.append(plan.columns.weight)
    kinds |= dict.fromkeys(numbers, "number")
    if plan.columns.time is not None:
        kinds[plan.columns.time] = "time"
    return kinds
