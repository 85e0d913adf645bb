"""The tallies of a log: each a small cube with its own axes, so that no cross product explodes."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from evenhand.cube import roles
from evenhand.cube.axis import Axis, or_unknown
from evenhand.cube.cube import Array, Cube
from evenhand.cube.survey import BINARY_KPIS, QUANTILE_KPIS, Survey, numbers_of
from evenhand.cube.tally import Collect, tally
from evenhand.cube.windows import TRUNCATIONS, start_name
from evenhand.plan import Plan, Score

# Log-spaced bins whose centre is within 1 % of every value in them (Masson, Rim and Lee 2019).
_RELATIVE_ERROR = 0.01
_LOG_STEP = math.log((1 + _RELATIVE_ERROR) / (1 - _RELATIVE_ERROR))
# Zero and below cannot lie on a log scale; they share one bin that reads zero.
_ZERO_BIN = -100_000

WithBucket = Callable[[nw.LazyFrame[Any], str], nw.LazyFrame[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """The counts of a log, all that an audit needs of it.

    Attributes
    ----------
    outcomes : Cube
        Attributes, conditions, window, model_version, decision, label -> n, w, w2.
    scores : Cube or None
        Attributes, model_version, decision, label, bin -> n, total, squares, above_median;
        the axis bin counts along `score_edges`.
    kpis : Cube or None
        The cells of `outcomes` -> "<kpi> n", "<kpi> total", "<kpi> squares".
    histograms : dict of str to Cube
        KPI -> attributes, window, model_version, bin -> n; `bin` names are log-spaced.
    entities : Cube or None
        Attributes, decision, label, bucket -> n (weights, if any).
    """

    survey: Survey
    outcomes: Cube
    scores: Cube | None
    score_edges: Array
    kpis: Cube | None
    histograms: Mapping[str, Cube]
    entities: Cube | None


def take(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    survey: Survey,
    *,
    collect: Collect,
    with_bucket: WithBucket,
    window: str | None,
    progress: Callable[[str], None],
) -> Tallies:
    """Return all tallies of a log: one scan each."""
    max_cells = plan.intake.max_cells
    at = roles.moment(plan, kinds)
    attributes = {
        roles.attribute_axis(one.name): roles.group(one, kinds, at) for one in plan.protected
    }
    period = {"window": _window(at, window), "model_version": _version(plan)}
    judged = {"decision": roles.decision(plan, kinds), "label": roles.label(plan.label)}
    weight = _weight(plan, kinds)
    weights = {"w": weight, "w2": weight * weight} if weight is not None else {}
    conditions = {roles.condition_axis(name): Axis(nw.col(name)) for name in plan.conditions}

    def take_one(
        axes: Mapping[str, Axis],
        measures: Mapping[str, nw.Expr],
        of: nw.LazyFrame[Any] = frame,
    ) -> Cube:
        return tally(of, axes, measures, collect=collect, max_cells=max_cells)

    progress("counting decisions")
    values, sums = _kpi_sums(plan, kinds)
    counted = take_one({**attributes, **conditions, **period, **judged}, {**weights, **sums})
    n = counted.measures["n"]
    # Without weights every row counts one, and so does its square.
    weighed = {name: counted.measures[name] for name in weights} or {"w": n, "w2": n}
    outcomes = replace(counted, measures={"n": n, **weighed})
    kpis = replace(counted, measures={name: counted.measures[name] for name in sums})
    scores, edges = None, np.array([0.0, 1.0])
    value = _oriented(plan, kinds, survey)
    if value is not None and math.isfinite(survey.score_low):
        progress("counting scores")
        code, lows, top = _score_bin(value, plan, survey)
        median = _turned(survey.score_median, plan, survey)
        above = (value > median).cast(nw.Int64)
        scores = take_one(
            {**attributes, "model_version": period["model_version"], **judged, "bin": Axis(code)},
            {"total": value, "squares": value * value, "above_median": above},
            frame.filter(~value.is_null()),
        )
        scores = _in_order(_like(scores, outcomes))
        edges = np.array([lows[int(level)] for level in scores.levels["bin"]] + [top])
    histograms = {}
    for name in (name for name in QUANTILE_KPIS if name in values):
        progress(f"counting {name}")
        bins = take_one(
            {**attributes, **period, "bin": Axis(_log_bin(values[name]))},
            {},
            frame.filter(~values[name].is_null()),
        )
        histograms[name] = _in_order(_like(bins, outcomes))
    entities = None
    if plan.columns.entity is not None:
        progress("following people who were decided about more than once")
        entities = take_one(
            {**attributes, **judged, "bucket": Axis(nw.col("entity_bucket"))},
            {} if weight is None else {"n": weight},
            with_bucket(frame, plan.columns.entity),
        )
    return Tallies(
        survey=survey,
        outcomes=outcomes,
        scores=scores,
        score_edges=edges,
        kpis=kpis if sums else None,
        histograms=histograms,
        entities=entities,
    )


def _kpi_sums(plan: Plan, kinds: roles.Kinds) -> tuple[dict[str, nw.Expr], dict[str, nw.Expr]]:
    """Return the value of each KPI, and what its rows add: a count, the value, its square."""
    values = {name: v for name, v in numbers_of(plan, kinds).items() if name in plan.kpis}
    if "override" in values and "review" in values:
        # An override is a share of the decisions that a person looked at.
        values["override"] = nw.when(values["review"] == 1.0).then(values["override"])
    sums = {}
    for name, kpi in values.items():
        sums[f"{name} n"] = (~kpi.is_null()).cast(nw.Int64)
        sums[f"{name} total"] = kpi
        # The square of a yes or no is itself.
        sums[f"{name} squares"] = kpi if name in BINARY_KPIS else kpi * kpi
    return values, sums


def centre(level: str) -> float:
    """Return the value that stands for a log-spaced bin: within 1 % of every value in it.

    Examples
    --------
    >>> round(centre("0"), 2)
    1.01
    """
    code = int(level)
    if code == _ZERO_BIN:
        return 0.0
    return math.exp(code * _LOG_STEP) * (1 + _RELATIVE_ERROR)


def _log_bin(value: nw.Expr) -> nw.Expr:
    positive = nw.when(value > 0).then(value).otherwise(nw.lit(1.0))
    return (
        nw.when(value > 0)
        .then((positive.log() * (1 / _LOG_STEP)).floor())
        .otherwise(nw.lit(float(_ZERO_BIN)))
        .cast(nw.Int64)
    )


def _score_bin(value: nw.Expr, plan: Plan, survey: Survey) -> tuple[nw.Expr, list[float], float]:
    """Return the bin of a score, the lower edge of every bin, and the last upper edge.

    Bins are half-open and of one width. The deployed threshold is an edge: it cuts its bin in
    two, by comparing the score itself, so that no rounding moves a score across it.
    """
    bins = plan.inference.score_bins
    low, high = sorted(_turned(end, plan, survey) for end in (survey.score_low, survey.score_high))
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif low == high:
        high = low + 1.0
    width = (high - low) / bins
    # Multiplied, as an engine may do either where it is told to divide.
    uniform = ((value - low) * (1 / width)).floor().clip(0, bins - 1).cast(nw.Int64)
    lows = [low + i * width for i in range(bins)]
    deployed = plan.score.threshold if plan.score is not None else None
    threshold = None if deployed is None else _turned(deployed, plan, survey)
    if plan.score is None or deployed is None or threshold is None or not low <= threshold <= high:
        return uniform, lows, high
    # Compared as it was deployed: turning a score round may move it by a rounding error.
    code = uniform + _favoured(plan.score, deployed).cast(nw.Int64) * bins
    below, above = ([pick(edge, threshold) for edge in lows] for pick in (min, max))
    return code, [*below, *above], high


def _oriented(plan: Plan, kinds: roles.Kinds, survey: Survey) -> nw.Expr | None:
    """Return the score, turned round where low scores are the good ones, so that high is good."""
    if plan.score is None:
        return None
    score = roles.number(plan.score.column, kinds, "score")
    if plan.score.favourable == "high":
        return score
    return 1 - score if probabilities(survey) else -score


def _turned(value: float, plan: Plan, survey: Survey) -> float:
    """Return a number on the scale of the score as `_oriented`."""
    if plan.score is None or plan.score.favourable == "high":
        return value
    return 1 - value if probabilities(survey) else -value


def probabilities(survey: Survey) -> bool:
    """Return whether all scores lie in [0, 1], so that they can be read as probabilities."""
    return survey.score_low >= 0 and survey.score_high <= 1


def _favoured(score: Score, threshold: float) -> nw.Expr:
    raw = nw.col(score.column).cast(nw.Float64)
    return raw >= threshold if score.favourable == "high" else raw < threshold


def _like(cube: Cube, outcomes: Cube) -> Cube:
    """Return the cube with the levels of `outcomes`: a group may have no score at all."""
    for axis in cube.levels.keys() & outcomes.levels.keys():
        cube = cube.relabel(axis, str, outcomes.levels[axis])
    return cube


def _in_order(cube: Cube) -> Cube:
    """Return the cube with the levels of its axis ``bin`` in order; at least one, if empty."""
    return cube.relabel("bin", str, sorted(cube.levels["bin"], key=int) or ["0"])


def _window(at: nw.Expr | None, window: str | None) -> Axis:
    if at is None or window is None:
        return Axis(nw.lit("all"))
    start = _week(at) if window == "week" else at.dt.truncate(TRUNCATIONS[window])
    return Axis(start, lambda value: start_name(or_unknown(value)))


def _week(at: nw.Expr) -> nw.Expr:
    """Return the Monday of a time's week; no engine truncates to weeks by narwhals."""
    day = at.dt.truncate("1d")
    monday = day
    for weekday in range(2, 8):
        before = day.dt.offset_by(f"-{weekday - 1}d")
        monday = nw.when(at.dt.weekday() == weekday).then(before).otherwise(monday)
    return monday


def _version(plan: Plan) -> Axis:
    column = plan.columns.model_version
    return Axis(nw.lit("all") if column is None else nw.col(column))


def _weight(plan: Plan, kinds: roles.Kinds) -> nw.Expr | None:
    column = plan.columns.weight
    return None if column is None else roles.number(column, kinds, "weight")
