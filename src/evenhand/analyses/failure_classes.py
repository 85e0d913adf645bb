"""Why the system failed: the failure rate of each class of failures, for everybody and by group."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.rows import estimate_rows
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Cube
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Kpi

# The commonest classes are told apart; an error message with a number in it is a class a row.
MOST_CLASSES = 20
OTHER = "other"

_METRIC = METRICS["failure_class_rate"]


def failure_classes(
    cube: Cube,
    grouping: Grouping,
    source: Inputs,
    settings: Settings,
    *,
    column: str,
    lead: tuple[str, Sequence[str]] | None = None,
) -> Iterator[Estimate]:
    """Yield the failures of each class over all decisions that record whether they failed.

    Parameters
    ----------
    cube : Cube
        Attributes, window, model_version, failure_class -> n: the decisions that failed.
    grouping : Grouping
        Everybody, or the groups of attributes.
    source : Inputs
        Of the same grouping, over the whole log or by `lead`; with the KPI "failure".
    column : str
        The column of classes: rows are conditional on it.
    lead : (axis, levels), optional
        As `estimate_rows`: by window, or by model version.
    """
    if not cube.levels["failure_class"]:
        return
    cube = _commonest(cube)
    before = () if lead is None else (lead[0],)
    failed = cube.sum("n", *before, *grouping.axes, "failure_class")
    failed = failed.reshape(*failed.shape[: len(before)], -1, failed.shape[-1])
    failed, recorded = failed[..., grouping.places, :], source.kpis["failure"]
    none = np.zeros((*recorded.n.shape, 0))
    for place, level in enumerate(cube.levels["failure_class"]):
        total = failed[..., place]
        kpi = Kpi(recorded.decisions, recorded.n, total, total, none, np.zeros(0), recorded.days)
        of_class = replace(source, kpis={"failure_class": kpi})
        found = measure(_METRIC, of_class, settings)
        for row in estimate_rows(grouping, found, of_class, settings, lead=lead):
            yield replace(row, condition=(column, level))


def _commonest(cube: Cube) -> Cube:
    """Return the cube with its commonest classes in order, and all others as one."""
    levels, n = cube.levels["failure_class"], cube.sum("n", "failure_class")
    order = [levels[i] for i in np.argsort(-n, kind="stable")]
    kept = order[:MOST_CLASSES]
    if len(order) > len(kept):
        kept = [*(level for level in kept if level != OTHER), OTHER]
    known = frozenset(kept)
    return cube.relabel("failure_class", lambda level: level if level in known else OTHER, kept)
