"""Decomposition: what a gap or a change is accounted for by; and a gap that turns around."""

from dataclasses import dataclass
from typing import Literal

PartName = Literal[
    "composition",  # the two have different shares of the strata
    "rate",  # they differ within the strata
    "unsupported",  # one of them is in strata where the other is not
    "base_rate",  # different shares have a positive label
    "true_positive_rate",
    "false_positive_rate",
    "scores",  # they are scored differently
    "outcomes",  # at the same score, different shares have the label
    "threshold",  # at the same score, different shares are proposed as favourable
    "override",  # at the same score, review changes different shares
    "departure",  # at the same score, decisions depart from the rule differently
    "decision",  # at the same score, decisions differ; no rule is known
]

# By columns; by what happened to a decision on its way; by labels; by scores.
Method = Literal["strata", "on_the_way", "outcomes", "scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One factor, and what it accounts for: in the unit of the figure, with its sign."""

    name: PartName
    subject: str  # the column that it speaks of; "": none
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """A gap of a group to a reference, or a change of a figure or gap, in parts that add up to it.

    `of` names what it is of: gates, disparities or change points, by id. `over` are the columns
    whose values are the strata; of "on_the_way" the flag, such as "failure".
    """

    id: str
    of: tuple[str, ...]
    kind: Literal["gap", "change"]
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]  # (): everybody
    reference: tuple[str, ...]
    before: tuple[str, str] | None  # of a change: the first and last window on either side
    after: tuple[str, str] | None
    method: Method
    over: tuple[str, ...]
    total: float
    parts: tuple[Part, ...]
    support: float | None  # share of the group's decisions in strata that both sides have
    level: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A gap whose sign turns once a condition is held fixed (Simpson's paradox).

    Strong: both the crude gap and the one within the condition are certain, each on its side of
    zero. Weak: the signs differ, one of the two is certain, and the other may be chance.
    """

    id: str
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    condition: str
    crude: float
    within: float  # Mantel-Haenszel
    strength: Literal["strong", "weak"]
    support: float | None
    evidence: tuple[str, str]  # the rows of both
