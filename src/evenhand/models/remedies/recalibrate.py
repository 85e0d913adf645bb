"""Recalibrate the deployed score on recent outcomes, and keep its threshold."""

import numpy as np

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, RefusedError
from evenhand.models.remedies._remedy import Kind, Tried


def recalibrate(bench: Bench, aim: Aim) -> Tried:  # noqa: ARG001 - no gap is aimed at
    """Return the decisions by a score that means what it says, at the threshold as it is.

    Raises
    ------
    RefusedError
        There is no score with a threshold, or it is no probability.
    """
    if bench.score is None or bench.threshold is None:
        raise RefusedError("The plan names no score with a threshold that could be kept.")
    # A turned score is the other way up: what it promises is one less what the log's promises.
    away = 0.0 if bench.high_is_good else 1.0
    score = bench.score + away
    known = np.isfinite(score)
    if not known.any() or score[known].min() < 0 or score[known].max() > 1:
        raise RefusedError("The scores are no probabilities, so that they promise nothing.")
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - a second, and only here

    recent = np.concatenate([bench.fit[len(bench.fit) // 2 :], bench.tune])
    recent = recent[known[recent]]
    means = IsotonicRegression(out_of_bounds="clip").fit(score[recent], bench.rows.label[recent])
    found = np.full(len(bench.test), np.nan)
    scored = known[bench.test]
    found[scored] = means.predict(score[bench.test][scored])
    return Tried(
        bench.at_line(found, bench.threshold + away),
        found,
        f"Scores mapped to the outcomes of the latest {len(recent):,} labelled decisions "
        "(isotonic), at the same threshold for everybody.",
    )


RECALIBRATE = Kind(
    key="recalibrate",
    title="Recalibrate the scores",
    caution="It changes how many decisions are favourable where scores were off.",
    attempt=recalibrate,
)
