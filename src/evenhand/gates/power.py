"""What a gate could have shown: the smallest true gap that would be flagged four times in five.

A flag has to hold after allowing for every comparison of its gate (max-T) and for every gate of
the audit (Holm). What is told here allows for all of them, as though no other gate failed.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.gate import GroupState
from evenhand.gates.standing import Evidence
from evenhand.gates.target_evidence import Weighed
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.normal import two_sided, z
from evenhand.inference.simultaneous import (
    critical_value,
    smoothed_log_rate_se,
    smoothed_rate_se,
)
from evenhand.inference.smallest_gap import nearest_flagged_rate, nearest_flagged_share
from evenhand.metrics._metric import Quantile

POWER = 0.8


def with_detectable_gaps(
    evidence: Evidence, groups: Sequence[GroupState], settings: Settings, *, gates: int
) -> tuple[GroupState, ...]:
    """Return the groups of a gate, each with the smallest gap that would likely be flagged.

    The gap is on the gate's scale: the size of a difference, or a ratio; None where no gap
    whatever would be flagged so often, and where evidence is not what decides.

    Parameters
    ----------
    evidence : Evidence
    groups : sequence of GroupState
    settings : Settings
    gates : int
        How many gates decide by evidence in this audit.
    """
    if evidence.planned.gate.decide_by == "point" or not len(evidence.pairs.worse):
        return tuple(groups)
    alpha = settings.alpha / max(1, gates)
    place = {name: at for at, name in enumerate(evidence.grouping.groups)}
    asked = [one for one in groups if one.reference and one.value is not None]
    sides = np.array(
        [(place[one.group], place[one.reference]) for one in asked], dtype=np.intp
    ).reshape(-1, 2)
    smallest = _of_shares if evidence.shares else _of_others
    gaps = smallest(evidence, sides, settings, alpha)
    found = {one.group: finite(float(gap)) for one, gap in zip(asked, gaps, strict=True)}
    return tuple(replace(one, detectable=found.get(one.group)) for one in groups)


def _of_shares(
    evidence: Evidence, sides: NDArray[np.intp], settings: Settings, alpha: float
) -> Array:
    """Return the smallest gaps of shares, from the score test at the margin."""
    gate, found, pairs = evidence.planned.gate, evidence.found, evidence.pairs
    ratio, low_is_good = gate.comparison == "ratio", found.metric.favours == "low"
    group, reference = sides.T
    standard_error = smoothed_log_rate_se if ratio else smoothed_rate_se
    critical = critical_value(
        standard_error(found.value * pairs.n, pairs.n),
        np.stack([pairs.better, pairs.worse], axis=1),
        level=1 - alpha,
        seed=settings.seed,
        draws=settings.draws * 2,
        two_sided=False,
    )
    theirs = found.value[reference]

    def rate(*, above: bool) -> Array:
        return nearest_flagged_rate(
            theirs,
            pairs.n[group],
            pairs.n[reference],
            comparison=gate.comparison,
            tolerance=gate.tolerance,
            critical=critical,
            above=above,
            power=POWER,
        )

    mine = rate(above=low_is_good)
    either = evidence.two_sided and evidence.by_plan and gate.direction == "either"
    if either and np.isnan(mine).any():
        # Where the group cannot lie so far on the side that is worse, it can on the other.
        mine = np.where(np.isnan(mine), rate(above=not low_is_good), mine)
    if not ratio:
        return np.asarray(np.abs(mine - theirs))
    return divide(theirs, mine) if low_is_good else divide(mine, theirs)


def _of_others(
    evidence: Evidence, sides: NDArray[np.intp], settings: Settings, alpha: float
) -> Array:
    """Return the smallest gaps of other figures, taken to vary as they do where they are."""
    gate, pairs = evidence.planned.gate, evidence.pairs
    tested = max(1, int(np.isfinite(pairs.p_value).sum()))
    arms = z(1 - (1 - settings.level) / 2 / tested)
    reach = z(1 - alpha / tested) + z(POWER)
    known = zip(pairs.worse.tolist(), pairs.better.tolist(), strict=True)
    at = {pair: place for place, pair in enumerate(known)}
    # A group that fares best is told against a worse one: the pair is the other way round.
    which = [at[(g, r) if (g, r) in at else (r, g)] for g, r in sides.tolist()]
    value, high = pairs.value[which], pairs.high[which]
    if gate.comparison == "difference":
        return gate.tolerance + reach * (high - value) / arms
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.log(high / value) / arms
    return gate.tolerance * np.exp(-reach * np.where(np.isfinite(spread), spread, np.nan))


def with_detectable_figures(
    weighed: Weighed, groups: Sequence[GroupState], settings: Settings, *, targets: int
) -> tuple[GroupState, ...]:
    """Return the groups of a target, each with the nearest figure that would likely be flagged.

    None where nothing would be flagged so often, and where the target is decided by the bare
    figure or on a count.

    Parameters
    ----------
    weighed : Weighed
    groups : sequence of GroupState
        In the order of the evidence.
    settings : Settings
    targets : int
        How many targets decide by evidence in this audit.
    """
    planned = weighed.planned
    if planned.target.decide_by == "point" or planned.metric.unit == "count":
        return tuple(groups)
    figures = _figures(weighed, settings, settings.alpha / max(1, targets))
    return tuple(
        replace(one, detectable=finite(float(figure)))
        for one, figure in zip(groups, figures, strict=True)
    )


def _figures(weighed: Weighed, settings: Settings, alpha: float) -> Array:
    """Return the figures nearest to a target that would likely be flagged, allowing for all."""
    planned, found = weighed.planned, weighed.found
    alpha /= max(1, int(np.isfinite(weighed.past).sum()))
    if weighed.events is None:
        # The interval's arm on the side of the target, for one that is just past it.
        arm = found.value - found.low if planned.at_most else found.high - found.value
        reach = (z(1 - alpha) + z(POWER)) * arm / two_sided(settings.level)
        heard = np.where(np.isfinite(weighed.past), reach, np.nan)
        return planned.limit + heard if planned.at_most else planned.limit - heard
    events = weighed.events
    shares = np.array(
        [
            nearest_flagged_share(float(n), events.allowed, alpha=alpha, power=POWER)
            for n in np.nan_to_num(events.n)
        ]
    )
    if not isinstance(found.result, Quantile):
        return shares if planned.at_most else 1 - shares
    return _scaled_quantiles(weighed, found.result, shares)


def _scaled_quantiles(weighed: Weighed, result: Quantile, shares: Array) -> Array:
    """Return the quantiles that there would be if all values were so many times as large.

    So many that the share of them past the target would be `shares`: the shape is kept.
    """
    planned, found = weighed.planned, weighed.found
    counted = np.cumsum(result.histogram, axis=-1)
    scaled = np.full(found.value.shape, np.nan)
    for at, share in enumerate(shares):
        if math.isnan(share):
            continue
        level = 1 - share if planned.at_most else share
        bin_ = int(np.searchsorted(counted[at], level * counted[at, -1]))
        scaled[at] = divide(planned.limit, result.centres[min(bin_, len(result.centres) - 1)])
    return scaled * found.value
