"""Case: one question with its decompositions, and what the shares of their parts are worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.decomposition import Decomposition, Part
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.question import Question
from evenhand.gates.figure_words import figure
from evenhand.gates.findings._facts import Facts
from evenhand.gates.triage.rows import Cause, Domain, Evidence
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

# Evidence that accounts for less of a gap speaks against a cause.
LEAST = 0.1
# What chance could account for as well counts half.
_UNSURE = 0.5
# Less of a group in comparable strata than this, and a mix is not told from a lack of counterparts.
_SUPPORTED = 0.5
# Words in the name of a condition that say how decisions are handled, not what they are about.
_HANDLING = (
    "channel", "queue", "reviewer", "team", "branch", "office", "operator", "shift", "route",
    "desk", "handler", "caseworker",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A part of a decomposition, and the share of the whole that it accounts for.

    `share` is at least 0 and at most 1, and `weight` the share, halved if chance could do it.
    """

    decomposition: Decomposition
    part: Part

    @property
    def share(self) -> float:
        """Return the share of the whole; 0 for a part that works the other way."""
        total = self.decomposition.total
        share = self.part.value / total if total else 0.0
        return min(share, 1.0) if share > 0 else 0.0

    @property
    def weight(self) -> float:
        """Return the share, halved where the interval of the part holds zero."""
        low, high = self.part.low, self.part.high
        sure = low is not None and high is not None and (low > 0 or high < 0)
        return self.share if sure else self.share * _UNSURE


@dataclass(frozen=True)
class Case:
    """A question, with what the audit found about it.

    Attributes
    ----------
    question : Question
    facts : Facts
    plan : Plan
    decompositions : tuple of Decomposition
        Those of this question.
    """

    question: Question
    facts: Facts
    plan: Plan
    decompositions: tuple[Decomposition, ...]

    @cached_property
    def metric(self) -> Metric:
        """Return the metric that is decomposed: for a quantile, the mean."""
        key = self.decompositions[0].metric if self.decompositions else self.question.metric
        return self.facts.metrics[key]

    @property
    def of_service(self) -> bool:
        """Return whether the figure is one of performance: how people are served."""
        return self.metric.reads not in {"counts", "scores"}

    @property
    def needs_labels(self) -> bool:
        """Return whether the figure rests on labels."""
        return "label" in self.metric.needs

    @cached_property
    def mix(self) -> Account | None:
        """Return the mix that accounts for most: of conditions, or of groups for everybody."""
        return self._most(handling=False)

    @cached_property
    def channel(self) -> Account | None:
        """Return the like of conditions that say how decisions are handled."""
        return self._most(handling=True)

    @cached_property
    def on_the_way(self) -> Account | None:
        """Return what happened on the way that accounts for most."""
        found = [
            Account(one, part)
            for one in self._of("on_the_way")
            for part in one.parts
            if part.name == "composition"
        ]
        return max(found, key=lambda one: one.weight, default=None)

    @cached_property
    def within(self) -> Account | None:
        """Return what is left among like cases: beside the mix that accounts for most."""
        beside = self.mix or self.channel
        if beside is None:
            return None
        return self._part(beside.decomposition, "rate")

    def part(self, method: str, name: str) -> Account | None:
        """Return a part of the first decomposition of a kind; None without."""
        return next((a for one in self._of(method) if (a := self._part(one, name))), None)

    def _part(self, one: Decomposition, name: str) -> Account | None:
        return next((Account(one, part) for part in one.parts if part.name == name), None)

    def _of(self, method: str) -> Iterator[Decomposition]:
        return (one for one in self.decompositions if one.method == method)

    def _most(self, *, handling: bool) -> Account | None:
        found = [
            Account(one, one.parts[0])
            for one in self._of("strata")
            if one.over != ("model_version",)
            and all(handles(name, self.plan) == handling for name in one.over)
            and (one.support or 0.0) >= _SUPPORTED
        ]
        return max(found, key=lambda account: account.weight, default=None)

    def estimate(self, metric: str, group: tuple[str, ...]) -> Estimate | None:
        """Return a metric of a group over the whole log, if it has a value."""
        row = self.facts.estimate(metric, self.question.attributes, group)
        return None if row is None or row.value is None else row

    def gap_of(self, metric: str) -> tuple[float, tuple[str, ...]] | None:
        """Return how far the group lies from its reference in another metric, with the rows."""
        one, two = (
            self.estimate(metric, group) for group in (self.question.group, self.question.reference)
        )
        if one is None or two is None or one is two or one.value is None or two.value is None:
            return None
        return one.value - two.value, (one.id, two.id)

    @cached_property
    def changes(self) -> tuple[ChangePoint, ...]:
        """Return the changes that this may be about: its own, or those of a level of everybody."""
        if self.question.change is not None:
            return (self.question.change,)
        if self.question.group:
            return ()
        reads = self.metric.reads
        return tuple(
            row
            for row in self.facts.change_points
            if not row.attributes
            and (row.metric == self.metric.key or reads == self.facts.metrics[row.metric].reads)
            and (self.of_service or row.metric == self.metric.key)
        )

    def amount(self, value: float) -> str:
        """Return a part in words: "+1.4 points", or in the unit of the figure."""
        unit = self.facts.units.get(self.metric.key, "")
        return figure(value, self.metric, unit, signed=True)

    def accounted(self, account: Account) -> str:
        """Return how much of the whole a part accounts for, as the end of a sentence."""
        value, total = account.part.value, account.decomposition.total
        # Beside the whole, no more decimals than the whole has.
        small = abs(value) < abs(total) / 1000
        way = ", the other way" if value * total < 0 and not small else ""
        return f"{self.amount(0.0 if small else value)} of {self.amount(total)}{way}"

    def evidence(
        self,
        domain: Domain,
        cause: Cause,
        weight: float,
        text: str,
        rows: tuple[str, ...],
        *,
        before: float | None = None,
    ) -> Evidence:
        """Return evidence; what accounts for less than a tenth speaks against its cause.

        `before` is the weight before a model version had its share of it, which speaks for the
        cause as well.
        """
        return Evidence(
            domain=domain,
            cause=cause,
            side="for" if (weight if before is None else before) >= LEAST else "against",
            weight=weight,
            text=text,
            rows=rows,
        )


def handles(name: str, plan: Plan) -> bool:
    """Return whether a column says how decisions are handled: by its role, or by its name."""
    words = name.lower().replace("-", "_").split("_")
    return name == plan.columns.reviewer or any(word in _HANDLING for word in words)


def listed(names: tuple[str, ...]) -> str:
    """Return columns as a sentence lists them."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
