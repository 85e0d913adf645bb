"""Shares: who gets how much of a gap, so that nothing is counted twice.

On the way from people to a decision the mix comes first, then scores, then the rule, then what
people make of it. What comes earlier has its share first: where more of one group asks for what
few get, they are scored lower for that reason, and the scores are not to be blamed once more.
Of what the model does, a feature that stands in for the attribute has the share that goes with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from evenhand.gates.triage._case import Account, Case
from evenhand.gates.triage._proxies import stand_ins
from evenhand.inference.normal import two_sided

# Both groups need so many decisions under a version, and under the others, to compare them.
_FEWEST = 30
# A version's gap is told from that of the others from so many standard errors on.
_APART = 3.0
_HALF = 0.5
# A version that comes in just as a figure moves is all that is known to have changed.
_COINCIDES = 0.9
# What a model does: of it a version has its share, and a proxy.
_OF_MODEL = ("scores", "threshold", "errors", "treatment")


@dataclass(frozen=True)
class Version:
    """The gap under one model version, and under all others together.

    `share` is what of the whole would not be there if the version were as the others.
    """

    name: str
    gap: float
    others: float
    share: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Shares:
    """The weights of all causes: each from 0 to 1, and all together at most 1."""

    mix: float = 0.0
    channel: float = 0.0
    on_the_way: float = 0.0
    base_rate: float = 0.0
    labels: float = 0.0
    proxy: float = 0.0
    scores: float = 0.0
    threshold: float = 0.0
    errors: float = 0.0
    treatment: float = 0.0
    version: float = 0.0
    override: float = 0.0
    service: float = 0.0
    # The same before the version and the proxy had their shares.
    before: Mapping[str, float] = field(default_factory=dict)


def shares_of(case: Case) -> Shares:
    """Return the weight of every cause that the log can tell apart."""
    mix = _weight(case.mix)
    handled = {"channel": _weight(case.channel), "on_the_way": _weight(case.on_the_way)}
    # Of two columns that account for the same, the one with more has it.
    most = max(handled, key=lambda name: handled[name])
    handling = {
        name: (1 - mix) * (share if name == most else 0.0) for name, share in handled.items()
    }
    left = max(1 - mix - sum(handling.values()), 0.0)
    version = version_of(case)
    moved = _coincides(case) if version is None else version.share
    if case.of_service:
        own = left * (1.0 if case.within is None else _weight(case.within))
        return Shares(
            mix=mix,
            **handling,
            version=moved * own,
            service=(1 - moved) * own,
            before={"service": own},
        )
    parts = _decided(case)
    size = max(sum(parts.values()), 1.0)
    kept = {name: left * share / size for name, share in parts.items()}
    before = dict(kept)
    under, kept = _given(moved, kept, (*_OF_MODEL, "labels"))
    through, kept = _given(_by_proxy(case), kept, _OF_MODEL)
    return Shares(mix=mix, **handling, version=under, proxy=through, **kept, before=before)


def _given(
    share: float, kept: Mapping[str, float], names: Iterable[str]
) -> tuple[float, dict[str, float]]:
    """Return a share of some causes' weights, taken together, and what is left of all."""
    taken = {name: share * kept[name] for name in names if name in kept}
    return sum(taken.values()), {
        name: weight - taken.get(name, 0.0) for name, weight in kept.items()
    }


def _by_proxy(case: Case) -> float:
    """Return the share of a gap that goes with the weightiest proxy."""
    return max((one.weight for one in stand_ins(case)), default=0.0)


def _weight(account: Account | None) -> float:
    return 0.0 if account is None else account.weight


def _decided(case: Case) -> dict[str, float]:
    """Return the weights of what turns cases into decisions."""
    scores = case.part("scores", "scores")
    if scores is None:
        return _without_scores(case)
    rule = case.part("scores", "threshold") or case.part("scores", "decision")
    people = case.part("scores", "override") or case.part("scores", "departure")
    outcomes = case.part("scores", "outcomes")
    justified = _as_outcomes(case)
    in_labels = outcomes_lead(case)
    found = {
        "base_rate": justified * scores.weight,
        "scores": (1 - justified) * scores.weight,
        "threshold": _weight(rule),
        "override": _weight(people),
        "labels": 0.0,
    }
    found["labels" if in_labels else "scores"] += _weight(outcomes)
    return found


def _without_scores(case: Case) -> dict[str, float]:
    """Return the weights where no scores are known: by outcomes, and by what review changed."""
    effect = review_share(case)
    rest = 1 - (effect or 0.0)
    base = _weight(case.part("outcomes", "base_rate"))
    errors = [case.part("outcomes", name) for name in ("true_positive_rate", "false_positive_rate")]
    if case.part("outcomes", "base_rate") is not None:
        known = {"base_rate": rest * base, "errors": rest * min(sum(map(_weight, errors)), 1.0)}
    elif case.needs_labels:
        known = {"errors": rest * (1.0 if case.within is None else _weight(case.within))}
    else:
        # Nothing tells whether the model or people decide otherwise, unless review is recorded.
        rest *= _HALF if effect is None else 1.0
        known = {"treatment": rest * (1.0 if case.within is None else _weight(case.within))}
    return {**known, "override": effect or 0.0}


def review_share(case: Case) -> float | None:
    """Return the share of a gap in decisions that review made; None where it is not known."""
    question = case.question
    if case.metric.key != "selection_rate" or question.change is not None:
        return None
    for row in case.facts.review_effects:
        same = (row.attributes, row.group, row.reference) == (
            question.attributes, question.group, question.reference,
        )  # fmt: skip
        if same and row.before is not None and row.after:
            return min(max((row.after - row.before) / row.after, 0.0), 1.0)
    return None


def _as_outcomes(case: Case) -> float:
    """Return how much of a gap in scores is one in outcomes as well, from 0 to 1.

    Of a change, or without labels, nothing is known of that.
    """
    outcomes = case.part("outcomes", "base_rate")
    if case.question.change is not None:
        return 0.0 if outcomes is None else outcomes.weight
    labels, scores = case.gap_of("base_rate"), case.gap_of("mean_score")
    if labels is None or scores is None or scores[0] == 0:
        return 0.0
    question = case.question
    row = case.facts.disparity("base_rate", "difference", question.attributes, question.group)
    sure = row is not None and ((row.low or 0.0) > 0 or (row.high or 0.0) < 0)
    return (1.0 if sure else _HALF) * min(max(labels[0] / scores[0], 0.0), 1.0)


def outcomes_lead(case: Case) -> bool:
    """Return whether outcomes lie further apart than scores: then the labels are the odd ones."""
    labels, scores = case.gap_of("base_rate"), case.gap_of("mean_score")
    return labels is not None and scores is not None and abs(labels[0]) > abs(scores[0])


def version_of(case: Case) -> Version | None:
    """Return the model version whose gap stands out; None where none does, or none is known."""
    question = case.question
    if question.change is not None or not question.reference or not case.decompositions:
        return None
    rows = {
        (row.model_version, row.group): row
        for row in case.facts.estimates
        if row.metric == case.metric.key
        and row.attributes == question.attributes
        and row.model_version is not None
        and row.value is not None
        and row.low is not None
        and row.high is not None
        and row.n >= _FEWEST
    }
    versions = sorted(
        {
            name
            for name, _ in rows
            if all((name, group) in rows for group in (question.group, question.reference))
        }
    )
    total = case.decompositions[0].total
    known = {}
    for name in versions:
        pair = [rows[name, group] for group in (question.group, question.reference)]
        sizes = [
            (row.value or 0.0, ((row.high or 0.0) - (row.low or 0.0)) / 2 / two_sided(row.level))
            for row in pair
        ]
        gap = sizes[0][0] - sizes[1][0]
        spread = sizes[0][1] ** 2 + sizes[1][1] ** 2
        known[name] = gap, spread, pair[0].n, tuple(row.id for row in pair)
    if len(known) < 2 or total == 0:  # noqa: PLR2004 - one version has nothing to differ from
        return None
    name = max(known, key=lambda one: known[one][0] / total)
    gap, spread, _, own = known[name]
    rest = [value for one, value in known.items() if one != name]
    n = sum(one[2] for one in rest)
    others = sum(one[0] * one[2] for one in rest) / n
    noise = spread + sum(one[1] * (one[2] / n) ** 2 for one in rest)
    apart = abs(gap - others) > _APART * noise**0.5
    share = min(max((total - others) / total, 0.0), 1.0) if apart else 0.0
    return Version(name, gap, others, share, (*own, *chain.from_iterable(one[3] for one in rest)))


def _coincides(case: Case) -> float:
    """Return what a version that came in as a figure moved is given of it."""
    came = any(one.kind == "model_version" for row in case.changes for one in row.coincidences)
    return _COINCIDES if came else 0.0
