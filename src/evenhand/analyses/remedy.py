"""Remedy: what a change of model, data or threshold would have done to later decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A figure of the later decisions as they were made, and as the remedy would have made them.

    `change` is the remedied figure minus the deployed one; its interval is for the same decisions
    drawn anew, paired.
    """

    deployed: float | None
    value: float | None
    low: float | None
    high: float | None
    change: float | None
    change_low: float | None
    change_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediedGap:
    """What a remedy does to the gap that a gate is about."""

    gate: str
    metric: str
    comparison: Literal["difference", "ratio"]
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    tolerance: float
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One remedy tried on the earlier decisions of a sample, and measured on the later ones.

    `refused` says why it could not be tried, or what was found would mean nothing; then there are
    no figures. `unlike` says why figures are not those of the model in use: a model fitted on the
    plan's features ranks people worse than the deployed one does, so that nothing is to be done on
    their account. `accuracy` and `area_under_roc` speak of labelled decisions.
    """

    id: str
    key: str
    title: str
    done: str = ""  # what was done, with its settings, in one sentence
    caution: str  # what somebody must know before doing it; "": nothing
    by_group: bool = False  # it decides by the protected attribute itself
    refused: str = ""
    unlike: str = ""  # a fitted model stands for the one in use, or none was fitted
    selection_rate: Outcome | None = None
    accuracy: Outcome | None = None
    area_under_roc: Outcome | None = None
    gaps: tuple[RemediedGap, ...] = ()

    @property
    def counts(self) -> bool:
        """Return whether something may be done on account of its figures."""
        return not self.refused and not self.unlike


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature that no model was fitted on, and why: a clause."""

    feature: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How remedies were tried: so that the search can be done again."""

    seed: int
    rows: int  # sampled
    fitted: int  # the earliest labelled rows: what models were fitted on
    tuned: int  # the next: thresholds and calibration
    tested: int  # the last: what all figures are of
    by_time: bool  # else by the order of the log
    features: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    aim: str  # id of the gate whose gap remedies were to close
    unmeasured: tuple[str, ...]  # ids of gates on gaps that the rows to test do not tell
    model: str
    draws: int
    level: float


def distance(value: float, comparison: str) -> float:
    """Return how far a gap is from none: of a ratio, how far it or its inverse falls short of one.

    Examples
    --------
    >>> distance(-0.2, "difference"), distance(0.8, "ratio"), distance(1.25, "ratio")
    (0.2, 0.19999999999999996, 0.19999999999999996)
    """
    if comparison == "difference":
        return abs(value)
    return 1 - min(value, 1 / value) if value > 0 else 1.0


def past(value: float, comparison: str, tolerance: float) -> float:
    """Return how far a gap is past its tolerance, either way; 0 or less is within it.

    Examples
    --------
    >>> round(past(-0.15, "difference", 0.05), 9), round(past(1.6, "ratio", 0.8), 9)
    (0.1, 0.175)
    """
    return distance(value, comparison) - allowed(comparison, tolerance)


def allowed(comparison: str, tolerance: float) -> float:
    """Return the largest distance of a gap that keeps to its tolerance."""
    return 1 - tolerance if comparison == "ratio" else tolerance


def narrows(gap: RemediedGap) -> bool:
    """Return whether it is shown that a remedy brings a gap nearer to none."""
    one = gap.outcome
    if one.value is None or one.deployed is None or one.change_low is None:
        return False
    nearer = distance(one.value, gap.comparison) < distance(one.deployed, gap.comparison)
    return nearer and (one.change_low > 0 or (one.change_high or 0.0) < 0)


def costs(remedy: Remedy) -> bool:
    """Return whether it is shown that a remedy makes fewer decisions as they turn out."""
    found = remedy.accuracy
    return found is not None and found.change_high is not None and found.change_high < 0


def aimed(remedy: Remedy, aim: str) -> RemediedGap | None:
    """Return what a remedy does to the gap of a gate; None where that is not known."""
    return next((gap for gap in remedy.gaps if gap.gate == aim), None)


def best_ones(remedies: Sequence[Remedy], aim: str) -> tuple[Remedy, ...]:
    """Return the remedies that no other one, nor the decisions as made, beats on both counts.

    They are accuracy and the gap aimed at; a remedy that must not be acted upon is not among them.
    """
    placed = {
        one.id: (one.accuracy.value, -distance(gap.outcome.value, gap.comparison))
        for one in remedies
        if one.counts
        and one.accuracy is not None
        and one.accuracy.value is not None
        and (gap := aimed(one, aim)) is not None
        and gap.outcome.value is not None
    }
    against = [*placed.values(), *_deployed(remedies, aim)]
    return tuple(
        one
        for one in remedies
        if one.id in placed and not any(_beats(other, placed[one.id]) for other in against)
    )


def _deployed(remedies: Sequence[Remedy], aim: str) -> list[tuple[float, float]]:
    """Return where the decisions as they were made stand, if that is known."""
    return [
        (one.accuracy.deployed, -distance(gap.outcome.deployed, gap.comparison))
        for one in remedies
        if one.accuracy is not None
        and one.accuracy.deployed is not None
        and (gap := aimed(one, aim)) is not None
        and gap.outcome.deployed is not None
    ][:1]


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one != other and one[0] >= other[0] and one[1] >= other[1]


def first_choice(remedies: Sequence[Remedy], aim: str) -> Remedy | None:
    """Return what is best to try first: it is shown to narrow the gap, and costs no accuracy.

    Of several the one that leaves the smallest gap. None where nothing does; thresholds by group
    are never the first choice, for what law has to say of them.
    """
    fit = [
        (distance(gap.outcome.value, gap.comparison), place, one)
        for place, one in enumerate(remedies)
        if one.counts
        and not one.by_group
        and not costs(one)
        and (gap := aimed(one, aim)) is not None
        and gap.outcome.value is not None
        and narrows(gap)
    ]
    return min(fit)[2] if fit else None
