"""Figures of two versions that decided the same rows, from the tally of their decisions."""

from typing import cast

import numpy as np

from evenhand.analyses.churn import decided_twice
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Array, Cube
from evenhand.gates.change_figures import Figures
from evenhand.inference.arithmetic import divide
from evenhand.inference.paired import paired_shares
from evenhand.inference.proportion import wilson
from evenhand.metrics._metric import Counts, Metric, Proportion

_KINDS = (2, 2, 3)  # decided before, decided now, label


def paired_figures(
    found: Measurement, grouping: Grouping, pairs: Cube, settings: Settings
) -> Figures | None:
    """Return a metric of every group as either version has it; None if it reads more than counts.

    The design effect of repeated people is that of the figure now, for either version.
    """
    metric = found.metric
    if metric.reads != "counts" or found.share is None or metric.key == "share":
        return None
    if "label" in metric.needs and metric.mature:
        pairs = pairs.where("mature", MATURE[0])
    cells, squares = (
        decided_twice(pairs, grouping, name).reshape(len(grouping.groups), -1)
        for name in ("w", "w2")
    )
    before, after = _unit(metric, 0), _unit(metric, 1)
    shares = paired_shares(
        (before.numerator, after.numerator),
        (before.denominator, after.denominator),
        cells,
        squares,
    )
    effect = 1.0 if found.effect is None else np.maximum(np.nan_to_num(found.effect, nan=1.0), 1.0)
    # What cannot be known now, as labels may be missing for a reason, is not known here either.
    known = np.isfinite(found.value)

    def figures(x: Array, n: Array) -> tuple[Array, Array, Array]:
        value, bounds = divide(x, n), wilson(x, n, level=settings.level, design_effect=effect)
        low, high = (np.where(known, side, np.nan) for side in bounds)
        return np.where(known, value, np.nan), low, high

    return Figures(
        figures(*shares.before),
        shares.before[1],
        settings.level,
        figures(*shares.after),
        shares.after[1],
        shares.correlation,
    )


def _unit(metric: Metric, which: int) -> Proportion:
    """Return whether a row of each kind counts in the numerator and the denominator: 0 or 1."""
    cells = np.zeros((int(np.prod(_KINDS)), 2, 3))
    for place, kind in enumerate(np.ndindex(*_KINDS)):
        cells[place, kind[which], kind[2]] = 1.0
    return cast("Proportion", metric.function(Counts(cells)))
