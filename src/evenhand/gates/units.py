"""Units: what a target's figures are counted in, as the metric and the column's name tell."""

from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

_AFTER = ("ms", "s", "min", "h")
_BEFORE = {"eur": "\N{EURO SIGN}", "gbp": "\N{POUND SIGN}", "usd": "$"}
SPACE = " "


def unit_of(metric: Metric, plan: Plan) -> str:
    """Return the unit of a metric: "rate", "count", or the known ending of its column's name.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> plan = Plan(kpis={"latency": "latency_ms"})
    >>> unit_of(METRICS["latency_p95"], plan), unit_of(METRICS["accuracy"], plan)
    ('ms', 'rate')
    """
    if metric.unit in {"rate", "count"}:
        return metric.unit
    if metric.unit != "column":
        return ""
    own = {kpi.name: kpi.column for kpi in plan.own_kpis}
    # What a success costs is in the unit of costs.
    column = own.get(metric.key, plan.kpis.get(metric.reads.removesuffix("_per_success"), ""))
    ending = column.lower().rpartition("_")[2]
    return ending if ending in _AFTER or ending in _BEFORE else ""


def affixes(unit: str) -> tuple[str, str]:
    """Return what stands before and after a number in a unit, with plain spaces.

    Examples
    --------
    >>> affixes("ms"), affixes("rate"), affixes("count")
    (('', ' ms'), ('', ' %'), ('', ''))
    """
    if unit in _BEFORE:
        return f"{_BEFORE[unit]}{SPACE}", ""
    sign = "%" if unit == "rate" else unit if unit in _AFTER else ""
    return "", f"{SPACE}{sign}" if sign else ""
