"""The plan of an audit, read from `evenhand.toml` and the command line."""

from evenhand.plan.plan import (
    Columns,
    Decision,
    Gate,
    Inference,
    Intake,
    Label,
    Plan,
    Protected,
    Score,
)

__all__ = [
    "Columns",
    "Decision",
    "Gate",
    "Inference",
    "Intake",
    "Label",
    "Plan",
    "Protected",
    "Score",
]
