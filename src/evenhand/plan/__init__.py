"""The plan of an audit, read from `evenhand.toml` and the command line."""

from evenhand.plan.plan import (
    Columns,
    Decision,
    Gate,
    Inference,
    Intake,
    Label,
    Limits,
    Outcome,
    OwnKpi,
    Plan,
    Protected,
    Score,
    Target,
)

__all__ = [
    "Columns",
    "Decision",
    "Gate",
    "Inference",
    "Intake",
    "Label",
    "Limits",
    "Outcome",
    "OwnKpi",
    "Plan",
    "Protected",
    "Score",
    "Target",
]
