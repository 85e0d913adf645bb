"""What is known of each group against a target: two one-sided p-values, and how many decide."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.target_policy import PlannedTarget
from evenhand.inference.arithmetic import divide
from evenhand.inference.multiplicity import holm
from evenhand.inference.normal import two_sided
from evenhand.inference.one_sample import Tails, past_counts, tails_of_count
from evenhand.inference.one_sample_means import (
    tails_of_draws,
    tails_of_mean,
    tails_of_ratio,
    tails_of_value,
)
from evenhand.inference.one_sample_size import events_needed, fewest, times_needed
from evenhand.inference.proportion import effective
from evenhand.metrics._metric import Mean, Measured, Quantile, Ratio

# Fewer values have no mean, and no standard error, that could be trusted.
_FEWEST_VALUES = 30
# Costs, times and marks out of five are about as lopsided as this, one way or the other: without
# the allowance, satisfaction at its target is called below it 9 times in 100 at 30 decisions.
_SKEWNESS = 2.0


@dataclass(frozen=True)
class Events:
    """Decisions past a target as counts, where the figure is made of such: shape (groups,).

    `surely` and `maybe` bound how many are past it; `n` is of how many; `allowed` the share that
    may be.
    """

    surely: Array
    maybe: Array
    n: Array
    allowed: float


@dataclass(frozen=True)
class Weighed:
    """A target's evidence; arrays have shape (groups,).

    Attributes
    ----------
    past, within : float arrays
        One-sided p-values: small where the evidence shows that the figure is past the target;
        that it is within. NaN where nothing can be shown.
    n : float array
        Effective number of decisions that each figure rests on.
    minimum_n : int
        The smallest that can be shown to keep to the target.
    events : Events or None
    """

    planned: PlannedTarget
    found: Measurement
    past: Array
    within: Array
    n: Array
    minimum_n: int
    events: Events | None

    @property
    def testable(self) -> NDArray[np.bool_]:
        """Return which groups are large enough to be shown to keep to the target."""
        return np.asarray(self.n >= self.minimum_n)

    @property
    def adjusted(self) -> Array:
        """Return the evidence that each group is past the target, Holm over the groups."""
        return holm(self.past)

    @property
    def p_value(self) -> float:
        """Return the evidence that some group is past the target; NaN without any."""
        values = self.adjusted[np.isfinite(self.adjusted)]
        return float(values.min()) if len(values) else math.nan


def weigh(planned: PlannedTarget, found: Measurement, settings: Settings) -> Weighed:
    """Return what is known of every group of a measurement against a target.

    Counts are tested exactly, so that they may speak however few they are; what leans on large
    numbers is not heard below 30 decisions.
    """
    events = _events(planned, found)
    n = np.nan_to_num(found.n)
    if events is not None:
        past, within = tails_of_count(events.surely, events.maybe, events.n, events.allowed)
        least, n = fewest(events.allowed, alpha=settings.alpha), np.nan_to_num(events.n)
    elif planned.metric.unit == "count":
        # What was counted is no estimate: it is past the target, or it is not.
        past = np.array(
            [0.0 if planned.past(float(v), planned.limit) else 1.0 for v in found.value]
        )
        within, least = 1 - past, 0
    else:
        heard, least = np.where(n >= _FEWEST_VALUES, 1.0, np.nan), _FEWEST_VALUES
        above, below = (side * heard for side in _tails(found, planned.limit))
        past, within = (above, below) if planned.at_most else (below, above)
    past, within = (np.where(np.isfinite(found.value), side, np.nan) for side in (past, within))
    return Weighed(planned, found, past, within, n, least, events)


def _events(planned: PlannedTarget, found: Measurement) -> Events | None:
    """Return the decisions past the target, if the figure is a rate or a quantile."""
    if found.share is not None:
        x, n = effective(*found.share, 1.0 if found.effect is None else found.effect)
        past = x if planned.at_most else n - x
        return Events(past, past, n, _allowed(planned, planned.limit))
    if isinstance(found.result, Quantile):
        histogram, centres, q = found.result.histogram, found.result.centres, found.result.q
        counted = past_counts(histogram, centres, planned.limit, above=planned.at_most)
        return Events(*counted, _allowed(planned, 1 - q))
    return None


def _allowed(planned: PlannedTarget, share: float) -> float:
    # Ten decimals: 1 - 0.99 must not allow more than 1 - 0.99 means.
    return round(share if planned.at_most else 1 - share, 10)


def _tails(found: Measurement, limit: float) -> Tails:
    match found.result:
        case Mean(total, squares, n):
            return tails_of_mean(total, squares, n, limit, skewness=_SKEWNESS)
        case Ratio(total, squares, base, base_squares, cross, n):
            return tails_of_ratio(
                total, squares, base, base_squares, cross, n, limit, skewness=_SKEWNESS
            )
        case Measured(value, se):
            return tails_of_value(value, se, limit)
        case _:
            if found.draws is None:
                nothing = np.full(found.value.shape, np.nan)
                return Tails(nothing, nothing)
            return tails_of_draws(found.draws, found.value, limit)


def needed(
    weighed: Weighed, group: int, decisions: float, settings: Settings
) -> tuple[int, int | None] | None:
    """Return how many more decisions would show that a group keeps to the target.

    In the best case, and as estimated; None for a case that no reasonable number decides.

    Parameters
    ----------
    weighed : Weighed
    group : int
    decisions : float
        All decisions of the group, of which those that count are taken to stay the same share.
    settings : Settings
    """
    size = float(weighed.n[group])
    if size <= 0:
        return None
    events = weighed.events
    if events is not None:
        past = float(events.maybe[group])
        best, likely = events_needed(past, size, events.allowed, alpha=settings.alpha)
        times = [best / size, likely / size]
    else:
        # What leans on large numbers has to be large as well. (The maximum of NaN is NaN.)
        least = weighed.minimum_n / size
        score = _score(weighed, group, settings)
        times = [float(np.maximum(one, least)) for one in times_needed(score, alpha=settings.alpha)]
    more = [
        None if math.isnan(one) else max(0, math.ceil((one - 1) * decisions - 1e-6))
        for one in times
    ]
    return None if more[0] is None else (more[0], more[1])


def _score(weighed: Weighed, group: int, settings: Settings) -> float:
    """Return how many standard errors a figure lies within the target, as its interval has it."""
    found, limit = weighed.found, weighed.planned.limit
    value, bound = found.value[group], found.high[group]
    if not weighed.planned.at_most:
        value, bound, limit = -value, -found.low[group], -limit
    return float(divide(limit - value, bound - value)) * two_sided(settings.level)
