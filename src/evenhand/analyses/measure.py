"""Measurement: a metric over all groups of a grouping at once, with intervals."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.estimate import Undefined
from evenhand.analyses.grouping import Inputs
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.cube.log_bins import RELATIVE_ERROR
from evenhand.inference.arithmetic import divide
from evenhand.inference.bootstrap import around_estimate, likely_tables, percentile_interval
from evenhand.inference.clusters import design_effect
from evenhand.inference.means import mean_interval
from evenhand.inference.normal import z
from evenhand.inference.proportion import wilson
from evenhand.inference.quantile import quantile, quantile_interval
from evenhand.inference.ratio import ratio_of_sums
from evenhand.metrics._metric import (
    Counts,
    Mean,
    Measured,
    Metric,
    Proportion,
    Quantile,
    Ratio,
    Result,
    Statistic,
)


@dataclass(frozen=True)
class Measurement:
    """A metric of every group; arrays have shape (..., groups), NaN where undefined.

    Attributes
    ----------
    value, low, high : float arrays
        The estimate and its interval.
    n : float array
        The decisions that the value rests on.
    numerator, denominator : float arrays or None
        What a proportion, a mean or a ratio of two sums is the quotient of.
    effect : float array or None
        Variance over that of independent rows; None where rows are taken as independent.
    method : str
        How the interval was made.
    draws : float array, shape (draws, groups), or None
        Resampled values, for differences of the same metric.
    bounded : bool array or None
        Where there is no value, and `low` and `high` are bounds: labels may be missing for a
        reason.
    why : object array or None
        Why each undefined value of a metric of labels is undefined, as `reason` says.
    """

    metric: Metric
    result: Result
    value: Array
    low: Array
    high: Array
    n: Array
    numerator: Array | None
    denominator: Array | None
    effect: Array | None
    method: str
    draws: Array | None = None
    bounded: NDArray[np.bool_] | None = None
    why: NDArray[np.object_] | None = None

    @property
    def share(self) -> tuple[Array, Array] | None:
        """Return numerator and denominator of a proportion; None of any other figure."""
        if not isinstance(self.result, Proportion):
            return None
        # Not those of the result: where nothing can be known of a share, they are 0 here.
        return cast("Array", self.numerator), cast("Array", self.denominator)


# What can be counted where the log has no decisions.
UNDECIDED = frozenset({"decisions", "share", "base_rate", "label_coverage"})


def available(metric: Metric, inputs: Inputs, needs: frozenset[str]) -> bool:
    """Return whether the log has what a metric reads; `needs` are the roles the log can serve."""
    if not metric.needs <= needs:
        return False
    if metric.reads == "scores":
        return inputs.scores is not None
    if metric.reads == "counts" and metric.key not in UNDECIDED and "decision" not in needs:
        return False
    return metric.reads == "counts" or metric.reads in inputs.kpis


def measure(
    metric: Metric, inputs: Inputs, settings: Settings, *, effect: Array | None = None
) -> Measurement:
    """Return a metric of every group with intervals, by the kind of number that it is.

    `effect` is the design effect to use where the inputs cannot tell it: by window, that of the
    whole log. A metric that needs labels speaks of mature decisions.
    """
    inputs = inputs.of(metric)
    result = _result(metric, inputs)
    match result:
        case Proportion():
            own = _effect(metric, result, inputs) if effect is None else effect
            return _proportion(metric, result, own, settings)
        case Mean():
            return _mean(metric, result, settings)
        case Ratio():
            return _ratio(metric, result, settings)
        case Measured():
            return _measured(metric, result, settings)
        case Quantile():
            value = quantile(result.histogram, result.centres, result.q)
            interval = quantile_interval(
                result.histogram,
                result.centres,
                result.q,
                level=settings.level,
                error=RELATIVE_ERROR,
            )
            n = result.histogram.sum(axis=-1)
            return _measurement(metric, result, value, interval, n=n, method="order_statistics")
        case _:
            return _statistic(metric, result, inputs, settings)


def _result(metric: Metric, inputs: Inputs) -> Result:
    if metric.reads == "counts":
        return metric.function(inputs.counts)
    if metric.reads == "scores":
        return metric.function(inputs.scores)
    return metric.function(inputs.kpis[metric.reads])


def _measurement(
    metric: Metric,
    result: Result,
    value: Array,
    interval: tuple[Array, Array],
    *,
    n: Array,
    method: str,
) -> Measurement:
    return Measurement(metric, result, value, *interval, n, None, None, None, method)


def _proportion(
    metric: Metric, result: Proportion, effect: Array | None, settings: Settings
) -> Measurement:
    low, high = wilson(
        result.numerator,
        result.denominator,
        level=settings.level,
        design_effect=1.0 if effect is None else effect,
    )
    return Measurement(
        metric,
        result,
        divide(result.numerator, result.denominator),
        low,
        high,
        result.denominator,
        result.numerator,
        result.denominator,
        effect,
        "wilson",
    )


def _mean(metric: Metric, result: Mean, settings: Settings) -> Measurement:
    low, high = mean_interval(result.total, result.squares, result.n, level=settings.level)
    value = divide(result.total, result.n)
    return Measurement(
        metric, result, value, low, high, result.n, result.total, result.n, None, "t"
    )


def _ratio(metric: Metric, result: Ratio, settings: Settings) -> Measurement:
    value, low, high = ratio_of_sums(
        result.total,
        result.squares,
        result.base,
        result.base_squares,
        result.cross,
        result.n,
        level=settings.level,
    )
    if metric.unit == "rate":
        low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
    return Measurement(
        metric, result, value, low, high, result.n, result.total, result.base, None, "fieller"
    )


def _effect(metric: Metric, result: Proportion, inputs: Inputs) -> Array | None:
    """Return how much more a proportion varies than independent rows would make it.

    With an entity id: from the jackknife over buckets of people, which takes weights along.
    With weights alone: Kish's effective number, (sum w)^2 / sum w^2.
    """
    if metric.reads != "counts":
        return None
    if inputs.buckets is not None:
        clustered = cast("Proportion", metric.function(inputs.buckets))
        x, n = clustered.numerator, clustered.denominator
        together = design_effect(x.sum(axis=-1, keepdims=True), n.sum(axis=-1, keepdims=True))
        # A small group cannot tell how alike its people's decisions are: all groups can.
        guess = np.where(np.isnan(together), 1.0, together)
        effect = design_effect(x, n)
        return np.where(np.isnan(effect), guess, effect)
    squared = cast("Proportion", metric.function(inputs.squares))
    effect = divide(squared.denominator, result.denominator)
    return None if np.allclose(effect[np.isfinite(effect)], 1.0) else effect


def _measured(metric: Metric, result: Measured, settings: Settings) -> Measurement:
    half = z(0.5 + settings.level / 2) * result.se
    low, high = result.bounds
    interval = (np.clip(result.value - half, low, high), np.clip(result.value + half, low, high))
    known = np.isfinite(result.se).any()
    method = "none" if not known else "delong" if "roc" in metric.key else "normal"
    return _measurement(metric, result, result.value, interval, n=result.n, method=method)


def _statistic(
    metric: Metric, result: Statistic, inputs: Inputs, settings: Settings
) -> Measurement:
    """Return a function of counts with its interval from tables that the counts make likely."""
    n = inputs.counts.labelled if "label" in metric.needs else inputs.counts.n
    cells = inputs.counts.cells
    # Windows before groups are drawn as if they were groups, a quarter as often.
    draws = settings.draws if cells.ndim == _GROUPED else settings.draws // 4
    flat = cells.reshape(-1, *cells.shape[-2:])
    effective = flat / _kish(inputs).reshape(-1)[:, None, None]
    found = cast(
        "Statistic",
        metric.function(Counts(likely_tables(effective, draws=draws, seed=settings.seed))),
    )
    drawn = found.value.reshape(draws, *result.value.shape)
    low, high = around_estimate(
        percentile_interval(drawn, level=settings.level), estimate=result.value
    )
    return Measurement(
        metric, result, result.value, low, high, n, None, None, None, "bootstrap", drawn
    )


# Groups by decision by label; one dimension more has windows, too.
_GROUPED = 3


def _kish(inputs: Inputs) -> Array:
    """Return each group's design effect of weights: 1 without."""
    return np.maximum(np.nan_to_num(divide(inputs.squares.n, inputs.counts.n), nan=1.0), 1e-12)


# What can be asked of probabilities only.
_PROBABILITIES = frozenset({"brier_score", "calibration_in_the_large", "calibration_error"})


def reason(measurement: Measurement, inputs: Inputs) -> NDArray[np.object_]:
    """Return why each undefined value is undefined, and None where it is not."""
    metric, everybody = measurement.metric, inputs.counts.n
    inputs = inputs.of(metric)
    counts, shape = inputs.counts, measurement.value.shape
    why: Undefined = "zero_denominator" if metric.reads in {"counts", "scores"} else "not_recorded"
    reasons = np.full(shape, why, dtype=object)
    if isinstance(measurement.result, Ratio):
        reasons[measurement.n > 0] = "zero_denominator"
    if "label" in metric.needs:
        classes = np.minimum(counts.tp + counts.fn, counts.fp + counts.tn)
        if metric.reads == "scores":
            reasons[classes == 0] = "one_class"
        reasons[counts.labelled == 0] = "no_labels"
        if measurement.bounded is not None:
            reasons[measurement.bounded & (counts.n > 0)] = "selective_labels"
        reasons[(counts.n == 0) & (everybody > 0)] = "labels_not_mature"
    edges = inputs.scores.edges if inputs.scores is not None else np.zeros(1)
    if metric.key in _PROBABILITIES and (edges[0] < 0 or edges[-1] > 1):
        reasons[...] = "not_probabilities"
    reasons[np.isfinite(measurement.value)] = None
    return reasons
