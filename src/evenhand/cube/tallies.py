"""The tallies of a log: each a small cube with its own axes, so that no cross product explodes."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube import kpis, roles
from evenhand.cube.axes import ALL, MATURE
from evenhand.cube.axis import UNKNOWN, Axis, Whole, or_unknown
from evenhand.cube.counted import Counted, weight_of
from evenhand.cube.cube import Array, Cube
from evenhand.cube.kept import Kept
from evenhand.cube.log_bins import log_bin
from evenhand.cube.median import AboveMedian
from evenhand.cube.moments import moments
from evenhand.cube.score_bins import oriented, score_bin, turned
from evenhand.cube.streamed import Asked
from evenhand.cube.survey import Survey, check_finite, contradicted
from evenhand.cube.tally import Collect
from evenhand.cube.windows import Calendar
from evenhand.plan import Plan

WithBucket = Callable[[nw.LazyFrame[Any], str], nw.LazyFrame[Any]]
Sample = Callable[[Sequence[str], int], Mapping[str, NDArray[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """The counts of a log, all that an audit needs of it.

    A decision is mature when it was made early enough for its label to have arrived. The axis
    ``mature`` has the levels "yes" and "no".

    Attributes
    ----------
    calendar : Calendar or None
        How the log is cut in time; None without times.
    cutoff : str or None
        The slot from which on decisions are not mature; None: all are.
    outcomes : Cube
        Attributes, conditions, window, mature, model_version, decision, label -> n, w, w2.
    kpis : Cube or None
        The cells of `outcomes` -> the sums of every performance figure, as `kpis.sums` names them.
    slots : Cube
        Attributes, slot, model_version, decision, label -> n, w, w2, and the measures of `kpis`.
    scores : Cube or None
        Attributes, window, mature, model_version, decision, label, bin -> n, total, squares,
        above_median, and overridden if overrides are recorded; the axis bin counts along
        `score_edges`. There is no axis window where
        there are more than 60 of them.
    histograms : dict of str to Cube
        KPI -> attributes, window, model_version, bin -> n; `bin` names are log-spaced.
    failures : Cube or None
        Attributes, window, model_version, failure_class -> n: the decisions that failed, by what
        they failed of.
    entities : Cube or None
        Attributes, mature, decision, label, bucket -> n (weights, if any).
    """

    survey: Survey
    calendar: Calendar | None
    cutoff: str | None
    outcomes: Cube
    kpis: Cube | None
    slots: Cube
    scores: Cube | None
    score_edges: Array
    histograms: Mapping[str, Cube]
    failures: Cube | None
    entities: Cube | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """The tallies that come after the first.

    Attributes
    ----------
    asked : dict of str to Asked
        "scores", "entities", "failures" and "histogram <KPI>", those of them that a plan asks for.
    keep : Kept or None
        The rows that `same_moment` is told by, if it can be so.
    lows, top : float array, float
        The lower edge of each bin of scores by its number, and the upper edge of the last.
    """

    asked: Mapping[str, Asked]
    keep: Kept | None
    lows: Array
    top: float


def further_of(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: roles.Kinds,
    counted: Counted,
    *,
    cutoff: str | None,
    collect: Collect,
    with_bucket: WithBucket,
    sample: Sample,
) -> Further:
    """Return which tallies a plan asks for besides what is `counted`.

    That scores are neither NaN nor infinite is checked as they are counted.
    """
    survey = counted.survey
    axes = counted.axes
    asked: dict[str, Asked] = {}

    followed = {**axes.attributes, "window": axes.window, **axes.version}
    mature = {"mature": axes.mature(cutoff)}
    lows, top = np.zeros(1), 1.0
    values = kpis.values(plan, kinds)
    value = oriented(plan, kinds, survey)
    if plan.score is not None and value is not None and math.isfinite(survey.score_low):
        code, edges, top = score_bin(value, plan, survey)
        lows = np.array(edges)
        likely = sample([plan.score.column], _SAMPLED)[plan.score.column].astype(np.float64)
        windows = counted.calendar.windows if counted.calendar is not None else ()
        some = {} if len(windows) > MOST_SCORE_WINDOWS else {"window": axes.window}
        # What was proposed at a score is known where overrides are.
        turned_over = {"overridden": values["overridden"]} if "overridden" in values else {}
        above = AboveMedian(value, turned(likely, plan, survey))
        asked["scores"] = Asked(
            told="scores",
            frame=frame,
            axes={
                **axes.attributes,
                **some,
                **mature,
                **axes.version,
                **axes.judged,
                # Below the first bin there may be others, if the survey was told wrongly.
                "bin": Axis(code, among=Whole(missing=len(edges))),
            },
            measures={
                "total": value,
                "squares": value * value,
                "above_median": above,
                **turned_over,
            },
            where=~value.is_null(),
            check=lambda: check_finite(frame, "score", plan, kinds, collect=collect),
        )
    for name in (name for name in kpis.quantiles(plan) if name in values):
        asked[f"{_HISTOGRAM}{name}"] = Asked(
            told=name,
            frame=frame,
            axes={**followed, "bin": Axis(log_bin(values[name]), among=Whole(missing=None))},
            where=~values[name].is_null(),
        )
    if (failed := kpis.failures(plan, values)) is not None:
        asked["failures"] = Asked(
            told="failures by class",
            frame=frame,
            axes={**followed, "failure_class": Axis(nw.col(failed[1]), _class_of)},
            where=failed[0],
        )
    keep = None
    if (entity := plan.columns.entity) is not None:
        weight = weight_of(plan, kinds)
        # Another column of that name cannot be counted along with it.
        among = None if "entity_bucket" in kinds else Whole()
        bucket = Axis(nw.col("entity_bucket"), among=among)
        asked["entities"] = Asked(
            told="people",
            frame=with_bucket(frame, entity),
            axes={**axes.attributes, **mature, **axes.judged, "bucket": bucket},
            measures={} if weight is None else {"n": weight},
        )
        if among is not None:
            keep = moments(frame, entity, axes.at, bucket.key)
    return Further(asked=asked, keep=keep, lows=lows, top=top)


def take(
    counted: Counted, further: Further, found: Mapping[str, Cube], *, cutoff: str | None
) -> Tallies:
    """Return all tallies of a log, where `found` are those `further` ones.

    Raises
    ------
    LogError
        Scores that the survey did not find.
    """
    outcomes = _outcomes(counted, cutoff)
    cubes = {name: _like(found[name], outcomes) for name in further.asked}
    scores, edges = None, np.array([0.0, 1.0])
    if "scores" in cubes:
        ends = np.append(further.lows, further.top)
        _check_inside(cubes["scores"], ends)
        scores = _in_order(cubes["scores"])
        places = [int(level) for level in scores.levels["bin"]]
        edges = np.append(further.lows[places], further.top)
    sums = {name: cells for name, cells in outcomes.measures.items() if name not in _COUNTS}
    return Tallies(
        survey=counted.survey,
        calendar=counted.calendar,
        cutoff=cutoff,
        outcomes=replace(outcomes, measures={name: outcomes.measures[name] for name in _COUNTS}),
        kpis=replace(outcomes, measures=sums) if sums else None,
        slots=_slots(counted),
        scores=scores,
        score_edges=edges,
        histograms={
            name.removeprefix(_HISTOGRAM): _in_order(cube)
            for name, cube in cubes.items()
            if name.startswith(_HISTOGRAM)
        },
        failures=cubes.get("failures"),
        entities=cubes.get("entities"),
    )


def _check_inside(scores: Cube, ends: Array) -> None:
    """Raise if there are scores in no bin, or if a bin's scores cannot lie between its ends."""
    levels = scores.levels["bin"]
    if not set(levels) <= {str(place) for place in range(len(ends) - 1)}:
        raise contradicted("scores")
    n = scores.sum("n", "bin")
    places = np.array([int(level) for level in levels], dtype=np.int64)[n > 0]
    means = scores.sum("total", "bin")[n > 0] / n[n > 0]
    slack = _ROUNDING * np.abs(ends).max()
    if ((means < ends[places] - slack) | (means > ends[places + 1] + slack)).any():
        raise contradicted("scores")


def _slots(counted: Counted) -> Cube:
    """Return the counts by slot, without the conditions."""
    condition = roles.condition_axis("")
    return counted.cells.project(
        *(axis for axis in counted.cells.axes if not axis.startswith(condition))
    )


def _class_of(value: object) -> str:
    """Return the class of a failure; no text is none."""
    return or_unknown(value) or UNKNOWN


_HISTOGRAM = "histogram "
# The measures of decisions; all others are sums of KPIs.
_COUNTS = ("n", "w", "w2")
# Scores are followed over no more windows than this: each has a hundred bins.
MOST_SCORE_WINDOWS = 60
# By how much a mean may miss its bin, as a share of the ends of scores: added up one by one, as
# engines do, 10^8 times 0.1 is wrong by 2e-9.
_ROUNDING = 1e-6
# Scores that tell where about the median is.
_SAMPLED = 20_000


def _outcomes(counted: Counted, cutoff: str | None) -> Cube:
    """Return the counts by window and maturity in place of slots."""
    cells, calendar = counted.cells, counted.calendar

    def window_of(slot: str) -> str:
        return slot if calendar is None or slot == UNKNOWN else calendar.window_of(slot)

    def mature_of(slot: str) -> str:
        return "yes" if cutoff is None or (slot != UNKNOWN and slot < cutoff) else "no"

    slots = cells.levels["slot"]
    windows = calendar.windows if calendar is not None else (ALL,)
    order = (*windows, *([UNKNOWN] if UNKNOWN in slots else []))
    cells = cells.derive("slot", window_of, order, new="window")
    cells = cells.derive("slot", mature_of, MATURE, new="mature")
    kept = [axis for axis in counted.cells.axes if axis != "slot"]
    place = kept.index("model_version")
    return cells.project(*kept[:place], "window", "mature", *kept[place:])


def _like(cube: Cube, outcomes: Cube) -> Cube:
    """Return the cube with the levels of `outcomes`: a group may have no score at all."""
    for axis in cube.levels.keys() & outcomes.levels.keys():
        cube = cube.relabel(axis, str, outcomes.levels[axis])
    return cube


def _in_order(cube: Cube) -> Cube:
    """Return the cube with the levels of its axis ``bin`` in order; at least one, if empty."""
    return cube.relabel("bin", str, sorted(cube.levels["bin"], key=int) or ["0"])
