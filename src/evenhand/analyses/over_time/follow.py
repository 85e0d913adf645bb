"""Follow a log through time: its trends, its changes, its anomalies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.assemble import Found
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.control_chart import ControlChart
from evenhand.analyses.over_time.anomalies import anomalies
from evenhand.analyses.over_time.changes import change_points
from evenhand.analyses.over_time.coincidences import with_coincidences
from evenhand.analyses.over_time.series import Series, Slots, by_slot
from evenhand.analyses.over_time.trends import trends
from evenhand.analyses.settings import Settings
from evenhand.analyses.trend import Trend
from evenhand.cube.tallies import Tallies
from evenhand.metrics._metric import Metric


@dataclass(frozen=True, slots=True)
class OverTime:
    """What time brought."""

    trends: tuple[Trend, ...] = ()
    change_points: tuple[ChangePoint, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    control_charts: tuple[ControlChart, ...] = ()


def follow(
    tallies: Tallies,
    found: Found,
    settings: Settings,
    *,
    metrics: Mapping[str, Metric],
    needs: frozenset[str],
) -> OverTime:
    """Return the trends, changes and anomalies of everybody and of single attributes.

    Nothing without a time column, and nothing of a log that is one slot long.
    """
    calendar = tallies.calendar
    if calendar is None or len(calendar.slots) < 2:  # noqa: PLR2004 - time is two slots at least
        return OverTime()
    followed = [
        (grouping, _known(slots, attributes, found))
        for attributes, grouping in found.groupings.items()
        if len(attributes) < 2  # noqa: PLR2004 - not for intersections
        and (slots := by_slot(tallies, grouping, list(metrics.values()), needs)) is not None
    ]
    effects = {key: measured.effect for key, measured in found.measurements.items()}
    changes = with_coincidences(change_points(followed, settings, effects), tallies, followed)
    runs, charts = anomalies(followed, changes)
    gaps: list[Trend] = []
    for grouping, slots in followed:
        gaps += trends(grouping, slots, calendar, settings, effects)
    return OverTime(tuple(gaps), changes, runs, charts)


def _known(slots: Slots, attributes: tuple[str, ...], found: Found) -> Slots:
    """Return slots without the figures that labels may be missing for: those are bounded."""
    series = dict(slots.series)
    for key, one in slots.series.items():
        measured = found.measurements.get((attributes, key))
        if measured is not None and measured.bounded is not None:
            kept = ~measured.bounded
            parts = (part * kept for part in (one.total, one.squares, one.n))
            series[key] = Series(one.metric, one.kind, *parts)
    return replace(slots, series=series)
