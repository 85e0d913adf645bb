"""What a gate knows of each pair of groups: estimates, score statistics, and what they show."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.means import mover_difference, mover_ratio
from evenhand.inference.normal import z
from evenhand.inference.proportion import effective
from evenhand.inference.score import (
    difference_interval,
    difference_z,
    ratio_interval,
    ratio_z,
)
from evenhand.inference.simultaneous import (
    adjusted_p,
    critical_value,
    smoothed_log_rate_se,
    smoothed_rate_se,
)
from evenhand.metrics._metric import Metric
from evenhand.plan import Gate

# Below this expected count the normal law is not trusted to accuse.
FEW = 5.0


@dataclass(frozen=True)
class Pairs:
    """Pairs of groups that a gate compares: the worse-off first, or the plan's reference last.

    Attributes
    ----------
    worse, better : int arrays, shape (pairs,)
        Places of the groups in their grouping.
    value, low, high : float arrays
        The ratio or difference of the worse-off group to the better-off one. The interval is
        two-sided and holds for all pairs together.
    p_value : float array
        One-sided, that the tolerance is not broken; adjusted over the pairs (max-T). NaN where
        the value is undefined.
    within : bool array
        Whether the pair is shown to be within the tolerance, one-sided at alpha.
    n : float array, shape (groups,)
        Effective number of decisions that each group's metric rests on.
    """

    worse: NDArray[np.int64]
    better: NDArray[np.int64]
    value: Array
    low: Array
    high: Array
    p_value: Array
    within: NDArray[np.bool_]
    n: Array


class Margins(NamedTuple):
    """What a gate tolerates: at least, and at most; None: what lies there is as good."""

    least: float | None
    most: float | None


class Judged(NamedTuple):
    """Interval, p-value and proof of each pair."""

    low: Array
    high: Array
    p_value: Array
    within: NDArray[np.bool_]


def compare_pairs(gate: Gate, found: Measurement, grouping: Grouping, settings: Settings) -> Pairs:
    """Return every pair that a gate compares, with its evidence.

    With a reference from the plan, each group is compared with it; without, every two groups
    with one another, because a reference that the data picked would need allowing for.
    """
    low_is_good = found.metric.favours == "low"
    worse, better = _oriented(found.value, grouping, low_is_good=low_is_good)
    # Ratios are put so that the tolerance is a floor: the beneficial side over the other.
    first, second = (
        (better, worse) if low_is_good and gate.comparison == "ratio" else (worse, better)
    )
    pairs = np.stack([first, second], axis=1)
    margins = margins_of(gate, found.metric)
    if found.share is not None:
        effect = 1.0 if found.effect is None else found.effect
        x, n = effective(*found.share, effect)
        judged = _shares(gate, margins, (x, n), pairs, settings)
    else:
        n = found.n
        judged = _others(gate, margins, found, pairs, settings)
    value = (
        divide(found.value[first], found.value[second])
        if gate.comparison == "ratio"
        else found.value[first] - found.value[second]
    )
    known = np.isfinite(value)
    return Pairs(
        worse,
        better,
        value,
        judged.low,
        judged.high,
        np.where(known, judged.p_value, np.nan),
        judged.within & known,
        np.nan_to_num(n),
    )


def margins_of(gate: Gate, metric: Metric) -> Margins:
    """Return what a gate tolerates, on the scale of the pairs that it compares."""
    if gate.comparison == "ratio":
        # Of a metric that favours neither direction, twice as much is as far off as half as much.
        return Margins(gate.tolerance, 1 / gate.tolerance if metric.favours == "neither" else None)
    least, most = -gate.tolerance, gate.tolerance
    if gate.direction == "worse":
        return Margins(least, None) if metric.favours == "high" else Margins(None, most)
    return Margins(least, most)


def _oriented(
    value: Array, grouping: Grouping, *, low_is_good: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs: groups with the plan's reference, or all, the worse-off group first."""
    known = np.flatnonzero(np.isfinite(value))
    ref = grouping.reference
    merit = -value if low_is_good else value
    pairs: list[tuple[int, int]] = []
    if grouping.reference_by == "plan" and ref is not None:
        if ref in known:
            pairs = [(int(g), ref) for g in known if g != ref]
    else:
        by_merit = sorted((int(g) for g in known), key=lambda g: merit[g])
        pairs = [(i, j) for at, i in enumerate(by_merit) for j in by_merit[at + 1 :]]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _shares(
    gate: Gate,
    margins: Margins,
    counted: tuple[Array, Array],
    pairs: NDArray[np.int64],
    settings: Settings,
) -> Judged:
    """Return what is known of each pair of shares, by score statistics at the margins."""
    (x, n), (first, second), bar = counted, pairs.T, z(1 - settings.alpha)
    sides = (x[first], n[first], x[second], n[second])
    ratio = gate.comparison == "ratio"
    statistic, interval, standard_error = (
        (ratio_z, ratio_interval, smoothed_log_rate_se)
        if ratio
        else (difference_z, difference_interval, smoothed_rate_se)
    )
    within, oriented = np.ones(len(pairs), dtype=bool), pairs[:, ::-1]
    broken = np.full(len(pairs), -np.inf)
    if margins.least is not None:
        within &= statistic(*sides, margins.least) > bar
        broken = -statistic(*_shifted(sides, 0.5), margins.least)
    if margins.most is not None:
        within &= statistic(*sides, margins.most) < -bar
        beyond = statistic(*_shifted(sides, -0.5), margins.most)
        # A pair can break one margin only: the one that it is nearer to is tested.
        oriented = np.where((beyond > broken)[:, None], pairs, oriented)
        broken = np.maximum(broken, beyond)
    se, draws = standard_error(x, n), settings.draws * 2
    p_value = adjusted_p(broken, se, oriented, seed=settings.seed, draws=draws)
    critical = critical_value(se, pairs, level=settings.level, seed=settings.seed, draws=draws)
    return Judged(*interval(*sides, critical=critical), p_value, within)


Sides = tuple[Array, Array, Array, Array]


def _shifted(sides: Sides, by: float) -> Sides:
    """Return counts with so much of a decision moved from the second group to the first.

    To accuse, half a decision is given to the doubt (Yates 1934) where few are expected: there
    the score statistic alone accuses up to twice as often as it may.
    """
    x1, n1, x2, n2 = sides
    share = divide(x1 + x2, n1 + n2)
    few = np.minimum(share, 1 - share) * np.minimum(n1, n2) < FEW
    moved = np.where(few, by, 0.0)
    return np.clip(x1 + moved, 0, n1), n1, np.clip(x2 - moved, 0, n2), n2


def _others(
    gate: Gate,
    margins: Margins,
    found: Measurement,
    pairs: NDArray[np.int64],
    settings: Settings,
) -> Judged:
    """Return the same for figures that are no shares, from their intervals.

    The two intervals are combined (MOVER); the pair is judged by where one-sided limits lie,
    found by scaling the interval's arms, with Bonferroni over pairs.
    """
    first, second = pairs.T
    arms = [found.value[first], found.low[first], found.high[first]]
    arms += [found.value[second], found.low[second], found.high[second]]
    ratio = gate.comparison == "ratio"
    value = divide(arms[0], arms[3]) if ratio else arms[0] - arms[3]
    low, high = mover_ratio(*arms) if ratio else mover_difference(*arms)
    least, most = margins
    if ratio:
        # Ratios are judged on the scale of logarithms, where their intervals are even.
        value, low, high = (_log(part) for part in (value, low, high))
        least, most = (None if end is None else float(np.log(end)) for end in margins)
    unit, bar = z(0.5 + settings.level / 2), z(1 - settings.alpha)
    up, down = divide(high - value, unit), divide(value - low, unit)
    within, broken = np.ones(len(pairs), dtype=bool), np.full(len(pairs), -np.inf)
    if least is not None:
        broken, within = divide(least - value, up), divide(value - least, down) > bar
    if most is not None:
        broken = np.fmax(broken, divide(value - most, down))
        within &= divide(most - value, up) > bar
    tested = max(1, int(np.isfinite(broken).sum()))
    critical = z(1 - (1 - settings.level) / 2 / tested)
    low, high = value - critical * down, value + critical * up
    if ratio:
        with np.errstate(over="ignore"):
            low, high = np.exp(low), np.exp(high)
    return Judged(low, high, np.minimum(1.0, ndtr(-broken) * tested), within)


def _log(value: Array) -> Array:
    return np.log(value, out=np.full(value.shape, np.nan), where=value > 0)
