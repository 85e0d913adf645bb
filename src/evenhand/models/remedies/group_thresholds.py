"""A threshold for each group: it decides by the protected attribute itself."""

import warnings

import numpy as np

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, RefusedError
from evenhand.models.remedies._remedy import Kind, Tried

_CONSTRAINTS = {
    "selection_rate": "demographic_parity",
    "true_positive_rate": "true_positive_rate_parity",
    "false_negative_rate": "false_negative_rate_parity",
    "false_positive_rate": "false_positive_rate_parity",
    "true_negative_rate": "true_negative_rate_parity",
}


def group_thresholds(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions by thresholds that equalise the groups (Hardt and others 2016).

    Raises
    ------
    RefusedError
        There is no score, or no such constraint, or a group has labels of one kind alone.
    """
    if bench.score is None:
        raise RefusedError("The plan names no score that thresholds could be set on.")
    if aim.metric not in _CONSTRAINTS:
        raise RefusedError(f"There is no constraint on the {aim.metric.replace('_', ' ')}.")
    from fairlearn.postprocessing import ThresholdOptimizer  # noqa: PLC0415 - seconds
    from sklearn.base import BaseEstimator, ClassifierMixin  # noqa: PLC0415 - a second

    class AsItIs(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        """The deployed score as a model: it is what it is given."""

        def fit(self, table: object, labels: object) -> "AsItIs":  # noqa: ARG002
            self.classes_ = np.array([0, 1])
            return self

        def predict(self, table: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> object:
            return np.asarray(table)[:, 0]

    known = np.concatenate([bench.fit, bench.tune])
    known = known[np.isfinite(bench.score[known])]
    groups = bench.told_apart(aim.attribute, known).astype(str)
    labels = bench.rows.label[known].astype(np.int64)
    if len(set(groups)) < 2:  # noqa: PLR2004 - thresholds by group need groups
        raise RefusedError(f"Only one group of {aim.attribute} has enough labelled decisions.")
    if any(len(set(labels[groups == group])) < 2 for group in set(groups)):  # noqa: PLR2004
        raise RefusedError("A group has labels of one kind alone.")
    scored = np.isfinite(bench.score)
    score = np.where(scored, bench.score, 0.0)[:, None]
    optimiser = ThresholdOptimizer(
        estimator=AsItIs().fit(score, labels),
        constraints=_CONSTRAINTS[aim.metric],
        prefit=True,
        predict_method="predict",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optimiser.fit(score[known], labels, sensitive_features=groups)
        decided = bench.rows.decision[bench.test].copy()
        asked = bench.told_apart(aim.attribute, bench.test).astype(str)
        # Who has no score, or is of a group without a threshold, is decided as before.
        some = scored[bench.test] & np.isin(asked, list(set(groups)))
        decided[some] = optimiser.predict(
            score[bench.test][some], sensitive_features=asked[some], random_state=bench.seed
        )
    return Tried(
        decided,
        None,
        f"Thresholds by {aim.attribute} on the deployed score that equalise the "
        f"{aim.metric.replace('_', ' ')}, set on {len(known):,} labelled decisions.",
    )


GROUP_THRESHOLDS = Kind(
    key="group_thresholds",
    title="Thresholds by group",
    caution="It treats people by their group, which law forbids in many places (in the United "
    "States in employment and credit): take legal advice before anything else. The rule is "
    "randomised: two people alike may be decided differently.",
    attempt=group_thresholds,
    by_group=True,
)
