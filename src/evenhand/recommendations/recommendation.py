"""Recommendation: what to do next, what it would change and cost, and the figures it rests on."""

from dataclasses import dataclass
from typing import Literal

from evenhand.gates.gate import Severity

Action = Literal[
    "retrain", "recalibrate", "move_threshold", "rebalance", "collect_labels", "collect_decisions",
    "fix_feature", "fix_pipeline", "change_review", "roll_back", "record", "investigate",
    "restore_service", "hold",
]  # fmt: skip
Effort = Literal["small", "medium", "large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What doing it would change: a figure as it is, and as it would be, with an interval.

    Attributes
    ----------
    text : str
        All of it in one sentence.
    comparison : str
        What the figure is: the ratio or difference of a metric between two groups, or a count.
    before, after, low, high : float or None
        The figure as it is; as it would be, with the ends of its interval.
    tolerance : float or None
        Of the gate on that figure; None where none is on it.
    by : str
        How it is known: from a remedy that was tried on later decisions, from what accounts for
        the gap, from what other model versions did, or by arithmetic on the gates.
    row : str
        The row that it rests on.
    gate : str
        The gate whose gap it is, by id; "": none's.
    """

    text: str
    comparison: Literal["ratio", "difference", "count"]
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    tolerance: float | None
    by: Literal["tried", "accounted", "versions", "counted"]
    row: str
    gate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One thing to do: its grounds, effect, cost and risk, who does it by when, and the check."""

    id: str
    rule: str
    action: Action
    priority: int  # 1 is first
    title: str  # an imperative sentence
    because: str  # the figures, in words
    steps: tuple[str, ...]
    owner: str  # who usually does it
    when: str = ""  # e.g. "within 30 days", "next audit"; "": from severity and effort
    verify: str  # what to check afterwards
    evidence: tuple[str, ...]  # row ids
    severity: Severity = "medium"  # of what it answers
    effort: Effort = "small"
    effect: Effect | None = None
    no_effect: str = ""  # why no effect can be told, where there is none
    cost: str = ""  # what else would change, in figures where there are any
    caution: str = ""  # what may go wrong, and what must be asked first
    deadline: str | None = None  # ISO date
    gate: str = ""  # an entry of the plan that checks it, ready to paste
    settled: tuple[str, ...] = ()  # how it goes together with other advice
