"""evenhand audits logs of automated decisions for bias, fairness and performance.

From Python: ``from evenhand.audit import audit`` and ``from evenhand import Plan``.
"""

from typing import TYPE_CHECKING

from evenhand.errors import DeliveryError, EvenhandError, LogError, PlanError

if TYPE_CHECKING:
    from evenhand.plan import Plan
    from evenhand.result import Audit

__version__ = "0.1.0"

__all__ = ["Audit", "DeliveryError", "EvenhandError", "LogError", "Plan", "PlanError"]


def __getattr__(name: str) -> object:
    """Import the values that cost time only when they are asked for: --help must not wait."""
    if name == "Plan":
        from evenhand.plan import Plan  # noqa: PLC0415

        return Plan
    if name == "Audit":
        from evenhand.result import Audit  # noqa: PLC0415

        return Audit
    raise AttributeError(f"module 'evenhand' has no attribute {name!r}")
