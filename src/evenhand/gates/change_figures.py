"""The figures that a change is made of: those of the baseline, beside those of now."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.cube.cube import Array
from evenhand.gates.baseline import Group, Kept


@dataclass(frozen=True)
class Figures:
    """A metric of every group, in the baseline and now; arrays have shape (groups,).

    `before` and `after` are value, low and high at their levels; `before_n` and `after_n` what
    they rest on, `correlation` how far their errors go together.
    """

    before: tuple[Array, Array, Array]
    before_n: Array
    before_level: float
    after: tuple[Array, Array, Array]
    after_n: Array
    correlation: Array


def kept_figures(
    grouping: Grouping,
    found: Measurement,
    kept: Mapping[tuple[str, Group, Group], Kept],
    *,
    level: float,
    same_rows: bool,
) -> Figures:
    """Return the figures of the groups there are now, beside those of the baseline."""
    rows = [
        kept.get((found.metric.key, grouping.attributes, group), _NOTHING)
        for group in grouping.groups
    ]
    value, low, high = (
        np.array([getattr(row, name) for row in rows], dtype=np.float64)
        for name in ("value", "low", "high")
    )
    # Of the same rows the same figure is the same for certain; of another one nothing is known.
    exact = same_rows & (value == found.value)
    now_low, now_high = (np.where(exact, value, side) for side in (found.low, found.high))
    return Figures(
        (value, np.where(exact, value, low), np.where(exact, value, high)),
        np.array([row.n for row in rows], dtype=np.float64),
        level,
        (found.value, now_low, now_high),
        np.nan_to_num(found.n),
        np.zeros(len(rows)),
    )


_NOTHING = Kept(metric="", value=None)
