"""From tallies to rows: every estimate and every disparity of an audit, numbered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.bounded import bounded
from evenhand.analyses.change import change
from evenhand.analyses.conditional import conditional
from evenhand.analyses.coverage import coverage_rows
from evenhand.analyses.disparities import CRITERIA, Panel, compare
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.failure_classes import failure_classes
from evenhand.analyses.grouping import Grouping, Inputs, groupings, inputs, unknowns
from evenhand.analyses.measure import Measurement, available
from evenhand.analyses.numbered import numbered
from evenhand.analyses.rows import estimate_rows
from evenhand.analyses.selective import measure_known, selected
from evenhand.analyses.settings import Settings
from evenhand.analyses.spans import spans
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.tallies import Tallies
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

# What is followed by window where there are many windows; everything is where there are few.
FOLLOWED = (
    "decisions",
    "selection_rate",
    "label_coverage",
    "base_rate",
    "true_positive_rate",
    "false_positive_rate",
    "positive_predictive_value",
    "accuracy",
)
# More windows than this are days of a year: everything by group would be a hundred thousand rows.
_FEW_WINDOWS = 60
# What is compared within the strata of a condition.
_CONDITIONAL = ("selection_rate", "true_positive_rate", "false_positive_rate")


@dataclass(frozen=True)
class Found:
    """The rows of an audit, and the measurements that its gates judge.

    Attributes
    ----------
    groupings : dict of attributes to Grouping
    inputs : dict of attributes to Inputs
    measurements : dict of (attributes, metric) to Measurement
    estimates, disparities : tuples of rows
    """

    groupings: Mapping[tuple[str, ...], Grouping]
    inputs: Mapping[tuple[str, ...], Inputs]
    measurements: Mapping[tuple[tuple[str, ...], str], Measurement]
    estimates: tuple[Estimate, ...]
    disparities: tuple[Disparity, ...]


def analyse(
    tallies: Tallies,
    plan: Plan,
    settings: Settings,
    *,
    metrics: Mapping[str, Metric],
    needs: frozenset[str],
    days: float,
    minimum_n: int,
    window: str | None,
) -> Found:
    """Return every estimate and disparity that the log can serve.

    Parameters
    ----------
    tallies : Tallies
    plan : Plan
    settings : Settings
    metrics : dict of str to Metric
        Every metric that the audit knows, the user's own among them, in report order.
    needs : frozenset of str
        The roles that the log can serve: "label", "score", "time".
    days : float
        The observed span.
    minimum_n : int
        Smallest group that may be picked as reference.
    window : str or None
        Length of the windows.
    """
    crossed = {one.attributes: one for one in groupings(tallies, plan, minimum_n=minimum_n)}
    plain = {key: inputs(tallies, one, days=days) for key, one in crossed.items()}
    # Where labels are said to be a sample, nobody asks whether they are.
    asks = "label" in needs and plan.label is not None and plan.label.missing == "bounds"

    def checked(one: Inputs) -> Inputs:
        known, everybody = (some.mature or some for some in (one, plain[()]))
        return replace(one, selective=selected(known, everybody)) if asks else one

    whole = {key: checked(one) for key, one in plain.items()}
    wanted = [m for m in metrics.values() if available(m, whole[()], needs)]
    measured = {
        (key, metric.key): measure_known(metric, whole[key], settings)
        for key in crossed
        for metric in wanted
    }
    estimates = [
        row
        for key, one in crossed.items()
        for metric in wanted
        for row in estimate_rows(one, measured[key, metric.key], whole[key], settings)
    ]
    for one in unknowns(tallies, plan):
        some = checked(inputs(tallies, one, days=days))
        for metric in wanted:
            if metric.key != "share":
                found = measure_known(metric, some, settings)
                estimates += estimate_rows(one, found, some, settings)
    estimates += _of_single(tallies, plan, crossed, whole, settings, needs)
    for lead in ("window", "model_version"):
        estimates += _by(lead, tallies, plan, crossed, whole, wanted, measured, settings)
    disparities = [
        row
        for key, one in crossed.items()
        for row in _compared(one, whole[key], measured, wanted, settings)
    ]
    held = [key for key in _CONDITIONAL if key in CRITERIA and ((), key) in measured]
    for one in crossed.values():
        for condition in plan.conditions if len(one.attributes) == 1 else ():
            effects = {key: measured[one.attributes, key].effect for key in held}
            within = conditional(
                tallies, one, condition=condition, effects=effects, settings=settings
            )
            disparities += bounded(
                within, one, {key: measured[one.attributes, key] for key in held}
            )
    if "label" in needs:
        disparities += _changed(tallies, crossed[()], measured[(), "accuracy"], window, settings)
    return Found(
        groupings=crossed,
        inputs=whole,
        measurements=measured,
        estimates=numbered(estimates, "e"),
        disparities=numbered(disparities, "d"),
    )


def _by(  # noqa: PLR0917 - the stage's state, passed on as it is
    lead: str,
    tallies: Tallies,
    plan: Plan,
    crossed: Mapping[tuple[str, ...], Grouping],
    whole: Mapping[tuple[str, ...], Inputs],
    wanted: Sequence[Metric],
    measured: Mapping[tuple[tuple[str, ...], str], Measurement],
    settings: Settings,
) -> Iterator[Estimate]:
    """Yield what is followed by window or model version, of everybody and of single attributes."""
    levels = tallies.outcomes.levels[lead]
    if len(levels) < 2:  # noqa: PLR2004 - one window is the whole period
        return
    few = len(levels) <= _FEW_WINDOWS
    followed = [
        m for m in wanted if few or m.key in FOLLOWED or m.reads not in {"counts", "scores"}
    ]
    days = spans(tallies, lead)[:, None]
    for key, one in crossed.items():
        if len(key) > 1:
            continue
        split = inputs(tallies, one, lead, days=days)
        split = replace(split, selective=whole[key].selective)
        for metric in followed:
            effect = measured[key, metric.key].effect
            found = measure_known(metric, split, settings, effect=effect)
            yield from estimate_rows(one, found, split, settings, lead=(lead, levels))
        if tallies.failures is not None and few:
            column, by = plan.kpis["failure_class"], (lead, levels)
            yield from failure_classes(
                tallies.failures, one, split, settings, column=column, lead=by
            )


def _of_single(  # noqa: PLR0917 - the stage's state, passed on as it is
    tallies: Tallies,
    plan: Plan,
    crossed: Mapping[tuple[str, ...], Grouping],
    whole: Mapping[tuple[str, ...], Inputs],
    settings: Settings,
    needs: frozenset[str],
) -> Iterator[Estimate]:
    """Yield what is told of everybody and single attributes alone: coverage, failures by class."""
    single = [one for key, one in crossed.items() if len(key) < 2]  # noqa: PLR2004 - not of pairs
    for one in single if "label" in needs else ():
        yield from coverage_rows(one, whole[one.attributes], settings)
    if tallies.failures is None:
        return
    for one in single:
        column, source = plan.kpis["failure_class"], whole[one.attributes]
        yield from failure_classes(tallies.failures, one, source, settings, column=column)


def _changed(
    tallies: Tallies,
    everybody: Grouping,
    accuracy: Measurement,
    window: str | None,
    settings: Settings,
) -> Iterator[Disparity]:
    """Yield how accuracy changed over the windows; nothing where it is not known but bounded."""
    if accuracy.bounded is not None:
        return
    levels = tallies.outcomes.levels["window"]
    split = inputs(tallies, everybody, "window", days=float("nan"))
    counts = split.of(accuracy.metric).counts
    known = [i for i, one in enumerate(levels) if one != UNKNOWN]
    yield from change(
        replace(counts, cells=counts.cells[known]),
        [levels[i] for i in known],
        window,
        settings,
        effect=1.0 if accuracy.effect is None else float(accuracy.effect[0]),
    )


def _compared(
    grouping: Grouping,
    found: Inputs,
    measured: Mapping[tuple[tuple[str, ...], str], Measurement],
    wanted: Sequence[Metric],
    settings: Settings,
) -> Iterator[Disparity]:
    if grouping.reference is None:
        return
    of_grouping = {m.key: measured[grouping.attributes, m.key] for m in wanted}
    rows = compare(Panel(grouping, grouping.reference, found, of_grouping, settings))
    yield from bounded(rows, grouping, of_grouping)
