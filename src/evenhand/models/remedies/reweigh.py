"""Fit the model anew with weights under which the label does not depend on the group."""

import numpy as np

from evenhand.cube.cube import Array
from evenhand.cube.rows import Text
from evenhand.inference.reweighing import reweighing
from evenhand.models.aim import Aim
from evenhand.models.bench import Bench
from evenhand.models.remedies._remedy import Kind, Tried, refitted


def reweigh(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions of a model fitted with the weights of Kamiran and Calders (2012)."""
    weights = balancing(bench.told_apart(aim.attribute, bench.fit), bench.rows.label[bench.fit])
    return refitted(
        bench,
        f"{len(bench.fit):,} labelled decisions, weighted so that outcomes do not depend on "
        f"{aim.attribute}",
        weights=weights,
    )


def balancing(groups: Text, labels: Array) -> Array:
    """Return a weight for each row: how often its group and label would meet, over how often.

    Examples
    --------
    >>> balancing(np.array(["a", "a", "a", "b"], dtype=object), np.array([1.0, 1.0, 0.0, 0.0]))
    array([0.75, 0.75, 1.5 , 0.5 ])
    """
    _, group = np.unique(groups.astype(str), return_inverse=True)
    cell = group, labels.astype(np.intp)
    counted = np.zeros((group.max() + 1, 2))
    np.add.at(counted, cell, 1.0)
    weights: Array = reweighing(counted)[cell]
    return weights


REWEIGH = Kind(
    key="reweigh",
    title="Refit on reweighed decisions",
    caution="Weights use the protected attribute while fitting, though not while deciding.",
    attempt=reweigh,
    refits=True,
)
