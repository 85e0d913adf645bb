"""Over time: figures by window, gaps followed with a band for all looks, and control charts."""

from dataclasses import dataclass

from evenhand.report.view.chart import Chart
from evenhand.report.view.control import control
from evenhand.report.view.gaps import Gaps, gaps
from evenhand.report.view.measures import measures
from evenhand.report.view.performance import QUALITY, keys
from evenhand.report.view.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Everything that the section shows."""

    measures: Chart | None
    gaps: Gaps | None
    control: Chart | None


def over_time(rows: Rows) -> OverTime | None:
    """Return how figures moved; None where there is nothing to follow."""
    found = OverTime(measures=measures(rows, _wanted(rows)), gaps=gaps(rows), control=control(rows))
    return found if found.measures or found.gaps or found.control else None


def _wanted(rows: Rows) -> list[str]:
    """Return metrics, what matters first: targets, what moved, KPIs, then quality."""
    targets = [g.metric for g in rows.gates(()) if g.target]
    moved = [c.metric for c in rows.audit.change_points if not c.group]
    kpis = sorted(keys(rows), key=lambda m: m in QUALITY)
    return list(dict.fromkeys([*targets, *moved, *kpis]))
