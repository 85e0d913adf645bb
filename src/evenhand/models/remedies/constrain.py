"""Fit the model anew under a constraint on the gap itself: a reduction to weighted fits."""

import warnings

import numpy as np

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, RefusedError, classifier
from evenhand.models.remedies._remedy import Kind, Tried

_CONSTRAINTS = {
    "selection_rate": "DemographicParity",
    "true_positive_rate": "TruePositiveRateParity",
    "false_negative_rate": "TruePositiveRateParity",
    "false_positive_rate": "FalsePositiveRateParity",
    "true_negative_rate": "FalsePositiveRateParity",
}
_ROUNDS = 5  # of fairlearn, each of up to five fits
_TREES = 40  # of each fit: fewer than of a model by itself, since many decide together


def constrain(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions of a randomised classifier (Agarwal and others 2018, by fairlearn).

    Raises
    ------
    RefusedError
        There is no constraint on the metric, or only one group is large enough.
    """
    if aim.metric not in _CONSTRAINTS:
        raise RefusedError(f"There is no constraint on the {aim.metric.replace('_', ' ')}.")
    from fairlearn import reductions  # noqa: PLC0415 - seconds, and only here

    groups = bench.told_apart(aim.attribute, bench.fit)
    if len(set(groups)) < 2:  # noqa: PLR2004 - a constraint compares
        raise RefusedError(f"Only one group of {aim.attribute} has enough labelled decisions.")
    slack = 0.5 * (aim.tolerance if aim.comparison == "difference" else (1 - aim.tolerance) / 2)
    constraint = getattr(reductions, _CONSTRAINTS[aim.metric])(difference_bound=slack)
    model = reductions.ExponentiatedGradient(
        classifier(bench.seed).set_params(max_iter=_TREES),
        constraint,
        max_iter=_ROUNDS,
        eps=slack,
    )
    labels = bench.rows.label[bench.fit].astype(np.int64)
    with warnings.catch_warnings():
        # What fairlearn tells of its own insides is nothing that a reader could act upon.
        warnings.simplefilter("ignore")
        model.fit(bench.table.iloc[bench.fit], labels, sensitive_features=groups.astype(str))
        decided = model.predict(bench.table.iloc[bench.test], random_state=bench.seed)
    return Tried(
        np.asarray(decided, dtype=np.float64),
        None,
        f"Fitted on {len(bench.fit):,} labelled decisions under a bound of {slack:.3g} on the "
        f"differences in {aim.metric.replace('_', ' ')} by {aim.attribute} (exponentiated "
        f"gradient, at most {_ROUNDS} rounds, {_TREES} trees a fit); the number of favourable "
        "decisions follows from that.",
    )


CONSTRAIN = Kind(
    key="constrain",
    title="Refit under a constraint on the gap",
    caution="The classifier is randomised: two people alike may be decided differently.",
    attempt=constrain,
    refits=True,
)
