"""Move the one threshold of the deployed score, for everybody."""

import numpy as np

from evenhand.analyses.remedy import past
from evenhand.cube.cube import Array
from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, RefusedError
from evenhand.models.measured import gap_between, sides_of
from evenhand.models.remedies._remedy import Kind, Tried

_STEPS = 99


def move_threshold(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions at the most accurate threshold that keeps the gap within tolerance.

    Where none does, at the one that brings it nearest.

    Raises
    ------
    RefusedError
        The plan names no score, or no threshold of it.
    """
    if bench.score is None or bench.threshold is None:
        raise RefusedError("The plan names no score with a threshold that could be moved.")
    scored = bench.tune[np.isfinite(bench.score[bench.tune])]
    if not len(scored):
        raise RefusedError("No decision has a score.")
    tuned, labels = bench.score[scored], bench.rows.label[scored]
    lines = np.unique(np.quantile(tuned, np.arange(1, _STEPS + 1) / (_STEPS + 1)))
    sides = sides_of(bench, (aim.attribute,), ((aim.group,), (aim.reference,)), scored)
    right, far = [], []
    for line in lines:
        decided = (tuned >= line).astype(np.float64)
        right.append(float((decided == labels).mean()))
        far.append(_past(gap_between(bench, aim, scored, sides, decided), aim))
    line = float(lines[_best(np.array(right), np.array(far))])
    score = bench.score[bench.test]
    return Tried(
        bench.at_line(score, line),
        score,
        f"The threshold {bench.as_logged(line):.4g} in place of "
        f"{bench.as_logged(bench.threshold):.4g}, for everybody, chosen on {len(scored):,} "
        "labelled decisions.",
    )


def _past(gap: float, aim: Aim) -> float:
    """Return how far a gap is past the tolerance; infinite where there is none."""
    return past(gap, aim.comparison, aim.tolerance) if np.isfinite(gap) else float("inf")


def _best(right: Array, far: Array) -> int:
    within = np.flatnonzero(far <= 0)
    return int(within[right[within].argmax()]) if len(within) else int(far.argmin())


MOVE_THRESHOLD = Kind(
    key="move_threshold",
    title="Move the threshold for everybody",
    caution="It changes how many decisions are favourable, and what they cost.",
    attempt=move_threshold,
)
