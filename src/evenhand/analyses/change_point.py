"""ChangePoint: when a figure moved, from what to what, for whom, and what else moved that day."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Coincidence:
    """Something that changed at about the same time: it need not be the cause."""

    kind: Literal["model_version", "group_mix", "volume", "missing"]
    text: str  # a sentence: "Model version v2 was first seen on 1 July 2025."
    at: str  # the slot


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """A figure of everybody, of a group, or the gap of a group to its reference, that moved.

    `before` and `after` are the figure between this change and its neighbours; `low` and `high`
    bound the difference. `touched` names the groups that moved with it, most first.

    `alarm` is the first slot at which a look at every slot would have raised the alarm that the
    two groups of a gap are no longer treated alike (an e-detector, which alarms falsely once in
    3,650 slots at most, on average), and `began` since when, as known then. None where no alarm
    would have been raised, where it had been before, and of figures that are no gap.
    """

    id: str
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]  # not empty: the gap of `group` to it moved
    at: str  # the first slot after the change
    earliest: str  # slots between which the change cannot be dated any better
    latest: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    level: float
    p_value: float  # at most, after allowing for all figures that were followed
    method: Literal["glr"]
    n_before: int
    n_after: int
    alarm: str | None
    began: str | None
    touched: tuple[tuple[str, ...], ...]
    coincidences: tuple[Coincidence, ...]
