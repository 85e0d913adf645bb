"""Mattering: how much decisions go by each feature."""

from typing import TYPE_CHECKING

import numpy as np

from evenhand.cube.cube import Array
from evenhand.inference.normal import two_sided
from evenhand.models.bench import Places
from evenhand.models.halves import Halves

if TYPE_CHECKING:
    import pandas as pd

Bounded = tuple[float, float, float]  # a value with its bounds


def importances(
    table: "pd.DataFrame",
    decision: Places,
    halves: Halves,
    random: np.random.Generator,
    *,
    level: float,
) -> tuple[Array, dict[str, Bounded]]:
    """Return what a model expects of each decision, and what it loses without each feature.

    The first is a probability. The second is the fall of the area under the ROC curve where the
    feature's values are shuffled, within halves.
    """
    models = halves.learnt(table, decision)
    expected = halves.told(models, table)[:, 1]
    best, parts = _area(expected, decision, halves.half)
    order = np.arange(len(table))
    for side in (0, 1):
        own = np.flatnonzero(halves.half == side)
        order[own] = random.permutation(own)
    found = {}
    for name in table.columns.tolist():
        shuffled = table.assign(**{name: table[name].array[order]})
        area, others = _area(halves.told(models, shuffled)[:, 1], decision, halves.half)
        reach = two_sided(level) * halves.error(parts - others)
        found[name] = best - area, best - area - reach, best - area + reach
    return expected, found


def _area(score: Array, decision: Places, half: Places) -> tuple[float, Array]:
    """Return the area under the ROC curve within halves, and each row's part in its error.

    The parts are DeLong's: they add up to nothing, and the square root of the sum of their squares
    is the standard error.
    """
    area, parts = 0.0, np.empty(len(score))
    for side in (0, 1):
        own = half == side
        up = decision[own] == 1
        _, place = np.unique(score[own], return_inverse=True)
        ups, downs = (np.bincount(place[it], minlength=place.max() + 1) for it in (up, ~up))
        beaten = ((np.cumsum(downs) - downs / 2) / downs.sum())[place]
        beating = ((ups.sum() - np.cumsum(ups) + ups / 2) / ups.sum())[place]
        within = float(beaten[up].mean())
        of_pairs = np.where(up, (beaten - within) / ups.sum(), (beating - within) / downs.sum())
        parts[own] = of_pairs / 2
        area += within / 2
    return area, parts
