"""What decisions come to: rates, accuracy and gaps, with intervals from the people drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.remedy import Outcome, RemediedGap
from evenhand.cube.cube import Array
from evenhand.cube.rows import Text
from evenhand.gates.gate import GateResult
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.auc import delong
from evenhand.inference.bootstrap import around_estimate, percentile_interval
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Proportion
from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, Places

DRAWS = 400
_FEW_POSITIVES = 10  # of either label: below, there is no area under the curve worth telling
_PRIOR = 0.25  # of a decision: see `Draws`


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """How the rows to test could have been, draw by draw; the first is as they are.

    People are drawn with replacement. A group of whom none of 20 was let in may well let in one of
    20 in truth, but tables drawn from it never say so: each draw has a little of every cell more,
    so that the share of either decision among the rows of one label is as Jeffreys' prior has it
    (half a decision of either kind), for decisions as made and as remedied together.

    Attributes
    ----------
    weights : float array, shape (draws + 1, rows)
        How often each row counts.
    prior : float array, shape (draws + 1, 2, 2, 2, 2)
        What is more: of either group, by decision as made, as remedied, and label.
    level : float
    """

    weights: NDArray[np.float32]
    prior: Array
    level: float


def draws_of(bench: Bench, *, level: float, draws: int = DRAWS) -> Draws:
    """Return draws of the people in the rows to test, with replacement; of rows without people."""
    random = np.random.default_rng(bench.seed)
    who = _people(bench.rows.person, bench.test)
    people = int(who.max()) + 1
    weights = np.ones((draws + 1, len(who)), dtype=np.float32)
    even = np.full(people, 1 / people)
    for place in range(1, draws + 1):
        weights[place] = random.multinomial(people, even)[who]
    prior = random.standard_gamma(_PRIOR, size=(draws + 1, 2, 2, 2, 2))
    prior[0] = 0
    return Draws(weights, prior, level)


def _people(person: Text | None, places: Places) -> Places:
    """Return the person of some rows by number; a row without one is a person of its own."""
    if person is None:
        return np.arange(len(places))
    names = [
        f"row {place}" if name is None else f"person {name}"
        for place, name in enumerate(person[places])
    ]
    return np.unique(np.array(names), return_inverse=True)[1]


@dataclass(frozen=True, slots=True, eq=False)
class Deployed:
    """The decisions as they were made, measured once: what every remedy is held against.

    Attributes
    ----------
    gates : tuple of (GateResult, float array of shape (2, rows))
        The gaps that can be measured on the rows to test, with who is of either group.
    unmeasured : tuple of str
        Ids of the gates whose gap cannot be: a group has no such decision there.
    """

    bench: Bench
    draws: Draws
    gates: tuple[tuple[GateResult, Array], ...]
    unmeasured: tuple[str, ...]
    rate: Array
    accuracy: Array
    area: Array


def deployed_of(
    bench: Bench, gates: Sequence[GateResult], *, level: float, draws: int = DRAWS
) -> Deployed:
    """Return the decisions as they were made, measured on the rows to test."""
    drawn = draws_of(bench, level=level, draws=draws)
    made, label = bench.rows.decision[bench.test], bench.rows.label[bench.test]
    score = None if bench.score is None else bench.score[bench.test]
    found, unmeasured = [], []
    for gate in gates:
        sides = sides_of(bench, gate.attributes, (gate.group, gate.reference), bench.test)
        once = _counted(sides, made, made, label, np.ones((1, len(made))))
        if np.isfinite(_gap(gate.metric, gate.comparison, once.sum(axis=3))[0]):
            found.append((gate, sides))
        else:
            unmeasured.append(gate.id)
    return Deployed(
        bench=bench,
        draws=drawn,
        gates=tuple(found),
        unmeasured=tuple(unmeasured),
        rate=rate(made, drawn),
        accuracy=accuracy(made, label, drawn),
        area=area_under_roc(score, label, drawn),
    )


def outcome(deployed: Array, value: Array, level: float) -> Outcome | None:
    """Return a figure with its change and intervals from draws, whose first is no draw.

    None where the figure of the remedy is not defined.
    """
    if not np.isfinite(value[0]):
        return None
    change = value - deployed
    low, high = _interval(value, level)
    change_low, change_high = _interval(change, level)
    return Outcome(
        deployed=finite(float(deployed[0])),
        value=float(value[0]),
        low=low,
        high=high,
        change=finite(float(change[0])),
        change_low=change_low,
        change_high=change_high,
    )


def _interval(drawn: Array, level: float) -> tuple[float | None, float | None]:
    ends = percentile_interval(drawn[1:], level=level)
    low, high = around_estimate(ends, estimate=drawn[0])
    return finite(float(low)), finite(float(high))


def rate(decided: Array, draws: Draws) -> Array:
    """Return the share of favourable decisions in each draw."""
    return divide(_summed(draws, decided), _summed(draws, np.ones(len(decided))))


def accuracy(decided: Array, label: Array, draws: Draws) -> Array:
    """Return the share of labelled rows that were decided as they turned out, in each draw."""
    known = np.isfinite(label)
    right = np.where(known, decided == label, 0.0)
    return divide(_summed(draws, right), _summed(draws, known))


def _summed(draws: Draws, values: NDArray[Any]) -> Array:
    """Return the sum of some noughts and ones in each draw: exact below 16 million."""
    found: Array = (draws.weights @ values.astype(np.float32)).astype(np.float64)
    return found


def area_under_roc(score: Array | None, label: Array, draws: Draws) -> Array:
    """Return the area under the ROC curve in each draw; NaN without a score, or with few labels."""
    none = np.full(len(draws.weights), np.nan)
    if score is None:
        return none
    known = np.isfinite(label) & np.isfinite(score)
    positive = label[known] == 1
    if min(positive.sum(), (~positive).sum()) < _FEW_POSITIVES:
        return none
    _, place = np.unique(score[known], return_inverse=True)
    found = []
    for weight in draws.weights[:, known]:
        up = np.bincount(place, weights=weight * positive)
        down = np.bincount(place, weights=weight * ~positive)
        found.append(float(delong(up, down)[0]))
    return np.array(found)


def gaps(deployed: Deployed, decided: Array) -> tuple[RemediedGap, ...]:
    """Return what decisions do to the gap of each gate, in the gates' order.

    Without a gap that they leave undefined: where they let in nobody, rates among those let in
    are of nobody.
    """
    bench, draws = deployed.bench, deployed.draws
    made, label = bench.rows.decision[bench.test], bench.rows.label[bench.test]
    found = []
    for gate, sides in deployed.gates:
        some = sides.any(axis=0)
        cells = _counted(
            sides[:, some], made[some], decided[some], label[some], draws.weights[:, some]
        )
        cells[..., :2] += draws.prior
        before, after = (
            _gap(gate.metric, gate.comparison, cells.sum(axis=axis)) for axis in (3, 2)
        )
        if (told := outcome(before, after, draws.level)) is not None:
            found.append(
                RemediedGap(
                    gate=gate.id,
                    metric=gate.metric,
                    comparison="ratio" if gate.comparison == "ratio" else "difference",
                    attributes=gate.attributes,
                    group=gate.group,
                    reference=gate.reference,
                    tolerance=gate.tolerance,
                    outcome=told,
                )
            )
    return tuple(found)


def gap_between(bench: Bench, aim: Aim, places: Places, sides: Array, decided: Array) -> float:
    """Return the gap that remedies aim at, as decisions about some rows have it."""
    once = np.ones((1, len(places)))
    cells = _counted(sides, decided, decided, bench.rows.label[places], once)
    return float(_gap(aim.metric, aim.comparison, cells.sum(axis=3))[0])


def sides_of(
    bench: Bench, attributes: Sequence[str], groups: Sequence[tuple[str, ...]], places: Places
) -> Array:
    """Return which rows are of either group, shape (2, rows)."""
    found = np.ones((2, len(places)), dtype=np.bool_)
    for place, attribute in enumerate(attributes):
        of = bench.rows.groups[attribute][places]
        for side, group in enumerate(groups):
            found[side] &= of == group[place]
    return found.astype(np.float64)


def _counted(
    sides: Array, made: Array, decided: Array, label: Array, weights: NDArray[np.floating]
) -> Array:
    """Return counts of either group, shape (draws, 2, made: 2, decided: 2, label: 3)."""
    labels = [label == 0, label == 1, ~np.isfinite(label)]
    kinds = [
        side * first * second * one
        for side in sides
        for first in (1 - made, made)
        for second in (1 - decided, decided)
        for one in labels
    ]
    counted = weights @ np.array(kinds, dtype=weights.dtype).T
    return counted.reshape(len(weights), 2, 2, 2, 3).astype(np.float64)


def _gap(metric: str, comparison: str, cells: Array) -> Array:
    """Return the gap of two groups, from cells of shape (draws, 2, decision: 2, label: 3)."""
    found = cast("Proportion", METRICS[metric].function(Counts(cells)))
    first, second = divide(found.numerator, found.denominator).T
    # A ratio is put so that the better-off group is below, as its gate puts it.
    if comparison == "ratio":
        low_is_good = METRICS[metric].favours == "low"
        return divide(second, first) if low_is_good else divide(first, second)
    difference: Array = first - second
    return difference
