"""The roles of performance columns: what a plan can name under `[kpis]`, and what each holds."""

from typing import Literal

KpiKind = Literal[
    "flag",  # yes or no, as words, true and false, or 1 and 0
    "number",
    "duration",  # a number, or a time that the duration ends at
    "text",
]

# In the order of a plan that `init` drafts.
KPI_ROLES: dict[str, KpiKind] = {
    "latency": "number",
    "failure": "flag",
    "failure_class": "text",
    "cost": "number",
    "satisfaction": "number",
    "review": "flag",
    "review_time": "duration",
    "override": "flag",
    "attempted": "flag",
    "success": "flag",
    "handoff": "flag",
    "abandonment": "flag",
    "reopened": "flag",
    "returned": "flag",
    "steps": "number",
    "retries": "number",
    "tool_calls": "number",
    "tool_failures": "number",
    "input_tokens": "number",
    "output_tokens": "number",
}

# What a plan must name for a figure that is not simply the column of its role.
MADE_OF: dict[str, str] = {
    "failure": "kpis.failure, or kpis.failure_class",
    "success": "kpis.success, or outcome.success and the other ends",
    "indeterminate": "outcome",
    "handoff": "kpis.handoff, or outcome.escalated",
    "contained": "kpis.handoff, or outcome.escalated",
    "no_callback": "kpis.handoff (or outcome.escalated) and kpis.returned",
    "abandonment": "kpis.abandonment, or outcome.abandoned",
    "durable": "kpis.success (or outcome), and kpis.reopened or kpis.returned",
    "first_attempt": "kpis.success (or outcome) and kpis.retries",
    "tool_failure": "kpis.tool_failures and kpis.tool_calls",
    "tool_failed": "kpis.tool_failures",
    "cost_per_success": "kpis.cost and kpis.success (or outcome)",
    "satisfied": "kpis.satisfaction and limits.satisfied",
    "sla_breach": "kpis.latency and limits.latency",
    "hasty_review": "kpis.review_time and limits.review_time",
    "overridden": "kpis.override",
    "override_upward": "kpis.override and the decision",
}
