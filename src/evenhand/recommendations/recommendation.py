"""Recommendation: what to do next, who usually does it, and the figures it rests on."""

from dataclasses import dataclass
from typing import Literal

Action = Literal[
    "retrain", "recalibrate", "review_threshold", "collect_labels", "collect_decisions", "record",
    "investigate", "restore_service", "hold",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One thing to do: the advice, its grounds in figures, its owner, and how to check it."""

    id: str
    rule: str
    action: Action
    priority: int  # 1 is first
    title: str  # an imperative sentence
    because: str  # the figures, in words
    steps: tuple[str, ...]
    owner: str  # who usually does it
    when: str  # e.g. "within 30 days", "next audit"
    verify: str  # what to check afterwards
    evidence: tuple[str, ...]  # row ids
