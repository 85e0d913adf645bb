"""Performance that differs by group: slower, dearer, failing more often, less satisfying."""

from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name
from evenhand.metrics import METRICS

# How far apart a KPI must certainly be to be worth knowing: the four-fifths of service.
_LEAST, _MOST = 0.8, 1.25
_KPIS = (
    "task_success_rate",
    "durable_resolution_rate",
    "handoff_rate",
    "abandonment_rate",
    "latency_p95",
    "failure_rate",
    "tool_call_failure_rate",
    "cost_per_decision",
    "cost_per_success",
    "satisfaction_response_rate",
)
# A mean of a scale such as 1 to 5 moves little; a tenth is much.
_SCALES = {"satisfaction_mean": (0.9, 1 / 0.9)}


def kpi_gaps(facts: Facts) -> list[Finding]:
    """Return the groups whose KPI is certainly outside 0.8 to 1.25 times their reference's.

    KPIs of the user's own are all looked at: somebody asked for them.
    """
    found = []
    own = [key for key in facts.metrics if key not in METRICS]
    for key in (*_KPIS, *_SCALES, *own):
        least, most = _SCALES.get(key, (_LEAST, _MOST))
        for row in facts.groups(key):
            gap = facts.disparity(key, "ratio", row.attributes, row.group)
            if gap is None or gap.value is None or gap.low is None or gap.high is None:
                continue
            if not (gap.high < least or gap.low > most):
                continue
            title = facts.metrics[key].title
            found.append(
                Finding(
                    id="",
                    kind="kpi_gap",
                    severity="medium",
                    title=f"{title} of {group_name(row.group)} is {gap.value:.2f} "
                    f"times that of {group_name(gap.reference)}.",
                    detail=f"Between {gap.low:.2f} and {gap.high:.2f} times, "
                    f"on {gap.n:,} decisions of both groups.",
                    attributes=row.attributes,
                    group=row.group,
                    evidence=(row.id, gap.id),
                )
            )
    return found
