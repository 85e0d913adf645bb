"""Selective labels: where labels may be missing for a reason, bounds stand in place of figures."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.grouping import Inputs
from evenhand.analyses.measure import Measurement, measure, reason
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.bootstrap import percentile_interval
from evenhand.inference.missing import bounds, extremes, likely_extremes, selective, widened
from evenhand.inference.normal import z
from evenhand.metrics._metric import Counts, Metric, Proportion, Statistic

# A smaller share of labels cannot be taken for all. Of a group that lacks 15 % alike after both
# decisions, those of the rejected who turn out positive and of the accepted who do not, a true
# positive rate of 0.67 would look like 0.76: that the shares are alike clears nothing.
_LEAST = 0.95
_ALPHA = 0.01

# The metrics that read one decision alone: 0 the unfavourable, 1 the favourable; all others both.
_READS = {
    "positive_predictive_value": 1,
    "false_discovery_rate": 1,
    "negative_predictive_value": 0,
    "false_omission_rate": 0,
}
_BOTH = 2


def selected(found: Inputs, everybody: Inputs) -> NDArray[np.bool_]:
    """Return in which groups labels may be missing for a reason, for all that the log can tell.

    Of a group: fewer than 95 % of either decision have a label, by more than chance; or the shares
    of the two decisions come apart by more than chance and two points, and one is below 95 %.
    Where it is so of everybody, it is so of every group but those that have 95 % of the labels of
    both decisions: a group may be too small to show it. A group without any label has none to
    select from.

    Parameters
    ----------
    found : Inputs
        Of mature decisions; arrays of shape (groups,).
    everybody : Inputs
        The same of all together; arrays of shape (1,).

    Returns
    -------
    bool array, shape (groups, 3)
        Whether a figure cannot be told that reads the unfavourable decisions alone, the
        favourable alone, or both.
    """
    cells = _effective(found)
    share = divide(cells[..., :2].sum(axis=-1), cells.sum(axis=-1))
    hidden = _for_a_reason(cells)
    if _for_a_reason(_effective(everybody)).any():
        hidden |= (share < _LEAST).any(axis=-1)
    hidden &= cells[..., :2].sum(axis=(1, 2)) > 0
    return np.column_stack([hidden[:, None] & (share < _LEAST), hidden])


def _effective(found: Inputs) -> Array:
    """Return the cells of each group as what they are worth: Kish's effective numbers."""
    effect = np.nan_to_num(divide(found.squares.n, found.counts.n), nan=1.0)
    return np.asarray(found.counts.cells / np.where(effect > 0, effect, 1.0)[..., None, None])


def _for_a_reason(cells: Array) -> NDArray[np.bool_]:
    """Return in which groups labels are too few, or too unlike after the two decisions."""
    alpha = _ALPHA / max(1, len(cells))
    found = selective(cells, least=_LEAST, alpha=alpha)
    reach = z(1 - alpha) * np.sqrt(divide(_LEAST * (1 - _LEAST), cells.sum(axis=-1)))
    too_few = (found.share < _LEAST - reach).any(axis=-1)
    return np.asarray(too_few | (found.by_decision & found.scarce))


def measure_known(
    metric: Metric, found: Inputs, settings: Settings, *, effect: Array | None = None
) -> Measurement:
    """Return a metric of every group, with bounds in place of figures where labels are selective.

    The bounds are those of the metric over all that the missing labels may have been, widened by
    what chance can do. A metric that reads one decision alone keeps its figure where 95 % of that
    decision's labels are known. Of scores there are no bounds: nothing is said of them.
    """
    plain = measure(metric, found, settings, effect=effect)
    if not ("label" in metric.needs and metric.mature):
        return plain
    if found.selective is not None:
        hidden = found.selective[:, _READS.get(metric.key, _BOTH)]
        plain = _hidden(plain, hidden, found.of(metric), settings) if hidden.any() else plain
    return replace(plain, why=reason(plain, found))


def _hidden(
    plain: Measurement, hidden: NDArray[np.bool_], source: Inputs, settings: Settings
) -> Measurement:
    """Return a measurement with bounds in place of the figures of some groups."""
    # By window as over the whole period: one window tells little of why its labels are missing.
    mask = np.broadcast_to(hidden, plain.value.shape)
    low, high = _bounds(plain, source, settings)

    def told(values: Array | None, instead: float) -> Array | None:
        return None if values is None else np.where(mask, instead, values)

    return replace(
        plain,
        value=np.where(mask, np.nan, plain.value),
        low=np.where(mask, low, plain.low),
        high=np.where(mask, high, plain.high),
        # Nothing that compares shares may take these for known.
        numerator=told(plain.numerator, 0.0),
        denominator=told(plain.denominator, 0.0),
        draws=told(plain.draws, np.nan),
        bounded=mask,
    )


def _bounds(plain: Measurement, source: Inputs, settings: Settings) -> tuple[Array, Array]:
    """Return the bounds of a metric with an allowance for chance; NaN where there are none."""
    metric = plain.metric
    if metric.reads != "counts":
        none = np.full(plain.value.shape, np.nan)
        return none, none

    def value(table: Array) -> Array:
        result = metric.function(Counts(table))
        if isinstance(result, Proportion):
            return divide(result.numerator, result.denominator)
        return np.asarray(cast("Statistic", result).value)

    cells = source.counts.cells
    low, high = bounds(cells, value)
    if isinstance(plain.result, Proportion):
        result = cast("Proportion", metric.function(Counts(extremes(cells))))
        values = divide(result.numerator, result.denominator)
        effect = 1.0 if plain.effect is None else np.nan_to_num(plain.effect, nan=1.0)
        places = (
            np.where(np.isnan(values), np.inf, values).argmin(axis=0),
            np.where(np.isnan(values), -np.inf, values).argmax(axis=0),
        )
        below, above = (
            np.take_along_axis(result.denominator, place[None], axis=0)[0] / effect
            for place in places
        )
        wide = widened((low * below, below), (high * above, above), level=settings.level)
    else:
        wide = _resampled(value, source, settings)
    # Where cells are too sparse to say what chance can do, the bounds stand as they are.
    return np.fmin(low, wide[0]), np.fmax(high, wide[1])


def _resampled(
    value: Callable[[Array], Array], source: Inputs, settings: Settings
) -> tuple[Array, Array]:
    """Return how low the lower bound may lie by chance, and how high the upper one."""
    cells = _effective(source)
    flat = cells.reshape(-1, *cells.shape[-2:])
    values = value(likely_extremes(flat, draws=settings.draws // 4, seed=settings.seed))
    undefined = np.isnan(values)
    none = undefined.all(axis=0)
    lows = np.where(none, np.nan, np.where(undefined, np.inf, values).min(axis=0))
    highs = np.where(none, np.nan, np.where(undefined, -np.inf, values).max(axis=0))
    low = percentile_interval(lows, level=settings.level)[0]
    high = percentile_interval(highs, level=settings.level)[1]
    shape = cells.shape[:-2]
    return low.reshape(shape), high.reshape(shape)
