"""What is known of one change since a baseline: figures of both times, and how far they moved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.change_figures import Figures, one_sided
from evenhand.gates.change_policy import PlannedChange
from evenhand.gates.policy import minimum_n
from evenhand.inference.arithmetic import divide
from evenhand.inference.change import (
    EITHER,
    HIGHER,
    LOWER,
    WIDER,
    WORSE,
    Growth,
    Twice,
    gap_growth,
    growth,
    twice,
)
from evenhand.inference.multiplicity import holm
from evenhand.inference.normal import z
from evenhand.inference.simultaneous import adjusted_p, critical_value
from evenhand.plan import Gate

# Fewer values of a column of its own unit have no mean that could be trusted.
_FEWEST_VALUES = 30


@dataclass(frozen=True)
class Moves:
    """A change with its evidence; arrays have shape (comparisons,).

    Attributes
    ----------
    group, reference : int arrays
        Places of the groups compared; `reference` is -1 where a figure is judged by itself.
    before : float array
        The gap of the baseline, negative if it lay the other way; or the figure.
    value, low, high : float arrays
        How far it moved toward harm: on the metric's scale, or as a share of what it was.
    past : bool array
        Whether it has grown by more than the tolerance, shown or not.
    p_value : float array
        That it is not past the tolerance, adjusted over the comparisons.
    within, testable : bool arrays
        Whether it is shown to be within; whether it rests on enough for that.
    apart : tuple of (int, bool)
        Groups whose figures are known and have no place on the scale, as 0 has among ratios; and
        whether they rest on enough.
    """

    planned: PlannedChange
    grouping: Grouping
    found: Measurement
    minimum_n: int
    group: NDArray[np.int64]
    reference: NDArray[np.int64]
    before: Array
    value: Array
    low: Array
    high: Array
    past: NDArray[np.bool_]
    p_value: Array
    within: NDArray[np.bool_]
    testable: NDArray[np.bool_]
    apart: tuple[tuple[int, bool], ...]
    n: Array
    needed: tuple[Array, Array]
    detectable: Array

    @property
    def least_p(self) -> float:
        """Return the evidence that some comparison is past the tolerance; NaN without any."""
        known = self.p_value[np.isfinite(self.p_value)]
        return float(known.min()) if len(known) else float("nan")


def moves(  # noqa: PLR0917 - what is known of a change, in order
    planned: PlannedChange,
    grouping: Grouping,
    found: Measurement,
    figures: Figures,
    decisions: Array,
    settings: Settings,
) -> Moves:
    """Return how far every gap, or every figure, has moved.

    Gaps are those to the plan's reference, or of every two groups; the evidence on all of them
    is held to the largest (max-T), that on figures by themselves to Holm's.
    """
    log = planned.comparison == "ratio"
    before, after, levels = one_sided(figures, found, settings)
    both = twice(
        before,
        after,
        level=levels[1],
        before_level=levels[0],
        correlation=figures.correlation,
        log=log,
    )
    margin = _margin(planned, found)
    least = _minimum(planned, found)
    large = np.minimum(figures.before_n, figures.after_n) >= least
    if planned.gap:
        group, reference = _pairs(both, grouping, low_is_good=found.metric.favours == "low")
        by_plan = grouping.reference_by == "plan"
        pairs = (group, reference)
        grown, adjusted = _of_gaps(planned, found, both, pairs, margin, settings, by_plan=by_plan)
        testable = large[group] & large[reference]
        sides = np.stack([group, reference])
        was = _before(both, sides, found)
    else:
        group = np.flatnonzero(np.isfinite(both.after) & np.isfinite(both.before))
        reference = np.full(len(group), -1)
        grown, adjusted = _of_figures(both, group, found, margin, settings)
        testable = large[group]
        was = np.exp(both.before[group]) if log else both.before[group]
    testable = testable | (grown.off == 0)
    if log and planned.gap:
        was = np.exp(-was)
    known = np.isfinite(figures.after[0]) & np.isfinite(figures.before[0])
    unplaced = known & ~(np.isfinite(both.after) & np.isfinite(both.before))
    tests = max(1, len(group))
    reach = z(1 - settings.alpha / tests) + z(_POWER)
    shown = [
        _shown(planned, found, values)
        for values in (grown.value, grown.low, grown.high, margin + reach * grown.off)
    ]
    return Moves(
        planned=planned,
        grouping=grouping,
        found=found,
        minimum_n=least,
        group=group,
        reference=reference,
        before=was,
        value=shown[0],
        low=shown[1],
        high=shown[2],
        past=grown.grown > margin,
        p_value=adjusted,
        within=grown.p_within <= settings.alpha,
        testable=testable,
        apart=tuple((int(place), bool(large[place])) for place in np.flatnonzero(unplaced)),
        n=figures.after_n[group],
        needed=_needed(both, group, reference, grown, margin, decisions, settings),
        detectable=shown[3],
    )


_POWER = 0.8
_NEXT_TO_NOTHING = 1e-12


def _margin(planned: PlannedChange, found: Measurement) -> float:
    """Return the tolerance on the scale on which changes count."""
    if planned.comparison == "difference":
        return planned.tolerance
    # A figure that must not rise may rise to (1 + r); one that must not fall, fall to (1 - r).
    rises = not planned.gap and found.metric.favours != "high"
    return float(np.log1p(planned.tolerance) if rises else -np.log1p(-min(planned.tolerance, 0.99)))


def _minimum(planned: PlannedChange, found: Measurement) -> int:
    if found.metric.unit != "rate" or not 0 < planned.tolerance < 1:
        return _FEWEST_VALUES
    tolerance = 1 - planned.tolerance if planned.comparison == "ratio" else planned.tolerance
    gate = Gate(metric=planned.metric, comparison=planned.comparison, tolerance=tolerance)
    return minimum_n(gate, found.metric.unit)


def _pairs(
    both: Twice, grouping: Grouping, *, low_is_good: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the groups compared, with the plan's reference or each with all that fare better."""
    known = np.flatnonzero(np.isfinite(both.after) & np.isfinite(both.before))
    ref = grouping.reference
    if grouping.reference_by == "plan" and ref is not None:
        pairs = [(int(g), ref) for g in known if g != ref and ref in known]
    else:
        merit = -both.after if low_is_good else both.after
        order = sorted((int(g) for g in known), key=lambda g: merit[g])
        pairs = [(i, j) for at, i in enumerate(order) for j in order[at + 1 :]]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _of_gaps(  # noqa: PLR0917 - what is known of a change, in order
    planned: PlannedChange,
    found: Measurement,
    both: Twice,
    sides: tuple[NDArray[np.int64], NDArray[np.int64]],
    margin: float,
    settings: Settings,
    *,
    by_plan: bool,
) -> tuple[Growth, Array]:
    """Return how far gaps have grown, with p-values adjusted over all of them."""
    # A gap is above 0 where the group fares worse than the one that it is compared with.
    pairs = np.stack(sides[::-1] if found.metric.favours == "high" else sides, axis=1)
    _, down, up = both.moved(1.0, 1.0)
    # What is certain varies by next to nothing, and not by nothing, which cannot be divided by.
    se = np.maximum((down + up) / 2, _NEXT_TO_NOTHING)
    draws = settings.draws * 2
    critical = critical_value(se, pairs, level=settings.level, seed=settings.seed, draws=draws)
    wider = WORSE if planned.direction == "worse" and by_plan else WIDER
    grown = gap_growth(both, pairs, wider, margin=margin, critical=critical)
    now = both.after[pairs[:, 0]] - both.after[pairs[:, 1]]
    oriented = np.where((now < 0)[:, None], pairs[:, ::-1], pairs)
    certain = grown.off == 0
    p_value = adjusted_p(
        np.where(certain, np.nan, -ndtri(grown.p_value)),
        se,
        oriented,
        seed=settings.seed,
        draws=draws,
    )
    return grown, np.where(certain, grown.p_value, p_value)


def _of_figures(
    both: Twice, group: NDArray[np.int64], found: Measurement, margin: float, settings: Settings
) -> tuple[Growth, Array]:
    """Return how far figures have moved toward harm, with p-values after Holm."""
    sides = {"high": LOWER, "low": HIGHER, "neither": EITHER}[found.metric.favours]
    tests = max(1, len(group))
    critical = z(1 - (1 - settings.level) / 2 / tests)
    grown = growth(both, sides, margin=margin, critical=critical)
    mine = Growth(*(values[group] for values in grown))
    return mine, holm(mine.p_value)


def _before(both: Twice, sides: NDArray[np.int64], found: Measurement) -> Array:
    """Return the gaps of the baseline, negative where they lay the other way from now."""
    group, reference = sides
    sign = 1.0 if found.metric.favours == "high" else -1.0
    now = sign * (both.after[reference] - both.after[group])
    then = sign * (both.before[reference] - both.before[group])
    return np.asarray(np.where(now < 0, -then, then))


def _shown(planned: PlannedChange, found: Measurement, moved: Array) -> Array:
    """Return moves as a reader is told them: those of logarithms as shares of what was."""
    if planned.comparison == "difference":
        return moved
    with np.errstate(over="ignore"):
        falls = planned.gap or found.metric.favours == "high"
        return np.asarray(-np.expm1(-moved) if falls else np.expm1(moved))


def _needed(  # noqa: PLR0917 - what is known of a change, in order
    both: Twice,
    group: NDArray[np.int64],
    reference: NDArray[np.int64],
    grown: Growth,
    margin: float,
    decisions: Array,
    settings: Settings,
) -> tuple[Array, Array]:
    """Return how many more decisions would show that a change is within, at best and as it is.

    All groups are taken to grow alike, and the baseline to stay; NaN where that is not enough.
    """
    # Of the same rows both figures get better; of other rows the one of now alone.
    _, down, up = both.moved(0.0, 1.0)
    each = np.maximum(down, up) ** 2 * (not both.correlation.any())
    old = each[group] + np.where(reference >= 0, each[reference], 0.0)
    whole = grown.off**2
    fresh = whole - np.minimum(old, whole)
    found = []
    for move in (np.zeros(len(group)), grown.grown):
        # Both ways to be past the tolerance must be shown not to be.
        wanted = (np.maximum(margin - move, 0) / z(1 - settings.alpha / 2)) ** 2
        times = divide(fresh, np.where(wanted > old, wanted - old, np.nan))
        found.append(np.ceil(np.maximum((times - 1) * decisions[group], 1)))
    return found[0], found[1]
