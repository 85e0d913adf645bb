"""What a gate knows of each pair of groups: estimates, score statistics, and what they show."""

from dataclasses import dataclass

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
from evenhand.plan import Gate


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
        One-sided, that the tolerance is not broken; adjusted over the pairs (max-T).
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
    if found.numerator is not None and found.denominator is not None:
        effect = 1.0 if found.effect is None else found.effect
        x, n = effective(found.numerator, found.denominator, effect)
        judged = _shares(gate, x, n, pairs, settings)
    else:
        n = np.nan_to_num(found.n)
        judged = _others(gate, found, pairs, settings)
    value = (
        divide(found.value[first], found.value[second])
        if gate.comparison == "ratio"
        else found.value[first] - found.value[second]
    )
    return Pairs(worse, better, value, *judged, np.nan_to_num(n))


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


Judged = tuple[Array, Array, Array, NDArray[np.bool_]]


def _shares(
    gate: Gate,
    x: Array,
    n: Array,
    pairs: NDArray[np.int64],
    settings: Settings,
) -> Judged:
    """Return interval, p-value and proof of each pair of shares, by score statistics."""
    first, second = pairs[:, 0], pairs[:, 1]
    sides = (x[first], n[first], x[second], n[second])
    bar = z(1 - settings.alpha)
    if gate.comparison == "ratio":
        se = smoothed_log_rate_se(x, n)
        above = ratio_z(*sides, gate.tolerance)
        broken, within, oriented = -above, above > bar, pairs[:, ::-1]
    else:
        se = smoothed_rate_se(x, n)
        up, down = difference_z(*sides, gate.tolerance), difference_z(*sides, -gate.tolerance)
        broken, within = np.maximum(up, -down), (down > bar) & (up < -bar)
        oriented = np.where((up > -down)[:, None], pairs, pairs[:, ::-1])
    p_value = adjusted_p(broken, se, oriented, seed=settings.seed, draws=settings.draws * 2)
    critical = _critical(se, pairs, settings)
    interval = ratio_interval if gate.comparison == "ratio" else difference_interval
    low, high = interval(*sides, critical=critical)
    return low, high, p_value, within


def _others(
    gate: Gate,
    found: Measurement,
    pairs: NDArray[np.int64],
    settings: Settings,
) -> Judged:
    """Return the same for means, quantiles and functions of counts, from their intervals.

    The two intervals are combined (MOVER); the pair is judged by where one-sided limits lie,
    found by scaling the interval's arms, with Bonferroni over pairs.
    """
    first, second = pairs[:, 0], pairs[:, 1]
    arms = [found.value[first], found.low[first], found.high[first]]
    arms += [found.value[second], found.low[second], found.high[second]]
    if gate.comparison == "ratio":
        low, high = mover_ratio(*arms)
        with np.errstate(divide="ignore", invalid="ignore"):
            value, low_arm, high_arm = (
                np.log(part) for part in (divide(arms[0], arms[3]), low, high)
            )
        margin = np.log(gate.tolerance)
    else:
        low, high = mover_difference(*arms)
        value, low_arm, high_arm = arms[0] - arms[3], low, high
        margin = -gate.tolerance
    unit = z(0.5 + settings.level / 2)
    below = divide(high_arm - value, unit)  # the arm that points to the tolerance from below it
    above = divide(value - low_arm, unit)
    broken = divide(margin - value, below)
    within = divide(value - margin, above) > z(1 - settings.alpha)
    if gate.comparison == "difference":
        broken = np.fmax(broken, divide(value - gate.tolerance, above))
        within &= divide(gate.tolerance - value, below) > z(1 - settings.alpha)
    p_value = np.minimum(1.0, ndtr(-broken) * max(1, np.isfinite(broken).sum()))
    return low, high, p_value, within


def _critical(se: Array, pairs: NDArray[np.int64], settings: Settings) -> float:
    found = critical_value(
        se, pairs, level=settings.level, seed=settings.seed, draws=settings.draws * 2
    )
    return z(0.5 + settings.level / 2) if np.isnan(found) else found
