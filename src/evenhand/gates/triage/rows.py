"""Triage: whether a gap or change lies in the data, the model or the workflow, with evidence."""

from dataclasses import dataclass
from typing import Literal

Domain = Literal["data", "model", "workflow"]

Cause = Literal[
    # data
    "mix",  # who asks, for what
    "base_rate",  # outcomes differ as scores do
    "labels",  # labels do not fit the scores, and not because of them
    "missing",  # what is not recorded for some
    "drift",  # what comes in has changed
    # model
    "proxy",  # a feature that decisions go by stands in for the attribute
    "scores",  # one is scored otherwise than its outcomes
    "threshold",  # the rule that turns scores into decisions
    "errors",  # error rates, where no scores tell more
    "treatment",  # like cases are decided otherwise; nothing tells by whom
    "version",  # one model version
    # workflow
    "override",  # what people make of proposals
    "on_the_way",  # failures, late answers, hand-offs, reviews
    "channel",  # through which hands or queues decisions go
    "service",  # like cases are served otherwise
]

# What is known to be there, not how much of the figure it accounts for: no share of the whole.
HINTS: tuple[Cause, ...] = ("missing", "drift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that speaks for or against a cause, in words, with the rows that it rests on.

    `weight` is the share of the gap or change that it accounts for, from 0 to 1, after what comes
    before it on the way from people to decisions has had its share; half of it where chance could
    account for it as well. That of a hint is a tenth at most, and no share.
    """

    domain: Domain
    cause: Cause
    side: Literal["for", "against"]
    weight: float
    text: str  # a sentence
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A domain and its weight: the sum of the largest weight of each of its causes, hints aside."""

    domain: Domain
    weight: float
    examined: bool  # whether the log has anything that could speak for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Where a gap or change lies: domains in order, the evidence, and what could not be examined.

    `leading` is the cause with the largest weight; None where nothing accounts for a tenth.
    """

    id: str
    of: tuple[str, ...]  # gates, disparities or change points
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    kind: Literal["gap", "change", "level"]  # a level: a figure of everybody that misses a target
    leading: Cause | None
    ranked: tuple[Ranked, ...]
    evidence: tuple[Evidence, ...]  # for, the heaviest first, then against
    not_examined: tuple[str, ...]  # sentences

    def speaking_for(self, cause: Cause) -> list[Evidence]:
        """Return what speaks for a cause, the heaviest first."""
        return [one for one in self.evidence if one.cause == cause and one.side == "for"]
