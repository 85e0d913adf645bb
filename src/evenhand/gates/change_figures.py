"""The figures that a change is made of: those of the baseline, beside those of now."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.baseline import Group, Kept
from evenhand.inference.proportion import exact_limits

Sides = tuple[Array, Array, Array]  # value, lower and upper bound of every group


@dataclass(frozen=True)
class Figures:
    """A metric of every group, in the baseline and now; arrays have shape (groups,).

    `before` and `after` are value, low and high at their levels; `before_n` and `after_n` what
    they rest on, `correlation` how far their errors go together.
    """

    before: Sides
    before_n: Array
    before_level: float
    after: Sides
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


def one_sided(
    figures: Figures, found: Measurement, settings: Settings
) -> tuple[Sides, Sides, tuple[float, float]]:
    """Return figures before and after with the bounds that a test on one side takes.

    Rates have exact ones, whose levels are the test's; all others have what they are told with.
    """
    levels = (figures.before_level, settings.level)
    if found.method != "wilson":
        return figures.before, figures.after, levels
    to = 1 - 2 * settings.alpha
    before, after = (
        (value, *exact_limits(value, (low, high), level=level, to=to))
        for (value, low, high), level in zip((figures.before, figures.after), levels, strict=True)
    )
    return before, after, (to, to)


_NOTHING = Kept(metric="", value=None)
