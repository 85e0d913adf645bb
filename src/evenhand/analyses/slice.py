"""Slice: a subgroup in which a figure is worse than among everybody else; and how it was sought."""

from dataclasses import dataclass
from typing import Literal

from evenhand.cube.slices import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A subgroup that stands out, as (column, value) pairs: found in one half, shown in the other.

    `value`, `rest` and `n` are of the whole log: the figure of the subgroup, that of everybody
    else, and the decisions that its own rests on. `difference` with its interval and `p_value`,
    adjusted over all subgroups that were tested, are of the second half alone, which had no say
    in the choice. `parts` says how much each item accounts for of the subgroup's distance from
    everybody; they add up to it.
    """

    id: str
    metric: str
    items: tuple[tuple[str, str], ...]
    value: float
    rest: float
    n: int
    difference: float
    low: float
    high: float
    level: float
    p_value: float
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was searched for slices, and what was not.

    `apart` says what was parted in two halves: people, or decisions where no entity is named.
    """

    columns: tuple[str, ...]
    left_out: tuple[tuple[str, Why], ...]
    metrics: tuple[str, ...]
    depth: int
    smallest: int  # decisions that a subgroup must have in each half
    searched: int  # subgroups and metrics looked at
    tested: int
    apart: Literal["people", "decisions"]
