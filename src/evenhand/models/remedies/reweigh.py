"""Fit the model anew with weights under which the label does not depend on the group."""

import numpy as np

from evenhand.cube.cube import Array
from evenhand.cube.rows import Text
from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, at_same_rate, fitted, promised
from evenhand.models.remedies._remedy import Kind, Tried


def reweigh(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions of a model fitted with the weights of Kamiran and Calders (2012)."""
    weights = balancing(bench.told_apart(aim.attribute, bench.fit), bench.rows.label[bench.fit])
    model = fitted(bench, bench.rows.label, bench.fit, weights=weights)
    score = promised(model, bench, bench.test)
    decided = at_same_rate(bench, promised(model, bench, bench.tune), score)
    return Tried(
        decided,
        score,
        f"Fitted on {len(bench.fit):,} labelled decisions, weighted so that outcomes do not depend "
        f"on {aim.attribute}, with as many favourable ones as before.",
    )


def balancing(groups: Text, labels: Array) -> Array:
    """Return a weight for each row: how often its group and label would meet, over how often.

    Examples
    --------
    >>> balancing(np.array(["a", "a", "a", "b"], dtype=object), np.array([1.0, 1.0, 0.0, 0.0]))
    array([0.75, 0.75, 1.5 , 0.5 ])
    """
    weights = np.ones(len(labels))
    for group in np.unique(groups.astype(str)):
        for label in (0.0, 1.0):
            cell = (groups == group) & (labels == label)
            if cell.any():
                expected = (groups == group).mean() * (labels == label).mean()
                weights[cell] = expected / cell.mean()
    return weights


REWEIGH = Kind(
    key="reweigh",
    title="Refit on reweighed decisions",
    caution="Weights use the protected attribute while fitting, though not while deciding.",
    attempt=reweigh,
    refits=True,
)
