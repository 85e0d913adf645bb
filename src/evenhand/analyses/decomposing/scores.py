"""By scores: how people are scored, which rule is made of it, and what review changes of that."""

from typing import NamedTuple

import numpy as np

from evenhand.analyses.decomposing.sides import Resampling, Told
from evenhand.analyses.decomposition import PartName
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Array, Cube
from evenhand.cube.roles import stage
from evenhand.cube.tallies import Tallies
from evenhand.inference.decision_parts import deployed_threshold, score_parts
from evenhand.plan import Plan

# The rates that are shares of favourable decisions, with the label that they are among; of the
# other two, the shares of unfavourable ones: what accounts for the one accounts for the other.
_AMONG = {
    "selection_rate": None,
    "true_positive_rate": 1,
    "false_positive_rate": 0,
    "false_negative_rate": 1,
    "true_negative_rate": 0,
}
_TURNED = ("false_negative_rate", "true_negative_rate")
# Where more decisions than this depart from the best rule of the kind "from a score on", none is.
_NO_RULE = 0.1
# A group has a rule of its own where the common one fits it worse by more than this share.
_OWN_RULE = 0.02


class _Side(NamedTuple):
    """Counts of one side; all arrays have shape (labels, bins), labels negative to unknown.

    Attributes
    ----------
    n, favourable : float arrays
        The last bin is of those without a score.
    up, down : float arrays
        Overrides that turned a decision favourable, and unfavourable.
    """

    n: Array
    favourable: Array
    up: Array
    down: Array


class _Rule(NamedTuple):
    """From which bin on each side is favoured, and what the rest of its decisions are called."""

    first: int
    second: int


def by_scores(
    first: Tallies, second: Tallies, metric: str, plan: Plan, resampling: Resampling
) -> Told | None:
    """Return the difference of two rates of decisions by scores, the rule, and what departs of it.

    What was proposed is known where overrides are recorded. Where they are not, it is what the
    rule "from this score on" proposes, if the decisions follow one. None without scores, with
    weights (scores count every row once), and of other metrics.
    """
    if metric not in _AMONG or plan.columns.weight is not None:
        return None
    if first.scores is None or second.scores is None:
        return None
    label = _AMONG[metric]
    recorded = "overridden" in first.scores.measures and stage(plan) == "final"
    one = _side(first.outcomes, first.scores, label, recorded=recorded)
    two = _side(second.outcomes, second.scores, label, recorded=recorded)
    among = slice(0, 3) if label is None else slice(label, label + 1)
    if not (one.n[among].sum() > 0 and two.n[among].sum() > 0):
        return None
    rule = None if recorded else _rule(one, two, _planned(first.scores, plan))
    cells = [_disjoint(side, at) for side, at in zip((one, two), rule or (None, None), strict=True)]
    parts = score_parts(*map(_joined, cells), label=label)
    redrawn = score_parts(*map(_joined, resampling.of(*cells)), label=label)
    names = _names(label, recorded=recorded, rule=rule)
    kept = [place for place, name in enumerate(names) if name]
    sign = -1.0 if metric in _TURNED else 1.0
    rates = [float(side.favourable[among].sum() / side.n[among].sum()) for side in (one, two)]
    return Told(
        tuple(name for name in names if name),
        sign * np.array([float(parts[place]) for place in kept]),
        sign * np.stack([redrawn[place] for place in kept], axis=-1),
        sign * (rates[0] - rates[1]),
        None,
        round(float(one.n[among].sum() + two.n[among].sum())),
    )


def _names(label: int | None, *, recorded: bool, rule: _Rule | None) -> tuple[PartName | None, ...]:
    """Return what the four parts are called; None: a part that is zero by construction."""
    outcomes: PartName | None = None if label is None else "outcomes"
    if recorded:
        return "scores", outcomes, "threshold", "override"
    if rule is None:
        return "scores", outcomes, "decision", None
    return "scores", outcomes, "threshold" if rule.first != rule.second else None, "departure"


def _side(outcomes: Cube, scores: Cube, label: int | None, *, recorded: bool) -> _Side:
    if label is not None:
        outcomes, scores = (cube.where("mature", MATURE[0]) for cube in (outcomes, scores))
    everybody = outcomes.sum("n", "decision", "label")[:2]
    scored = scores.sum("n", "decision", "label", "bin")[:2]
    # Those without a score are a bin of their own, so that nobody is left out of the rate.
    unscored = np.maximum(everybody - scored.sum(axis=-1), 0)
    cells = np.concatenate([scored, unscored[..., None]], axis=-1)
    turned = np.zeros_like(cells)
    if recorded:
        turned[..., :-1] = scores.sum("overridden", "decision", "label", "bin")[:2]
    if label is not None:
        cells, turned = cells[:, :2], turned[:, :2]
    return _Side(cells.sum(axis=0), cells[1], turned[1], turned[0])


def _planned(scores: Cube, plan: Plan) -> int | None:
    """Return the bin from which on the plan's threshold favours; None where it names none."""
    if plan.score is None or plan.score.threshold is None:
        return None
    # Bins at or above the threshold are numbered after all those below it: see `score_bin`.
    below = [level for level in scores.levels["bin"] if int(level) < plan.inference.score_bins]
    return len(below)


def _rule(one: _Side, two: _Side, planned: int | None) -> _Rule | None:
    """Return the rule that each side's decisions follow; None where they follow none.

    The common one is the plan's, or else what fits both together best.
    """
    sides = [(side.favourable.sum(axis=0)[:-1], side.n.sum(axis=0)[:-1]) for side in (one, two)]
    both = [first + second for first, second in zip(*sides, strict=True)]
    common = int(deployed_threshold(*both)) if planned is None else planned
    found = []
    for good, n in sides:
        at = int(deployed_threshold(good, n))
        if _misfit(good, n, common) <= _misfit(good, n, at) + _OWN_RULE:
            at = common
        if _misfit(good, n, at) > _NO_RULE:
            return None
        found.append(at)
    return _Rule(*found)


def _misfit(good: Array, n: Array, at: int) -> float:
    """Return the share of decisions that a rule gets wrong."""
    return float((good[:at].sum() + (n - good)[at:].sum()) / max(n.sum(), 1))


def _disjoint(side: _Side, rule: int | None) -> Array:
    """Return cells that share no decision: proposed by final by label by bin, to be redrawn."""
    kept, failed = side.favourable - side.up, side.n - side.favourable - side.down
    if rule is None:
        return np.stack([np.stack([failed, side.up]), np.stack([side.down, kept])])
    passes = np.arange(side.n.shape[-1]) >= rule
    passes[-1] = False  # without a score nobody passes by it
    other, good = side.n - side.favourable, side.favourable
    return np.stack(
        [
            np.stack([np.where(passes, 0, other), np.where(passes, 0, good)]),
            np.stack([np.where(passes, other, 0), np.where(passes, good, 0)]),
        ]
    )


def _joined(cells: Array) -> Array:
    """Return decisions, those proposed and those made favourable, as `score_parts` takes them."""
    proposed, final = cells[..., 1, :, :, :].sum(axis=-3), cells[..., :, 1, :, :].sum(axis=-3)
    return np.stack([cells.sum(axis=(-4, -3)), proposed, final], axis=-3)
