"""Facts: all rows of an audit, with the look-ups that findings and recommendations need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.maturity import Delay
from evenhand.analyses.proxy import Proxy
from evenhand.analyses.readiness import Check
from evenhand.analyses.remedy import Remedy, Trial
from evenhand.analyses.restatement import Restatement
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Shift
from evenhand.analyses.slice import Slice
from evenhand.analyses.stream import Stream
from evenhand.gates.gate import GateResult
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Metric

Group = tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The rows of an audit.

    Attributes
    ----------
    estimates, disparities, gates : tuples of rows
    roles : frozenset of str
        What the log has: label, score, time, entity, model_version, threshold, and KPI names.
    delays : tuple of Delay
        The groups whose labels come later than the others'.
    restatements : tuple of Restatement
        The figures of an earlier audit that labels since have changed.
    checks : tuple of Check
        What the log has for tracing its decisions, and what it lacks.
    shifts : tuple of Shift
        How far scores, decisions, labels, features and the mix of groups lie from what they were.
    window : str or None
        The length of the windows.
    change_points : tuple of ChangePoint
        When figures and gaps moved.
    anomalies : tuple of Anomaly
        Runs of slots in which figures lay outside their limits.
    review_effects : tuple of ReviewEffect
        What human review does to the gaps.
    slices : tuple of Slice
        The subgroups in which people fare worst.
    streams : tuple of Stream
        What many audits have gathered.
    missing : tuple of (str, tuple of str)
        Attributes, and the groups that the plan expects of them and the log does not have.
    metrics : dict of str to Metric
        Every metric that the audit knows, the user's own among them.
    trial : Trial or None
        How remedies were tried; None where they were not.
    proxies : tuple of Proxy
        Which features tell a protected attribute.
    remedies : tuple of Remedy
        What was tried, and what it did to decisions that it had no part in.
    units : dict of str to str
        What their figures are counted in, where that is known.
    """

    estimates: tuple[Estimate, ...]
    disparities: tuple[Disparity, ...]
    gates: tuple[GateResult, ...]
    roles: frozenset[str]
    delays: tuple[Delay, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    checks: tuple[Check, ...] = ()
    shifts: tuple[Shift, ...] = ()
    window: str | None = None
    change_points: tuple[ChangePoint, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    review_effects: tuple[ReviewEffect, ...] = ()
    slices: tuple[Slice, ...] = ()
    streams: tuple[Stream, ...] = ()
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    metrics: Mapping[str, Metric] = field(default_factory=lambda: METRICS, repr=False)
    trial: Trial | None = None
    proxies: tuple[Proxy, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict, repr=False)
    _whole: Mapping[tuple[str, Group, Group], Estimate] = field(init=False, repr=False)
    _compared: Mapping[tuple[str, str, str, str | None, Group, Group], Disparity] = field(
        init=False, repr=False
    )

    def __post_init__(self) -> None:
        whole = {
            (row.metric, row.attributes, row.group): row
            for row in self.estimates
            if row.window is None and row.model_version is None and row.condition is None
        }
        compared = {
            (row.metric, row.comparison, row.against, row.condition, row.attributes, row.group): row
            for row in self.disparities
        }
        object.__setattr__(self, "_whole", whole)
        object.__setattr__(self, "_compared", compared)

    def estimate(self, metric: str, attributes: Group = (), group: Group = ()) -> Estimate | None:
        """Return a metric of a group over the whole log; None if it was not computed."""
        return self._whole.get((metric, attributes, group))

    def disparity(
        self,
        metric: str,
        comparison: str,
        attributes: Group,
        group: Group,
        *,
        condition: str | None = None,
    ) -> Disparity | None:
        """Return a group's comparison with its reference; None if it was not computed."""
        return self._compared.get((metric, comparison, "reference", condition, attributes, group))

    def labelled(self, decision: str) -> dict[tuple[Group, Group], Estimate]:
        """Return the labelled share of mature decisions of a kind, by attributes and group."""
        condition = ("decision", decision)
        return {
            (row.attributes, row.group): row
            for row in self.estimates
            if row.metric == "label_coverage" and row.condition == condition
        }

    def groups(self, metric: str) -> Iterator[Estimate]:
        """Yield a metric's estimates for the groups of single attributes over the whole log."""
        for row in self._whole.values():
            if row.metric == metric and len(row.attributes) == 1:
                yield row
