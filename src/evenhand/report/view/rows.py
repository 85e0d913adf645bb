"""Rows: the audit's estimates and disparities, found by what they are about."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

import numpy as np

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.proxy import Proxy
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Shift
from evenhand.analyses.slice import Slice
from evenhand.gates.gate import GateResult, GroupState, State
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Metric, Statistic, Unit
from evenhand.metrics.own import metrics_of
from evenhand.plan import Plan
from evenhand.report import words
from evenhand.result import Audit

Row = Estimate | Disparity | ChangePoint | Shift | Anomaly | ReviewEffect | Slice | Proxy
_Key = tuple[str, tuple[str, ...], tuple[str, ...], str | None, str | None, tuple[str, str] | None]


_AFTER = {name: ("", f"{words.SPACE}{name}") for name in ("ms", "s", "min", "h")}
_BEFORE = {"eur": "\N{EURO SIGN}", "gbp": "\N{POUND SIGN}", "usd": "$"}
_UNITS = {
    **_AFTER,
    **{name: (f"{sign}{words.SPACE}", "") for name, sign in _BEFORE.items()},
}


class Rows:
    """Look-ups into one audit; nothing is computed here."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit

    @cached_property
    def _by_key(self) -> dict[_Key, Estimate]:
        return {
            (e.metric, e.attributes, e.group, e.window, e.model_version, e.condition): e
            for e in self.audit.estimates
        }

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """Return every row that has an id."""
        audit = self.audit
        rows: Iterable[Row] = (
            *audit.estimates,
            *audit.disparities,
            *audit.change_points,
            *audit.shifts,
            *audit.anomalies,
            *audit.review_effects,
            *audit.slices,
            *audit.proxies,
            *audit.estimated,
        )
        return {row.id: row for row in rows}

    @cached_property
    def windows(self) -> tuple[str, ...]:
        """Return the windows of the audit that have a place in time, in order."""
        return tuple(w for w in self.audit.log.windows if words.instant(w) is not None)

    @cached_property
    def empty(self) -> tuple[str, ...]:
        """Return the windows without any decision; none where nothing was counted by window."""
        most: dict[str, int] = {}
        for e in self.audit.estimates:
            if e.window is not None:
                most[e.window] = max(e.n, most.get(e.window, 0))
        return tuple(w for w in self.windows if most and most.get(w, 0) == 0)

    def estimate(
        self,
        metric: str,
        attributes: tuple[str, ...] = (),
        group: tuple[str, ...] = (),
        *,
        window: str | None = None,
        model_version: str | None = None,
        condition: tuple[str, str] | None = None,
    ) -> Estimate | None:
        """Return the estimate of one group, or None where the audit holds none."""
        return self._by_key.get((metric, attributes, group, window, model_version, condition))

    def groups(self, metric: str, attributes: tuple[str, ...]) -> tuple[Estimate, ...]:
        """Return the whole-period estimates of a metric, one per group, in the audit's order."""
        return tuple(
            e
            for e in self.audit.estimates
            if e.metric == metric
            and e.attributes == attributes
            and e.window is None
            and e.model_version is None
            and e.condition is None
        )

    def metrics(self, attributes: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the keys of the metrics estimated for these attributes, in the audit's order."""
        return tuple(
            dict.fromkeys(
                e.metric
                for e in self.audit.estimates
                if e.attributes == attributes
                and e.window is None
                and e.model_version is None
                and e.condition is None
            )
        )

    def disparity(
        self, metric: str, attributes: tuple[str, ...], group: tuple[str, ...], comparison: str
    ) -> Disparity | None:
        """Return how a group compares with its reference, unconditionally."""
        found = [
            d
            for d in self._disparities(metric, attributes)
            if d.group == group and d.comparison == comparison and d.against != "all"
        ]
        preferred = {"reference": 0, "highest": 1, "rest": 2}
        return min(found, key=lambda d: preferred[d.against]) if found else None

    def _disparities(self, metric: str, attributes: tuple[str, ...]) -> tuple[Disparity, ...]:
        return tuple(
            d
            for d in self.audit.disparities
            if d.metric == metric and d.attributes == attributes and d.condition is None
        )

    def with_unit(self, metric: str, text: str) -> str:
        """Return a figure with the unit that its column's name tells, as in "latency_ms"."""
        before, after = self.unit(metric)
        return f"{before}{text}{after}"

    def unit(self, metric: str) -> tuple[str, str]:
        """Return what stands before and after a figure in the unit of its column."""
        known = metric_of(metric)
        columns = self.audit.log.columns
        # What a success costs is in the unit of costs.
        reads = known.reads.removesuffix("_per_success")
        column = columns.get(f"kpi {reads}", "") if known.unit == "column" else ""
        return _UNITS.get(column.lower().rpartition("_")[2], ("", ""))

    def gates(self, attributes: tuple[str, ...]) -> tuple[GateResult, ...]:
        """Return the gates over these attributes."""
        return tuple(g for g in self.audit.gates if g.attributes == attributes)

    def gate(self, metric: str, attributes: tuple[str, ...]) -> GateResult | None:
        """Return the gate on a metric over these attributes, a ratio before a difference.

        Targets compare no groups: they are found by `gates`.
        """
        found = [
            g
            for g in self.gates(attributes)
            if g.metric == metric
            and not g.target
            and g.basis == "period"
            and g.window is None
            and g.condition is None
        ]
        return max(found, key=lambda g: g.comparison == "ratio") if found else None


_KNOWN: ContextVar[Mapping[str, Metric]] = ContextVar("known metrics", default=METRICS)


@contextmanager
def knowing(audit: Audit) -> Iterator[None]:
    """Let `metric_of` know the figures of the user's own that an audit has, while this lasts."""
    # Of the plan no more than that: it may be one of another version of evenhand.
    own = Plan.model_validate({"own_kpis": audit.plan.get("own_kpis", ())})
    token = _KNOWN.set(metrics_of(own))
    try:
        yield
    finally:
        _KNOWN.reset(token)


def metric_of(key: str) -> Metric:
    """Return the metric named `key`; one that this evenhand lacks still has a title."""
    known = _KNOWN.get().get(key)
    if known:
        return known
    title = words.capital(key.replace("_", " "))
    # Criteria that join two rates are compared, and have no estimate of their own.
    unit: Unit = "rate" if key == "equalized_odds" else "number"
    return Metric(_not_here, title=title, short=title, unit=unit)


def _not_here(counts: Counts) -> Statistic:
    """Return nothing known: stands for a metric of another version of evenhand."""
    return Statistic(np.full(counts.n.shape, np.nan))


def group_state(gate: GateResult | None, group: tuple[str, ...]) -> GroupState | None:
    """Return a group's part in a gate, if it has one."""
    return next((g for g in gate.groups if g.group == group), None) if gate else None


def worst(states: Iterable[State]) -> State | None:
    """Return the state that matters most; None where there is none."""
    return min(states, key=words.SEVERITY.index, default=None)
