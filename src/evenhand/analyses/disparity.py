"""Disparity: two estimates of one metric compared, or all groups at once."""

from dataclasses import dataclass
from typing import Literal

from evenhand.analyses.estimate import Undefined

Against = Literal["reference", "highest", "rest", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """A group compared with others: a value with its interval, or undefined with a reason.

    ``against="all"`` compares all groups at once (largest minus smallest, smallest over largest):
    then `group` is the lowest and `reference` the highest. For "rest", `reference` is empty.
    `simultaneous` says that the interval holds for all groups of the attribute together.
    """

    id: str
    criterion: str | None  # the name in the field, e.g. "demographic_parity"; None: no name
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    against: Against
    comparison: str  # difference, ratio, odds_ratio, standardised_mean_difference, ...
    condition: str | None  # the column held fixed; None: unconditional
    value: float | None
    low: float | None
    high: float | None
    level: float
    simultaneous: bool
    p_value: float | None
    method: str
    n: int
    support: float | None  # share of the group's decisions in comparable strata
    undefined: Undefined | None
