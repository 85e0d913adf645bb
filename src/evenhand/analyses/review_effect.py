"""ReviewEffect: what human review does to a gap: narrows it, widens it, or leaves it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEffect:
    """The gap in favourable decisions of a group to its reference, before and after review.

    `change` is the size of the gap after, less its size before: negative where review narrows it.
    """

    id: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    before: float | None  # rate of the group less that of the reference, as proposed
    after: float | None  # as decided
    change: float | None
    low: float | None
    high: float | None
    level: float
    p_value: float | None
    reviewed: int
    overridden: int
    upward: int  # overrides that turned a decision favourable
    n: int
