"""Figure: one number as a reader sees it, with what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.rows import metric_of

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
    if estimate.value is None:
        return _undefined(estimate.undefined, estimate.id)
    kind = metric_of(estimate.metric).unit
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
    if disparity.value is None:
        return _undefined(disparity.undefined, disparity.id)
    kind = metric_of(disparity.metric).unit
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


def _undefined(reason: str | None, row: str) -> Figure:
    return Figure(text=words.NOTHING, why=words.WHY.get(reason or "", "undefined"), row=row)
