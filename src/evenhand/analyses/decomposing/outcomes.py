"""By outcomes: what the base rate and the two error rates account for, like with like."""

from collections.abc import Sequence

import numpy as np

from evenhand.analyses.decomposing.sides import Resampling, Told
from evenhand.analyses.decomposition import PartName
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Array
from evenhand.cube.tallies import Tallies
from evenhand.inference.decision_parts import outcome_parts
from evenhand.inference.stratified import support

_PARTS: tuple[PartName, ...] = (
    "composition",
    "base_rate",
    "true_positive_rate",
    "false_positive_rate",
)
# Fewer labels than this, on either side, and the decisions that have one do not stand for all.
_COVERED = 0.95
_METRICS = ("selection_rate", "accuracy")


def by_outcomes(
    first: Tallies,
    second: Tallies,
    metric: str,
    axes: Sequence[str],
    resampling: Resampling,
    *,
    sampled: bool,
) -> Told | None:
    """Return the difference of selection rates, or of accuracies, among matured labelled decisions.

    None where too few of either side have a label to stand for all, unless the plan says that
    those with a label are a sample (`sampled`); and of other metrics.
    """
    if metric not in _METRICS:
        return None
    one, two = (_cells(side, axes) for side in (first, second))
    if not (_covered(one, sampled=sampled) and _covered(two, sampled=sampled)):
        return None
    one, two = one[..., :2], two[..., :2]
    accuracy = metric == "accuracy"
    drawn = resampling.of(one, two)
    parts = outcome_parts(one, two, accuracy=accuracy)
    redrawn = outcome_parts(*drawn, accuracy=accuracy)
    kept = [0, 1, 2, 3] if axes else [1, 2, 3]
    names, values, draws = (
        tuple(_PARTS[place] for place in kept),
        np.array([float(parts[place]) for place in kept]),
        np.stack([redrawn[place] for place in kept], axis=-1),
    )
    return Told(
        names,
        values,
        draws,
        _figure(one, accuracy=accuracy) - _figure(two, accuracy=accuracy),
        float(support(one.sum(axis=(-1, -2)), two.sum(axis=(-1, -2)))),
        round(float(one.sum() + two.sum())),
    )


def _cells(side: Tallies, axes: Sequence[str]) -> Array:
    """Return counts of shape (strata, decision, label); labels: negative, positive, unknown."""
    mature = side.outcomes.where("mature", MATURE[0])
    cells = mature.sum("w", *axes, "decision", "label")
    return cells.reshape(-1, *cells.shape[-2:])[:, :2]


def _covered(cells: Array, *, sampled: bool) -> bool:
    labelled, whole = float(cells[..., :2].sum()), float(cells.sum())
    return labelled > 0 and (sampled or labelled >= _COVERED * whole)


def _figure(cells: Array, *, accuracy: bool) -> float:
    table = cells.sum(axis=0)
    good = table[0, 0] + table[1, 1] if accuracy else table[1].sum()
    return float(good / table.sum())
