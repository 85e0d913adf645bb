"""From tallies to rows: every estimate and every disparity of an audit, numbered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.change import change
from evenhand.analyses.conditional import conditional
from evenhand.analyses.disparities import CRITERIA, Panel, compare
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs, groupings, inputs, unknowns
from evenhand.analyses.measure import Measurement, available, measure
from evenhand.analyses.rows import estimate_rows
from evenhand.analyses.settings import Settings
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.tallies import Tallies
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan

# What is followed over time and from version to version, besides every KPI.
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
    whole = {key: inputs(tallies, one, days=days) for key, one in crossed.items()}
    wanted = [m for m in METRICS.values() if available(m, whole[()], needs)]
    measured = {
        (key, metric.key): measure(metric, whole[key], settings)
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
        some = inputs(tallies, one, days=days)
        for metric in wanted:
            if metric.key != "share":
                estimates += estimate_rows(one, measure(metric, some, settings), some, settings)
    followed = [m for m in wanted if m.key in FOLLOWED or m.reads not in {"counts", "scores"}]
    for lead in ("window", "model_version"):
        estimates += _by(lead, tallies, crossed, followed, measured, settings, days)
    disparities = [
        row
        for key, one in crossed.items()
        for row in _compared(one, whole[key], measured, wanted, settings)
    ]
    held = [key for key in _CONDITIONAL if key in CRITERIA and ((), key) in measured]
    for one in crossed.values():
        for condition in plan.conditions if len(one.attributes) == 1 else ():
            effects = {key: measured[one.attributes, key].effect for key in held}
            disparities += conditional(
                tallies, one, condition=condition, effects=effects, settings=settings
            )
    if "label" in needs:
        levels = tallies.outcomes.levels["window"]
        counts = inputs(tallies, crossed[()], "window", days=days).counts
        known = [i for i, window in enumerate(levels) if window != UNKNOWN]
        cut = replace(counts, cells=counts.cells[known])
        effect = measured[(), "accuracy"].effect
        disparities += change(
            cut,
            [levels[i] for i in known],
            window,
            settings,
            effect=1.0 if effect is None else float(effect[0]),
        )
    return Found(
        groupings=crossed,
        inputs=whole,
        measurements=measured,
        estimates=tuple(replace(row, id=f"e{i}") for i, row in enumerate(estimates, 1)),
        disparities=tuple(replace(row, id=f"d{i}") for i, row in enumerate(disparities, 1)),
    )


def _by(  # noqa: PLR0917 - the stage's state, passed on as it is
    lead: str,
    tallies: Tallies,
    crossed: Mapping[tuple[str, ...], Grouping],
    followed: Sequence[Metric],
    measured: Mapping[tuple[tuple[str, ...], str], Measurement],
    settings: Settings,
    days: float,
) -> Iterator[Estimate]:
    """Yield what is followed by window or model version, of everybody and of single attributes."""
    levels = tallies.outcomes.levels[lead]
    if len(levels) < 2:  # noqa: PLR2004 - one window is the whole period
        return
    for key, one in crossed.items():
        if len(key) > 1:
            continue
        split = inputs(tallies, one, lead, days=days / len(levels))
        for metric in followed:
            if metric.key == "throughput":
                continue
            found = measure(metric, split, settings, effect=measured[key, metric.key].effect)
            yield from estimate_rows(one, found, split, settings, lead=(lead, levels))


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
    yield from compare(Panel(grouping, grouping.reference, found, of_grouping, settings))
