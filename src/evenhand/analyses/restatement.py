"""Restatement: a figure of an earlier audit that labels since have changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """A figure of a window as an earlier audit had it, and as it is now. Both are kept."""

    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    window: str | None  # None: the whole period
    earlier: float | None
    earlier_n: int
    earlier_as_of: str
    now: float | None
    n: int
