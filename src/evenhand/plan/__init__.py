"""The plan of an audit, read from `evenhand.toml` and the command line."""

from evenhand.plan.plan import (
    Columns,
    Decision,
    Inference,
    Intake,
    Label,
    Limits,
    Outcome,
    OwnKpi,
    Plan,
    Protected,
    Retraining,
    Score,
    Slices,
)
from evenhand.plan.rules import (
    Gate,
    Protocol,
    Target,
    Waiver,
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
    "Protocol",
    "Retraining",
    "Score",
    "Slices",
    "Target",
    "Waiver",
]
