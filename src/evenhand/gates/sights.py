"""What each gate looks at: the whole log, a window of it, and strata within."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from evenhand.analyses.assemble import Found
from evenhand.analyses.conditional import within
from evenhand.analyses.grouping import Inputs, inputs
from evenhand.analyses.measure import Measurement
from evenhand.analyses.selective import measure_known
from evenhand.analyses.settings import Settings
from evenhand.analyses.sight import Sight, Windows, at_window
from evenhand.analyses.spans import spans
from evenhand.cube.tallies import Tallies
from evenhand.gates.policy import PlannedGate
from evenhand.metrics._metric import Metric

Group = tuple[str, ...]


def sights(  # noqa: PLR0917 - the stages of an audit in order, passed on as they are
    gates: Sequence[PlannedGate],
    tallies: Tallies,
    found: Found,
    windows: Windows | None,
    settings: Settings,
    metrics: Mapping[str, Metric],
) -> dict[str, Sight]:
    """Return what the gates see that do not look at the whole log, by their ids.

    A window is measured as estimates by window are: with the design effects of the whole log, and
    labels only where those of the whole window have had the time to arrive.
    """

    @cache
    def split(attributes: Group) -> Inputs:
        days = spans(tallies, "window")[:, None]
        whole = found.inputs[attributes].selective
        return replace(
            inputs(tallies, found.groupings[attributes], "window", days=days), selective=whole
        )

    @cache
    def by_window(attributes: Group, metric: str) -> Measurement:
        effect = found.measurements[attributes, metric].effect
        return measure_known(metrics[metric], split(attributes), settings, effect=effect)

    def seen() -> Iterator[tuple[str, Sight]]:
        for one in gates:
            gate, whole = one.gate, found.measurements[one.attributes, one.gate.metric]
            if one.window is None and gate.condition is None:
                continue
            decisions = found.measurements[one.attributes, "decisions"].value
            measured, why = whole, _why_not(one, whole.metric, windows)
            if one.window:
                place = tallies.outcomes.levels["window"].index(one.window)
                measured = at_window(by_window(one.attributes, gate.metric), place)
                decisions = by_window(one.attributes, "decisions").value[place]
            strata = None
            if gate.condition is not None:
                strata = within(
                    tallies,
                    found.groupings[one.attributes],
                    condition=gate.condition,
                    metric=whole.metric,
                    window=one.window or None,
                )
            if not why and not decisions.sum():
                why = f"Nothing was decided in {one.when}: there is nothing to compare."
            yield one.id, Sight(measured, decisions, strata, why)

    return dict(seen())


def _why_not(one: PlannedGate, metric: Metric, windows: Windows | None) -> str:
    """Return why a gate cannot see the window that it looks at; "" if it can."""
    late = "label" in metric.needs and metric.mature
    if one.window is None or windows is None:
        return ""
    if one.window == "":
        until = " with labels that have had the time to arrive" if late and windows.full else ""
        return f"The log has no full window{until} yet."
    if late and one.window not in windows.mature:
        return f"The labels of {one.when} have not had the time to arrive."
    return ""
