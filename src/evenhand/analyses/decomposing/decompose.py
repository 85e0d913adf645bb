"""Decompose: for each gap and change that is asked about, every decomposition the log can serve."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.decomposing.outcomes import by_outcomes
from evenhand.analyses.decomposing.scores import by_scores
from evenhand.analyses.decomposing.sides import (
    Resampling,
    Told,
    Windows,
    around,
    of_group,
    restricted,
    sides,
)
from evenhand.analyses.decomposing.strata import ON_THE_WAY, by_flag, by_strata
from evenhand.analyses.decomposition import Decomposition, Method, Part
from evenhand.analyses.numbered import numbered
from evenhand.analyses.question import Question
from evenhand.analyses.settings import Settings
from evenhand.cube.roles import attribute_axis, condition_axis
from evenhand.cube.tallies import Tallies
from evenhand.inference.arithmetic import finite
from evenhand.inference.bootstrap import percentile_interval
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

# Parts are shown with intervals, and judged by their size: fewer draws than for gates are enough.
_DRAWS = 10
# The mean that stands for quantiles, which do not add up over strata.
_MEANS = {"latency": "latency_mean", "steps": "steps_mean", "review_time": "review_time_mean"}

Pair = tuple[Tallies, Tallies]


@dataclass(frozen=True)
class _Way:
    """One way to decompose: how, over which columns, and what it makes of two sides."""

    method: Method
    over: tuple[str, ...]
    tell: Callable[[Tallies, Tallies], Told | None]


def decompose(
    questions: Sequence[Question],
    tallies: Tallies,
    plan: Plan,
    settings: Settings,
    *,
    metrics: Mapping[str, Metric],
    changes: Sequence[ChangePoint] = (),
    effects: Mapping[tuple[tuple[str, ...], str], float] | None = None,
) -> tuple[Decomposition, ...]:
    """Return what each gap and change is accounted for by, numbered; each sums to its total.

    Parameters
    ----------
    questions : sequence of Question
    tallies : Tallies
    plan : Plan
    settings : Settings
    metrics : dict of str to Metric
        Every metric that the audit knows.
    changes : sequence of ChangePoint
        All of them: a change is held against the windows up to its neighbours.
    effects : dict of (attributes, metric) to float, optional
        Design effects: how many rows are worth one decision where people come again.

    By strata: of each condition, all together, each model version, and what happened on the way.
    By outcomes: base rate and error rates. By scores: scores, the rule, and what review changes.
    """
    known = effects or {}
    found = [
        row
        for question in questions
        if question.whole and (question.reference or question.change is not None)
        for row in _of(question, tallies, plan, settings, metrics, changes, known)
    ]
    return numbered(found, "k")


def stand_in(metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    """Return what is decomposed for a metric: for a quantile, the mean of the same figure."""
    mean = _MEANS.get(metric.reads)
    quantile = metric.key.rpartition("_")[2][:1] == "p" and metric.unit == "column"
    return metrics.get(mean, metric) if mean is not None and quantile else metric


def _of(  # noqa: PLR0917 - what all ways share
    question: Question,
    tallies: Tallies,
    plan: Plan,
    settings: Settings,
    metrics: Mapping[str, Metric],
    changes: Sequence[ChangePoint],
    effects: Mapping[tuple[tuple[str, ...], str], float],
) -> Iterator[Decomposition]:
    metric = stand_in(metrics[question.metric], metrics)
    effect = effects.get((question.attributes, metric.key), 1.0)
    resampling = Resampling(max(settings.draws // _DRAWS, 1), settings.seed, effect)
    windows = None
    if question.change is None:
        pairs = [sides(tallies, question)]
    else:
        windows = around(question.change, tallies.outcomes.levels["window"], changes)
        if windows is None:
            return
        pairs = _before_and_after(question, tallies, windows)
    for way in _ways(question, metric, tallies, plan, resampling):
        told = [way.tell(*pair) for pair in pairs]
        if None in told or len({one.names for one in told if one is not None}) > 1:
            continue
        known = [one for one in told if one is not None]
        whole = known[0] if len(known) == 1 else known[0].less(known[1])
        yield _row(question, metric.key, windows, way, whole, settings.level)


def _before_and_after(question: Question, tallies: Tallies, windows: Windows) -> list[Pair]:
    """Return the sides of a change: of a figure one pair, of a gap one for each of two groups."""
    groups = [question.group, question.reference] if question.reference else [question.group]
    found = []
    for group in groups:
        own = restricted(tallies, of_group(question.attributes, group))
        after, before = (
            restricted(own, {"window": names}) for names in (windows.after, windows.before)
        )
        found.append((after, before))
    return found


def _ways(
    question: Question, metric: Metric, tallies: Tallies, plan: Plan, resampling: Resampling
) -> Iterator[_Way]:
    """Yield the ways to decompose a difference, the columns that are held fixed first."""
    held = [condition_axis(name) for name in plan.conditions]
    choices: list[tuple[tuple[str, ...], list[str]]] = [
        ((name,), [axis]) for name, axis in zip(plan.conditions, held, strict=True)
    ]
    if len(held) > 1:
        choices.append((plan.conditions, held))
    if not question.attributes:
        choices += [((one.name,), [attribute_axis(one.name)]) for one in plan.protected]
    if len(tallies.outcomes.levels["model_version"]) > 1 and question.change is None:
        choices.append((("model_version",), ["model_version"]))
    for over, axes in choices:
        yield _strata(over, axes, metric, resampling)
    for flag in ON_THE_WAY if metric.reads == "counts" and "label" not in metric.needs else ():
        yield _flag(flag, metric, resampling)
    sampled = plan.label is not None and plan.label.missing == "at_random"
    yield _outcomes(plan.conditions, held, metric, resampling, sampled=sampled)
    yield _Way("scores", (), lambda one, two: by_scores(one, two, metric.key, plan, resampling))


def _strata(over: tuple[str, ...], axes: list[str], metric: Metric, resampling: Resampling) -> _Way:
    return _Way("strata", over, lambda one, two: by_strata(one, two, metric, axes, resampling))


def _flag(flag: str, metric: Metric, resampling: Resampling) -> _Way:
    return _Way("on_the_way", (flag,), lambda one, two: by_flag(one, two, metric, flag, resampling))


def _outcomes(
    over: tuple[str, ...],
    axes: list[str],
    metric: Metric,
    resampling: Resampling,
    *,
    sampled: bool,
) -> _Way:
    def tell(one: Tallies, two: Tallies) -> Told | None:
        return by_outcomes(one, two, metric.key, axes, resampling, sampled=sampled)

    return _Way("outcomes", over, tell)


def _row(  # noqa: PLR0917 - the parts of a row
    question: Question, metric: str, windows: Windows | None, way: _Way, told: Told, level: float
) -> Decomposition:
    lows, highs = percentile_interval(told.draws, level=level, estimate=told.values)
    subject = way.over[0] if len(way.over) == 1 else ""
    return Decomposition(
        id="",
        of=question.of,
        kind="gap" if windows is None else "change",
        metric=metric,
        attributes=question.attributes,
        group=question.group,
        reference=question.reference,
        before=None if windows is None else (windows.before[0], windows.before[-1]),
        after=None if windows is None else (windows.after[0], windows.after[-1]),
        method=way.method,
        over=way.over,
        total=told.total,
        parts=tuple(
            Part(
                name=name,
                subject=subject if name in _OF_STRATA else "",
                value=float(value),
                low=finite(float(low)),
                high=finite(float(high)),
            )
            for name, value, low, high in zip(told.names, told.values, lows, highs, strict=True)
        ),
        support=None if told.support is None else finite(told.support),
        level=level,
        n=told.n,
    )


_OF_STRATA = ("composition", "rate", "unsupported")
