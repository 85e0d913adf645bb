"""Figure: one number as a reader sees it, with what stands behind it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.rows import metric_of

_CLOSE = 0.02  # bounds of a rate nearer than this are told with a decimal
_SMALL = 10  # below it, numbers that are no rates (a correlation, a score) have three decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in words: its text, its interval, and the row of audit.json that it is."""

    text: str
    interval: str = ""
    row: str = ""  # id in audit.json; "": not a row of its own
    state: str = ""
    why: str = ""  # why it has no value


ABSENT = Figure(text=words.NOTHING, why="not estimated")


def of_estimate(
    estimate: Estimate | None, *, state: str = "", fences: Sequence[float] = (), unit: bool = True
) -> Figure:
    """Return an estimate as a figure; where it is undefined, with the reason."""
    if estimate is None:
        return ABSENT
    kind = metric_of(estimate.metric).unit
    if estimate.value is None:
        limits = bounds_text(estimate.low, estimate.high, kind, unit=unit)
        return _undefined(estimate.undefined, estimate.id, limits)
    low, high = (
        None if bound is None else value_text(bound, kind, fences, unit=False)
        for bound in (estimate.low, estimate.high)
    )
    return Figure(
        text=value_text(estimate.value, kind, fences, unit=unit),
        interval=words.between(low, high),
        row=estimate.id,
        state=state,
    )


def of_disparity(
    disparity: Disparity | None,
    *,
    state: str = "",
    fences: Sequence[float] = (),
    unit: bool = True,
) -> Figure:
    """Return a disparity as a figure; where it is undefined, with the reason."""
    if disparity is None:
        return ABSENT
    kind = metric_of(disparity.metric).unit
    if disparity.value is None:
        how = disparity.comparison
        ends = (
            None if bound is None else comparison_text(bound, how, kind, unit=False)
            for bound in (disparity.low, disparity.high)
        )
        return _undefined(disparity.undefined, disparity.id, limits_text(*ends))
    low, high = (
        None
        if bound is None
        # A bound may lie beyond the warning level; only the tolerance itself must stay apart.
        else comparison_text(bound, disparity.comparison, kind, fences[:1], unit=False)
        for bound in (disparity.low, disparity.high)
    )
    return Figure(
        text=comparison_text(disparity.value, disparity.comparison, kind, fences, unit=unit),
        interval=words.between(low, high),
        row=disparity.id,
        state=state,
    )


def value_text(value: float, kind: str, fences: Sequence[float] = (), *, unit: bool = True) -> str:
    """Return a metric's value by its kind of unit: a rate as percent, all else as a number."""
    if kind == "rate":
        return words.percent(value, fences, unit=unit)
    if kind == "count":
        return words.count(round(value))
    if kind == "number" and abs(value) < _SMALL:
        return words.rounded(value, 3, fences)
    return words.number(value, fences=fences)


def comparison_text(
    value: float, comparison: str, kind: str, fences: Sequence[float] = (), *, unit: bool = True
) -> str:
    """Return a comparison: ratios with two decimals, differences of rates in points."""
    both = [sign * fence for fence in fences for sign in (1, -1)]
    if comparison == "shortfall":
        return words.count(round(value))
    if "ratio" in comparison:
        return words.rounded(value, 2, fences)
    if "difference" in comparison and kind == "rate":
        return words.points(value, both, unit=unit)
    return words.number(value, fences=both)


def bounds_text(low: float | None, high: float | None, kind: str, *, unit: bool = True) -> str:
    """Return what a figure can be between; "" where no bound is known.

    Bounds of rates are whole percents, rounded outwards, so that they stay true.

    Examples
    --------
    >>> bounds_text(0.412, 0.797, "rate").replace(words.SPACE, " ").replace("\u00a0", " ")
    'between 41 and 80 %'
    """
    if kind != "rate":
        ends = (None if bound is None else value_text(bound, kind) for bound in (low, high))
        return limits_text(*ends)
    wide = low is None or high is None or high - low >= _CLOSE
    scale = 100 if wide else 1000
    # A bound that is a whole percent must not be pushed to the next by floating dust.
    least = None if low is None else math.floor(low * scale + 1e-9) / scale
    most = None if high is None else math.ceil(high * scale - 1e-9) / scale
    ends = (None if b is None else f"{100 * b:.{0 if wide else 1}f}" for b in (least, most))
    text = limits_text(*ends)
    return f"{text}{words.SPACE}%" if text and unit else text


def limits_text(low: str | None, high: str | None) -> str:
    """Return what something lies between, in words; it may break only at the "and".

    Examples
    --------
    >>> [limits_text(*ends).replace("\u00a0", " ") for ends in (("41", "80"), ("41", None))]
    ['between 41 and 80', 'at least 41']
    """
    if low is None and high is None:
        return ""
    if low is None:
        return f"at most\u00a0{high}"
    if high is None:
        return f"at least\u00a0{low}"
    return f"between\u00a0{low} and\u00a0{high}"


def _undefined(reason: str | None, row: str, limits: str = "") -> Figure:
    if limits:
        return Figure(text=limits, row=row)
    return Figure(text=words.NOTHING, why=words.WHY.get(reason or "", "undefined"), row=row)
