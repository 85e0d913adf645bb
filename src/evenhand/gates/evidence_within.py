"""What a gate knows of each pair of groups that it compares within the values of a condition."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.evidence import FEW, Pairs, margins_of
from evenhand.inference import stratified
from evenhand.inference.normal import z
from evenhand.inference.stratified_score import (
    Strata,
    stratified_difference_interval,
    stratified_difference_z,
    stratified_ratio_interval,
    stratified_ratio_z,
)
from evenhand.plan import Gate


def compare_within(
    gate: Gate,
    found: Measurement,
    strata: tuple[Array, Array],
    grouping: Grouping,
    settings: Settings,
) -> Pairs:
    """Return every pair that a gate compares like with like, with its evidence.

    The figures are the Mantel-Haenszel difference or ratio; they are tested at the margins of the
    tolerance by the score statistic of the same weights, with Bonferroni over pairs.

    Parameters
    ----------
    gate : Gate
    found : Measurement
        The metric of each group as a whole: a group without a value there is compared with none.
    strata : tuple of two float arrays, shape (groups, strata)
        Numerators and denominators.
    grouping : Grouping
    settings : Settings
    """
    x, n = strata
    effect = np.ones(len(x)) if found.effect is None else np.nan_to_num(found.effect, nan=1.0)
    low_is_good = found.metric.favours == "low"
    worse, better = _pairs(found.value, grouping)
    # One effect for both groups, the larger: it leaves all estimates as they are.
    shared = np.maximum(effect[worse], effect[better])[:, None]
    sides = (x[worse] / shared, n[worse] / shared, x[better] / shared, n[better] / shared)
    if grouping.reference_by != "plan":
        # Who is worse off within strata need not be who is over all.
        gap = stratified.risk_difference(*sides)[0]
        turned = gap < 0 if low_is_good else gap > 0
        worse, better = np.where(turned, better, worse), np.where(turned, worse, better)
        sides = _turned(sides, turned)
    if low_is_good and gate.comparison == "ratio":
        # Ratios are put so that the tolerance is a floor: the beneficial side over the other.
        sides = _turned(sides, np.ones(len(worse), dtype=bool))
    ratio = gate.comparison == "ratio"
    estimate, statistic, interval = (
        (stratified.risk_ratio, stratified_ratio_z, stratified_ratio_interval)
        if ratio
        else (
            stratified.risk_difference,
            stratified_difference_z,
            stratified_difference_interval,
        )
    )
    value = estimate(*sides)[0]
    known = np.isfinite(value)
    margins, bar = margins_of(gate, found.metric), z(1 - settings.alpha)
    doubt = np.where(_few(sides), 0.5, 0.0)
    within, broken = known.copy(), np.full(len(value), -np.inf)
    if margins.least is not None:
        least = np.full(len(value), margins.least)
        within &= statistic(sides, least) > bar
        broken = -statistic(sides, least, moved=doubt)
    if margins.most is not None:
        most = np.full(len(value), margins.most)
        within &= statistic(sides, most) < -bar
        broken = np.maximum(broken, statistic(sides, most, moved=-doubt))
    tested = max(1, int(known.sum()))
    p_value = np.where(known, np.minimum(1.0, ndtr(-broken) * tested), np.nan)
    critical = np.full(len(value), z(1 - (1 - settings.level) / 2 / tested))
    low, high = interval(sides, np.where(known, value, np.nan), critical)
    return Pairs(worse, better, value, low, high, p_value, within, _sizes(n, grouping) / effect)


def _pairs(value: Array, grouping: Grouping) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the groups with the plan's reference, or every two groups, that have a value."""
    known, ref = np.flatnonzero(np.isfinite(value)).tolist(), grouping.reference
    if grouping.reference_by == "plan":
        pairs = [(group, ref) for group in known if group != ref and ref in known]
    else:
        pairs = [(one, other) for at, one in enumerate(known) for other in known[at + 1 :]]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _turned(sides: Strata, which: NDArray[np.bool_]) -> Strata:
    """Return the counts with the groups of some pairs in the other order."""
    x1, n1, x2, n2 = sides
    turn = which[:, None]
    return (
        np.where(turn, x2, x1),
        np.where(turn, n2, n1),
        np.where(turn, x1, x2),
        np.where(turn, n1, n2),
    )


def _few(sides: Strata) -> NDArray[np.bool_]:
    """Return where so few decisions of a kind are expected that the normal law is not trusted."""
    x1, n1, x2, n2 = sides
    both = (n1 > 0) & (n2 > 0)
    x, sizes = (
        np.where(both, x1 + x2, 0).sum(axis=-1),
        [np.where(both, part, 0).sum(axis=-1) for part in (n1, n2)],
    )
    total = sizes[0] + sizes[1]
    share = np.divide(x, total, out=np.zeros(len(x)), where=total > 0)
    few: NDArray[np.bool_] = np.minimum(share, 1 - share) * np.minimum(*sizes) < FEW
    return few


def _sizes(n: Array, grouping: Grouping) -> Array:
    """Return the decisions of each group that lie in strata where others can be compared with it.

    With a reference of the plan those others are the reference alone.
    """
    there = n > 0
    others = there.sum(axis=0) - there
    if grouping.reference_by == "plan" and grouping.reference is not None:
        groups = np.arange(len(n))[:, None] != grouping.reference
        others = np.where(groups, there[grouping.reference], others)
    return np.asarray(np.where(others > 0, n, 0).sum(axis=-1))
