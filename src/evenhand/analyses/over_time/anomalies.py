"""Anomalies: runs of slots whose volume, rates or means lie outside what their history allows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.control_chart import ControlChart
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.numbered import numbered
from evenhand.analyses.over_time.series import Series, Slots, weekdays
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.control_chart import Chart, counts, individuals, rates, runs

VOLUME = "decisions"
# The chance that any slot of any chart of an audit is called an anomaly while nothing happens.
_ALPHA = 0.01
# Limits of the charts that are drawn: about one slot a year lies outside by chance.
_SIGMAS = 3.0
# Groups that usually have fewer decisions a slot are not charted by themselves.
_SMALLEST = 10
# Charted for groups as well: what people notice when it happens to them alone.
_BY_GROUP = frozenset({"selection_rate", "failure_rate", "latency_mean"})
# Columns whose values are no sizes: a grade of 2 is not half a 4.
_GRADES = frozenset({"satisfaction_mean"})

# The kind of anomaly that a metric makes; others go by their own key.
KINDS = {
    VOLUME: "volume",
    "selection_rate": "decision_rate",
    "latency_mean": "latency",
    "failure_rate": "failure",
    "override_rate": "override",
    "satisfaction_mean": "satisfaction",
}


@dataclass(frozen=True)
class _Charted:
    """One figure of one group with its chart."""

    grouping: Grouping
    group: int
    key: str
    slots: Slots
    chart: Chart
    value: Array
    n: Array


def anomalies(
    followed: Sequence[tuple[Grouping, Slots]], changes: Sequence[ChangePoint]
) -> tuple[tuple[Anomaly, ...], tuple[ControlChart, ...]]:
    """Return the anomalies of a log, numbered, and the control charts of everybody.

    Parameters
    ----------
    followed : sequence of (Grouping, Slots)
        Everybody, and each single attribute.
    changes : sequence of ChangePoint
        What is usual is what was usual since the last of them.

    Limits allow for season by weekday, and for days that vary more than chance (Laney 2002;
    Nelson 1984 for the moving range). What is called an anomaly must lie so far outside that one
    audit in a hundred has any by chance (Bonferroni over all slots of all charts); neighbouring
    slots on the same side are one run. A run of one group in which everybody runs too is told of
    everybody alone.
    """
    charted = [one for pair in followed for one in _charted(*pair, changes)]
    looks = sum(int(np.isfinite(one.chart.z).sum()) for one in charted)
    limit = float(-ndtri(_ALPHA / 2 / max(looks, 1)))
    found: list[Anomaly] = []
    for one in charted:
        known = [row for row in found if row.metric == one.key and not row.attributes]
        for run in _runs(one.chart, limit):
            row = _row(one, run)
            if not any(whole.start <= row.end and row.start <= whole.end for whole in known):
                found.append(row)
    ordered = sorted(found, key=lambda row: (row.start, row.metric, row.attributes, row.group))
    drawn = tuple(_drawn(one) for one in charted if not one.grouping.attributes)
    return numbered(ordered, "a"), drawn


def _charted(
    grouping: Grouping, slots: Slots, changes: Sequence[ChangePoint]
) -> Iterator[_Charted]:
    """Yield everything charted for the groups of a grouping."""
    season = weekdays(slots.names)
    whole = not grouping.attributes
    for group, name in enumerate(grouping.groups):
        volume = slots.volume[:, group]
        if not whole and float(np.median(volume)) < _SMALLEST:
            continue
        # The log may begin or end in the middle of a slot.
        inner = np.concatenate([[np.nan], volume[1:-1], [np.nan]])[: len(volume)]
        chart = counts(inner, sigmas=_SIGMAS, season=season)
        yield _Charted(grouping, group, VOLUME, slots, chart, volume, volume)
        for key, one in slots.series.items():
            total, squares, n = one.part(group)
            if not _is_charted(one, whole=whole) or n.sum() == 0:
                continue
            cuts = sorted(
                slots.names.index(change.at)
                for change in changes
                if change.metric == key and _concerns(change, grouping.attributes, name)
            )
            chart = _by_stretch(_chart_of(one), cuts, (total, squares, n), season)
            yield _Charted(grouping, group, key, slots, chart, divide(total, n), n)


def _concerns(change: ChangePoint, attributes: tuple[str, ...], group: tuple[str, ...]) -> bool:
    """Return whether a change is one of everybody or of the group: of its gap."""
    return not change.attributes or (change.attributes, change.group) == (attributes, group)


def _is_charted(one: Series, *, whole: bool) -> bool:
    """Return whether a figure is charted: decisions and KPIs; labels come too late to alarm."""
    key = one.metric.key
    if not whole:
        return key in _BY_GROUP
    return key == "selection_rate" or one.metric.reads not in {"counts", "scores"}


def _by_stretch(
    chart_of: Callable[..., Chart],
    cuts: Sequence[int],
    parts: tuple[Array, Array, Array],
    season: NDArray[np.int64] | None,
) -> Chart:
    """Return the chart of a series whose level moved: each stretch by itself."""
    ends = [0, *cuts, len(parts[0])]
    charts = [
        chart_of(
            *(part[start:end] for part in parts),
            None if season is None else season[start:end],
        )
        for start, end in pairwise(ends)
    ]
    columns = (
        np.concatenate([getattr(chart, name) for chart in charts])
        for name in ("centre", "low", "high", "z")
    )
    return Chart(*columns)


def _chart_of(one: Series) -> Callable[..., Chart]:
    def chart(total: Array, squares: Array, n: Array, season: NDArray[np.int64] | None) -> Chart:
        if one.kind == "rate":
            return rates(total, n, sigmas=_SIGMAS, season=season)
        # Times, costs and counts are sizes: a doubling is as far as a halving.
        sizes = one.metric.unit == "column" and one.metric.key not in _GRADES
        positive = sizes and bool((total >= 0).all())
        return individuals(total, squares, n, sigmas=_SIGMAS, season=season, positive=positive)

    return chart


def _runs(chart: Chart, limit: float) -> Iterator[tuple[int, int]]:
    z = np.nan_to_num(chart.z)
    yield from runs(z > limit)
    yield from runs(z < -limit)


def _row(one: _Charted, run: tuple[int, int]) -> Anomaly:
    start, end = run
    worst = start + int(np.argmax(np.abs(np.nan_to_num(one.chart.z[start:end]))))
    return Anomaly(
        id="",
        kind=KINDS.get(one.key, one.key),
        metric=one.key,
        attributes=one.grouping.attributes,
        group=one.grouping.groups[one.group],
        start=one.slots.names[start],
        end=one.slots.names[end - 1],
        slots=end - start,
        value=float(one.value[worst]),
        expected=float(one.chart.centre[worst]),
        low=float(one.chart.low[worst]),
        high=float(one.chart.high[worst]),
        excess=float(one.chart.z[worst]),
        n=round(float(one.n[start:end].sum())),
    )


def _drawn(one: _Charted) -> ControlChart:
    def tidy(part: Array) -> tuple[float | None, ...]:
        return tuple(finite(float(value)) for value in part)

    outside = np.flatnonzero(np.abs(np.nan_to_num(one.chart.z)) > _SIGMAS)
    return ControlChart(
        metric=one.key,
        slots=one.slots.names,
        value=tidy(one.value),
        centre=tidy(one.chart.centre),
        low=tidy(one.chart.low),
        high=tidy(one.chart.high),
        outside=tuple(outside.tolist()),
        seasonal=weekdays(one.slots.names) is not None,
    )
