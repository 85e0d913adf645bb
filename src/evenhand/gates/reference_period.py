"""A figure, or a gap, over some of the windows of an audit: what was so before a change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.estimate import Estimate
from evenhand.inference.arithmetic import finite
from evenhand.inference.means import mover_difference, mover_ratio
from evenhand.inference.proportion import wilson

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Windowed:
    """A figure over some windows, with its interval; a bound is None where it is not known."""

    value: float
    low: float | None
    high: float | None
    n: int


def over_windows(
    estimates: Sequence[Estimate], metric: str, attributes: Group, group: Group, windows: set[str]
) -> Windowed | None:
    """Return a figure over `windows`; None where no window has it.

    Rates are counted together; other figures are averaged, each window weighing as much as it has
    decisions, so that a quantile is the mean of the windows' quantiles.
    """
    rows = [
        row
        for row in estimates
        if (row.metric, row.attributes, row.group) == (metric, attributes, group)
        and row.window in windows
        and row.model_version is None
        and row.condition is None
        and row.value is not None
        and row.n > 0
    ]
    if not rows:
        return None
    if all(row.method == "wilson" for row in rows):
        return _counted(rows)
    n = sum(row.n for row in rows)
    value = sum(row.n * (row.value or 0.0) for row in rows) / n
    low, high = _arm(rows, [row.low for row in rows]), _arm(rows, [row.high for row in rows])
    return Windowed(
        value=value,
        low=None if low is None else value - low,
        high=None if high is None else value + high,
        n=n,
    )


def _arm(rows: Sequence[Estimate], bounds: Sequence[float | None]) -> float | None:
    """Return how far the interval of an average reaches to one side.

    Windows are independent, so that the arms of their intervals add up as errors do.
    """
    arms = [
        row.n * (bound - row.value)
        for row, bound in zip(rows, bounds, strict=True)
        if bound is not None and row.value is not None
    ]
    if len(arms) < len(rows):
        return None
    return math.sqrt(sum(arm**2 for arm in arms)) / sum(row.n for row in rows)


def _counted(rows: Sequence[Estimate]) -> Windowed:
    """Return a rate from all its decisions, people who come back allowed for."""
    counted = sum(row.numerator or 0.0 for row in rows)
    total = sum(row.denominator or 0.0 for row in rows)
    effect = max(row.design_effect or 1.0 for row in rows)
    low, high = wilson(counted, total, level=rows[0].level, design_effect=effect)
    return Windowed(
        value=counted / total,
        low=finite(float(low)),
        high=finite(float(high)),
        n=sum(row.n for row in rows),
    )


def gap_between(mine: Windowed, theirs: Windowed, *, ratio: bool) -> Windowed | None:
    """Return the gap of two figures; None for a ratio that has no value."""
    if ratio and not (mine.value > 0 and theirs.value > 0):
        return None
    sides = [
        math.nan if part is None else part
        for one in (mine, theirs)
        for part in (one.value, one.low, one.high)
    ]
    low, high = mover_ratio(*sides) if ratio else mover_difference(*sides)
    return Windowed(
        value=mine.value / theirs.value if ratio else mine.value - theirs.value,
        low=finite(float(low)),
        high=finite(float(high)),
        n=mine.n + theirs.n,
    )


def outwards(value: float, *, up: bool, step: float | None = None) -> float:
    """Return a number moved to the next sensible one: two digits of it, or whole steps.

    Examples
    --------
    >>> outwards(197.4, up=True), outwards(0.7825, up=False), outwards(0.0312, up=True, step=0.01)
    (200.0, 0.78, 0.04)
    """
    if value == 0:
        return 0.0
    size = step or 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    # What is a whole step but for floating dust stays where it is.
    times = round(value / size, 9)
    return round((math.ceil(times) if up else math.floor(times)) * size, 12)
