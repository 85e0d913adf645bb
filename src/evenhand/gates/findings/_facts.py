"""Facts: all rows of an audit, with the look-ups that findings and recommendations need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import GateResult

Group = tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The rows of an audit.

    Attributes
    ----------
    estimates, disparities, gates : tuples of rows
    roles : frozenset of str
        What the log has: label, score, time, entity, model_version, threshold, and KPI names.
    """

    estimates: tuple[Estimate, ...]
    disparities: tuple[Disparity, ...]
    gates: tuple[GateResult, ...]
    roles: frozenset[str]
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

    def groups(self, metric: str) -> Iterator[Estimate]:
        """Yield a metric's estimates for the groups of single attributes over the whole log."""
        for row in self._whole.values():
            if row.metric == metric and len(row.attributes) == 1:
                yield row
