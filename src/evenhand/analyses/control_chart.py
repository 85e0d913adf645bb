"""ControlChart: a figure slot by slot with the limits that its own history sets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """A figure of everybody by slot with its limits, after Laney's p' for rates and u' for volumes.

    As with his, days may vary by more than chance; unlike his, medians of moving ranges set the
    limits, so that an odd day does not widen its own, and weekdays have levels of their own.

    The tuples have one entry a slot; None where the slot is empty.
    """

    metric: str
    slots: tuple[str, ...]
    value: tuple[float | None, ...]
    centre: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    outside: tuple[int, ...]  # places of the slots outside the limits
    seasonal: bool  # whether weekdays have centres of their own
