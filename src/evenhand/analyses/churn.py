"""Churn: of the rows that two versions decided, how many each of them decides otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array, Cube
from evenhand.inference.arithmetic import divide
from evenhand.inference.proportion import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Churn:
    """The decisions about one group that differ between two versions, as shares of all.

    `gained` are favourable now and were not, `lost` the other way; `changed` is both, with its
    interval. `n` is how many rows both versions decided.
    """

    attributes: tuple[str, ...]
    group: tuple[str, ...]
    n: int
    changed: float
    low: float
    high: float
    gained: float
    lost: float


def decided_twice(pairs: Cube, grouping: Grouping, measure: str) -> Array:
    """Return the rows of every group that both versions decided: groups by before, now, label."""
    cells = pairs.sum(measure, *grouping.axes, "before", "decision", "label")
    cells = cells.reshape(-1, *cells.shape[-3:])
    return cells[grouping.places][:, :2, :2, :]


def churn(pairs: Cube, grouping: Grouping, settings: Settings) -> Iterator[Churn]:
    """Yield the churn of every group of which both versions decided a row."""
    cells = decided_twice(pairs, grouping, "w").sum(axis=-1)
    squares = decided_twice(pairs, grouping, "w2").sum(axis=(1, 2, 3))
    n = cells.sum(axis=(1, 2))
    gained, lost = cells[:, 0, 1], cells[:, 1, 0]
    # Weights make decisions count for fewer: Kish's effective number.
    low, high = wilson(gained + lost, n, level=settings.level, design_effect=divide(squares, n))
    for place, group in enumerate(grouping.groups):
        if n[place] > 0:
            yield Churn(
                attributes=grouping.attributes,
                group=group,
                n=round(float(n[place])),
                changed=float((gained[place] + lost[place]) / n[place]),
                low=float(low[place]),
                high=float(high[place]),
                gained=float(gained[place] / n[place]),
                lost=float(lost[place] / n[place]),
            )
